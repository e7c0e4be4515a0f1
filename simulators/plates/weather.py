"""What stands between a plate and its picture: dirt, light, the air and then the camera.

Every function takes a picture and a generator and gives a new picture of the same size (or the same one, untouched).
Made for calling often: maps of light are drawn small and made large.
"""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from . import camera

Picture = NDArray[np.uint8]

_MAP = (24, 8)
"""Width and height of the small maps of light and dirt."""


def degrade(picture: Picture, rng: np.random.Generator, *, hardness: float = 1.0) -> Picture:
    """The picture as a camera gives it in bad weather; hardness 1 is usual, 2 harsh, near 0 nothing happens."""
    chance = rng.random(8) / max(hardness, 1e-6)
    if chance[0] < 0.25:
        picture = dirt(picture, rng, hardness)
    if chance[1] < 0.7:
        picture = light(picture, rng, hardness)
    if chance[2] < 0.85:
        picture = colours(picture, rng, hardness)
    if chance[3] < 0.04:
        picture = rain(picture, rng)
    if chance[4] < 0.65:
        picture = camera.blur(picture, rng, hardness)
    if chance[5] < 0.4:
        picture = camera.low_resolution(picture, rng, hardness)
    if chance[6] < 0.6:
        picture = camera.noise(picture, rng, hardness)
    if chance[7] < 0.6:
        picture = camera.jpeg(picture, rng)
    return picture


def dirt(picture: Picture, rng: np.random.Generator, hardness: float = 1.0) -> Picture:
    """Mud and dust: patches blend towards one colour."""
    cover = rng.random((_MAP[1], _MAP[0]), np.float32)
    cover = np.clip((cover - rng.uniform(0.55, 0.9)) * rng.uniform(0.5, 2.5) * min(hardness, 1.5), 0, 0.75)
    full = np.empty_like(picture)
    dim = rng.uniform(0.3, 1.5)
    cv2.rectangle(full, (0, 0), (picture.shape[1], picture.shape[0]), (90 * dim, 110 * dim, 125 * dim), -1)
    share = cv2.merge([np.asarray(np.round(_grown(cover, picture) * 255), np.uint8)] * 3)
    kept = cv2.multiply(picture, cv2.bitwise_not(share), scale=1 / 255)
    return np.asarray(cv2.add(kept, cv2.multiply(full, share, scale=1 / 255)), np.uint8)


def light(picture: Picture, rng: np.random.Generator, hardness: float = 1.0) -> Picture:
    """Light that falls off to one side, the edge of a shadow, the glare of a lamp."""
    across, down = _grid()
    angle = rng.uniform(0, 2 * np.pi)
    along = across * np.cos(angle) + down * np.sin(angle)
    gain = 1 + along * rng.uniform(0, 0.35) * hardness
    if rng.random() < 0.25:
        edge = rng.uniform(-0.7, 0.7)
        gain *= 1 - rng.uniform(0.2, 0.65) * np.clip((along - edge) * rng.uniform(2, 15) + 0.5, 0, 1)
    lit = cv2.multiply(picture, _three(gain, picture), dtype=cv2.CV_8U)
    if rng.random() < 0.12 * hardness:
        away = (across - rng.uniform(-1.2, 1.2)) ** 2 + ((down - rng.uniform(-1.2, 1.2)) * rng.uniform(0.3, 1)) ** 2
        glow = np.exp(-away / rng.uniform(0.05, 0.8)) * rng.uniform(40, 220)
        lit = cv2.add(lit, _three(glow, picture), dtype=cv2.CV_8U)
    return np.asarray(lit, np.uint8)


def colours(picture: Picture, rng: np.random.Generator, hardness: float = 1.0) -> Picture:
    """Exposure, contrast, gamma, haze and a cast of colour, all in one table; at times a turn of the hue."""
    gamma = np.exp(rng.normal(0, 0.28 * hardness))
    gain = np.exp(rng.normal(0, 0.22 * hardness)) * np.exp(rng.normal(0, 0.1 * hardness, 3))
    if rng.random() < 0.12:
        gain = gain * rng.uniform(0.2, 0.6)
    offset = rng.normal(0, 0.03 * hardness, 3) + abs(rng.normal(0, 0.06 * hardness))
    if rng.random() < 0.15:
        offset = offset + rng.normal(0, 0.1 * hardness, 3)
    if rng.random() < 0.1:
        gain, offset = gain * rng.uniform(0.3, 0.7), offset + rng.uniform(0.1, 0.4)
    table = np.clip((_levels() ** gamma * gain + offset) * 255, 0, 255).astype(np.uint8)
    picture = np.asarray(cv2.LUT(picture, table.reshape(1, 256, 3)), np.uint8)
    if rng.random() < 0.3:
        mix = np.eye(3) + rng.normal(0, 0.1 * hardness, (3, 3))
        mix /= np.maximum(mix.sum(axis=1, keepdims=True), 0.4)
        if rng.random() < 0.25:
            mix = mix * (fade := rng.uniform(0.1, 0.8)) + (1 - fade) * np.array([[0.114, 0.587, 0.299]])
        picture = np.asarray(cv2.transform(picture, mix.astype(np.float32)), np.uint8)
    return picture


@cache
def _levels() -> NDArray[np.float64]:
    return np.linspace(0, 1, 256)[:, None]


def rain(picture: Picture, rng: np.random.Generator) -> Picture:
    """Streaks of rain or snow, all in one direction."""
    height, width = picture.shape[:2]
    streaks = np.zeros((height, width), np.uint8)
    lean, length = rng.uniform(-0.4, 0.4), rng.uniform(0.05, 0.4) * height
    for x, y in rng.random((int(rng.integers(4, 30)), 2)) * (width, height):
        cv2.line(streaks, (int(x), int(y)), (int(x + lean * length), int(y + length)), int(rng.integers(30, 140)), 1)
    return np.asarray(cv2.add(picture, cv2.merge([streaks] * 3)), np.uint8)


def _grown(small: NDArray[np.floating], picture: Picture) -> NDArray[np.float32]:
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.resize(small.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), np.float32)


def _three(small: NDArray[np.floating], picture: Picture) -> NDArray[np.float32]:
    return np.asarray(cv2.merge([_grown(small, picture)] * 3), np.float32)


@cache
def _grid() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Places on the small map: -1 to 1 across and down."""
    across, down = np.meshgrid(np.linspace(-1, 1, _MAP[0]), np.linspace(-1, 1, _MAP[1]))
    return across, down
