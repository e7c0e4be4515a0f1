"""Vehicles before a gate, each told once. What is read of a frame is given; how reading works is tried elsewhere."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from drivers.pictures.motion import Box
from drivers.pictures.shot import JpegShot, Picture, PictureShot, encoded
from drivers.pictures.vehicles import Vehicles
from drivers.plates.kinds import PlateKind
from drivers.plates.recognise import Plate
from drivers.sighting import Sighting

STEP_S = 0.2
ALL = (Box(left=0, top=0, right=1, bottom=1),)
PICTURE = np.full((360, 640, 3), 90, np.uint8)


def plate(text: str, x: float, y: float, wide: float = 100, *, seen: str = "", confidence: float = 0.99) -> Plate:
    corners = np.array([[x, y], [x + wide, y], [x + wide, y + wide * 0.32], [x, y + wide * 0.32]], np.float32)
    return Plate(
        text=text, seen=seen or text, colour="blue", kind=PlateKind.BLUE, confidence=confidence, margin=6.0,
        uncertain=() if text else (3,), corners=corners,
    )  # fmt: skip


class Gate:
    """A camera's frames, STEP_S apart. What is in each of them is told by plates of the whole picture."""

    def __init__(self) -> None:
        self.time = 5000.0
        self.vehicles = Vehicles("cam-1", self._read)
        self.reads = 0
        self._plates: Sequence[Plate] = ()

    def _read(self, picture: Picture) -> Sequence[Plate]:
        self.reads += 1
        return self._plates

    def shows(self, *plates: Plate, for_s: float = STEP_S, moving: Sequence[Box] = ALL) -> list[Sighting]:
        self._plates, told = plates, []
        for _ in range(round(for_s / STEP_S)):
            self.time += STEP_S
            if moving or self.vehicles.is_awake:
                told += self.vehicles.see(PictureShot(PICTURE, self.time), moving)
        return told

    def comes(self, text: str, *, to: float = 250, steps: int = 6, seen: str = "") -> list[Sighting]:
        told = []
        for step in range(steps):
            share = step / (steps - 1)
            told += self.shows(plate(text, 280 - 30 * share, 60 + (to - 60) * share, 70 + 50 * share, seen=seen))
        return told


def test_an_agreed_plate_is_told_once_with_everything() -> None:
    gate = Gate()
    (told,) = gate.comes("京A12345")
    assert (told.plate, told.seen, told.colour, told.kind, told.direction) == ("京A12345",) * 2 + ("blue", "blue", "in")
    assert told.device == "cam-1"
    assert told.frames >= 2
    assert told.confidence > 0.99
    assert 0.9 < told.margin <= 1
    assert JpegShot(told.picture, 0).picture().shape == (360, 640, 3)
    assert JpegShot(told.crop, 0).picture().shape[1] == 280
    assert gate.shows(plate("京A12345", 250, 250, 120), for_s=60, moving=()) == []
    assert gate.shows(plate("京A12345", 250, 250, 120), for_s=5) == []


def test_it_is_told_again_when_it_has_been_away() -> None:
    gate = Gate()
    (first,) = gate.comes("京A12345")
    assert gate.shows(for_s=5) == []
    assert gate.comes("京A12345") == []  # within the ten seconds
    assert gate.shows(for_s=12) == []
    (second,) = gate.comes("京A12345")
    assert second.plate == first.plate
    assert second.id != first.id


def test_one_frame_opens_nothing() -> None:
    gate = Gate()
    assert gate.shows(plate("京A12345", 250, 200)) == []
    assert gate.shows(for_s=5) == []


def test_frames_that_do_not_agree_are_unsure_once_it_has_stood() -> None:
    gate = Gate()
    assert gate.comes("", seen="京A1234S") == []
    told = gate.shows(plate("", 250, 250, 120, seen="京A12345", confidence=0.5), for_s=6)
    assert [one.plate for one in told] == [""]
    assert told[0].seen in ("京A12345", "京A1234S")
    assert len(told[0].candidates) == 1
    assert gate.shows(plate("", 250, 250, 120, seen="京A1234S", confidence=0.5), for_s=30) == []


def test_one_that_drives_by_unsure_is_told_when_it_has_gone() -> None:
    gate = Gate()
    assert gate.comes("", seen="京A1234S") == []
    (told,) = gate.shows(for_s=3)
    assert (told.plate, told.seen) == ("", "京A1234S")


