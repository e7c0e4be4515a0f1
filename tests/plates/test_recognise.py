"""The whole way from a picture to plates, on made pictures whose truth is known."""

import numpy as np
import pytest

from drivers.plates.kinds import PlateKind
from drivers.plates.locate import Found
from drivers.plates.recognise import PlateReader
from drivers.plates.rectify import Picture
from simulators.plates.draw import flat
from simulators.plates.layouts import Style

TOLD = {
    "沪AD12345": (Style.GREEN_SMALL, "green", PlateKind.GREEN),
    "苏B9K27M": (Style.BLUE, "blue", PlateKind.BLUE),
    "京N38P52": (Style.YELLOW, "yellow", PlateKind.YELLOW),
    "川A1234警": (Style.WHITE_POLICE, "white", PlateKind.POLICE),
    "鲁H6T358": (Style.YELLOW_TWO_ROW, "yellow", PlateKind.YELLOW),
}


@pytest.fixture(scope="module")
def reader() -> PlateReader:
    return PlateReader()


def placed(text: str, style: Style, seed: int = 3) -> tuple[Picture, Found]:
    """A clean plate on a grey wall, and where it is."""
    plate = flat(text, style, np.random.default_rng(seed), height=70 if style is not Style.YELLOW_TWO_ROW else 110)
    high, wide = plate.picture.shape[:2]
    picture = np.full((360, 480, 3), 90, np.uint8)
    picture[150 : 150 + high, 120 : 120 + wide] = plate.picture
    corners = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32) + np.float32([120, 150])
    return picture, Found(corners=corners, rows=plate.rows, score=0.95)


@pytest.mark.parametrize("text", TOLD)
def test_a_clean_plate_is_told_with_its_colour_and_kind(reader: PlateReader, text: str) -> None:
    style, colour, kind = TOLD[text]
    plate = reader.read_found(*placed(text, style))
    assert plate is not None
    assert (plate.seen, plate.colour, plate.kind) == (text, colour, kind)
    assert plate.text == text
    assert 0.5 < plate.confidence <= 1


def test_a_plate_is_found_and_read(reader: PlateReader) -> None:
    picture, found = placed("苏B9K27M", Style.BLUE)
    plates = reader.read(picture)
    assert [plate.text for plate in plates][:1] == ["苏B9K27M"]
    assert np.abs(plates[0].corners - found.corners).max() < 20


def test_a_cut_out_that_is_all_plate_is_read(reader: PlateReader) -> None:
    plate = flat("苏B9K27M", Style.BLUE, np.random.default_rng(4), height=30)
    assert [each.seen for each in reader.read(plate.picture)][:1] == ["苏B9K27M"]


@pytest.mark.parametrize("shape", [(1, 1), (20, 900), (360, 480), (24, 94)])
def test_where_there_is_no_plate_none_is_told(reader: PlateReader, shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (*shape, 3)).astype(np.uint8)
    for picture in (np.zeros((*shape, 3), np.uint8), np.full((*shape, 3), 128, np.uint8), noise):
        assert [plate.text for plate in reader.read(picture) if plate.text] == []
