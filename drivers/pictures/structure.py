"""What a scene is made of, whatever the light: the slopes of the logarithm of a small grey picture.

Twice the light moves the logarithm and leaves its slopes: a lamp that is switched on or a soft shadow changes little;
a lorry, a turned camera or a cloth before the lens changes much.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.pictures.shot import Grey

GLANCE_WIDTH = 160
DARK = 24.0  # added before the logarithm, so that noise in the dark is no structure

Field = NDArray[np.float32]  # H x W x 2: slopes to the right and downwards


def glance(grey: Grey) -> Grey:
    """The picture GLANCE_WIDTH wide."""
    size = (GLANCE_WIDTH, max(8, round(grey.shape[0] * GLANCE_WIDTH / grey.shape[1])))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def structure(small: Grey) -> Field:
    """Slopes of a glance, per pixel."""
    light = np.log(cv2.GaussianBlur(small, (3, 3), 0.8).astype(np.float32) + DARK)
    right = cv2.Sobel(light, cv2.CV_32F, 1, 0, ksize=3, scale=0.125)
    down = cv2.Sobel(light, cv2.CV_32F, 0, 1, ksize=3, scale=0.125)
    return np.dstack((right, down))


def strength(field: Field) -> NDArray[np.float32]:
    """How steep it is at each pixel, H x W."""
    return np.asarray(cv2.magnitude(field[..., 0], field[..., 1]), np.float32)


class Settled:
    """What stays the same for about `memory_s`: a running mean in which whatever moves is smeared away."""

    def __init__(self, memory_s: float) -> None:
        self._memory_s = memory_s
        self._seen = 0
        self._time = 0.0
        self.mean: NDArray[np.float32] | None = None

    def see(self, values: NDArray[np.float32], time: float) -> NDArray[np.float32]:
        """The mean with one more; another shape begins anew."""
        if self.mean is None or self.mean.shape != values.shape:
            self.mean, self._seen = values.copy(), 1
        else:
            self._seen += 1
            share = 1 - math.exp(-max(0.0, time - self._time) / self._memory_s)
            cv2.accumulateWeighted(values, self.mean, max(share, 1 / self._seen))
        self._time = time
        return self.mean
