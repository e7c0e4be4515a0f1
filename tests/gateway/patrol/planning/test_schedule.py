"""When the rounds of a day begin, on ordinary days and on those when the clocks change."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from gateway.patrol.model import Days, Draw, Times
from gateway.patrol.planning.schedule import starts
from tests.gateway.patrol.planning.programme import BERLIN, SECRET, SHANGHAI, a_route, clock, every, midnight, night

FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)  # in Berlin, at 2 and at 3 o'clock


def walls(schedules: tuple[Times | Draw, ...], day: date, zone: ZoneInfo = SHANGHAI) -> list[str]:
    return [clock(start, zone) for start in starts(a_route(*schedules), day, zone, SECRET)]


def test_every_two_hours_is_twelve_rounds_from_midnight() -> None:
    found = walls((every(2),), date(2026, 4, 1))
    assert found == [f"01 {hour:02}:00" for hour in range(0, 24, 2)]


def test_schedules_are_joined_and_one_moment_is_one_round() -> None:
    both = (every(6), Times(minutes=(360, 375, 1200)))
    assert walls(both, date(2026, 4, 1)) == ["01 00:00", "01 06:00", "01 06:15", "01 12:00", "01 18:00", "01 20:00"]


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    friday = Days(weekdays=frozenset({4}))
    over_midnight = (every(4, since=1320, until=1800, days=friday),)
    assert walls(over_midnight, date(2026, 4, 3)) == ["03 22:00", "04 02:00"]
    assert walls(over_midnight, date(2026, 4, 4)) == []


def test_what_the_night_before_has_is_not_made_again() -> None:
    both = (every(2, since=1320, until=1800), every(2, since=0, until=360))
    assert walls(both, date(2026, 4, 2)) == ["02 22:00", "03 00:00", "03 02:00", "03 04:00"]


@pytest.mark.parametrize(
    ("days", "on"),
    [
        (Days(), 365),
        (Days(weekdays=frozenset({0})), 52),
        (Days(month_days=frozenset({1})), 12),
        (Days(month_days=frozenset({31})), 7),
        (Days(month_days=frozenset({10}), months=frozenset({1, 4, 7, 10})), 4),
        (Days(weekdays=frozenset({0}), month_days=frozenset(range(1, 8))), 12),  # first Mondays
    ],
)
def test_days_are_those_of_the_calendar(days: Days, on: int) -> None:
    schedule = (Times(minutes=(480,), days=days),)
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert sum(len(walls(schedule, day)) for day in year) == on


@pytest.mark.parametrize(
    ("minute", "day", "wall"),
    [
        (150, FORWARD, "29 03:30"),  # skipped: 02:30
        (119, FORWARD, "29 01:59"),
        (180, FORWARD, "29 03:00"),
        (150, BACK, "25 02:30"),
        (1440 + 150, FORWARD - timedelta(days=1), "29 03:30"),
    ],
)
def test_a_clock_change_neither_loses_nor_doubles_a_round(minute: int, day: date, wall: str) -> None:
    assert walls((Times(minutes=(minute,)),), day, BERLIN) == [wall]


def test_a_time_that_comes_twice_is_walked_the_first_time() -> None:
    [start] = starts(a_route(Times(minutes=(150,))), BACK, BERLIN, SECRET)
    assert start == midnight(BACK, BERLIN) + 2.5 * 3600  # the second 02:30 would be an hour later


def test_rounds_every_hour_over_both_changes() -> None:
    forward, back = walls((every(1),), FORWARD, BERLIN), walls((every(1),), BACK, BERLIN)
    assert forward == [f"29 {hour:02}:00" for hour in range(24) if hour != 2]  # 2 o'clock is 3 o'clock
    assert back == [f"25 {hour:02}:00" for hour in range(24)]


@pytest.mark.parametrize("day", [FORWARD - timedelta(days=1), BACK - timedelta(days=1)])
def test_a_drawn_night_with_a_clock_change_has_all_its_rounds(day: date) -> None:
    found = starts(a_route(night()), day, BERLIN, SECRET)
    assert len(found) == 3
    assert all(later - earlier >= 45 * 60 for earlier, later in pairwise(found))
    evening, morning = midnight(day, BERLIN) + 22 * 3600, midnight(day + timedelta(days=1), BERLIN)
    assert found[0] >= evening
    assert clock(found[-1], BERLIN) < clock(morning, BERLIN)[:2] + " 06:00"


@pytest.mark.parametrize("zone", [SHANGHAI, BERLIN])
def test_drawn_rounds_keep_the_spacing_from_those_of_other_nights(zone: ZoneInfo) -> None:
    whole_day = a_route(Draw(count=4, since=480, until=480, spacing_s=5400.0))
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    found = [start for day in days for start in starts(whole_day, day, zone, SECRET)]
    assert len(found) == 4 * 365
    assert all(later - earlier >= 5400 for earlier, later in pairwise(found))


def test_drawn_rounds_keep_away_from_timed_ones_of_all_nights_around() -> None:
    timed = Times(minutes=(0, 180, 1380))
    both, alone = a_route(timed, night()), a_route(timed)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(60)]
    fixed = {start for day in days for start in starts(alone, day, SHANGHAI, SECRET)}
    found = sorted(start for day in days for start in starts(both, day, SHANGHAI, SECRET))
    assert len(found) == 6 * 60
    drawn = set(found) - fixed
    assert all(abs(start - other) >= 2700 for start in drawn for other in fixed)


def test_two_draws_of_a_route_keep_away_from_each_other() -> None:
    both = a_route(night(2, 1320, 360, 30), night(2, 0, 600, 30))
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(60)]
    found = sorted(start for day in days for start in starts(both, day, SHANGHAI, SECRET))
    assert len(found) == 4 * 60
    assert all(later - earlier >= 1800 for earlier, later in pairwise(found))


def test_the_draw_depends_on_secret_route_and_day_alone() -> None:
    day = date(2026, 4, 1)
    assert starts(a_route(night()), day, SHANGHAI, SECRET) == starts(a_route(night()), day, SHANGHAI, SECRET)
    assert starts(a_route(night()), day, SHANGHAI, SECRET) != starts(a_route(night()), day, SHANGHAI, b"another")
