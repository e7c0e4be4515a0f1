"""The finder with its nets, on made scenes whose corners are known."""

import cv2
import numpy as np
import pytest

from drivers.plates import views
from drivers.plates.locate import CLOSE_AREA_PX, Found, Locator
from simulators.plates.draw import flat
from simulators.plates.layouts import Style
from simulators.plates.scene import PlacedPlate, Scene, Setting, scene
from simulators.plates.texts import number

SCENES = 40
FAR = Setting(plate_px=(44.0, 90.0), cars=1, empty=0.0, harsh=0.2, bare=0.1)
EASY = Setting(plate_px=(80.0, 240.0), cars=1, empty=0.0, harsh=0.0, bare=0.1)


@pytest.fixture(scope="module")
def locator() -> Locator:
    return Locator()


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    made = (scene(np.random.default_rng(seed), (640, 480), setting=EASY) for seed in range(900, 1000))
    return [each for each in made if len(each.plates) == 1][:SCENES]


def error(found: Found, plate: PlacedPlate) -> float:
    """The mean distance of the corners, in plate heights."""
    high = np.linalg.norm(plate.corners[3] - plate.corners[0]) + np.linalg.norm(plate.corners[2] - plate.corners[1])
    return float(np.linalg.norm(found.corners - plate.corners, axis=1).mean() / (high / 2))


def test_nearly_every_easy_plate_is_found_where_it_is(locator: Locator, scenes: list[Scene]) -> None:
    errors = [min((error(each, made.plates[0]) for each in locator.find(made.picture)), default=9.0) for made in scenes]
    assert len(errors) == SCENES
    assert np.mean(np.array(errors) < 0.3) >= 0.9
    assert np.median(errors) < 0.08


def test_the_first_one_is_a_plate(locator: Locator, scenes: list[Scene]) -> None:
    first = [locator.find(made.picture)[:1] for made in scenes]
    hits = [bool(found) and error(found[0], made.plates[0]) < 0.5 for found, made in zip(first, scenes, strict=True)]
    assert np.mean(hits) >= 0.9


@pytest.mark.parametrize("level", [0, 90, 255])
def test_a_blank_picture_holds_nothing(locator: Locator, level: int) -> None:
    assert locator.find(np.full((480, 640, 3), level, np.uint8)) == []


@pytest.mark.parametrize("seed", range(5))
def test_noise_holds_nothing(locator: Locator, seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (360, 480, 3), np.uint8)
    assert locator.find(noise) == []


@pytest.mark.parametrize(
    "shape", [(1, 1, 3), (20, 2000, 3), (2000, 20, 3), (7, 7, 3), (64, 64, 3), (33, 129, 1), (40, 50)]
)
def test_pictures_of_odd_shapes_are_looked_at(locator: Locator, shape: tuple[int, ...]) -> None:
    assert locator.find(np.full(shape, 120, np.uint8)) == []


@pytest.mark.parametrize(("width", "height"), [(94, 24), (188, 60), (440, 140)])
def test_a_plate_that_fills_its_picture_is_found(locator: Locator, width: int, height: int) -> None:
    rng = np.random.default_rng(5)
    plate = flat(number(Style.BLUE, rng), Style.BLUE, rng)
    found = locator.find(np.asarray(cv2.resize(plate.picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8))
    whole = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    assert len(found) == 1
    assert np.abs(found[0].corners - whole).max() < 0.25 * height


def test_rows_are_counted(locator: Locator) -> None:
    counted = {}
    for style, rows in ((Style.YELLOW_TWO_ROW, 2), (Style.BLUE, 1)):
        rng = np.random.default_rng(11)
        picture = np.full((300, 400, 3), 150, np.uint8)
        plate = flat(number(style, rng), style, rng, height=70 * rows)
        picture[100 : 100 + plate.picture.shape[0], 90 : 90 + plate.picture.shape[1]] = plate.picture
        counted[rows] = [each.rows for each in locator.find(picture)]
    assert counted == {1: [1], 2: [2]}


def test_most_far_plates_are_found_round_a_hunch_without_a_close_look_at_the_whole_picture(
    locator: Locator, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    real = {"whole": views.whole, "around": views.around}
    monkeypatch.setattr(views, "around", lambda *words: looks.append("around") or real["around"](*words))
    monkeypatch.setattr(views, "whole", lambda seen, area: looks.append(f"whole {area}") or real["whole"](seen, area))
    found_so = asked = 0
    for seed in range(24):
        made = scene(np.random.default_rng(seed), (1280, 960), setting=FAR)
        looks.clear()
        found = locator.find(made.picture)
        if "around" in looks and len(made.plates) == 1:
            asked += 1
            close = f"whole {CLOSE_AREA_PX}" in looks
            found_so += not close and bool(found) and error(found[0], made.plates[0]) < 0.5
    assert asked >= 8
    assert found_so > asked / 2


def test_no_more_are_given_than_asked_for(locator: Locator) -> None:
    rng = np.random.default_rng(3)
    picture = np.full((480, 640, 3), 90, np.uint8)
    for y in (40, 190, 340):
        plate = flat(number(Style.BLUE, rng), Style.BLUE, rng, height=60)
        picture[y : y + 60, 200 : 200 + plate.picture.shape[1]] = plate.picture
    assert len(locator.find(picture)) == 3
    assert len(locator.find(picture, at_most=2)) == 2


def test_a_grey_picture_is_as_good(locator: Locator) -> None:
    rng = np.random.default_rng(4)
    picture = np.full((300, 400), 60, np.uint8)
    plate = flat(number(Style.WHITE_POLICE, rng), Style.WHITE_POLICE, rng, height=60)
    picture[100:160, 90 : 90 + plate.picture.shape[1]] = cv2.cvtColor(plate.picture, cv2.COLOR_BGR2GRAY)
    assert len(locator.find(picture)) == 1