@pytest.mark.parametrize(("wide", "told"), [(200, 1), (260, 0)])
def test_what_would_be_wider_than_a_vehicle_in_the_picture_is_none(wide: float, told: int) -> None:
    gate = Gate()
    for step in range(6):
        assert gate.shows(plate("", 100 + 20 * step, 40, wide + 10 * (step % 2), seen="川BJGHJD", confidence=0.5)) == []
    assert len(gate.shows(for_s=3)) == told


def test_one_behind_another_is_told_when_it_has_come_up() -> None:
    gate = Gate()
    far = [plate("", 280 - 4 * step, 60 + 6 * step, 62, seen="京B67890", confidence=0.4) for step in range(8)]
    told = [one for each in far for one in gate.shows(each)] + gate.shows(far[-1], for_s=6)
    assert [one.plate for one in told] == [""]
    told = gate.comes("京B67890", to=240)
    assert [one.plate for one in told] == ["京B67890"]


def test_two_vehicles_in_one_opening_are_two() -> None:
    gate = Gate()
    (first,) = gate.comes("京A12345")
    told = []
    for step in range(8):
        behind = plate("沪B67890", 270 - 3 * step, 60 + 20 * step, 70 + 5 * step)
        told += gate.shows(plate("京A12345", 250, 250 + 12 * step, 120 + 3 * step), behind)
    assert (first.plate, [one.plate for one in told]) == ("京A12345", ["沪B67890"])


def test_the_next_one_at_the_same_place_is_told() -> None:
    gate = Gate()
    gate.comes("京A12345")
    gate.shows(plate("京A12345", 250, 250, 120), for_s=3)
    (told,) = gate.comes("沪B67890")
    assert told.plate == "沪B67890"


def test_what_is_parked_is_not_told_however_much_moves_before_it() -> None:
    gate = Gate()
    assert gate.shows(plate("京A12345", 400, 100), for_s=30) == []
    assert gate.shows(for_s=1) == []
    told = [one for step in range(10) for one in gate.shows(plate("京A12345", 400 - 12 * step, 100 + 10 * step))]
    assert [one.plate for one in told] == ["京A12345"]


def test_one_that_goes_away_from_the_camera_goes_out() -> None:
    gate = Gate()
    told = [one for step in range(6) for one in gate.shows(plate("京A12345", 250, 250 - 30 * step, 120 - 10 * step))]
    assert [one.direction for one in told] == ["out"]


@pytest.mark.parametrize(
    ("moving", "reads"), [((), 0), ((Box(left=0.5, top=0.2, right=0.55, bottom=0.6),), 0), (ALL, 10)]
)
def test_only_what_moves_and_is_wide_enough_is_read(moving: Sequence[Box], reads: int) -> None:
    gate = Gate()
    gate.shows(for_s=4, moving=moving)
    assert gate.reads == pytest.approx(reads, abs=1)


def test_corners_of_a_part_are_those_of_the_whole() -> None:
    """A part of the picture is read; the crop that is told comes from the right place."""
    gate, shown = Gate(), PICTURE.copy()
    cv2.rectangle(shown, (420, 200), (520, 232), (255, 0, 0), -1)
    told: list[Sighting] = []

    def read(picture: Picture) -> list[Plate]:
        rows, columns = np.nonzero(picture[..., 0] == 255)
        return [plate("京A12345", float(columns.min()), float(rows.min()))] if columns.size else []

    vehicles = Vehicles("cam-1", read)
    for step in range(8):
        gate.time += STEP_S
        moved = np.roll(shown, (6 * step, -12 * step), (0, 1))
        told += vehicles.see(PictureShot(moved, gate.time), (Box(left=0.45, top=0.45, right=0.95, bottom=0.9),))
    (one,) = told
    middle = JpegShot(one.crop, 0).picture()[20:-20, 40:-40].reshape(-1, 3).mean(0)
    assert middle[0] > 240
    assert middle[1] < 20


def test_a_large_picture_is_made_small_enough_to_keep() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (900, 1600, 3), dtype=np.uint8)
    assert len(encoded(noise)) <= 200_000
    assert len(encoded(PICTURE)) < 20_000
