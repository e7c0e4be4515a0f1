"""The characters of made plates: all there, none like another, ink where a pen went."""

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from simulators.plates import chinese, latin, strokes
from simulators.plates.draw import glyph
from simulators.plates.texts import DIGITS, LETTERS, PROVINCES

CELL = (45, 90)
PEN_MM = 9.5
MARKS = "学警港澳使领挂试超"
EVERY = PROVINCES + LETTERS + DIGITS + MARKS


def drawn(character: str, size: tuple[int, int] = CELL) -> NDArray[np.float64]:
    return glyph(character, size, PEN_MM).astype(np.float64) / 255


def likeness(a: str, b: str) -> float:
    """Of the ink that one of the two has, the share that both have."""
    one, other = drawn(a), drawn(b)
    return float(np.minimum(one, other).sum() / np.maximum(one, other).sum())


def test_the_characters_are_those_of_the_numbers() -> None:
    assert set(latin.LATIN) == set(LETTERS + DIGITS)
    assert set(chinese.CHINESE) == set(PROVINCES + MARKS)
    assert len(PROVINCES) == 31
    assert not {"I", "O"} & set(LETTERS)


@pytest.mark.parametrize("character", EVERY)
def test_a_character_fills_its_cell(character: str) -> None:
    ink = drawn(character)
    rows, columns = np.flatnonzero(ink.max(axis=1) > 0.5), np.flatnonzero(ink.max(axis=0) > 0.5)
    assert 0.1 < ink.mean() < 0.7
    assert rows[0] <= 7
    assert rows[-1] >= CELL[1] - 6
    if character != "1":
        assert columns[0] <= 4
        assert columns[-1] >= CELL[0] - 7


def test_no_two_characters_are_alike() -> None:
    alike = {(a, b): likeness(a, b) for a, b in combinations(EVERY, 2)}
    nearest = max(alike, key=lambda pair: alike[pair])
    assert alike[nearest] < 0.93, nearest


@pytest.mark.parametrize("character", [c for c in PROVINCES + MARKS if c not in "川云甘宁吉"])
def test_a_chinese_character_keeps_light_between_its_strokes(character: str) -> None:
    small = drawn(character, (20, 40))
    assert small.max() > 0.9
    inside = small[2:-2, 2:-2]
    assert (inside < 0.5).mean() > 0.2


def test_a_turn_stays_inside_its_corner_and_meets_both_lines() -> None:
    points, closed = strokes.lines("0,0 40,0,10 40,80")[0]
    assert not closed
    assert [points[0], points[-1]] == [(0, 0), (40, 80)]
    assert points[1] == pytest.approx((30, 0))
    assert points[-2] == pytest.approx((40, 10))
    assert all(0 <= x <= 40 and 0 <= y <= 80 for x, y in points)


def test_a_turn_that_has_no_room_is_made_smaller() -> None:
    points, _ = strokes.lines("0,0 10,0,50 10,80")[0]
    assert all(-0.01 <= x <= 10.01 for x, _ in points)


def test_a_stroke_is_as_wide_as_its_pen_and_ends_square() -> None:
    bar = strokes.mask("22.5,20 22.5,70", latin.BOX_MM, 10, (90, 180))
    rows, columns = np.flatnonzero(bar.max(axis=1) > 127), np.flatnonzero(bar.max(axis=0) > 127)
    assert len(columns) == pytest.approx(20, abs=2)
    assert (rows[0], rows[-1]) == (pytest.approx(30, abs=2), pytest.approx(149, abs=2))
    assert (bar[rows[0] + 2] > 127).sum() >= 18


def test_a_pressed_together_box_keeps_the_width_of_the_pen() -> None:
    cross = strokes.mask("50,0 50,100 | 0,50 100,50", (100.0, 100.0), 10, (90, 180))
    upright, level = (cross[20] > 127).sum(), (cross[:, 10] > 127).sum()
    assert upright == pytest.approx(level, abs=2)


def test_masks_are_shared_and_cannot_be_spoilt() -> None:
    mask = glyph("8", CELL, PEN_MM)
    assert mask is glyph("8", CELL, PEN_MM)
    assert not mask.flags.writeable


def test_the_pen_is_thin_where_strokes_are_many() -> None:
    widths = {character: chinese.pen_mm(character) for character in chinese.CHINESE}
    assert widths["云"] > widths["京"] > widths["赣"]
    assert min(widths.values()) >= 4
    assert max(widths.values()) <= latin.PEN_MM
