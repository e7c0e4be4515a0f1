"""The near look's geometry."""

import numpy as np
import pytest

from drivers.plates import frame

SQUARE = np.array([(100, 100), (320, 100), (320, 170), (100, 170)], np.float32)


def test_corners_that_are_right_stay() -> None:
    np.testing.assert_allclose(frame.moved(SQUARE, np.zeros((4, 2), np.float32)), SQUARE, atol=1e-3)


def test_corners_move_by_shares_of_the_sides() -> None:
    by = np.zeros((4, 2), np.float32)
    by[0] = (0.1, -0.2)
    moved = frame.moved(SQUARE, by)
    np.testing.assert_allclose(moved[0], (122, 86), atol=1e-2)
    np.testing.assert_allclose(moved[1:], SQUARE[1:], atol=1e-2)


@pytest.mark.parametrize("scale", [0.3, 1.0, 4.0])
def test_the_part_shows_the_plate_with_its_border(scale: float) -> None:
    picture = np.zeros((int(300 * scale), int(420 * scale), 3), np.uint8)
    low, high = (SQUARE[0] * scale).astype(int), (SQUARE[2] * scale).astype(int)
    picture[low[1] : high[1], low[0] : high[0]] = 200
    part = frame.near(picture, SQUARE * scale)
    assert part.shape == (56, 128, 3)
    bright = part[:, :, 0] > 100
    wide, high_px = bright.any(axis=0).sum(), bright.any(axis=1).sum()
    assert abs(wide - 128 / (1 + 2 * frame.BORDER / frame.ASPECT)) <= 4
    assert abs(high_px - 56 / (1 + 2 * frame.BORDER)) <= 3
    assert not bright[0].any()
    assert not bright[:, 0].any()


@pytest.mark.parametrize("shift", [(-500, 0), (0, 900), (280, 0)])
def test_corners_outside_of_the_picture_do_no_harm(shift: tuple[float, float]) -> None:
    picture = np.full((200, 300, 3), 90, np.uint8)
    assert frame.near(picture, SQUARE + np.array(shift, np.float32)).shape == (56, 128, 3)
