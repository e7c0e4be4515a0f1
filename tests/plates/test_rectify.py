"""Straightening: where each part of the plate comes to lie."""

import cv2
import numpy as np
import pytest

from drivers.plates.rectify import straighten

SLANTED = np.array([(60, 80), (270, 40), (280, 120), (75, 150)], np.float32)
UNIT = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
RED, BLUE = (0, 0, 255), (255, 0, 0)


def put(picture: np.ndarray, part: tuple[float, float, float, float], colour: tuple[int, int, int]) -> None:
    """Fills a rectangle of the slanted plate, told in shares of its sides."""
    left, top, right, bottom = part
    corners = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float32)
    outline = cv2.perspectiveTransform(corners, cv2.getPerspectiveTransform(UNIT, SLANTED))[0]
    cv2.fillConvexPoly(picture, np.round(outline).astype(np.int32), colour)


@pytest.mark.parametrize("size", [(144, 40), (160, 48), (320, 96)])
def test_one_row_fills_the_strip(size: tuple[int, int]) -> None:
    picture = np.zeros((200, 320, 3), np.uint8)
    put(picture, (0.0, 0.0, 0.5, 1.0), RED)
    put(picture, (0.5, 0.0, 1.0, 1.0), BLUE)
    strip = straighten(picture, SLANTED, size=size, margin=0.0)
    assert strip.shape == (size[1], size[0], 3)
    middle = strip[size[1] // 2]
    assert (middle[size[0] // 4] == RED).all()
    assert (middle[3 * size[0] // 4] == BLUE).all()
    turn = int(np.argmax(middle[:, 0] > 128))
    assert abs(turn - size[0] / 2) <= 0.03 * size[0]


def test_the_margin_shows_what_is_around() -> None:
    picture = np.full((200, 320, 3), 255, np.uint8)
    put(picture, (0.0, 0.0, 1.0, 1.0), RED)
    tight, wide = (straighten(picture, SLANTED, margin=margin) for margin in (0.0, 0.25))
    assert (tight[20, 72] == RED).all()
    assert (wide[0, 72] == 255).all()
    assert (wide[20, 72] == RED).all()


def test_two_rows_are_laid_side_by_side_the_upper_first() -> None:
    picture = np.zeros((200, 320, 3), np.uint8)
    put(picture, (0.0, 0.0, 1.0, 0.375), RED)
    put(picture, (0.0, 0.375, 1.0, 1.0), BLUE)
    strip = straighten(picture, SLANTED, 2)
    assert strip.shape == (40, 144, 3)
    assert (strip[20, 10] == RED).all()
    assert (strip[20, 35] == RED).all()
    assert (strip[20, 50] == BLUE).all()
    assert (strip[20, 140] == BLUE).all()


def test_corners_beyond_the_edge_repeat_it() -> None:
    picture = np.full((60, 100, 3), 80, np.uint8)
    strip = straighten(picture, np.array([(-20, 10), (130, 5), (140, 70), (-10, 75)], np.float32))
    assert (strip == 80).all()
