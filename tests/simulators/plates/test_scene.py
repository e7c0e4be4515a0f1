"""Made scenes: what is said of a plate is where the plate is."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from simulators.plates.draw import FlatPlate
from simulators.plates.pose import Pose, project
from simulators.plates.scene import Setting, scene
from simulators.plates.surroundings import paste

CALM = Setting(plate_px=(60.0, 200.0), cars=2, empty=0.0, harsh=0.0)


def pink(_rng: np.random.Generator) -> FlatPlate:
    """A plate of a colour that nothing else in a scene has."""
    picture = np.zeros((70, 220, 3), np.uint8)
    picture[:] = (255, 0, 255)
    picture[20:50, 20:200:16] = 0
    return FlatPlate(picture=picture, text="京A00000", colour="blue", rows=1)


def pinkness(picture: NDArray[np.uint8]) -> NDArray[np.int64]:
    blue, green, red = (picture[:, :, channel].astype(np.int64) for channel in range(3))
    return np.asarray(np.minimum(blue, red) - green)


def test_plates_lie_between_their_corners() -> None:
    """Dirt, light and casts take the colour from some, never from most."""
    gains = []
    for seed in range(16):
        made = scene(np.random.default_rng(seed), (480, 360), setting=CALM, plate=pink)
        for plate in made.plates:
            inside = np.zeros(made.picture.shape[:2], np.uint8)
            cv2.fillConvexPoly(inside, np.round(plate.corners).astype(np.int32), 1)
            shade = pinkness(made.picture)
            gains.append(shade[inside > 0].mean() - shade[inside == 0].mean())
    assert len(gains) >= 10
    assert np.mean(np.array(gains) > 40) > 0.8


def test_the_same_seed_gives_the_same_scene() -> None:
    one, other, third = (scene(np.random.default_rng(seed), (320, 240)) for seed in (4, 4, 5))
    assert np.array_equal(one.picture, other.picture)
    assert [each.text for each in one.plates] == [each.text for each in other.plates]
    assert not np.array_equal(one.picture, third.picture)


@pytest.mark.parametrize("size", [(320, 240), (256, 256), (200, 400)])
def test_a_scene_has_the_size_asked_for(size: tuple[int, int]) -> None:
    made = scene(np.random.default_rng(1), size)
    assert made.picture.shape == (size[1], size[0], 3)
    assert made.picture.dtype == np.uint8


def test_a_scene_may_hold_no_plate() -> None:
    made = [scene(np.random.default_rng(seed), (160, 120), setting=Setting(empty=1.0)) for seed in range(5)]
    assert all(each.plates == () and each.partial == () for each in made)


def test_corners_run_clockwise_from_the_top_left() -> None:
    made = [scene(np.random.default_rng(seed), (480, 360), setting=CALM) for seed in range(20)]
    plates = [plate for each in made for plate in each.plates]
    assert len(plates) > 10
    for plate in plates:
        tl, tr, br, bl = plate.corners
        assert tl[0] < tr[0]
        assert bl[0] < br[0]
        assert tl[1] < bl[1]
        assert tr[1] < br[1]


def test_photographs_are_the_background_where_given() -> None:
    photograph = np.zeros((200, 300, 3), np.uint8)
    photograph[:, :, 1] = 200
    setting = Setting(empty=1.0, harsh=0.0)
    greens = [
        scene(np.random.default_rng(seed), (160, 120), [photograph], setting=setting).picture[:, :, 1].mean()
        for seed in range(12)
    ]
    assert max(greens) > 120


def test_a_plane_seen_straight_is_only_scaled() -> None:
    matrix = Pose(centre=(100.0, 50.0), px_per_mm=0.5).matrix()
    points = project(matrix, np.array([(0.0, 0.0), (40.0, 0.0), (0.0, -20.0)]))
    np.testing.assert_allclose(points, [(100, 50), (120, 50), (100, 40)], atol=1e-9)


def test_a_turned_plane_is_shorter_and_its_near_side_higher() -> None:
    matrix = Pose(centre=(0.0, 0.0), px_per_mm=1.0, yaw_deg=40.0, distance_mm=3000.0).matrix()
    box = np.array([(-220.0, -70.0), (220.0, -70.0), (220.0, 70.0), (-220.0, 70.0)])
    tl, tr, br, bl = project(matrix, box)
    assert tr[0] - tl[0] < 440 * 0.8
    assert abs((bl[1] - tl[1]) - (br[1] - tr[1])) > 5


def test_pasting_tells_the_corners_and_spares_the_rest() -> None:
    picture = np.full((100, 200, 3), 50, np.uint8)
    flat = np.full((20, 40, 3), 250, np.uint8)
    corners = paste(picture, flat, Pose(centre=(100.0, 50.0), px_per_mm=1.0).matrix(), 1.0, (80.0, 40.0))
    np.testing.assert_allclose(corners, [(60, 30), (140, 30), (140, 70), (60, 70)])
    bright = picture[:, :, 0] > 150
    assert abs(int(bright.sum()) - 80 * 40) < 20
    assert bright[32:68, 62:138].all()
    assert not bright[:28].any()
