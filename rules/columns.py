"""Where a device stands in the site's columns, as the engine is told it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yamlfile import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceColumns:
    """A device's slice of the point table.

    start   where its slice begins
    points  the ids of its columns in order; the last one is `online`
    fitted  bool, one a point: a rule that needs a point that is not fitted is left out for this device
    units   the points' units in the same order, for `{unit}` in messages; empty where nobody asks
    names   the points' names on this device in the same order, for `{point}`; empty: their ids
    """

    id: str
    kind: str
    start: int
    points: tuple[str, ...]
    fitted: NDArray[np.bool_]
    units: tuple[str, ...] = ()
    names: tuple[Text, ...] = ()

    def unit(self, point: str) -> str:
        """The unit of a point; nothing where nobody told."""
        return self.units[self.points.index(point)] if self.units else ""

    def name(self, point: str) -> Text:
        """What a point is called; its id where nobody told."""
        return self.names[self.points.index(point)] if self.names else Text(zh=point, en=point)

    def row(self, point: str) -> int | None:
        """Where a point stands in the site's columns; None where the device does not have it."""
        return self.start + self.points.index(point) if point in self.points else None
