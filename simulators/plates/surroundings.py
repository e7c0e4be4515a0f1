"""What stands behind the cars, and what looks like a plate but is none: walls, roads, signs, burnt-in text."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .car import random_paint
from .pose import project, random_pose

Picture = NDArray[np.uint8]

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
_FONTS = (0, 1, 2, 3, 4, 6, 7)


def backdrop(rng: Generator, size: tuple[int, int], photographs: Sequence[Picture]) -> Picture:
    """A picture of `size` (width, height): part of a photograph, or bands and blocks of random colour."""
    if photographs and rng.random() < 0.7:
        return _part_of(rng, photographs[int(rng.integers(len(photographs)))], size)
    return _blocks(rng, size)


def paint_signs(picture: Picture, rng: Generator, count: int) -> None:
    """Signs, stickers and lettering, in place: boards with text that keep to no plate's layout."""
    height, width = picture.shape[:2]
    for _ in range(count):
        board = _board(rng)
        wide = float(np.exp(rng.uniform(np.log(12.0), np.log(0.6 * width))))
        centre = (float(rng.uniform(0, width)), float(rng.uniform(0, height)))
        pose = random_pose(rng, centre, wide / board.shape[1])
        paste(picture, board, pose.matrix(), 1.0, (board.shape[1] / 1.0, board.shape[0] / 1.0))


def burn_text(picture: Picture, rng: Generator) -> None:
    """A time stamp or a watermark written over the picture, in place."""
    height, width = picture.shape[:2]
    text = _stamp(rng) if rng.random() < 0.5 else _word(rng, int(rng.integers(3, 22)))
    scale = float(rng.uniform(0.25, 0.9)) * width / 500.0 + 0.1
    at = (int(rng.uniform(-0.1, 0.7) * width), int(rng.uniform(0.03, 0.99) * height))
    light = (int(rng.integers(150, 256)),) * 3 if rng.random() < 0.7 else tuple(int(v) for v in rng.integers(0, 256, 3))
    font = int(rng.choice(_FONTS))
    if rng.random() < 0.4:
        cv2.putText(picture, text, at, font, scale, (0, 0, 0), max(2, round(scale * 4)), cv2.LINE_AA)
    cv2.putText(picture, text, at, font, scale, light, max(1, round(scale * 1.5)), cv2.LINE_AA)


