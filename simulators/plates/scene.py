"""Whole pictures with cars and plates whose corners are known."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.random import Generator

from . import texts
from .canvas import Canvas, MakePlate, PlacedPlate
from .draw import FlatPlate, flat
from .light import capture, expose
from .pose import Pose, random_pose
from .surroundings import Picture, backdrop, burn_text, paint_signs

LEAST_SPREAD = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A picture, the plates that can be seen whole in it, and those cut off, hidden or drowned by the light."""

    picture: Picture
    plates: tuple[PlacedPlate, ...]
    partial: tuple[PlacedPlate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a scene may hold. `plate_px` is the range of a plate's width, `cars` the most cars there are."""

    plate_px: tuple[float, float] = (24.0, 300.0)
    cars: int = 3
    empty: float = 0.06
    harsh: float = 0.25
    bare: float = 0.2
    """The share of plates that hang on no car."""


def fresh_plate(rng: Generator) -> FlatPlate:
    text, style = texts.random_plate(rng)
    return flat(text, style, rng, height=100)


def scene(
    rng: Generator,
    size: tuple[int, int] = (640, 480),
    photographs: Sequence[Picture] = (),
    *,
    setting: Setting = Setting(),
    plate: MakePlate = fresh_plate,
) -> Scene:
    """A random scene of `size` (width, height)."""
    canvas = Canvas(backdrop(rng, size, photographs), rng, photographs, bare=setting.bare)
    paint_signs(canvas.picture, rng, int(rng.integers(0, 5)))
    if rng.random() >= setting.empty:
        for pose in _places(rng, size, setting):
            canvas.add(pose, plate)
    elif rng.random() < 0.7:
        canvas.add(_place(rng, size, setting.plate_px), None)
    if rng.random() < 0.4:
        burn_text(canvas.picture, rng)
    lamps = np.array(canvas.lamps).reshape(-1, 2)
    lit = expose(canvas.picture, rng, lamps, harsh=bool(rng.random() < setting.harsh))
    picture = capture(lit, rng)
    whole = tuple(each for each in canvas.plates if _whole(each, size) and _visible(each, picture))
    cut = tuple(each for each in canvas.plates if not any(each is other for other in whole))
    return Scene(picture=picture, plates=whole, partial=(*cut, *canvas.hidden))


def _places(rng: Generator, size: tuple[int, int], setting: Setting) -> list[Pose]:
    """Where cars stand, the smallest (farthest) first."""
    count = int(rng.integers(1, setting.cars + 1))
    poses = [_place(rng, size, setting.plate_px) for _ in range(count)]
    return sorted(poses, key=lambda pose: pose.px_per_mm)


def _place(rng: Generator, size: tuple[int, int], plate_px: tuple[float, float]) -> Pose:
    wide = float(np.exp(rng.uniform(np.log(plate_px[0]), np.log(plate_px[1]))))
    reach = np.minimum(wide / 2 * np.array([1.0, 0.4]), np.array(size) * 0.45)
    centre = rng.uniform(reach, np.array(size) - reach)
    return random_pose(rng, (float(centre[0]), float(centre[1])), wide / 440.0)


def _whole(plate: PlacedPlate, size: tuple[int, int]) -> bool:
    slack = 0.06 * float(np.ptp(plate.corners[:, 0]))
    inside = (plate.corners > -slack) & (plate.corners < np.array(size) + slack)
    return bool(inside.all())


def _visible(plate: PlacedPlate, picture: Picture) -> bool:
    """Whether anything stands out from the plate's ground: grey levels spread by `LEAST_SPREAD` at least."""
    inner = np.array([(0.05, 0.2), (0.95, 0.2), (0.95, 0.8), (0.05, 0.8)], np.float32) * (48, 16)
    outline = np.array([(0, 0), (48, 0), (48, 16), (0, 16)], np.float32)
    warp = cv2.getPerspectiveTransform(plate.corners, outline)
    seen = cv2.warpPerspective(picture, warp, (48, 16), flags=cv2.INTER_AREA)
    low, high = inner.min(axis=0).astype(int), inner.max(axis=0).astype(int)
    middle = cv2.cvtColor(seen, cv2.COLOR_BGR2GRAY)[low[1] : high[1], low[0] : high[0]]
    return float(cv2.blur(middle, (3, 3)).std()) >= LEAST_SPREAD


__all__ = ["MakePlate", "PlacedPlate", "Scene", "Setting", "fresh_plate", "scene"]
