"""Light, rain, lamps and the camera's own noise, prepared once so that a frame costs little."""

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.gates.lens import SIZE

Picture = NDArray[np.uint8]
GRAINS, MARGIN = 7, 64
NOISE_DAY, NOISE_NIGHT = 2.2, 5.0
RAIN_SHEETS = 5
GLOW_PX = 64


class Sky:
    """One camera's."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        cv2.setRNGSeed(seed & 0x7FFFFFFF)
        room = (SIZE[1] + MARGIN, SIZE[0] + MARGIN, 3)
        self._day, self._night = (_noise(room, sigma) for sigma in (NOISE_DAY, NOISE_NIGHT))
        self._sheets = [_streaks(rng) for _ in range(RAIN_SHEETS)]
        self._shifts = rng.integers(0, MARGIN, (64, 2))
        self._halo = _halo()
        self._lamp = _lamp_light()

    def lit(self, picture: Picture, dim: float) -> Picture:
        """By the light of day, or by that of the lamp over the lane as the day goes."""
        if dim >= 1.0:
            return picture.copy()
        light = dim * (1.0 - 0.4 * (1.0 - dim) * (1.0 - self._lamp))
        return np.clip(picture * light[:, :, None], 0, 255).astype(np.uint8)

    def grain(self, picture: Picture, number: int, *, night: bool) -> Picture:
        """The noise of the sensor, another one for each picture."""
        x, y = self._shifts[number % len(self._shifts)]
        noise = (self._night if night else self._day)[y : y + SIZE[1], x : x + SIZE[0]]
        return np.asarray(cv2.add(picture, noise, dtype=cv2.CV_8U), np.uint8)

    def rain(self, picture: Picture, strength: float, number: int) -> Picture:
        """Streaks, and a veil over what is there."""
        sheet = self._sheets[number % RAIN_SHEETS]
        veiled = cv2.addWeighted(picture, 1.0 - 0.18 * strength, np.full_like(picture, 165), 0.08 * strength, 0.0)
        return np.asarray(cv2.addWeighted(veiled, 1.0, sheet, 0.30 * strength, 0.0), np.uint8)

    def glow(self, picture: Picture, at: tuple[float, float], size_px: float, strength: float) -> None:
        """The halo of a lamp, in place."""
        half = int(max(4.0, min(size_px, 220.0)))
        left, top = round(at[0]) - half, round(at[1]) - half
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(SIZE[0], left + 2 * half), min(SIZE[1], top + 2 * half)
        if x1 <= x0 or y1 <= y0:
            return
        halo = cv2.resize(self._halo, (2 * half, 2 * half))[y0 - top : y1 - top, x0 - left : x1 - left] * strength
        part = picture[y0:y1, x0:x1]
        part[:] = cv2.add(part, np.repeat(halo[:, :, None], 3, axis=2), dtype=cv2.CV_8U)


def _noise(room: tuple[int, int, int], sigma: float) -> NDArray[np.int8]:
    noise = np.empty(room, np.int8)
    cv2.randn(noise, np.zeros(3), np.full(3, sigma))
    return noise


def _streaks(rng: np.random.Generator) -> Picture:
    sheet = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
    for x, y, long in zip(
        rng.uniform(0, SIZE[0], 420), rng.uniform(-20, SIZE[1], 420), rng.uniform(6, 22, 420), strict=True
    ):
        cv2.line(sheet, (int(x), int(y)), (int(x - long * 0.12), int(y + long)), (210, 210, 210), 1, cv2.LINE_AA)
    return sheet


def _halo() -> NDArray[np.float32]:
    axis = np.linspace(-1.0, 1.0, GLOW_PX, dtype=np.float32)
    away = np.sqrt(axis[None, :] ** 2 + axis[:, None] ** 2)
    light = 230.0 * np.exp(-((away / 0.16) ** 2)) + 70.0 * np.exp(-away / 0.28)
    return np.asarray(light * np.clip(1.0 - away, 0.0, 1.0), np.float32)


def _lamp_light() -> NDArray[np.float32]:
    """Where the lamp over the lane shines: brightest on the ground before the stop line."""
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    away = ((x - SIZE[0] * 0.55) / (SIZE[0] * 0.5)) ** 2 + ((y - SIZE[1] * 0.7) / (SIZE[1] * 0.55)) ** 2
    return np.asarray(np.exp(-away), np.float32)
