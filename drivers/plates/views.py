"""How a picture is shown to the finder's net: scaled, and filled up with grey to sides of multiples of 32."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

BLOCK_PX = 32
GREY = 114
LARGEST_GROWTH = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The net's picture, and where it lies: pixel of the view = pixel of the picture x scale + shift."""

    picture: Picture
    scale: tuple[float, float]
    shift: tuple[float, float]

    def back(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points of the view (… x 2) as points of the picture."""
        return np.asarray((points - np.array(self.shift)) / np.array(self.scale), np.float32)


def whole(picture: Picture, area_px: int) -> View:
    """All of the picture, scaled to about `area_px` pixels."""
    height, width = picture.shape[:2]
    share = min(LARGEST_GROWTH, (area_px / (width * height)) ** 0.5)
    return _placed(picture, share, (0, 0))


def around(picture: Picture, place: NDArray[np.float32], area_px: int) -> View:
    """The quarter of the picture round a place (x, y), scaled to about `area_px` pixels."""
    full = np.array(picture.shape[1::-1])
    size = np.maximum(full // 2, 1)
    left, top = np.clip(place.astype(int) - size // 2, 0, full - size).tolist()
    view = whole(picture[top : top + size[1], left : left + size[0]], area_px)
    return View(picture=view.picture, scale=view.scale, shift=(-left * view.scale[0], -top * view.scale[1]))


def with_border(picture: Picture, longest_px: int, border_px: int) -> View:
    """All of the picture made small, with grey all round: for a plate that fills it."""
    share = min(LARGEST_GROWTH, longest_px / max(picture.shape[:2]))
    return _placed(picture, share, (border_px, border_px))


def _placed(picture: Picture, share: float, corner: tuple[int, int]) -> View:
    height, width = picture.shape[:2]
    size = (max(1, round(width * share)), max(1, round(height * share)))
    canvas = np.full((_filled(size[1] + 2 * corner[1]), _filled(size[0] + 2 * corner[0]), 3), GREY, np.uint8)
    canvas[corner[1] : corner[1] + size[1], corner[0] : corner[0] + size[0]] = resized(picture, size)
    return View(picture=canvas, scale=(size[0] / width, size[1] / height), shift=(float(corner[0]), float(corner[1])))


def resized(picture: Picture, size: tuple[int, int]) -> Picture:
    """Halved while it can be, then brought to size (width, height)."""
    return np.asarray(cv2.resize(halved(picture, size), size, interpolation=cv2.INTER_LINEAR), np.uint8)


def halved(picture: Picture, size: tuple[int, int]) -> Picture:
    """Halved (which is quick and skips no pixel) for as long as it stays no smaller than size (width, height)."""
    while picture.shape[1] >= 2 * size[0] and picture.shape[0] >= 2 * size[1]:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        even = picture[: 2 * half[1], : 2 * half[0]]  # an odd last row would make it many times slower
        picture = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.uint8)
    return picture


def _filled(side_px: int) -> int:
    return max(BLOCK_PX, -(-side_px // BLOCK_PX) * BLOCK_PX)
