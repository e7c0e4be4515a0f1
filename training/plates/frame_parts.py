"""What the near look learns from: plates of made scenes by corners a little off, and places where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from drivers.plates.frame import near
from drivers.plates.peaks import peaks
from simulators.plates.scene import PlacedPlate, Scene, Setting, scene
from training.plates.scenes import PlatePool

Picture = NDArray[np.uint8]
Corners = NDArray[np.float32]

SIZE = (384, 320)
SETTING = Setting(plate_px=(36.0, 330.0), cars=3, empty=0.12, harsh=0.3, bare=0.2)
UNIT = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part, 56 x 128 x 3: plate or not, by how much its corners are off (4 x 2 shares), its rows."""

    picture: Picture
    plate: bool
    off: NDArray[np.float32]
    rows: int


class PartStream:
    """Parts of scenes in random order, each about three times over."""

    def __init__(self, seed: int, photographs: Sequence[Picture], finder: object = None) -> None:
        self._rng = np.random.default_rng(seed)
        self._photographs, self._finder = photographs, finder
        self._pool = PlatePool(self._rng, 600)
        self._kept: list[Part] = []

    def batch(self, count: int) -> list[Part]:
        """A third of them new."""
        while len(self._kept) < 400 + count:
            self._kept.extend(self._parts())
        made = 0
        while made < count // 3:
            for part in self._parts():
                self._put(part)
                made += 1
        return [self._kept[int(at)] for at in self._rng.integers(len(self._kept), size=count)]

    def _put(self, part: Part) -> None:
        if len(self._kept) < 20_000:
            self._kept.append(part)
        else:
            self._kept[int(self._rng.integers(len(self._kept)))] = part

    def _parts(self) -> list[Part]:
        rng = self._rng
        made = scene(rng, SIZE, self._photographs, setting=SETTING, plate=self._pool.take)
        parts = []
        for plate in made.plates:
            for _ in range(4):
                off = _jitter(rng)
                corners = _apart(plate.corners, off)
                if corners is not None:
                    parts.append(Part(picture=near(made.picture, corners), plate=True, off=off, rows=plate.rows))
        wrong = [*self._mistaken(made), *(_anywhere(rng, made) for _ in range(3))]
        clear = [each for each in wrong if not _touches(each, (*made.plates, *made.partial))]
        nowhere = np.zeros((4, 2), np.float32)
        parts += [Part(picture=near(made.picture, each), plate=False, off=nowhere, rows=1) for each in clear[:5]]
        return parts

    def _mistaken(self, made: Scene) -> list[Corners]:
        """What the finder takes for plates."""
        if self._finder is None:
            return []
        blob = cv2.dnn.blobFromImage(made.picture, 1 / 64.0, mean=(127.5, 127.5, 127.5))
        maps = self._finder.run(None, {"picture": blob})  # type: ignore[attr-defined]
        return [each.corners for each in peaks([each[0] for each in maps], 0.04)]


def _jitter(rng: Generator) -> NDArray[np.float32]:
    """How far the corners given are from the true ones: moved together, grown, and each by itself."""
    strength = rng.choice((0.25, 0.6, 1.0, 1.6), p=(0.25, 0.3, 0.3, 0.15))
    off = (
        rng.normal(0.0, (0.03, 0.10), 2)
        + (UNIT - 0.5) * rng.normal(0.0, (0.06, 0.12), 2)
        + rng.normal(0.0, (0.02, 0.06), (4, 2))
    )
    shear = rng.normal(0.0, 0.10) * (UNIT[:, :1] - 0.5)
    off[:, 1:] += shear
    return np.asarray(np.clip(off * strength, -0.33, 0.33), np.float32)


def _apart(true: Corners, off: NDArray[np.float32]) -> Corners | None:
    """Corners from which the true ones are `off` away, in the plane that those corners span."""
    back = cv2.getPerspectiveTransform((UNIT + off).astype(np.float32), true.astype(np.float32))
    w = np.column_stack([UNIT, np.ones(4)]) @ back.T
    if (w[:, 2] < 0.3).any():
        return None
    return np.asarray(w[:, :2] / w[:, 2:], np.float32)


def _anywhere(rng: Generator, made: Scene) -> Corners:
    high, wide = made.picture.shape[:2]
    width = float(np.exp(rng.uniform(np.log(30.0), np.log(300.0))))
    box = (UNIT - 0.5) * (width, width * rng.uniform(0.25, 0.6)) + (rng.uniform(0, wide), rng.uniform(0, high))
    return np.asarray(box + rng.normal(0.0, 0.02 * width, (4, 2)), np.float32)


def _touches(corners: Corners, plates: Sequence[PlacedPlate]) -> bool:
    low, high = corners.min(axis=0), corners.max(axis=0)
    return any(
        bool((np.minimum(high, each.corners.max(axis=0)) > np.maximum(low, each.corners.min(axis=0))).all())
        for each in plates
    )
