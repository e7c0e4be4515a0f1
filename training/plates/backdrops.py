"""Pieces of made scenes without a plate: what lies around plates, and what is no plate at all."""

import numpy as np
from numpy.typing import NDArray

from simulators.plates.scene import Setting, scene

Picture = NDArray[np.uint8]

SIDE_PX = 288
KEPT = 120  # scenes
RENEWED = 0.01  # of the pieces taken come with a new scene in the place of an old one
SETTING = Setting(plate_px=(30.0, 200.0), cars=3, empty=1.0, harsh=0.0, bare=0.3)


class Backdrops:
    """Scenes drawn one after the other until there are KEPT, then now and then a new one."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._scenes: list[Picture] = []

    def piece(self, size: tuple[int, int]) -> Picture:
        """A piece of size (width, height), at most SIDE_PX, from anywhere."""
        rng = self._rng
        if len(self._scenes) < KEPT and (not self._scenes or rng.random() < 0.2):
            self._scenes.append(self._drawn())
        elif rng.random() < RENEWED:
            self._scenes[int(rng.integers(len(self._scenes)))] = self._drawn()
        from_ = self._scenes[int(rng.integers(len(self._scenes)))]
        left, top = int(rng.integers(SIDE_PX - size[0] + 1)), int(rng.integers(SIDE_PX - size[1] + 1))
        return from_[top : top + size[1], left : left + size[0]].copy()

    def _drawn(self) -> Picture:
        return scene(self._rng, (SIDE_PX, SIDE_PX), (), setting=SETTING).picture
