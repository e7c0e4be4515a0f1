"""What a camera does to a picture: its lens, its sensor, its distance, its file.

Every function takes a picture and a generator and gives a picture of the same size. Noise is cut from a bank
that is drawn once, for these are called very often.
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]

_BANK = 512
_NOISE_SPREAD = 40.0
"""Standard deviation of the noise in the bank, in grey levels, around 128."""

_LEAST_HEIGHT = 13
"""Pixels: a plate that is lower cannot be read by anyone, and is not made lower."""


def blur(picture: Picture, rng: np.random.Generator, hardness: float = 1.0) -> Picture:
    """Out of focus, or moved while the shutter was open; lengths follow the height of the picture."""
    unit = picture.shape[0] / 48
    if rng.random() < 0.6:
        sigma = abs(rng.normal(0, 1.0 * hardness)) * unit
        return picture if sigma < 0.2 else np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)
    length = min(abs(rng.normal(0, 4.0 * hardness)), 12.0) * unit
    return (
        picture
        if length < 1
        else _moved(picture, length, rng.normal(0, 0.5) + (np.pi / 2 if rng.random() < 0.3 else 0))
    )


def _moved(picture: Picture, length: float, angle: float) -> Picture:
    side = int(length) // 2 * 2 + 3
    kernel = np.zeros((side, side), np.float32)
    reach = np.array((np.cos(angle), np.sin(angle))) * length / 2
    ends = [np.round((side // 2 + sign * reach) * 16).astype(int) for sign in (-1, 1)]
    cv2.line(kernel, (int(ends[0][0]), int(ends[0][1])), (int(ends[1][0]), int(ends[1][1])), 1.0, 1, cv2.LINE_8, 4)
    return np.asarray(cv2.filter2D(picture, -1, kernel / max(float(kernel.sum()), 1.0)), np.uint8)


def low_resolution(picture: Picture, rng: np.random.Generator, hardness: float = 1.0) -> Picture:
    """Seen from far away and made large again; at times sharpened too much afterwards."""
    height, width = picture.shape[:2]
    least = max(0.35 / max(hardness, 0.5), _LEAST_HEIGHT / height)
    if least >= 1:
        return picture
    share = rng.uniform(least, 1.0)
    down = (cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_AREA)[int(rng.integers(3))]
    up = (cv2.INTER_LINEAR, cv2.INTER_CUBIC)[int(rng.integers(2))]
    small = cv2.resize(picture, (max(8, round(width * share)), max(6, round(height * share))), interpolation=down)
    if rng.random() < 0.3:
        small = np.asarray(cv2.imdecode(cv2.imencode(".jpg", small, _quality(rng, 40, 90))[1], cv2.IMREAD_COLOR))
    large = cv2.resize(small, (width, height), interpolation=up)
    if rng.random() < 0.2:
        large = cv2.addWeighted(large, 1.8, cv2.GaussianBlur(large, (0, 0), 1.5), -0.8, 0)
    return np.asarray(large, np.uint8)


def noise(picture: Picture, rng: np.random.Generator, hardness: float = 1.0) -> Picture:
    """Noise of the sensor: fine in brightness, coarse in colour."""
    height, width = picture.shape[:2]
    coloured = rng.random() < 0.4
    grain = _cut(_bank(coloured), height, width, rng)
    share = min(abs(rng.normal(0, 9.0 * hardness)), 40.0) / _NOISE_SPREAD
    return np.asarray(cv2.addWeighted(picture, 1.0, grain, share, -128 * share), np.uint8)


def jpeg(picture: Picture, rng: np.random.Generator) -> Picture:
    """Through a JPEG file."""
    packed = cv2.imencode(".jpg", picture, _quality(rng, 20, 92))[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def _quality(rng: np.random.Generator, low: int, high: int) -> list[int]:
    return [int(cv2.IMWRITE_JPEG_QUALITY), int(rng.integers(low, high))]


@cache
def _bank(coloured: bool) -> Picture:
    """Noise around 128, the same in every process."""
    rng = np.random.default_rng(20060101 + coloured)
    if coloured:
        coarse = rng.normal(0, _NOISE_SPREAD * 1.6, (_BANK // 2, _BANK // 2, 3)).astype(np.float32)
        values = cv2.resize(coarse, (_BANK, _BANK), interpolation=cv2.INTER_LINEAR)
        values = values + rng.normal(0, _NOISE_SPREAD * 0.5, (_BANK, _BANK, 1))
    else:
        values = np.repeat(rng.normal(0, _NOISE_SPREAD, (_BANK, _BANK, 1)), 3, axis=2)
    return np.clip(np.round(values + 128), 0, 255).astype(np.uint8)


def _cut(bank: Picture, height: int, width: int, rng: np.random.Generator) -> Picture:
    """A piece of the bank; the bank is repeated where the piece is larger."""
    top, left = int(rng.integers(_BANK // 2)), int(rng.integers(_BANK // 2))
    more_down, more_across = max(0, top + height - _BANK), max(0, left + width - _BANK)
    if more_down or more_across:
        times = (-(-(top + height) // _BANK), -(-(left + width) // _BANK), 1)
        bank = np.tile(bank, times)
    return np.ascontiguousarray(bank[top : top + height, left : left + width])
