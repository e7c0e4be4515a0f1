"""Paints what a camera sees: day and night, rain, cars with their plates, the arm, and what spoils a picture."""

from functools import lru_cache
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.gates.backdrop import lane_picture
from simulators.gates.lens import FOCAL_PX, SIZE, STOP_LINE_M, above_ground, of_plate
from simulators.gates.sky import Sky
from simulators.gates.story import Car, Who
from simulators.gates.view import View
from simulators.plates.car import Vehicle, random_vehicle
from simulators.plates.draw import FlatPlate, flat
from simulators.plates.layouts import Style
from simulators.plates.pose import Matrix, project
from simulators.plates.surroundings import paste

Picture = NDArray[np.uint8]
PLATE_PX = 100
PARKED_M, PARKED_ACROSS_M, PARKED_FROM_M = 2.9, -1.55, -6.0
ARM_M, ARM_UP_M = 0.75, 1.0
POST_M, TIP_M = 1.95, -1.9
RED, WHITE = (45, 45, 200), (225, 228, 230)
NIGHT = 0.26
"""What of the light is left at night, by the lamps of the lane."""
RETRO = 2.9
"""A plate throws back the lamp of the camera: so much brighter is it at night than what is around it."""
COVER = 62.0
PARKED = Car(plate="苏A00000", style=Style.BLUE, who=Who.STRANGER)


class Painter:
    """One camera; `seed` makes its place."""

    def __init__(self, seed: int, *, is_gate: bool = True) -> None:
        self._place = lane_picture(seed, is_gate=is_gate)
        self._sky = Sky(seed)
        self._lit: dict[float, Picture] = {}

    def picture(self, view: View, number: int) -> Picture:
        """SIZE, BGR. `number` counts the pictures: rain and noise differ from one to the next."""
        if view.spoilt in ("black", "white"):
            flat_picture = np.full_like(self._place, 3 if view.spoilt == "black" else 252)
            return self._sky.grain(flat_picture, number, night=False)
        picture = self._backdrop(view.light)
        dim = _dim(view.light)
        for standing in sorted(view.cars, key=lambda one: -one.distance_m):
            _paint_car(picture, standing.car, of_plate(standing.distance_m), dim)
        if view.parked > 0.0:
            _paint_parked(picture, view.parked, dim)
        if view.walker is not None:
            _paint_walker(picture, view.walker, dim)
        if view.light < 0.6:
            self._lamps(picture, view)
        if view.arm is not None:
            _paint_arm(picture, view.arm, dim)
        return self._seen(picture, view, number)

    def _seen(self, picture: Picture, view: View, number: int) -> Picture:
        """Rain before the lens, then what is wrong with the camera, then its noise."""
        if view.rain > 0.0:
            picture = self._sky.rain(picture, view.rain, number)
        if view.spoilt == "blurred":
            picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), 7.0), np.uint8)
        elif view.spoilt == "moved":
            # It looks elsewhere: what is there is made of what it saw, but nothing stands where it stood.
            shift = np.array([[-0.94, -0.34, 700.0], [0.34, -0.94, 190.0]])
            picture = np.asarray(cv2.warpAffine(picture, shift, SIZE, borderMode=cv2.BORDER_REFLECT), np.uint8)
        elif view.spoilt == "covered":
            picture = np.full_like(picture, round(COVER))
        return self._sky.grain(picture, number, night=view.light < 0.5)

    def _backdrop(self, light: float) -> Picture:
        if light not in self._lit:
            if len(self._lit) > 4:
                self._lit.clear()
            self._lit[light] = self._sky.lit(self._place, _dim(light))
        return self._lit[light].copy()

    def _lamps(self, picture: Picture, view: View) -> None:
        """Head lamps of the cars in the lane, dipped."""
        for standing in view.cars:
            matrix = of_plate(standing.distance_m)
            if matrix is not None:
                size_px = FOCAL_PX / (STOP_LINE_M + standing.distance_m)
                for x, y in project(matrix, looks(standing.car).lamps_mm):
                    self._sky.glow(picture, (float(x), float(y)), 0.35 * size_px, 1.0 - view.light)