def paste(
    picture: Picture, flat: Picture, matrix: NDArray[np.float64], opacity: float, size_mm: tuple[float, float]
) -> NDArray[np.float64]:
    """Lays `flat`, `size_mm` large, round the plane's origin into the picture; gives its corners (tl tr br bl)."""
    half_w, half_h = size_mm[0] / 2, size_mm[1] / 2
    outline = np.array([(-half_w, -half_h), (half_w, -half_h), (half_w, half_h), (-half_w, half_h)])
    corners = project(matrix, outline)
    left, top = np.floor(corners.min(axis=0)).astype(int) - 1
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 2
    left, top = max(0, left), max(0, top)
    right, bottom = min(picture.shape[1], right), min(picture.shape[0], bottom)
    if right - left < 2 or bottom - top < 2:
        return corners
    small = _shrink(flat, float(np.linalg.norm(corners[1] - corners[0])))
    source = np.array([(0, 0), (small.shape[1], 0), (small.shape[1], small.shape[0]), (0, small.shape[0])], np.float32)
    # Corners count from the edge of the first pixel, OpenCV from its middle.
    inside = corners - (left + 0.5, top + 0.5)
    warp = cv2.getPerspectiveTransform(source - np.float32(0.5), inside.astype(np.float32))
    room = (int(right - left), int(bottom - top))
    drawn = cv2.warpPerspective(small, warp, room, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    full = np.full(small.shape[:2], opacity, np.float32)
    share = cv2.warpPerspective(full, warp, room, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)[:, :, None]
    part = picture[top:bottom, left:right]
    part[:] = np.rint(part + (drawn - part.astype(np.float32)) * share).astype(np.uint8)
    return corners


def _shrink(flat: Picture, wide: float) -> Picture:
    """Averaged down to about the size that is needed, so that nothing flickers."""
    ratio = wide * 1.15 / flat.shape[1]
    if ratio >= 0.8:
        return flat
    size = (max(4, round(flat.shape[1] * ratio)), max(3, round(flat.shape[0] * ratio)))
    return np.asarray(cv2.resize(flat, size, interpolation=cv2.INTER_AREA), np.uint8)


def _part_of(rng: Generator, photograph: Picture, size: tuple[int, int]) -> Picture:
    height, width = photograph.shape[:2]
    share = rng.uniform(0.25, 1.0)
    aspect = size[0] / size[1] * np.exp(rng.normal(0.0, 0.2))
    wide = int(max(8, min(width, height * aspect) * share))
    high = int(max(8, min(height, wide / aspect)))
    x, y = int(rng.integers(0, width - wide + 1)), int(rng.integers(0, height - high + 1))
    part = photograph[y : y + high, x : x + wide]
    while part.shape[1] >= 2 * size[0] and part.shape[0] >= 2 * size[1]:
        half = (part.shape[1] // 2, part.shape[0] // 2)
        part = np.asarray(cv2.resize(part, half, interpolation=cv2.INTER_AREA), np.uint8)
    resized = cv2.resize(part, size, interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(resized[:, ::-1] if rng.random() < 0.5 else resized, np.uint8)


def _blocks(rng: Generator, size: tuple[int, int]) -> Picture:
    """Sky, wall and road as gradients, with boxes, stripes and coarse noise on them."""
    width, height = size
    ends = rng.uniform(20, 235, (2, 1, 1, 3)) * 0.35 + rng.uniform(20, 235, (2, 1, 1, 1)) * 0.65
    ramp = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    picture = np.repeat(ends[0] * (1 - ramp) + ends[1] * ramp, width, axis=1).astype(np.uint8)
    for _ in range(int(rng.integers(2, 14))):
        centre = (float(rng.uniform(0, width)), float(rng.uniform(0, height)))
        half = np.exp(rng.uniform(np.log(6), np.log(width), 2))
        box = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
        corners = project(random_pose(rng, centre, 1.0).matrix(), box * (0.5, 0.5 * rng.uniform(0.1, 1.0)))
        cv2.fillPoly(picture, [np.round(corners * 16).astype(np.int32)], random_paint(rng), cv2.LINE_AA, 4)
    grain = rng.standard_normal((max(2, height // 6), max(2, width // 6), 3), np.float32) * rng.uniform(0.0, 25.0)
    coarse = cv2.resize(grain.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.add(picture, coarse, dtype=cv2.CV_8U), np.uint8)


def _board(rng: Generator) -> Picture:
    """A flat board with one to four lines of text, an arrow's worth of shapes, or stripes."""
    width, height = int(rng.integers(80, 400)), int(rng.integers(30, 200))
    picture = np.empty((height, width, 3), np.uint8)
    ground = np.array(random_paint(rng)) if rng.random() < 0.5 else rng.uniform(0, 255, 3)
    picture[:] = np.clip(ground, 0, 255)
    ink = (255, 255, 255) if ground.mean() < 128 else (10, 10, 10)
    if rng.random() < 0.25:
        _stripes(picture, rng, ink)
        return picture
    lines = int(rng.choice((1, 2, 3, 4), p=(0.35, 0.3, 0.2, 0.15)))
    for line in range(lines):
        # One line of five to nine characters would be a plate's own layout.
        count = int(rng.choice((1, 2, 3, 4, 11, 14, 18))) if lines == 1 else int(rng.integers(2, 16))
        high = height / lines * rng.uniform(0.3, 0.75)
        scale = high / 22.0
        at = (int(rng.uniform(0.0, 0.2) * width), int((line + 0.75) * height / lines))
        font, thick = int(rng.choice(_FONTS)), max(1, round(scale * rng.uniform(1.0, 3.5)))
        cv2.putText(picture, _word(rng, count), at, font, scale, ink, thick, cv2.LINE_AA)
    return picture


def _stripes(picture: Picture, rng: Generator, ink: tuple[int, int, int]) -> None:
    """Bars across or along, as on grilles, kerbs and lamps."""
    height, width = picture.shape[:2]
    count = int(np.exp(rng.uniform(np.log(2), np.log(40))))
    across = rng.random() < 0.6
    length = width if across else height
    thick = max(1, int(rng.uniform(0.1, 0.6) * length / count))
    for at in np.linspace(0, length, count):
        end = (int(at), height) if across else (width, int(at))
        start = (int(at), 0) if across else (0, int(at))
        cv2.line(picture, start, end, ink, thick, cv2.LINE_AA)


def _word(rng: Generator, count: int) -> str:
    letters = "".join(_LETTERS[int(at)] for at in rng.integers(len(_LETTERS), size=count))
    return letters if rng.random() < 0.6 else letters.lower()


def _stamp(rng: Generator) -> str:
    day = f"20{rng.integers(10, 30)}-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}"
    return f"{day} {rng.integers(24):02d}:{rng.integers(60):02d}:{rng.integers(60):02d}"
