"""Turns strokes in words into a mask: the pen's line with round turns and square ends, cut at the box."""

import math
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
"""H x W, 0 paper, 255 ink, between them the edge."""

Point = tuple[float, float]

_OVER = 4
"""Masks are drawn this many times too large and made smaller, so that edges are smooth."""


def lines(words: str) -> list[tuple[list[Point], bool]]:
    """The strokes as lines of many points, and whether each is closed."""
    return [_line(stroke.split()) for stroke in words.split("|")]


def _line(words: list[str]) -> tuple[list[Point], bool]:
    closed = words[-1] == "z"
    corners = [tuple(float(part) for part in word.split(",")) for word in words if word != "z"]
    points: list[Point] = []
    for at, corner in enumerate(corners):
        inner = closed or 0 < at < len(corners) - 1
        if len(corner) == 3 and inner:
            before, after = corners[at - 1], corners[(at + 1) % len(corners)]
            points += _turn((before[0], before[1]), (corner[0], corner[1]), (after[0], after[1]), corner[2])
        else:
            points.append((corner[0], corner[1]))
    return points, closed


def _turn(before: Point, corner: Point, after: Point, radius: float) -> list[Point]:
    """The corner made round: a curve that leaves the lines where a circle of that radius would."""
    a, b = _unit(corner, before), _unit(corner, after)
    half = math.acos(max(-1.0, min(1.0, a[0] * b[0] + a[1] * b[1]))) / 2
    reach = radius / max(math.tan(half), 1e-3)
    reach = min(reach, math.dist(before, corner) * 0.98, math.dist(after, corner) * 0.98)
    radius = reach * math.tan(half)
    bisector = _unit((0.0, 0.0), (a[0] + b[0], a[1] + b[1]))
    away = radius / max(math.sin(half), 1e-3)
    centre = (corner[0] + bisector[0] * away, corner[1] + bisector[1] * away)
    start = math.atan2(corner[1] + a[1] * reach - centre[1], corner[0] + a[0] * reach - centre[0])
    end = math.atan2(corner[1] + b[1] * reach - centre[1], corner[0] + b[0] * reach - centre[0])
    sweep = (end - start + math.pi) % (2 * math.pi) - math.pi
    steps = [start + sweep * step / 8 for step in range(9)]
    return [(centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)) for angle in steps]


def _unit(start: Point, end: Point) -> Point:
    length = math.dist(start, end) or 1.0
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


@lru_cache(maxsize=2048)
def mask(words: str, box: tuple[float, float], pen: float, size: tuple[int, int], *, inset: bool = False) -> Mask:
    """The strokes in a box (width, height; the strokes' own unit) as a mask of size (width, height) pixels.

    pen is the width of the line in the box's unit of height; it keeps its shape when the box is squeezed.
    inset: the box holds the lines' middles, and is made smaller by half a pen so that no line is cut.
    The mask is shared between callers and must not be written to.
    """
    wide, high = size[0] * _OVER, size[1] * _OVER
    paper = np.zeros((high, wide), np.uint8)
    thick = max(1.0, pen * high / box[1])
    for points, closed in lines(words):
        margin = thick / 2 if inset else 0.0
        path = np.array(points, np.float64) * ((wide - 2 * margin) / box[0], (high - 2 * margin) / box[1]) + margin
        _stroke(paper, path, closed, thick)
    drawn = np.asarray(cv2.resize(paper, size, interpolation=cv2.INTER_AREA), np.uint8)
    drawn.flags.writeable = False
    return drawn


def _stroke(paper: Mask, path: NDArray[np.float64], closed: bool, thick: float) -> None:
    if not closed:
        path = path.copy()
        for end, neighbour in ((0, 1), (-1, -2)):
            _square_end(paper, path[end], path[end] - path[neighbour], thick)
    fixed = np.round(path * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(paper, [fixed], closed, 255, max(1, round(thick)), cv2.LINE_8, 4)


def _square_end(paper: Mask, tip: NDArray[np.float64], along: NDArray[np.float64], thick: float) -> None:
    """Half a square beyond the tip."""
    along = along / (float(np.hypot(*along)) or 1.0) * thick / 2
    aside = np.array((-along[1], along[0]))
    corners = np.array((tip + aside, tip + aside + along, tip - aside + along, tip - aside))
    cv2.fillConvexPoly(paper, np.round(corners * 16).astype(np.int32), 255, cv2.LINE_8, 4)
