"""Which table answers, and where the gaps are."""

import pytest

from gateway.history.trend import DAY_S, Kept, Source, choose, longest_gap_s, thinned, with_gaps

NOW = 1_800_000_000.0
KEPT = Kept(readings_days=30, minutes_days=400)


@pytest.mark.parametrize(
    ("days", "ends_days_ago", "max_points", "source"),
    [
        (1 / 24, 0, 1000, Source.RAW),
        (0.5, 0, 1000, Source.RAW),
        (1, 0, 1000, Source.MINUTES),
        (30, 0, 1000, Source.MINUTES),
        (60, 0, 1000, Source.HOURS),
        (365, 0, 1000, Source.HOURS),
        (1 / 24, 40, 1000, Source.MINUTES),  # readings of that time are gone
        (1 / 24, 500, 1000, Source.HOURS),
        (1, 0, 2, Source.HOURS),
    ],
)
def test_the_finest_table_that_has_it_and_is_not_too_much(
    days: float, ends_days_ago: float, max_points: int, source: Source
) -> None:
    until = NOW - ends_days_ago * DAY_S
    assert choose(until - days * DAY_S, until, max_points, NOW, KEPT) is source


def test_samples_far_apart_have_a_gap_between_them() -> None:
    samples = [(0.0, 1.0, 1.0, 1.0), (50.0, 2.0, 2.0, 2.0), (300.0, 3.0, 3.0, 3.0)]
    assert with_gaps(samples, 150.0) == [*samples[:2], (125.0, None, None, None), samples[2]]


def test_bad_readings_are_one_gap() -> None:
    bad = [(10.0, None, None, None), (60.0, None, None, None)]
    good = [(0.0, 1.0, 1.0, 1.0), (400.0, 2.0, 2.0, 2.0)]
    assert with_gaps([good[0], *bad, good[1]], 150.0) == [good[0], bad[0], good[1]]


def test_a_missed_heartbeat_is_no_gap_and_a_slow_device_has_longer_ones() -> None:
    assert longest_gap_s(Source.RAW, 1.0, 1.0) == 150.0
    assert longest_gap_s(Source.RAW, 1.0, 600.0) == 1800.0
    assert longest_gap_s(Source.HOURS, 8 * 3600.0, 1.0) == 20 * 3600.0


def test_thinning_keeps_the_least_and_the_greatest() -> None:
    samples = [(float(n), float(n % 7), float(n % 7), float(n % 7)) for n in range(100)]
    few = thinned(samples, 10)
    assert len(few) == 10
    assert few[0] == (0.0, 0.0, pytest.approx(2.4), 6.0)
    assert thinned(samples, 100) == samples
    nothing = [(float(n), None, None, None) for n in range(4)]
    assert thinned(nothing, 2) == [(0.0, None, None, None), (2.0, None, None, None)]
