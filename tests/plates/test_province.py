"""The first character alone: every province on a clean plate, none where there is none, and the piece that is cut."""

import math

import numpy as np
import pytest

from drivers.plates.alphabet import PROVINCES
from drivers.plates.province import SIZE, ProvinceReader, head
from drivers.plates.rectify import Corners, Picture
from drivers.plates.wheel import Wheel
from simulators.plates.draw import flat
from simulators.plates.layouts import Style


@pytest.fixture(scope="module")
def reader() -> ProvinceReader:
    return ProvinceReader(Wheel())


def placed(text: str, style: Style, height: int = 70) -> tuple[Picture, Corners]:
    plate = flat(text, style, np.random.default_rng(3), height=height)
    high, wide = plate.picture.shape[:2]
    picture = np.full((high + 60, wide + 60, 3), 90, np.uint8)
    picture[30 : 30 + high, 30 : 30 + wide] = plate.picture
    return picture, np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32) + np.float32(30)


def likeliest(told: dict[str, float]) -> str:
    return max(told, key=lambda each: told[each])


@pytest.mark.parametrize("province", PROVINCES)
@pytest.mark.parametrize("height", [24, 70])
def test_every_province_is_told_on_a_clean_plate(reader: ProvinceReader, province: str, height: int) -> None:
    assert likeliest(reader.read(*placed(f"{province}B12K45", Style.BLUE, height), 1)) == province


@pytest.mark.parametrize(
    ("text", "style"),
    [("KA12345", Style.WHITE_MILITARY), ("123456使", Style.BLACK_EMBASSY), ("WJ京12345", Style.WHITE_WJ)],
)
def test_where_no_province_stands_none_is_told(reader: ProvinceReader, text: str, style: Style) -> None:
    assert likeliest(reader.read(*placed(text, style), 1)) == ""


def test_of_two_rows_the_upper_one_is_seen(reader: ProvinceReader) -> None:
    assert likeliest(reader.read(*placed("鲁H6T358", Style.YELLOW_TWO_ROW, 110), 2)) == "鲁"


def test_what_is_said_are_probabilities(reader: ProvinceReader) -> None:
    told = reader.read(*placed("皖A12345", Style.BLUE), 1)
    assert set(told) == {*PROVINCES, ""}
    assert sum(math.exp(share) for share in told.values()) == pytest.approx(1.0, abs=1e-3)


def test_the_piece_is_of_one_size_wherever_the_plate_lies() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (20, 60, 3)).astype(np.uint8)
    for corners in ([[-30, -9], [40, 2], [44, 30], [-20, 18]], [[50, 15], [90, 15], [90, 40], [50, 40]]):
        for rows in (1, 2):
            assert head(picture, np.array(corners, np.float32), rows).shape == (SIZE[1], SIZE[0], 3)
