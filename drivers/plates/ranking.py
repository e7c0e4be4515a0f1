"""Which of the plates that were found comes first, and which of them are the same: pure arithmetic."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

WORTH_OF_TWICE = 0.03
"""Twice as wide counts as much as a score that is so much higher: who stands at the gate is near."""
CUT_OFF = 0.2
"""A plate that runs out of the picture is read wrongly: counts as a score that is so much lower."""
EDGE = 0.012
"""So near to the edge of the picture, in plate widths, a plate runs out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A plate: its rows, its score 0 to 1, and its corners, 4 x 2 pixels of the picture given.

    The corners are top left, top right, bottom right, bottom left; they count from the edge of the first pixel.
    """

    corners: NDArray[np.float32]
    rows: int
    score: float


def ranked(found: Sequence[Found], width: int, height: int) -> list[Found]:
    """The same plate from several looks once, the best of them; the one most worth reading first."""
    kept: list[Found] = []
    for each in sorted(found, key=lambda one: -one.score):
        if not any(_same(each, other) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda one: -_worth(one, width, height))


def _worth(found: Found, width: int, height: int) -> float:
    doublings = math.log2(max(1.0, cv2.contourArea(found.corners))) / 2
    return found.score + WORTH_OF_TWICE * doublings - (CUT_OFF if _runs_out(found, width, height) else 0.0)


def _runs_out(found: Found, width: int, height: int) -> bool:
    low, high = found.corners.min(axis=0), found.corners.max(axis=0)
    slack = EDGE * float(high[0] - low[0])
    return bool((low < slack).any() or high[0] > width - slack or high[1] > height - slack)


def _same(one: Found, other: Found) -> bool:
    """Whether the middle of either lies in the other."""
    return any(
        cv2.pointPolygonTest(a.corners, tuple(float(v) for v in b.corners.mean(axis=0)), False) >= 0
        for a, b in ((one, other), (other, one))
    )
