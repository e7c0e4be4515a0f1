"""Flat plates: sizes, colours, where the ink is, and the same plate from the same seed."""

import re

import cv2
import numpy as np
import pytest

from simulators.plates import texts
from simulators.plates.draw import FlatPlate, flat
from simulators.plates.layouts import LAYOUTS, Style

STYLES = pytest.mark.parametrize("style", list(Style))
PROVINCE = f"[{texts.PROVINCES}]"
PATTERNS = {
    Style.BLUE: PROVINCE + "[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}",
    Style.GREEN_SMALL: PROVINCE + "[A-HJ-NP-Z][A-HJK][A-HJ-NP-Z0-9][0-9]{4}",
    Style.GREEN_LARGE: PROVINCE + "[A-HJ-NP-Z][0-9]{5}[A-HJK]",
    Style.YELLOW: PROVINCE + "[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}",
    Style.YELLOW_TWO_ROW: PROVINCE + "[A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}",
    Style.TRAILER: PROVINCE + "[A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}挂",
    Style.TRAINER: PROVINCE + "[A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}学",
    Style.WHITE_POLICE: PROVINCE + "[A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}警",
    Style.WHITE_MILITARY: "[A-HJ-NP-Z]{2}[0-9]{5}",
    Style.WHITE_TWO_ROW: "[A-HJ-NP-Z]{2}[0-9]{5}",
    Style.WHITE_WJ: "WJ" + PROVINCE + "[0-9]{4}[0-9XBTSHJD]",
    Style.BLACK_CONSULATE: PROVINCE + "[A-HJ-NP-Z][0-9]{4}领",
    Style.BLACK_EMBASSY: "[0-9]{6}使",
    Style.BLACK_BORDER: "粤Z[A-HJ-NP-Z0-9]{4}[港澳]",
}
HUES = {"blue": (100, 125), "yellow": (15, 35), "green": (40, 90)}
"""OpenCV's hue, 0 to 179."""


def made(style: Style, seed: int = 1, height: int = 140) -> FlatPlate:
    rng = np.random.default_rng(seed)
    return flat(texts.number(style, rng), style, rng, height=height)


@STYLES
def test_a_number_is_one_of_its_style(style: Style) -> None:
    rng = np.random.default_rng(7)
    for _ in range(200):
        assert re.fullmatch(PATTERNS[style], texts.number(style, rng))


def test_every_province_letter_and_style_turns_up() -> None:
    rng = np.random.default_rng(3)
    plates = [texts.random_plate(rng) for _ in range(4000)]
    assert {style for _, style in plates} == set(Style)
    assert set("".join(text for text, _ in plates)) >= set(texts.PROVINCES + texts.LETTERS + texts.DIGITS)


@STYLES
def test_a_plate_has_the_size_and_rows_of_its_style(style: Style) -> None:
    plate = made(style)
    wide, high = LAYOUTS[style].size
    assert plate.picture.shape == (140, round(140 * wide / high), 3)
    assert plate.picture.dtype == np.uint8
    assert plate.rows == (2 if high == 220 else 1)
    assert len(plate.text) == len(LAYOUTS[style].cells)


@STYLES
def test_cells_lie_inside_the_plate_and_apart(style: Style) -> None:
    layout = LAYOUTS[style]
    taken = np.zeros((round(layout.size[1]), round(layout.size[0])), int)
    for left, top, wide, high in layout.cells:
        assert left >= 10
        assert left + wide <= layout.size[0] - 10
        taken[round(top) : round(top + high), round(left) : round(left + wide)] += 1
    assert taken.max() == 1


@pytest.mark.parametrize("seed", range(5))
@STYLES
def test_the_colour_is_the_one_that_it_says(style: Style, seed: int) -> None:
    plate = made(style, seed)
    hue, saturation, value = cv2.split(cv2.cvtColor(plate.picture, cv2.COLOR_BGR2HSV))
    if plate.colour in HUES:
        low, high = HUES[plate.colour]
        coloured = saturation > 90
        assert low <= np.median(hue[coloured]) <= high
    elif plate.colour == "white":
        assert np.median(value) > 180
    else:
        assert np.median(value) < 90


@STYLES
def test_the_same_seed_draws_the_same_plate(style: Style) -> None:
    assert np.array_equal(made(style, 5).picture, made(style, 5).picture)
    assert not np.array_equal(made(style, 5).picture, made(style, 6).picture)


@pytest.mark.parametrize("height", [24, 48, 64, 140, 300])
@STYLES
def test_a_plate_is_drawn_at_any_height(style: Style, height: int) -> None:
    assert made(style, 2, height).picture.shape[0] == height


def test_every_character_changes_the_plate_at_its_own_place() -> None:
    layout = LAYOUTS[Style.BLUE]
    first, second = (
        flat(text, Style.BLUE, np.random.default_rng(4)).picture.astype(int) for text in ("京A12345", "沪B98776")
    )
    changed = np.abs(first - second).max(axis=2) > 60
    for left, top, wide, high in layout.cells:
        cell = changed[round(top) : round(top + high), round(left) : round(left + wide)]
        assert cell.mean() > 0.05


def test_a_number_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="7 characters wanted"):
        flat("京A1234", Style.BLUE, np.random.default_rng(0))


def test_another_hand_for_chinese_characters_is_used_for_them_alone() -> None:
    asked: list[str] = []

    def blank(character: str, size: tuple[int, int]) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
        asked.append(character)
        return np.zeros((size[1], size[0]), np.uint8)

    flat("京A1234警", Style.WHITE_POLICE, np.random.default_rng(0), chinese=blank)
    assert asked == ["京", "警"]
