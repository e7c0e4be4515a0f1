"""How pictures are scaled for the net, and how its points come back."""

import numpy as np
import pytest

from drivers.plates import views


@pytest.mark.parametrize(
    ("width", "height"), [(640, 480), (97, 99), (1920, 1078), (94, 24), (2000, 20), (20, 2000), (8, 8)]
)
def test_sides_are_multiples_of_the_block(width: int, height: int) -> None:
    picture = np.zeros((height, width, 3), np.uint8)
    for view in (views.whole(picture, 102_400), views.with_border(picture, 176, 48)):
        assert all(side % views.BLOCK_PX == 0 and side > 0 for side in view.picture.shape[:2])


def test_points_come_back_to_where_they_were() -> None:
    picture = np.zeros((480, 640, 3), np.uint8)
    picture[200:240, 300:400] = 255
    for view in (views.whole(picture, 102_400), views.with_border(picture, 176, 48)):
        y, x = np.nonzero(view.picture[:, :, 0] > 200)
        edges = np.array([(x.min(), y.min()), (x.max() + 1, y.max() + 1)], np.float32)
        np.testing.assert_allclose(view.back(edges), [(300, 200), (400, 240)], atol=4.0)


@pytest.mark.parametrize("middle", [(350, 220), (0, 0), (639, 479), (-30, 900)])
def test_the_quarter_round_a_place_is_shown_larger_and_points_come_back(middle: tuple[float, float]) -> None:
    picture = np.zeros((480, 640, 3), np.uint8)
    x, y = np.clip(middle, (20, 20), (600, 440)).astype(int)
    picture[y : y + 20, x : x + 20] = 255
    view = views.around(picture, np.array(middle, np.float32), 102_400)
    rows, columns = np.nonzero(view.picture[:, :, 0] > 200)
    edges = np.array([(columns.min(), rows.min()), (columns.max() + 1, rows.max() + 1)], np.float32)
    np.testing.assert_allclose(view.back(edges), [(x, y), (x + 20, y + 20)], atol=2.0)
    assert view.scale[0] == pytest.approx(2 * views.whole(picture, 102_400).scale[0], rel=0.02)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 9, 3), (9, 1, 3), (1079, 1919, 3)])
def test_a_quarter_of_any_picture_can_be_shown(shape: tuple[int, int, int]) -> None:
    view = views.around(np.zeros(shape, np.uint8), np.array((0, 0), np.float32), 102_400)
    assert all(side % views.BLOCK_PX == 0 and side > 0 for side in view.picture.shape[:2])


@pytest.mark.parametrize(("side", "wanted", "left"), [(1000, 300, 500), (1001, 125, 125), (100, 51, 100)])
def test_a_picture_is_halved_until_the_next_half_were_too_small(side: int, wanted: int, left: int) -> None:
    assert views.halved(np.zeros((side, side, 3), np.uint8), (wanted, wanted)).shape == (left, left, 3)


def test_a_picture_fills_the_area_asked_for() -> None:
    view = views.whole(np.full((960, 1280, 3), 7, np.uint8), 102_400)
    assert 0.9 < (view.picture[:, :, 0] == 7).sum() / 102_400 < 1.1


def test_a_small_picture_is_not_blown_up_without_limit() -> None:
    view = views.whole(np.full((30, 40, 3), 7, np.uint8), 102_400)
    assert (view.picture[:, :, 0] == 7).sum() == 60 * 80


def test_round_a_cut_out_there_is_a_border() -> None:
    view = views.with_border(np.full((24, 94, 3), 7, np.uint8), 176, 48)
    assert (view.picture[:48] == views.GREY).all()
    assert (view.picture[:, :48] == views.GREY).all()
    assert (view.picture[48, 48] == 7).all()
