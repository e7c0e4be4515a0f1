"""Where a device stands in the site's columns, as the engine is told it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceColumns:
    """A device's slice of the point table.

    start   where its slice begins
    points  the ids of its columns in order; the last one is `online`
    fitted  bool, one a point: a rule that needs a point that is not fitted is left out for this device
    units   the points' units in the same order, for `{unit}` in messages; empty where nobody asks
    """

    id: str
    kind: str
    start: int
    points: tuple[str, ...]
    fitted: NDArray[np.bool_]
    units: tuple[str, ...] = ()
