"""Drawn times: what always holds, and every placement as likely as any other."""

from collections import Counter
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.patrol.planning.draw import STEP_S, drawn

SECRET = b"of this test"


def minutes(times: list[float]) -> tuple[int, ...]:
    return tuple(round(time / STEP_S) for time in times)


@settings(max_examples=150, deadline=None)
@given(
    name=st.text(max_size=8),
    count=st.integers(0, 8),
    window=st.integers(0, 300),
    spacing=st.integers(0, 90),
    taken=st.lists(st.integers(-100, 400), max_size=4),
)
def test_the_spacing_is_kept_whatever_is_asked(
    name: str, count: int, window: int, spacing: int, taken: list[int]
) -> None:
    times = drawn(SECRET, name, count, window * 60.0, spacing * 60.0, [each * 60.0 for each in taken])
    fit = -(-window // max(1, spacing))
    assert len(times) == min(count, fit)
    assert all(0 <= time < window * 60 and time % STEP_S == 0 for time in times)
    assert all(b - a >= max(spacing, 1) * 60 for a, b in pairwise(times))
    assert times == drawn(SECRET, name, count, window * 60.0, spacing * 60.0, [each * 60.0 for each in taken])


def test_every_placement_is_as_likely_as_any_other() -> None:
    possible = [pair for pair in combinations(range(9), 2) if pair[1] - pair[0] >= 3]
    found = Counter(minutes(drawn(SECRET, str(number), 2, 540.0, 180.0)) for number in range(8400))
    assert set(found) == set(possible)
    expected = 8400 / len(possible)
    # 20 degrees of freedom: once in a million more than 68
    assert sum((found[pair] - expected) ** 2 / expected for pair in possible) < 68


def test_what_is_taken_is_kept_away_from_where_there_is_room() -> None:
    for number in range(200):
        times = minutes(drawn(SECRET, str(number), 2, 480 * 60.0, 45 * 60.0, [60 * 60.0, 240 * 60.0]))
        assert all(abs(time - other) >= 45 for time in times for other in (60, 240))


def test_where_there_is_no_room_half_of_it_is_kept_and_the_spacing_still() -> None:
    hourly = [hour * 3600.0 for hour in range(9)]
    for number in range(50):
        times = minutes(drawn(SECRET, str(number), 3, 480 * 60.0, 45 * 60.0, hourly))
        assert all(22 <= time % 60 <= 38 for time in times)  # 45 from both sides does not go into an hour
        assert all(b - a >= 45 for a, b in pairwise(times))


def test_where_every_minute_is_taken_the_draw_is_made_all_the_same() -> None:
    every = [minute * 60.0 for minute in range(120)]
    assert len(drawn(SECRET, "x", 2, 120 * 60.0, 30 * 60.0, every)) == 2
