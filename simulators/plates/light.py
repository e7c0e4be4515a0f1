"""How a camera at a gate sees a scene: night and lamps, haze, shadows, casts, movement, noise, JPEG."""

from typing import cast

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from . import camera

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]


def expose(picture: Picture, rng: Generator, lamps: Points, *, harsh: bool) -> Picture:
    """The scene under random light; `lamps` (N x 2 pixels) may shine. `harsh` asks for night, haze and glare."""
    light = picture.astype(np.float32)
    if rng.random() < 0.5:
        light *= _uneven(rng, picture.shape[:2])
    if rng.random() < 0.2:
        light *= _shadow(rng, picture.shape[:2])
    if harsh:
        light = _harsh(light, rng, lamps)
    light *= (np.exp(rng.normal(0.0, 0.22)) * np.exp(rng.normal(0.0, 0.10, 3))).astype(np.float32)
    if rng.random() < 0.35:
        light = (light - 128.0) * np.float32(rng.uniform(0.5, 1.5)) + np.float32(128.0)
    return cast("Picture", cv2.convertScaleAbs(np.maximum(light, 0.0, out=light)))


def capture(picture: Picture, rng: Generator) -> Picture:
    """What the lens, the sensor and the recorder make of it."""
    kind = rng.random()
    if kind < 0.25:
        picture = _moved(picture, rng)
    elif kind < 0.5:
        picture = cast("Picture", cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.4, 1.6))))
    if rng.random() < 0.25:
        picture = _coarse(picture, rng)
    if rng.random() < 0.4:
        picture = camera.noise(picture, rng)
    if rng.random() < 0.7:
        quality = int(rng.integers(18, 95))
        _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        picture = cast("Picture", cv2.imdecode(packed, cv2.IMREAD_COLOR))
    if rng.random() < 0.04:
        picture = cast("Picture", cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR))
    return picture


def _harsh(light: NDArray[np.float32], rng: Generator, lamps: Points) -> NDArray[np.float32]:
    kind = rng.random()
    if kind < 0.35:
        return _haze(light, rng)
    night = light * np.float32(rng.uniform(0.08, 0.5))
    if rng.random() < 0.5:
        # What reflects, or is lit from near, keeps more of its light than the rest.
        night = np.maximum(night, (light - np.float32(rng.uniform(90, 200))) * np.float32(rng.uniform(0.5, 1.0)))
    if kind < 0.85:
        night = _glare(night, rng, lamps)
    return _haze(night, rng) if rng.random() < 0.3 else night


def _haze(light: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
    veil = np.float32(rng.uniform(0.15, 0.72))
    colour = rng.uniform(60, 245) * np.exp(rng.normal(0.0, 0.08, 3))
    return cast("NDArray[np.float32]", light * (1 - veil) + colour.astype(np.float32) * veil)


def _glare(light: NDArray[np.float32], rng: Generator, lamps: Points) -> NDArray[np.float32]:
    """Lamps with their halo; where none is given, one anywhere."""
    height, width = light.shape[:2]
    if len(lamps) == 0 or rng.random() < 0.1:
        lamps = rng.uniform((0, 0), (width, height), (1, 2))
    # A halo is smooth: computed at a quarter of the size.
    y, x = np.mgrid[0:height:4, 0:width:4].astype(np.float32)
    tint = np.array([1.0, 1.0, 1.0]) * np.exp(rng.normal(0.0, 0.12, 3))
    core, halo = rng.uniform(0.01, 0.07) * width, rng.uniform(0.05, 0.35) * width
    power = rng.uniform(60, 260)
    glow = np.zeros_like(x)
    for lamp_x, lamp_y in lamps[:4].astype(np.float32):
        away = (x - lamp_x) ** 2 + (y - lamp_y) ** 2
        glow += 300.0 * np.exp(-away / np.float32(2 * core**2)) + power * np.exp(-np.sqrt(away) / np.float32(halo))
    full = cv2.resize(glow, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(light + full[:, :, None] * tint.astype(np.float32), np.float32)


def _uneven(rng: Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """A smooth field round 1."""
    small = np.exp(rng.normal(0.0, rng.uniform(0.05, 0.45), (3, 4))).astype(np.float32)
    return cast("NDArray[np.float32]", cv2.resize(small, (size[1], size[0]), interpolation=cv2.INTER_CUBIC))[:, :, None]


def _shadow(rng: Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """A hard edge of shade somewhere across."""
    height, width = size
    field = np.ones((height, width), np.float32)
    corners = rng.uniform(-0.3, 1.3, (int(rng.integers(3, 6)), 2)) * (width, height)
    cv2.fillPoly(field, [np.round(corners).astype(np.int32)], float(rng.uniform(0.3, 0.8)))
    return field[:, :, None]


def _moved(picture: Picture, rng: Generator) -> Picture:
    length = int(rng.integers(2, 9))
    kernel = np.zeros((length, length), np.float32)
    angle = rng.uniform(0.0, np.pi)
    middle, reach = (length - 1) / 2, (length - 1) / 2
    end = (np.cos(angle) * reach, np.sin(angle) * reach)
    start, stop = (middle - end[0], middle - end[1]), (middle + end[0], middle + end[1])
    cv2.line(kernel, (round(start[0]), round(start[1])), (round(stop[0]), round(stop[1])), 1.0, 1)
    return cast("Picture", cv2.filter2D(picture, -1, kernel / max(1.0, float(kernel.sum()))))


def _coarse(picture: Picture, rng: Generator) -> Picture:
    """Down to fewer pixels and back."""
    height, width = picture.shape[:2]
    share = rng.uniform(0.45, 0.9)
    small = cv2.resize(picture, (max(2, int(width * share)), max(2, int(height * share))), interpolation=cv2.INTER_AREA)
    return cast("Picture", cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR))
