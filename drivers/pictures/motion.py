"""What moves: a small grey picture against the last seconds."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.pictures.shot import Grey
from drivers.pictures.structure import Settled

MEMORY_S = 1.5
LEAST_CHANGE = 14.0  # of 255
LEAST_SHARE = 0.002  # of the picture: what is smaller is a bird, a leaf, rain
NEAR = np.ones((5, 5), np.uint8)
SPECK = np.ones((3, 3), np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of a picture; all four from 0 to 1, from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """share: of the picture, 0 to 1; boxes: the largest first."""

    share: float = 0.0
    boxes: tuple[Box, ...] = ()


class Motion:
    """Keeps the mean of the last seconds of one camera."""

    def __init__(self) -> None:
        self._still = Settled(MEMORY_S)

    def see(self, small: Grey, time: float) -> Moving:
        """What of a glance has moved."""
        values = small.astype(np.float32)
        before = self._still.mean
        if before is None or before.shape != values.shape:
            self._still.see(values, time)
            return Moving()
        change = values - before
        change -= np.median(change[::4, ::4])  # a cloud, a lamp: everything grows lighter at once
        mask = (np.abs(change) > LEAST_CHANGE).astype(np.uint8)
        self._still.see(values, time)
        return _moving(np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, SPECK), np.uint8))


def union(boxes: tuple[Box, ...]) -> Box:
    """What holds them all; at least one."""
    return Box(
        left=min(box.left for box in boxes), top=min(box.top for box in boxes),
        right=max(box.right for box in boxes), bottom=max(box.bottom for box in boxes),
    )  # fmt: skip


def _moving(mask: NDArray[np.uint8]) -> Moving:
    share = float(mask.mean())
    if share < LEAST_SHARE:
        return Moving(share=share)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(cv2.dilate(mask, NEAR), np.uint8))
    high, wide = mask.shape
    found = sorted(stats[1:].tolist(), key=lambda row: -row[cv2.CC_STAT_AREA])
    boxes = [
        Box(left=x / wide, top=y / high, right=(x + w) / wide, bottom=(y + h) / high)
        for x, y, w, h, area in found
        if area >= 2 * LEAST_SHARE * mask.size
    ]
    return Moving(share=share, boxes=tuple(boxes))
