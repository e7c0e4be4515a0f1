"""Which points differ from what the screens were last told, found by comparing whole columns."""

import numpy as np
from numpy.typing import NDArray

from drivers.frame import Quality
from gateway.points.table import PointTable

# A value that stays the same is told again when its time has moved on by this much, so that its age stays true.
REFRESH_S = 30.0


class Changes:
    """Remembers what was told: value, quality, source time and text of every row."""

    def __init__(self, table: PointTable) -> None:
        self._table = table
        size = len(table)
        self._value: NDArray[np.float64] = np.full(size, np.nan)
        self._quality: NDArray[np.uint8] = np.full(size, Quality.BAD, np.uint8)
        self._time: NDArray[np.float64] = np.full(size, np.nan)
        self._texts: dict[int, str] = {}

    def take(self, quality: NDArray[np.uint8]) -> NDArray[np.intp]:
        """The rows that changed, ascending; from now on they count as told. `quality` is the table's at the moment."""
        table = self._table
        value = np.where(quality == Quality.BAD, np.nan, table.value)
        same_value = (value == self._value) | (np.isnan(value) & np.isnan(self._value))
        differs = ~same_value | (quality != self._quality) | (table.source_time - self._time > REFRESH_S)
        if table.texts:
            self._note_texts(differs)
        rows = np.flatnonzero(differs & table.fitted)
        self._value[rows] = value[rows]
        self._quality[rows] = quality[rows]
        self._time[rows] = table.source_time[rows]
        return rows

    def _note_texts(self, differs: NDArray[np.bool_]) -> None:
        """Mark the rows whose text is another one; few points are texts."""
        for row, text in self._table.texts.items():
            if self._texts.get(row) != text:
                self._texts[row] = text
                differs[row] = True
