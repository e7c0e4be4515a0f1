"""To which round a scan belongs."""

from dataclasses import replace

import pytest

from gateway.patrol.model import Round
from gateway.patrol.planning.belonging import LATE_S, is_own, is_somebody_elses, round_of
from tests.gateway.patrol.planning.programme import NOON, a_round


def shifted(name: str, by_s: float, *, guard: str = "", team: tuple[str, ...] = ()) -> Round:
    """Stop a open from 5 min before noon to 5 after, later by `by_s`."""
    stops = tuple(
        replace(stop, opens_at=stop.opens_at + by_s, due_at=stop.due_at + by_s, closes_at=stop.closes_at + by_s)
        for stop in a_round().stops
    )
    return replace(a_round(guard=guard, team=team), id=name, starts_at=NOON + by_s, stops=stops)


@pytest.mark.parametrize(
    ("rounds", "time_s", "found"),
    [
        ([shifted("one", 0)], -301, None),  # not begun
        ([shifted("one", 0)], -300, "one"),
        ([shifted("one", 0)], 300 + LATE_S, "one"),
        ([shifted("one", 0)], 301 + LATE_S, None),
        ([shifted("one", 0), shifted("two", 3600)], 400, "one"),  # the second has not begun
        ([shifted("one", 0), shifted("two", 3600)], 3300, "two"),  # open before late
        ([shifted("one", 0), shifted("two", 240)], 100, "one"),  # nearest to its time
        ([shifted("one", 0), shifted("two", 240)], 130, "two"),
        ([shifted("anybody", 0), shifted("mine", 240, guard="wang")], 0, "mine"),
        ([shifted("anybody", 0), shifted("ours", 240, team=("li", "wang"))], 0, "ours"),
        ([shifted("mine", 0, guard="wang"), shifted("anybody", 600)], 400, "anybody"),  # open before late
        ([shifted("his", 0, guard="li"), shifted("anybody", 240)], 0, "anybody"),
        ([shifted("his", 0, guard="li")], 0, "his"),
        ([shifted("his", 600, guard="li"), shifted("mine", 0, guard="wang")], 400, "mine"),
    ],
)
def test_a_scan_at_a(rounds: list[Round], time_s: float, found: str | None) -> None:
    for given in (rounds, rounds[::-1]):
        belongs = round_of(given, "a", NOON + time_s, "wang")
        assert (belongs.id if belongs else None) == found


def test_another_checkpoint_is_of_no_round() -> None:
    assert round_of([a_round()], "z", NOON, "wang") is None


def test_a_later_stop_may_be_visited_as_soon_as_the_round_has_begun() -> None:
    assert round_of([a_round()], "c", NOON - 300, "wang") is not None


def test_where_one_was_already_is_the_last_choice_but_for_rounds_of_others() -> None:
    one, two, his = shifted("one", 0), shifted("two", 540), shifted("his", 0, guard="li")
    assert round_of([one, two], "a", NOON + 250, "wang", visited={"one"}) == two
    assert round_of([one, his], "a", NOON, "wang", visited={"one"}) == one


def test_whose_a_round_is() -> None:
    assert is_own(shifted("x", 0, guard="wang"), "wang")
    assert not is_somebody_elses(shifted("x", 0), "wang")
    assert is_somebody_elses(shifted("x", 0, team=("li",)), "wang")
    assert not is_own(shifted("x", 0), "")  # nobody's is not nobody's own
