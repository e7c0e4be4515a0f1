"""What the site's points are now, in columns: one row a point, a device's rows side by side.

Only the event loop's thread writes here, and nobody else keeps a copy: whoever needs a value reads the columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from drivers.frame import Frame, Quality
from drivers.profile import Point
from gateway.errors import NotFound
from gateway.points.layout import DeviceSlice, TableDevice, lay_out

STALE_AFTER = 2.0  # times the expected interval


class DeviceState(StrEnum):
    """`offline` until it has answered once."""

    ONLINE = "online"
    OFFLINE = "offline"
    OUT_OF_SERVICE = "out_of_service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many of the points that should have a value have one, and of the devices answer."""

    good: int
    bad: int
    stale: int
    online: int
    offline: int


class PointTable:
    """The columns, all of length `len(table)`, and where each device's rows are.

    value          float64; NaN where there is none. A point that became bad because its device went silent keeps
                   its last value and the time at which that was read.
    quality        uint8 of Quality, without staleness: that depends on the clock, see `quality_at`
    source_time    float64, seconds UTC: when the source was read; NaN: never
    received_time  float64, seconds UTC: when it arrived here; NaN: never
    fitted         bool: whether the device has the point; what is not fitted is bad, not shown and not counted
    expected_s     float64: how often a value should come (`online`: infinite, it is never stale)
    texts          by row, what string points say
    heard_time     float64, one a device: when it was last heard, seconds UTC; NaN: never
    points         one a row: name, unit, range and texts
    slices         of the site's devices
    own_slices     of devices that Gatehouse has made itself (`own`): judged by the rules, neither shown nor counted
    """

    def __init__(self, devices: Sequence[TableDevice], own: Sequence[TableDevice] = ()) -> None:
        every = lay_out([*devices, *own])
        self.slices, self.own_slices = every[: len(devices)], every[len(devices) :]
        self._by_id = {piece.id: piece for piece in self.slices}
        self._own = {piece.id: piece for piece in self.own_slices}
        size = every[-1].stop if every else 0
        self.value: NDArray[np.float64] = np.full(size, np.nan)
        self.quality: NDArray[np.uint8] = np.full(size, Quality.BAD, np.uint8)
        self.source_time: NDArray[np.float64] = np.full(size, np.nan)
        self.received_time: NDArray[np.float64] = np.full(size, np.nan)
        self.fitted: NDArray[np.bool_] = np.zeros(size, np.bool_)
        self.expected_s: NDArray[np.float64] = np.empty(size)
        self.texts: dict[int, str] = {}
        self.heard_time: NDArray[np.float64] = np.full(len(self.slices), np.nan)
        for piece in every:
            self.fitted[piece.start : piece.stop] = piece.fitted & (piece.id in self._by_id)
            self.expected_s[piece.start : piece.stop] = piece.device.expected_s
            self.expected_s[piece.online_row] = np.inf
        self.ids = tuple(f"{piece.id}/{point}" for piece in every for point in piece.points)
        self.points: tuple[Point, ...] = tuple(
            piece.point(row) for piece in every for row in range(piece.start, piece.stop)
        )
        served = [not piece.device.out_of_service for piece in every]
        lengths = [piece.stop - piece.start for piece in every]
        self._counted = self.fitted & np.repeat(np.array(served, np.bool_), lengths)
        self._served = np.array(served[: len(devices)], np.bool_)
        self._online_rows = np.array([piece.online_row for piece in self.slices], np.intp)

    def __len__(self) -> int:
        return len(self.value)

    def apply(self, frame: Frame, received: float) -> DeviceSlice:
        """Write a frame into its device's rows; KeyError for a device that the table does not have."""
        piece = self._by_id[frame.device]
        rows: slice | NDArray[np.intp]
        rows = slice(piece.start, piece.stop - 1) if frame.at is None else frame.at + piece.start
        self.value[rows] = frame.values
        self.quality[rows] = frame.quality
        self.source_time[rows] = frame.time
        self.received_time[rows] = received
        self.heard_time[piece.index] = received
        if frame.texts:
            for position, text in frame.texts.items():
                self.texts[piece.start + position] = text
        return piece

    def set_online(self, device: str, online: bool, now: float) -> bool:
        """Whether this changed anything. All points of a device that went offline are bad from now on."""
        piece = self._by_id[device]
        row = piece.online_row
        known = self.quality[row] == Quality.GOOD
        if known and self.value[row] == online:
            return False
        self.value[row] = online
        self.quality[row] = Quality.GOOD
        self.source_time[row] = self.received_time[row] = now
        if not online:
            self.quality[piece.start : row] = Quality.BAD
        return True

    def quality_at(self, now: float) -> NDArray[np.uint8]:
        """A copy of the quality column in which good values that are too old at `now` are STALE.

        The age counts from the source's time or from the arrival, whichever is earlier.
        """
        heard = np.minimum(self.source_time, self.received_time)
        too_old = now - heard > STALE_AFTER * self.expected_s
        quality = self.quality.copy()
        quality[too_old & (quality == Quality.GOOD)] = Quality.STALE
        return quality

    def state(self, device: str) -> DeviceState:
        """NotFound for a device that the site does not have."""
        piece = self.slice_of(device)
        if piece.device.out_of_service:
            return DeviceState.OUT_OF_SERVICE
        return DeviceState.ONLINE if self.is_online(piece) else DeviceState.OFFLINE

    def is_online(self, piece: DeviceSlice) -> bool:
        return bool(self.value[piece.online_row] == 1.0)

    def slice_of(self, device: str) -> DeviceSlice:
        """NotFound for a device that the site does not have."""
        if device not in self._by_id:
            raise NotFound(f"this site has no device '{device}'")
        return self._by_id[device]

    def own_slice_of(self, device: str) -> DeviceSlice:
        """Of a device that Gatehouse has made itself; KeyError where it has made none of this id."""
        return self._own[device]

    def row(self, device: str, point: str) -> int:
        """The row of a fitted point; NotFound where there is none."""
        piece = self.slice_of(device)
        if point not in piece.points or not piece.fitted[piece.points.index(point)]:
            raise NotFound(f"the device '{device}' has no point '{point}'")
        return piece.start + piece.points.index(point)

    def last_seen(self, device: str) -> float | None:
        """When the device was last heard, in seconds UTC; None: never."""
        heard = float(self.heard_time[self.slice_of(device).index])
        return None if np.isnan(heard) else heard

    def text(self, row: int) -> str | None:
        """What a string point says, or the (Chinese) name of the state that a number means; None where neither is."""
        if row in self.texts:
            return self.texts[row]
        value = self.value[row]
        meaning = self.points[row].texts.get(int(value)) if np.isfinite(value) else None
        return meaning.zh if meaning else None

    def counts(self, now: float) -> Counts:
        """For the health page; what is not fitted or out of service does not count."""
        of = np.bincount(self.quality_at(now)[self._counted], minlength=3)
        online = int(np.count_nonzero(self.value[self._online_rows][self._served] == 1.0))
        return Counts(
            good=int(of[Quality.GOOD]),
            bad=int(of[Quality.BAD]),
            stale=int(of[Quality.STALE]),
            online=online,
            offline=int(np.count_nonzero(self._served)) - online,
        )
