"""Drawn pictures: a lane with a kerb, a wall and a fence, and what may come into it. 640 x 360, with noise."""

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
WIDE, HIGH = 640, 360


class Scene:
    """A place seen by one camera. Everything that is random comes from the seed."""

    def __init__(self, seed: int = 1) -> None:
        self._rng = np.random.default_rng(seed)
        ground = self._rng.normal(0, 6, (HIGH, WIDE)).astype(np.float32)
        picture = np.full((HIGH, WIDE), 110, np.float32) + cv2.GaussianBlur(ground, (0, 0), 1.5) * 2
        picture[: HIGH // 3] = 150
        for x in range(0, WIDE, 36):
            cv2.line(picture, (x, 20), (x, HIGH // 3), 70, 4)
        for x in range(0, WIDE, 80):
            cv2.rectangle(picture, (x + 8, HIGH // 3 - 30), (x + 50, HIGH // 3 - 6), 190, -1)
        cv2.line(picture, (0, HIGH // 3), (WIDE, HIGH // 3), 60, 5)
        for y in range(150, HIGH, 50):
            cv2.line(picture, (40, y), (WIDE - 40, y + 12), 150, 3)
        for x in (90, 250, 420, 570):
            cv2.line(picture, (x, HIGH // 3), (x * 2 - WIDE // 2, HIGH), 215, 4)
        self._noise = [cv2.merge([self._rng.normal(0, 1, (HIGH, WIDE)).astype(np.float32)] * 3) for _ in range(7)]
        self._shown = 0
        self._place = cv2.cvtColor(np.clip(picture, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)

    def place(self) -> Picture:
        """Nothing but the place, without noise."""
        return self._place.copy()

    def seen(self, picture: Picture, *, noise: float = 3.0, light: float = 1.0) -> Picture:
        """As a camera shows it: no two frames alike."""
        self._shown += 1
        return cv2.addWeighted(picture, light, self._noise[self._shown % 7], noise, 0, dtype=cv2.CV_8U)

    def rain(self, picture: Picture, drops: int = 250) -> Picture:
        """Streaks, others in each frame."""
        wet = picture.copy()
        for x, y in self._rng.integers(0, (WIDE, HIGH), (drops, 2)).tolist():
            cv2.line(wet, (x, y), (x + 2, y + 14), (200, 200, 200), 1)
        return wet


def with_car(picture: Picture, x: int, y: int, wide: int = 200, shade: int = 40) -> Picture:
    """A car seen from the front; (x, y) is its upper left corner."""
    high = round(wide * 0.62)
    seen = picture.copy()
    cv2.rectangle(seen, (x, y + high // 3), (x + wide, y + high), (shade, shade, shade + 30), -1)
    cv2.rectangle(seen, (x + wide // 6, y), (x + wide * 5 // 6, y + high // 3), (shade + 60,) * 3, -1)
    cv2.rectangle(seen, (x + wide // 5, y + 6), (x + wide * 4 // 5, y + high // 3 - 4), (30, 25, 20), -1)
    for lamp in (x + wide // 10, x + wide * 7 // 10):
        cv2.rectangle(seen, (lamp, y + high // 2), (lamp + wide // 5, y + high * 5 // 8), (230, 230, 230), -1)
    for line in range(4):
        cv2.line(
            seen, (x + wide // 3, y + high // 2 + 4 * line), (x + wide * 2 // 3, y + high // 2 + 4 * line), (10,) * 3, 1
        )
    cv2.rectangle(seen, (x + wide // 3, y + high * 3 // 4), (x + wide * 2 // 3, y + high * 7 // 8), (150, 60, 10), -1)
    for wheel in (x + wide // 6, x + wide * 5 // 6):
        cv2.circle(seen, (wheel, y + high), wide // 10, (10, 10, 10), -1)
    return seen


def with_person(picture: Picture, x: int, y: int, high: int = 110) -> Picture:
    """Somebody; (x, y) is the middle of the head."""
    seen = picture.copy()
    cv2.circle(seen, (x, y), high // 10, (120, 150, 200), -1)
    cv2.rectangle(seen, (x - high // 7, y + high // 9), (x + high // 7, y + high // 2), (160, 40, 40), -1)
    for leg in (-high // 9, high // 40):
        cv2.rectangle(seen, (x + leg, y + high // 2), (x + leg + high // 11, y + high), (40, 40, 40), -1)
    return seen


def with_shadow(picture: Picture, x: int, y: int, wide: int = 220, high: int = 110) -> Picture:
    """A soft shadow with its upper left corner there."""
    shade = np.ones(picture.shape[:2], np.float32)
    shade[y : y + high, x : x + wide] = 0.55
    return (picture * cv2.GaussianBlur(shade, (0, 0), 6)[..., None]).astype(np.uint8)
