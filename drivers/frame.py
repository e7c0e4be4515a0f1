"""What one poll, or one message, of a device brings: columns in the order of its profile's points."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class Quality(IntEnum):
    """Whether a value may be used: only GOOD may. STALE is told by the clock, never by a driver."""

    GOOD = 0
    BAD = 1
    STALE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One reading of a device.

    time      when the source was read, in seconds since 1970 UTC
    values    float64, one a point; NaN where the quality is not good
    quality   uint8, one a point, of Quality
    at        which points of the profile the columns hold (intp, ascending); None: all of them, in order
    texts     what string points say, by the point's position in the profile; their value is NaN with good quality
    """

    device: str
    time: float
    values: NDArray[np.float64]
    quality: NDArray[np.uint8]
    at: NDArray[np.intp] | None = None
    texts: Mapping[int, str] | None = None
