"""Which rows of the point table belong to which device. Laid out once, at the start; never moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import numpy as np
from numpy.typing import NDArray

from drivers.profile import Point, Profile
from yamlfile import Text

# Every device has this point besides those of its profile; the gateway writes it.
ONLINE = Point(
    id="online",
    name=Text(zh="通讯", en="Communication"),
    decimals=0,
    range=(0, 1),
    texts={0: Text(zh="离线", en="offline"), 1: Text(zh="在线", en="online")},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDevice:
    """A device as the point table needs to know it.

    expected_s      how often its values should come; twice as long without one makes them stale
    without         globs over the ids of points that this device lacks
    out_of_service  it is not read, not counted and raises nothing
    names           what points are called on this device, where that differs from the kind
    """

    id: str
    profile: Profile
    expected_s: float
    without: tuple[str, ...] = ()
    out_of_service: bool = False
    names: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DeviceSlice:
    """Rows [start, stop) of the table: the points of the profile in order, then `online`.

    fitted   bool, one a row: whether this device has the point
    """

    index: int
    device: TableDevice
    start: int
    stop: int
    points: tuple[str, ...]
    fitted: NDArray[np.bool_]

    @property
    def id(self) -> str:
        return self.device.id

    @property
    def kind(self) -> str:
        return self.device.profile.kind

    @property
    def online_row(self) -> int:
        return self.stop - 1

    def point(self, row: int) -> Point:
        """The description of the point in a row of the table."""
        return ONLINE if row == self.online_row else self.device.profile.points[row - self.start]

    def name(self, row: int) -> Text:
        """What the point in a row of the table is called on this device."""
        point = self.point(row)
        return self.device.names.get(point.id, point.name)


def lay_out(devices: Sequence[TableDevice]) -> tuple[DeviceSlice, ...]:
    """One slice a device, in the order given, without holes."""
    slices: list[DeviceSlice] = []
    start = 0
    for index, device in enumerate(devices):
        points = (*(point.id for point in device.profile.points), ONLINE.id)
        stop = start + len(points)
        fitted = np.array([_is_fitted(point, device.without) for point in points])
        slices.append(DeviceSlice(index=index, device=device, start=start, stop=stop, points=points, fitted=fitted))
        start = stop
    return tuple(slices)


def _is_fitted(point: str, without: Sequence[str]) -> bool:
    return point == ONLINE.id or not any(fnmatchcase(point, pattern) for pattern in without)
