"""Which values are worth a row: those that changed beyond their deadband, and each one again within a minute."""

import numpy as np
from numpy.typing import NDArray

from gateway.history.columns import Columns

HEARTBEAT_S = 60.0
# The golden ratio's fraction spreads any number of rows evenly, and neighbours far apart.
SPREAD = 0.6180339887498949
NEVER_WRITTEN = 255


class Changes:
    """What was last handed on for storing, a row of the point table each."""

    def __init__(self, table: Columns) -> None:
        self._table = table
        size = len(table.points)
        self._deadband = np.array([point.deadband for point in table.points])
        self._value = np.full(size, np.nan)
        self._quality = np.full(size, NEVER_WRITTEN, np.uint8)
        self._time = np.full(size, -np.inf)
        self._due = np.full(size, np.inf)
        self._beat_s = beats(table.expected_s)

    def pick(self, rows: slice | NDArray[np.intp], time: float) -> NDArray[np.intp]:
        """The rows of the table, of those just read at `time`, that must be stored; they count as stored now.

        One that was stored with this very time is left out; a time before the last one is always stored.
        """
        value = self._table.value[rows]
        quality = self._table.quality[rows]
        last = self._time[rows]
        changed = np.abs(value - self._value[rows]) > self._deadband[rows]
        changed |= quality != self._quality[rows]
        changed |= self._due[rows] <= time
        changed |= last > time
        changed &= last != time
        changed &= self._table.fitted[rows]
        picked: NDArray[np.intp] = changed.nonzero()[0]
        if len(picked) == 0:
            return picked
        chosen: NDArray[np.intp] = picked + rows.start if isinstance(rows, slice) else rows[picked]
        self._value[chosen] = value[picked]
        self._quality[chosen] = quality[picked]
        self._time[chosen] = time
        self._due[chosen] = time + self._beat_s[chosen]
        return chosen


def beats(expected_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """How long after a row the next is due if nothing changes: so that the poll that follows is in time.

    Differs from row to row, so that what changed together does not beat together.
    """
    latest = np.maximum(HEARTBEAT_S - 1.5 * np.where(np.isfinite(expected_s), expected_s, 1.0), 0.0)
    phase = (np.arange(len(expected_s)) * SPREAD) % 1.0
    spread: NDArray[np.float64] = latest * (0.8 + 0.2 * phase)
    return spread
