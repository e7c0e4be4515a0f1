"""Rounds: the same whenever and in whatever pieces they are asked for."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.patrol.model import Days, Draw, Order, Round, Route, Times
from gateway.patrol.planning.rounds import rounds
from tests.gateway.patrol.planning.programme import (
    BERLIN,
    CHECKPOINTS,
    NOON,
    SECRET,
    SHANGHAI,
    a_route,
    every,
    midnight,
    night,
)

DAY_S = 86_400.0
zones = st.sampled_from([SHANGHAI, BERLIN, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Australia/Lord_Howe")])
# Around the changes of both hemispheres, and a year's end.
first_days = st.sampled_from(
    [date(2026, 3, 27), date(2026, 10, 23), date(2026, 4, 3), date(2026, 12, 30), date(2018, 11, 2)]
)
days = st.builds(Days, weekdays=st.frozensets(st.integers(0, 6), max_size=3))
timed = st.builds(
    Times,
    minutes=st.lists(st.integers(0, 2000), min_size=1, max_size=6, unique=True).map(lambda all_: tuple(sorted(all_))),
    days=days,
)
draws = st.builds(
    Draw, count=st.integers(1, 4), since=st.integers(0, 1439), until=st.integers(1, 1440),
    spacing_s=st.sampled_from([600.0, 1800.0, 3600.0]), days=days,
)  # fmt: skip
routes = st.lists(timed | draws, min_size=1, max_size=3).map(lambda schedules: a_route(*schedules))


def made(route: Route, since: float, until: float, zone: ZoneInfo = SHANGHAI) -> list[Round]:
    return rounds(route, CHECKPOINTS, since, until, zone, SECRET)


@settings(max_examples=60, deadline=None)
@given(route=routes, zone=zones, first=first_days, cuts=st.lists(st.integers(0, 4 * 1440), max_size=4))
def test_they_are_the_same_however_the_time_is_cut_up(
    route: Route, zone: ZoneInfo, first: date, cuts: list[int]
) -> None:
    begin = midnight(first, zone)
    end = begin + 4 * DAY_S
    edges = [begin, *sorted(begin + 60.0 * cut for cut in cuts), end]
    pieces = [each for since, until in pairwise(edges) for each in made(route, since, until, zone)]
    assert pieces == made(route, begin, end, zone)


@settings(max_examples=60, deadline=None)
@given(route=routes, zone=zones, first=first_days)
def test_ids_differ_and_no_two_begin_at_once(route: Route, zone: ZoneInfo, first: date) -> None:
    begin = midnight(first, zone)
    found = made(route, begin, begin + 5 * DAY_S, zone)
    assert len({each.id for each in found}) == len(found)
    begun = [each.starts_at for each in found]
    assert begun == sorted(set(begun))
    assert all(begin <= each < begin + 5 * DAY_S for each in begun)


@settings(max_examples=60, deadline=None)
@given(minutes=st.lists(st.integers(0, 1439), min_size=1, max_size=8, unique=True), zone=zones, first=first_days)
def test_every_time_of_every_day_has_its_round(minutes: list[int], zone: ZoneInfo, first: date) -> None:
    """A clock change moves a round by an hour at most, and two into one only where they meet."""
    route = a_route(Times(minutes=tuple(sorted(minutes))))
    every_day = [first + timedelta(days=number) for number in range(4)]
    found = made(route, midnight(first, zone), midnight(first + timedelta(days=4), zone), zone)
    for day in every_day:
        mine = [each.starts_at for each in found if f"{day:%Y%m%d}" in each.id]
        length = midnight(day + timedelta(days=1), zone) - midnight(day, zone)
        if length == DAY_S:
            assert [(each - midnight(day, zone)) / 60 for each in mine] == sorted(minutes)
        elif length > DAY_S:
            assert len(mine) == len(minutes)
        else:
            moved = {minute for minute in minutes if minute + 60 in minutes or minute + 30 in minutes}
            assert len(minutes) - len(moved) <= len(mine) <= len(minutes)


@settings(max_examples=40, deadline=None)
@given(route=routes, zone=st.sampled_from([BERLIN, ZoneInfo("America/Sao_Paulo"), ZoneInfo("Asia/Tokyo")]))
def test_another_time_zone_gives_the_same_ids_so_that_no_round_is_made_twice(route: Route, zone: ZoneInfo) -> None:
    day = date(2026, 12, 1)  # no clock changes then

    def ids(zone: ZoneInfo) -> set[str]:
        found = made(route, midnight(day, zone), midnight(day + timedelta(days=3), zone), zone)
        return {each.id for each in found if f"{day:%Y%m%d}" in each.id}

    assert ids(SHANGHAI) == ids(zone)


def test_ids_are_made_of_route_local_day_and_number() -> None:
    begin = midnight(date(2026, 4, 1), SHANGHAI)
    found = made(a_route(every(8)), begin, begin + DAY_S)
    assert [each.id for each in found] == ["r-20260401-01", "r-20260401-02", "r-20260401-03"]


def test_a_drawn_round_after_midnight_has_the_number_of_its_night() -> None:
    begin = midnight(date(2026, 4, 2), SHANGHAI)
    early = made(a_route(night()), begin, begin + 6 * 3600)
    assert early
    assert all(each.id.startswith("r-20260401-") for each in early)


def test_in_fixed_order_each_stop_is_due_when_one_has_walked_there() -> None:
    [found] = made(a_route(Times(minutes=(20 * 60,))), NOON, NOON + 1)  # noon in UTC
    assert found.starts_at == NOON
    assert [(stop.opens_at - NOON, stop.due_at - NOON, stop.closes_at - NOON) for stop in found.stops] == [
        (-600, 0, 900),
        (-480, 120, 1020),
        (-180, 420, 1320),
    ]
    assert [stop.is_key for stop in found.stops] == [False, True, False]
    assert (found.opens_at, found.closes_at) == (NOON - 600, NOON + 1320)


def test_in_free_order_all_stops_are_open_all_the_time() -> None:
    [found] = made(a_route(Times(minutes=(20 * 60,)), order=Order.FREE), NOON, NOON + 1)
    assert {(stop.opens_at - NOON, stop.due_at - NOON, stop.closes_at - NOON) for stop in found.stops} == {
        (-600, 420, 1320)
    }


@pytest.mark.parametrize(("since", "until", "count"), [(0, 0, 0), (0, 1, 1), (1, 3600, 0), (1, 3601, 1)])
def test_the_beginning_counts_and_the_end_does_not(since: int, until: int, count: int) -> None:
    assert len(made(a_route(every(1)), NOON + since, NOON + until)) == count
