"""Takes a plate out of a picture: seen from the front, one row, of a fixed size."""

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.plates.views import resized

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]

# Of a plate of two rows (shares of its width and height): where the rows lie,
# and how much of the strip the upper one gets.
UPPER = (0.20, 0.03, 0.80, 0.375)
LOWER = (0.02, 0.375, 0.98, 0.96)
UPPER_SHARE = 2 / 7


def straighten(
    picture: Picture, corners: Corners, rows: int = 1, *, size: tuple[int, int] = (144, 40), margin: float = 0.04
) -> Picture:
    """The plate as a strip of size (width, height); two rows are laid side by side, the upper one first.

    corners: 4 x 2, pixels, top left, top right, bottom right, bottom left; margin: around the plate, in plate heights.
    """
    if rows == 1:
        return part(picture, corners, _grown(corners, margin), size)
    left = round(size[0] * UPPER_SHARE)
    upper = part(picture, corners, UPPER, (left, size[1]))
    lower = part(picture, corners, LOWER, (size[0] - left, size[1]))
    return np.hstack((upper, lower))


def _grown(corners: Corners, margin: float) -> tuple[float, float, float, float]:
    """The whole plate with a margin, in shares of width and height."""
    wide, high = _extent(corners)
    across = margin * high / max(wide, 1.0)
    return -across, -margin, 1 + across, 1 + margin


def _extent(corners: Corners) -> tuple[float, float]:
    """Width and height of a plate in pixels."""
    wide = (np.hypot(*(corners[1] - corners[0])) + np.hypot(*(corners[2] - corners[3]))) / 2
    high = (np.hypot(*(corners[3] - corners[0])) + np.hypot(*(corners[2] - corners[1]))) / 2
    return float(wide), float(high)


def part(picture: Picture, corners: Corners, box: tuple[float, float, float, float], size: tuple[int, int]) -> Picture:
    """A rectangle of the plate's plane, as shares of its width and height, at a size."""
    left, top, right, bottom = box
    plane = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    wanted = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    to_picture = cv2.getPerspectiveTransform(plane, corners.astype(np.float32))
    source = cv2.perspectiveTransform(wanted[None], to_picture)[0]
    near, source = _near(picture, source, size)
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32) - np.float32(0.5)
    turn = cv2.getPerspectiveTransform(source - np.float32(0.5), target)
    strip = cv2.warpPerspective(near, turn, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8)


def _near(picture: Picture, source: Corners, size: tuple[int, int]) -> tuple[Picture, Corners]:
    """What lies around the corners, made smaller where the strip is much smaller, so that no stroke is stepped over."""
    high, wide = picture.shape[:2]
    left, top = (int(v) for v in np.clip(np.floor(source.min(0)) - 2, 0, (wide - 1, high - 1)))
    right, bottom = (int(v) for v in np.clip(np.ceil(source.max(0)) + 3, (left + 1, top + 1), (wide, high)))
    near = picture[top:bottom, left:right]
    source = source - np.array([left, top], np.float32)
    shrink = min(_extent(source)[0] / size[0], _extent(source)[1] / size[1])
    if shrink < 1.5:
        return near, source
    small = (max(1, round(near.shape[1] / shrink)), max(1, round(near.shape[0] / shrink)))
    scale = np.array([small[0] / near.shape[1], small[1] / near.shape[0]], np.float32)
    return resized(near, small), source * scale
