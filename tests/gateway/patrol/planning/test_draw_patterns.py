"""The draw over a thousand nights shows nothing that a guard could use; draws that do are caught."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from gateway.patrol.planning.draw import drawn
from tests.gateway.patrol.planning.patterns import patterns, uneven

WINDOW, SPACING, COUNT = 480, 45, 3
FIRST = date(2026, 1, 1)
NIGHTS = [FIRST + timedelta(days=number) for number in range(1000)]
SECRETS = (b"one site", b"another site", b"\x00" * 32)

Draw = Callable[[date], list[float]]


def ours(secret: bytes, count: int = COUNT, window: int = WINDOW, spacing: int = SPACING) -> Draw:
    """The minutes that a night's name gives, as the calendar asks for them."""
    return lambda day: [
        each / 60 for each in drawn(secret, f"night/{day.isoformat()}/0", count, window * 60, spacing * 60)
    ]


def placed(chance: random.Random) -> list[float]:
    room = WINDOW - (COUNT - 1) * SPACING
    return [each + place * SPACING for place, each in enumerate(sorted(chance.randrange(room) for _ in range(COUNT)))]


def by_weekday(day: date) -> list[float]:
    return placed(random.Random(day.weekday()))


def by_day_of_month(day: date) -> list[float]:
    return placed(random.Random(day.day))


def always_the_same(_day: date) -> list[float]:
    return [20.0, 170.0, 320.0]


def later_every_night(day: date) -> list[float]:
    shift = 7 * (day - FIRST).days % 390
    return sorted(placed(random.Random(4)) and [shift, shift + 45.0, shift + 90.0])


def even_gaps(day: date) -> list[float]:
    first = random.Random(day.toordinal()).randrange(180)
    return [first, first + 150.0, first + 300.0]


def a_third_each(day: date) -> list[float]:
    """One in the middle of each third: the spacing is kept, and everybody knows about when."""
    chance = random.Random(day.toordinal())
    return [160 * third + 25.0 + chance.randrange(110) for third in range(3)]


def nearly_last_nights(day: date) -> list[float]:
    return [each + random.Random(day.toordinal()).randrange(5) for each in by_weekday(FIRST)]


def without_spacing(day: date) -> list[float]:
    chance = random.Random(day.toordinal())
    return sorted(float(chance.randrange(WINDOW)) for _ in range(COUNT))


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(("count", "window", "spacing"), [(3, 480, 45), (1, 480, 45), (2, 1410, 30), (6, 480, 60)])
def test_a_thousand_nights_show_no_pattern(secret: bytes, count: int, window: int, spacing: int) -> None:
    draw = ours(secret, count, window, spacing)
    nights = [draw(day) for day in NIGHTS]
    assert all(len(night) == count and night[0] >= 0 and night[-1] < window for night in nights)
    expected = {"repeats"} if count == 1 else set()  # 480 minutes for a thousand nights
    assert patterns(nights, window, spacing) == expected


@pytest.mark.parametrize(
    "bad",
    [by_weekday, by_day_of_month, always_the_same, later_every_night, even_gaps, a_third_each, nearly_last_nights,
     without_spacing],
)  # fmt: skip
def test_a_bad_draw_is_caught(bad: Draw) -> None:
    assert patterns([bad(day) for day in NIGHTS], WINDOW, SPACING)


def test_a_draw_by_the_weekday_is_caught_as_that() -> None:
    assert {"follows the weekday", "follows earlier nights"} <= patterns([by_weekday(day) for day in NIGHTS], 480, 45)


def test_an_even_draw_of_another_kind_passes() -> None:
    """The measures are of patterns, not of our way of drawing."""
    chance = random.Random(1)
    assert patterns([placed(chance) for _ in NIGHTS], WINDOW, SPACING) == set()


def test_another_secret_gives_other_nights() -> None:
    mine, others = ours(SECRETS[0]), ours(SECRETS[1])
    assert sum(mine(day) == others(day) for day in NIGHTS) <= 1
    apart = [(a - b) % WINDOW for day in NIGHTS for a, b in zip(mine(day), others(day), strict=True)]
    same_minute = sum(each == 0 for each in apart)
    assert same_minute < 3 * len(apart) / WINDOW * 3  # three times what chance gives


def test_a_neighbouring_name_tells_nothing() -> None:
    """Of two draws that differ in one character of their names, or only in the schedule's number."""
    apart = []
    for day in NIGHTS:
        [a] = drawn(SECRETS[0], f"night/{day.isoformat()}/0", 1, WINDOW * 60, 0)
        [b] = drawn(SECRETS[0], f"night/{day.isoformat()}/1", 1, WINDOW * 60, 0)
        apart.append((a - b) / 60 % WINDOW)
    assert not uneven(apart, WINDOW)
