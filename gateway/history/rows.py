"""Readings as PostgreSQL takes them: rows of its binary COPY format, which a NumPy array holds as they go out.

A row is 40 bytes: the number of fields, then each field with its length before it, all big-endian (PostgreSQL
documentation, COPY, "Binary Format"). Times are microseconds since 2000-01-01 UTC.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from drivers.frame import Quality

ROW = np.dtype(
    [
        ("fields", ">i2"),
        ("time_bytes", ">i4"), ("time", ">i8"),
        ("point_bytes", ">i4"), ("point", ">i4"),
        ("value_bytes", ">i4"), ("value", ">f8"),
        ("quality_bytes", ">i4"), ("quality", ">i2"),
    ]
)  # fmt: skip
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
GOOD = int(Quality.GOOD)
EPOCH_S = 946_684_800  # 2000-01-01 in seconds since 1970
Rows = NDArray[np.void]


def blank(size: int) -> Rows:
    """Rows whose unchanging parts are filled in."""
    rows = np.zeros(size, ROW)
    rows["fields"] = 4
    for field in ("time", "point", "value", "quality"):
        rows[f"{field}_bytes"] = ROW[field].itemsize
    return rows


def to_postgres(seconds: float) -> int:
    """Seconds since 1970 as PostgreSQL's microseconds."""
    return round((seconds - EPOCH_S) * 1e6)


def to_seconds(microseconds: int) -> float:
    """PostgreSQL's microseconds as seconds since 1970."""
    return microseconds / 1e6 + EPOCH_S


class Batch:
    """Readings that wait to be stored, at most `capacity`; `point` is the row in the point table for now.

    settled   what to call as soon as these readings can no longer be lost
    """

    def __init__(self, capacity: int) -> None:
        self._rows = blank(capacity)
        # A structured array makes a new view at every access to a field; these are made once.
        self._time = self._rows["time"]
        self._point = self._rows["point"]
        self._value = self._rows["value"]
        self._quality = self._rows["quality"]
        self.count = 0
        self.settled: list[Callable[[], None]] = []

    @property
    def room(self) -> int:
        return len(self._rows) - self.count

    @property
    def rows(self) -> Rows:
        """The rows that are filled; a view."""
        return self._rows[: self.count]

    def add(
        self, time: float, points: NDArray[np.intp], values: NDArray[np.float64], quality: NDArray[np.uint8]
    ) -> None:
        """Append one reading a point, all of one time; there must be room. What is not good is kept without value."""
        start, end = self.count, self.count + len(points)
        self._time[start:end] = to_postgres(time)
        self._point[start:end] = points
        self._value[start:end] = np.where(quality == GOOD, values, np.nan)
        self._quality[start:end] = quality
        self.count = end

    def settle(self) -> None:
        """Tell everybody who waits that the readings are safe, and begin anew."""
        waiting, self.settled, self.count = self.settled, [], 0
        for settled in waiting:
            settled()


def numbered(rows: Rows, numbers: NDArray[np.int32]) -> Rows:
    """A copy of the rows with the database's number in place of the row of the point table."""
    copy = rows.copy()
    copy["point"] = numbers[rows["point"]]
    return copy


def wire(rows: Rows) -> bytes:
    """The rows as a complete COPY stream."""
    return b"".join((HEADER, rows.data, TRAILER))
