"""An endless stream of training scenes: drawn anew now and then, seen several times each."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from simulators.plates import draw, texts
from simulators.plates.scene import PlacedPlate, Scene, Setting, scene
from training.plates import fonts

Picture = NDArray[np.uint8]

SIDE_PX = 256
SETTING = Setting(plate_px=(15.0, 300.0), cars=3, empty=0.1, harsh=0.3, bare=0.25)


class PlatePool:
    """Flat plates, of which one is drawn anew each time that one is taken."""

    def __init__(self, rng: Generator, size: int) -> None:
        self._hands: list[draw.Chinese | None] = [None, *(fonts.chinese(at) for at in range(4))]
        self._plates = [self._draw(rng) for _ in range(size)]

    def take(self, rng: Generator) -> draw.FlatPlate:
        if rng.random() < 0.25:
            self._plates[int(rng.integers(len(self._plates)))] = self._draw(rng)
        return self._plates[int(rng.integers(len(self._plates)))]

    def _draw(self, rng: Generator) -> draw.FlatPlate:
        text, style = texts.random_plate(rng)
        height = int(rng.integers(48, 120))
        return draw.flat(text, style, rng, height=height, chinese=self._hands[int(rng.integers(len(self._hands)))])


class SceneStream:
    """`draw_share` of the scenes of each batch are new, the others are taken once more from the last `keep`."""

    def __init__(
        self, seed: int, photographs: Sequence[Picture], *, keep: int = 6000, draw_share: float = 0.35
    ) -> None:
        self._rng = np.random.default_rng(seed)
        self._photographs = photographs
        self._pool = PlatePool(self._rng, 600)
        self._kept: list[Scene] = []
        self._keep, self._draw_share = keep, draw_share

    def batch(self, count: int) -> list[Scene]:
        return [self._next() for _ in range(count)]

    def _next(self) -> Scene:
        rng = self._rng
        if len(self._kept) >= 64 and rng.random() >= self._draw_share:
            return _again(self._kept[int(rng.integers(len(self._kept)))], rng)
        made = scene(rng, (SIDE_PX, SIDE_PX), self._photographs, setting=SETTING, plate=self._pool.take)
        if rng.random() < 0.08:
            made = _bordered(made, rng)
        if len(self._kept) < self._keep:
            self._kept.append(made)
        else:
            self._kept[int(rng.integers(self._keep))] = made
        return made


def _again(kept: Scene, rng: Generator) -> Scene:
    """The same scene shifted by up to 16 pixels and under a little other light."""
    dx, dy = rng.integers(-16, 17, 2)
    shift = np.array([[1, 0, dx], [0, 1, dy]], np.float32)
    size = (kept.picture.shape[1], kept.picture.shape[0])
    moved = cv2.warpAffine(kept.picture, shift, size, borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_NEAREST)
    gain, lift = float(np.exp(rng.normal(0.0, 0.15))), float(rng.normal(0.0, 8.0))
    lit = np.asarray(cv2.convertScaleAbs(moved, alpha=gain, beta=max(0.0, lift)), np.uint8)
    if rng.random() < 0.05:
        lit = np.repeat(lit.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    plates = tuple(_moved(each, (dx, dy)) for each in kept.plates)
    whole = tuple(each for each in plates if _inside(each, size))
    cut = tuple(each for each in plates if not _inside(each, size))
    return replace(kept, picture=lit, plates=whole, partial=(*cut, *(_moved(p, (dx, dy)) for p in kept.partial)))


def _bordered(made: Scene, rng: Generator) -> Scene:
    """Grey beyond a picture that is smaller than the net's view."""
    picture = made.picture.copy()
    side = int(rng.integers(16, SIDE_PX // 2))
    if rng.random() < 0.5:
        picture[SIDE_PX - side :] = 114
    else:
        picture[:, SIDE_PX - side :] = 114
    size = (SIDE_PX, SIDE_PX - side) if (picture[-1] == 114).all() else (SIDE_PX - side, SIDE_PX)
    whole = tuple(each for each in made.plates if _inside(each, size))
    cut = tuple(each for each in made.plates if not _inside(each, size))
    return replace(made, picture=picture, plates=whole, partial=(*made.partial, *cut))


def _moved(plate: PlacedPlate, by: tuple[int, int]) -> PlacedPlate:
    return replace(plate, corners=plate.corners + np.array(by, np.float32))


def _inside(plate: PlacedPlate, size: tuple[int, int]) -> bool:
    slack = 0.06 * float(np.ptp(plate.corners[:, 0]))
    return bool(((plate.corners > -slack) & (plate.corners < np.array(size) + slack)).all())
