"""What is painted: the same for the same seed, and different where something is different."""

import cv2
import numpy as np
import pytest

from simulators.gates.lens import SIZE, of_plate
from simulators.gates.painter import Painter, looks, plate_of
from simulators.gates.story import Car, Who
from simulators.gates.view import Standing, View
from simulators.plates.layouts import Style
from simulators.plates.pose import project

CAR = Car(plate="苏A7K3M2", style=Style.BLUE, who=Who.HOUSEHOLD)
PAINTER = Painter(7)
EMPTY = View(light=1.0)


def difference(one: View, other: View) -> float:
    first, second = (PAINTER.picture(view, 1) for view in (one, other))
    return float(cv2.absdiff(first, second).mean())


def test_the_same_again() -> None:
    picture = PAINTER.picture(EMPTY, 3)
    assert picture.shape == (SIZE[1], SIZE[0], 3)
    assert picture.dtype == np.uint8
    assert np.array_equal(picture, PAINTER.picture(EMPTY, 3))
    assert not np.array_equal(picture, PAINTER.picture(EMPTY, 4))


@pytest.mark.parametrize(
    ("changed", "least"),
    [
        (View(light=0.0), 40.0), (View(light=1.0, rain=1.0), 1.0), (View(light=1.0, arm=0.0), 0.5),
        (View(light=1.0, cars=(Standing(car=CAR, distance_m=2.0),)), 4.0), (View(light=1.0, parked=1.0), 3.0),
        (View(light=1.0, walker=0.5), 0.1), (View(light=1.0, spoilt="moved"), 10.0),
    ],
)  # fmt: skip
def test_what_is_different_can_be_seen(changed: View, least: float) -> None:
    assert difference(EMPTY, changed) > least


def test_an_arm_that_is_up_is_out_of_the_way() -> None:
    down, up = View(light=1.0, arm=0.0), View(light=1.0, arm=1.0)
    assert difference(EMPTY, up) < difference(EMPTY, down) / 3


def test_a_plate_hangs_where_the_lens_says() -> None:
    view = View(light=1.0, cars=(Standing(car=CAR, distance_m=0.5),))
    matrix = of_plate(0.5)
    assert matrix is not None
    corners = project(matrix, np.array([(-200.0, -50.0), (200.0, -50.0), (200.0, 50.0), (-200.0, 50.0)]))
    (left, top), (right, bottom) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int)
    plate = PAINTER.picture(view, 1)[top:bottom, left:right].reshape(-1, 3).astype(int)
    assert 80 < right - left < 140
    assert np.median(plate[:, 0] - plate[:, 2]) > 60  # blue


def test_a_car_that_is_past_the_camera_is_not_painted() -> None:
    assert of_plate(-2.5) is None
    gone = View(light=1.0, cars=(Standing(car=CAR, distance_m=-2.5),))
    assert difference(EMPTY, gone) == 0.0


def test_the_same_car_looks_the_same_whenever_it_comes() -> None:
    again = Car(plate=CAR.plate, style=CAR.style, who=CAR.who)
    assert np.array_equal(plate_of(again).picture, plate_of(CAR).picture)
    assert looks(again).front
