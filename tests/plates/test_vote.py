"""Frames of one car: agreed, too few, disputed; and which frames belong together."""

import numpy as np
import pytest

from drivers.plates.kinds import kind_of
from drivers.plates.recognise import Plate
from drivers.plates.rectify import Corners
from drivers.plates.vote import GAP_S, MOST_FRAMES, Reason, distance, followed, parted, verdict


def at(left: float, top: float = 100.0, wide: float = 100.0) -> Corners:
    high = wide / 3
    return np.array([[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]], np.float32)


def seen(text: str, confidence: float = 0.95, *, told: bool = True, colour: str = "blue", left: float = 50.0) -> Plate:
    return Plate(
        text=text if told else "", seen=text, colour=colour, kind=kind_of(text, colour), confidence=confidence,
        margin=5.0, uncertain=() if told else (6,), corners=at(left),
    )  # fmt: skip


def test_two_frames_that_tell_the_same_agree() -> None:
    found = verdict([seen("皖A12345", 0.9), seen("皖A12345", 0.8)])
    assert (found.text, found.reason, found.agreeing, found.frames) == ("皖A12345", Reason.AGREED, 2, 2)
    assert found.confidence == pytest.approx(1 - 0.1 * 0.2)


def test_one_frame_is_never_enough() -> None:
    found = verdict([seen("皖A12345", 0.999)])
    assert (found.text, found.seen, found.reason) == ("", "皖A12345", Reason.TOO_FEW)


def test_frames_that_are_unsure_do_not_count_as_agreeing() -> None:
    found = verdict([seen("皖A12345", 0.5, told=False)] * 4 + [seen("皖A12345")])
    assert (found.text, found.reason, found.uncertain) == ("", Reason.TOO_FEW, ())
    doubted = verdict([seen("皖A12345", 0.5, told=False)] * 4)
    assert doubted.uncertain == (6,)


def test_two_texts_that_hold_each_other_the_balance_are_disputed() -> None:
    found = verdict([seen("皖A12345"), seen("皖A12345"), seen("皖A1234S"), seen("皖A1234S", 0.9)])
    assert (found.text, found.reason, found.uncertain) == ("", Reason.DISPUTED, (6,))
    assert found.confidence < 0.6


def test_a_lead_overcomes_a_stray_frame() -> None:
    found = verdict([*[seen("皖A12345")] * 3, seen("皖A1234S", 0.6)])
    assert (found.text, found.reason) == ("皖A12345", Reason.AGREED)


def test_the_colour_is_the_one_told_most_often() -> None:
    plates = [seen("皖A12345", colour="blue"), seen("皖A12345", colour="black"), seen("皖A12345", colour="blue")]
    assert verdict(plates).colour == "blue"
    assert verdict([seen("皖A12345", colour="")] * 2).colour == ""


def test_no_frames_no_verdict() -> None:
    with pytest.raises(ValueError):
        verdict([])


def test_a_plate_that_moves_stays_one_track() -> None:
    tracks = followed([], [seen("皖A12345", left=0)], 1.0)
    for step in range(1, 6):
        tracks = followed(tracks, [seen("皖A12345", left=60.0 * step)], 1.0 + 0.1 * step)
    assert [(track.number, len(track.plates), track.since_s, track.seen_s) for track in tracks] == [(1, 6, 1.0, 1.5)]


def test_a_misread_frame_in_the_same_place_belongs_to_the_track() -> None:
    tracks = followed([], [seen("皖A12345")], 1.0)
    tracks = followed(tracks, [seen("豫B99999", left=55)], 1.1)
    assert [len(track.plates) for track in tracks] == [2]


def test_another_car_elsewhere_is_another_track() -> None:
    tracks = followed([], [seen("皖A12345", left=0), seen("粤B67890", left=900)], 1.0)
    tracks = followed(tracks, [seen("粤B67890", left=880), seen("皖A12345", left=20)], 1.1)
    assert [[plate.seen for plate in track.plates] for track in tracks] == [["皖A12345"] * 2, ["粤B67890"] * 2]


def test_the_same_plate_far_away_is_not_followed() -> None:
    tracks = followed(followed([], [seen("皖A12345", left=0)], 1.0), [seen("皖A12345", left=2000)], 1.1)
    assert len(tracks) == 2


def test_a_track_ends_when_nothing_came_for_a_while() -> None:
    tracks = followed([], [seen("皖A12345")], 1.0)
    assert parted(tracks, 1.0 + GAP_S) == (tracks, [])
    assert parted(tracks, 1.1 + GAP_S) == ([], tracks)


def test_a_track_is_bounded() -> None:
    tracks = followed([], [seen("皖A12345")], 0.0)
    for step in range(MOST_FRAMES + 10):
        tracks = followed(tracks, [seen("皖A12345")], 0.1 * step)
    assert len(tracks[0].plates) == MOST_FRAMES


@pytest.mark.parametrize(
    ("one", "other", "apart"), [("", "", 0), ("皖A12345", "皖A12345", 0), ("皖A12345", "皖A1234", 1), ("8B", "B8", 2)]
)
def test_distance(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == apart
