"""What history needs of the point table."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from drivers.profile import Point


class Columns(Protocol):
    """Columns of one length, as gateway.points.table.PointTable has them."""

    @property
    def value(self) -> NDArray[np.float64]: ...
    @property
    def quality(self) -> NDArray[np.uint8]: ...
    @property
    def fitted(self) -> NDArray[np.bool_]: ...
    @property
    def expected_s(self) -> NDArray[np.float64]: ...
    @property
    def points(self) -> Sequence[Point]: ...


class DeviceRows(Protocol):
    """A device's rows in them: [start, stop), `online` last."""

    @property
    def start(self) -> int: ...
    @property
    def stop(self) -> int: ...
    @property
    def online_row(self) -> int: ...


class PointIndex(Columns, Protocol):
    """Where a point is; NotFound where there is none."""

    def row(self, device: str, point: str) -> int: ...
