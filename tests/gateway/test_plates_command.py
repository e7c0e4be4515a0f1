"""`gatehouse plates`: a line for each plate, an empty one where none is told, and files that are no pictures."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import cv2
import numpy as np
import pytest

from gateway.commands.plates import picture_of, print_plates
from simulators.plates.draw import flat
from simulators.plates.layouts import Style

LIGHT = ("fastapi", "pymodbus", "psycopg", "rapidocr", "torch")


@pytest.fixture
def car(tmp_path: Path) -> Path:
    """A picture with a plate; its name is not ASCII."""
    plate = flat("苏B9K27M", Style.BLUE, np.random.default_rng(3), height=70).picture
    picture = np.full((360, 480, 3), 90, np.uint8)
    picture[150 : 150 + plate.shape[0], 120 : 120 + plate.shape[1]] = plate
    path = tmp_path / "大门 1.jpg"
    path.write_bytes(cv2.imencode(".jpg", picture)[1].tobytes())
    return path


def test_a_plate_is_a_line(car: Path) -> None:
    out, err = StringIO(), StringIO()
    assert print_plates([car], out, err)
    file, plate, colour, confidence = out.getvalue().splitlines()[0].split("\t")
    assert (file, plate, colour) == (str(car), "苏B9K27M", "blue")
    assert 0.5 < float(confidence) <= 1
    assert err.getvalue() == ""


def test_a_picture_without_a_plate_is_a_line_too(tmp_path: Path) -> None:
    grey = tmp_path / "wall.png"
    grey.write_bytes(cv2.imencode(".png", np.full((200, 300, 3), 128, np.uint8))[1].tobytes())
    out = StringIO()
    assert print_plates([grey], out, StringIO())
    assert out.getvalue() == f"{grey}\t\t\t0.00\n"


def test_what_is_no_picture_is_told_and_the_others_are_read(car: Path, tmp_path: Path) -> None:
    text, empty, absent = tmp_path / "notes.jpg", tmp_path / "empty.jpg", tmp_path / "absent.jpg"
    text.write_text("no picture")
    empty.write_bytes(b"")
    out, err = StringIO(), StringIO()
    assert not print_plates([text, empty, absent, car], out, err)
    files = [line.split("\t")[:2] for line in out.getvalue().splitlines()]
    assert files[:4] == [[str(text), ""], [str(empty), ""], [str(absent), ""], [str(car), "苏B9K27M"]]
    assert [line.split(": ")[1] for line in err.getvalue().splitlines()] == [str(text), str(empty), str(absent)]


def test_a_grey_picture_has_three_channels(tmp_path: Path) -> None:
    grey = tmp_path / "grey.png"
    grey.write_bytes(cv2.imencode(".png", np.zeros((20, 30), np.uint8))[1].tobytes())
    assert picture_of(grey).shape == (20, 30, 3)


def test_nothing_heavy_is_loaded_that_reading_does_not_need() -> None:
    code = "import sys, gateway.cli, gateway.commands.plates; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not set(LIGHT) & set(loaded.stdout.split())
