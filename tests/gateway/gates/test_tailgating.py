"""Who follows another through an opening, told from the arm and the loop alone."""

import pytest

from gateway.gates.lanes.tailgating import CLOSED, OPEN, Look, Tailgating

MOVING = 2.0


class Lane:
    """A barrier as it is looked at, a second at a time."""

    def __init__(self) -> None:
        self.tailgating = Tailgating()
        self.time = 1000.0
        self.kept_up = False

    def sees(self, position: float | None, loops: str) -> list[str]:
        """`loops`: one character a look, `#` a vehicle, `.` none, `?` not known; what the looks show."""
        found = []
        for mark in loops:
            self.time += 1.0
            loop = None if mark == "?" else mark == "#"
            look = Look(time=self.time, position=position, loop=loop, kept_up=self.kept_up)
            if (follower := self.tailgating.look(look)) is not None:
                found.append(follower)
        return found

    def leave(self) -> None:
        self.tailgating.leave(self.time)


@pytest.fixture
def lane() -> Lane:
    made = Lane()
    made.sees(CLOSED, "...")
    return made


def test_one_vehicle_in_one_opening(lane: Lane) -> None:
    lane.leave()
    assert lane.sees(MOVING, ".") + lane.sees(OPEN, "..###..") + lane.sees(CLOSED, "..") == []


def test_a_second_one_behind_it(lane: Lane) -> None:
    lane.leave()
    assert lane.sees(OPEN, "..###.##..") == [""]
    assert lane.sees(OPEN, "......") == [], "it is told of once"


def test_it_is_told_which_one_it_was(lane: Lane) -> None:
    lane.leave()
    lane.sees(OPEN, "..###")
    assert not lane.tailgating.stranger("P2", lane.time)
    assert lane.sees(OPEN, ".##..") == ["P2"]


def test_it_may_be_told_only_afterwards_which_one_it_was(lane: Lane) -> None:
    lane.leave()
    assert lane.sees(OPEN, "..###.##..") == [""]
    assert lane.tailgating.stranger("P2", lane.time)
    assert not lane.tailgating.stranger("P3", lane.time), "there was one"


def test_whoever_is_refused_and_stays_has_not_followed(lane: Lane) -> None:
    lane.leave()
    lane.sees(OPEN, ".###")
    lane.tailgating.stranger("P2", lane.time)
    assert lane.sees(OPEN, "....") + lane.sees(MOVING, ".") + lane.sees(CLOSED, "....") == []


def test_two_who_may_pass_in_one_opening(lane: Lane) -> None:
    lane.leave()
    lane.sees(OPEN, "..##")
    lane.leave()
    assert lane.sees(OPEN, ".##.##") == [""], "the third one may not"


def test_a_leave_that_was_not_used_is_not_for_the_next_day(lane: Lane) -> None:
    lane.leave()
    lane.sees(OPEN, "....")
    lane.sees(CLOSED, "." * 20)
    lane.leave()
    assert lane.sees(OPEN, ".##.##.") == [""]


def test_a_leave_that_is_given_while_the_arm_comes_down_is_for_the_next_opening(lane: Lane) -> None:
    lane.leave()
    lane.sees(OPEN, "##.")
    lane.leave()
    lane.sees(CLOSED, ".")
    assert lane.sees(OPEN, ".##..") == []


def test_a_lorry_with_a_trailer_is_one_vehicle(lane: Lane) -> None:
    lane.leave()
    lane.sees(OPEN, "##")
    for loop, after_s in ((False, 0.2), (True, 0.4), (False, 2.0)):
        lane.time += after_s
        look = Look(time=lane.time, position=OPEN, loop=loop, kept_up=False)
        assert lane.tailgating.look(look) is None


def test_a_vehicle_that_waits_on_the_loop_counts_when_the_arm_goes_up(lane: Lane) -> None:
    lane.sees(CLOSED, "##")
    lane.leave()
    assert lane.sees(OPEN, "##..#") == [""]


def test_an_arm_that_is_kept_up_lets_everybody_through(lane: Lane) -> None:
    lane.leave()
    lane.kept_up = True
    assert lane.sees(OPEN, ".#.#.#.#") == []


def test_an_opening_that_nobody_ordered_here_is_not_judged(lane: Lane) -> None:
    assert lane.sees(OPEN, ".#.#.#.#") == []


def test_an_order_that_failed_gave_no_leave(lane: Lane) -> None:
    lane.leave()
    lane.tailgating.withdraw()
    assert lane.sees(OPEN, ".#.#.") == []


def test_what_is_not_known_shows_nothing(lane: Lane) -> None:
    lane.leave()
    assert lane.sees(OPEN, ".#?#.") == []
    assert lane.sees(None, "#.#.#") == []