@lru_cache(maxsize=64)
def looks(car: Car) -> Vehicle:
    """The front of a car, the same whenever it comes."""
    rng = np.random.default_rng(car.seed)
    while not (vehicle := random_vehicle(rng)).front:
        pass
    return vehicle


@lru_cache(maxsize=64)
def plate_of(car: Car) -> FlatPlate:
    """Its plate, flat."""
    return flat(car.plate, car.style, np.random.default_rng(car.seed + 1), height=PLATE_PX)


def _paint_car(picture: Picture, car: Car, matrix: Matrix | None, dim: float) -> None:
    if matrix is None:
        return
    for shape in looks(car).shapes:
        blue, green, red = (part * dim for part in shape.colour)
        outline = np.round(np.clip(project(matrix, shape.points_mm), -4e3, 4e3) * 16).astype(np.int32)
        cv2.fillPoly(picture, [outline], (blue, green, red), cv2.LINE_AA, 4)
    plate = plate_of(car)
    shown = plate.picture if dim >= 1.0 else cv2.convertScaleAbs(plate.picture, alpha=min(0.95, dim * RETRO))
    wide_mm = 480.0 if plate.colour == "green" else 440.0
    high_mm = wide_mm * plate.picture.shape[0] / plate.picture.shape[1]
    paste(picture, np.asarray(shown, np.uint8), matrix, 1.0, (wide_mm, high_mm))


def _paint_parked(picture: Picture, share: float, dim: float) -> None:
    """A grey car that has come in from the left and stands beside the lane."""
    across_m = PARKED_FROM_M + (PARKED_ACROSS_M - PARKED_FROM_M) * share
    matrix = of_plate(PARKED_M, across_m, -4.0)
    if matrix is not None:
        for shape in looks(PARKED).shapes:
            blue, green, red = (part * dim for part in shape.colour)
            outline = np.round(np.clip(project(matrix, shape.points_mm), -4e3, 4e3) * 16).astype(np.int32)
            cv2.fillPoly(picture, [outline], (blue, green, red), cv2.LINE_AA, 4)


def _paint_walker(picture: Picture, share: float, dim: float) -> None:
    """Somebody who walks by, from left to right, about seven metres away."""
    x = -40.0 + share * (SIZE[0] + 80.0)
    foot_y, head_y = above_ground(0.0, 7.0, 0.0)[1], above_ground(0.0, 7.0, 1.7)[1]
    stride = 12.0 * np.sin(share * 60.0)
    for shade, top, bottom, half in ((35, 0.5, 1.0, 9.0), (120, 0.15, 0.55, 13.0)):
        upper, lower = head_y + (foot_y - head_y) * top, head_y + (foot_y - head_y) * bottom
        corners = [
            (x - half, upper),
            (x + half, upper),
            (x + half * 0.6 + stride * (top > 0.4), lower),
            (x - half * 0.6, lower),
        ]
        cv2.fillPoly(picture, [np.round(np.array(corners)).astype(np.int32)], (shade * dim, shade * dim, 40 * dim))
    cv2.circle(picture, (round(x), round(head_y + 9)), 9, (110 * dim, 140 * dim, 185 * dim), -1)


def _paint_arm(picture: Picture, up: float, dim: float) -> None:
    """Red and white, on its post at the right; it turns up round the post's head."""
    angle = up * np.pi / 2
    length = POST_M - TIP_M
    stripes = 9
    ends = [
        above_ground(
            POST_M - length * share * np.cos(angle), STOP_LINE_M - ARM_M, ARM_UP_M + length * share * np.sin(angle)
        )
        for share in np.linspace(0.0, 1.0, stripes + 1)
    ]
    for number, (start, end) in enumerate(pairwise(ends)):
        colour = tuple(part * dim * 1.15 for part in (RED if number % 2 else WHITE))
        first, last = ((round(x), round(y)) for x, y in (start, end))
        cv2.line(picture, first, last, colour, 9, cv2.LINE_AA)


def _dim(light: float) -> float:
    return NIGHT + (1.0 - NIGHT) * light
