"""Connections that several devices share, as points: how many devices they have, and how many of those answer."""

from collections.abc import Mapping, Sequence

import numpy as np

from drivers.frame import Quality
from gateway.points.table import PointTable


class ConnectionPoints:
    """Fills the devices that stand for connections; `refresh` before the rules look at the table.

    members  by the id of such a device: the devices on the connection
    names    by the same: what the connection is called in the site file
    """

    def __init__(self, table: PointTable, members: Mapping[str, Sequence[str]], names: Mapping[str, str]) -> None:
        self._table = table
        pieces = [table.own_slice_of(line) for line in members]
        rows = [[table.slice_of(device).online_row for device in devices] for devices in members.values()]
        self._online = np.array([row for some in rows for row in some], np.intp)
        self._counts = np.array([len(some) for some in rows], np.float64)
        self._starts = np.cumsum([0, *(len(some) for some in rows)])[:-1].astype(np.intp)
        self._rows = {
            point: np.array([piece.start + piece.points.index(point) for piece in pieces], np.intp)
            for point in ("line", "devices", "answering", "up", "online")
        }
        for row, line in zip(self._rows["line"].tolist(), members, strict=True):
            table.texts[row] = names[line]

    def refresh(self, now: float) -> None:
        """`now` in seconds UTC. While some have not been asked yet and none has answered, it is not known."""
        if not len(self._counts):
            return
        table = self._table
        known = table.quality[self._online] == Quality.GOOD
        answers = known & (table.value[self._online] == 1.0)
        answering = np.add.reduceat(answers, self._starts, dtype=np.float64)
        unknown = np.add.reduceat(~known, self._starts, dtype=np.float64)
        quality = np.where((answering == 0) & (unknown > 0), Quality.BAD, Quality.GOOD).astype(np.uint8)
        up = (answering > 0).astype(np.float64)
        for point, values in (("devices", self._counts), ("answering", answering), ("up", up), ("online", up)):
            table.value[self._rows[point]] = values
        for rows in self._rows.values():
            table.quality[rows] = quality
            table.source_time[rows] = table.received_time[rows] = now
