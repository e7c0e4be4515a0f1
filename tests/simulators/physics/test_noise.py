"""Seeded noise, lags and the curve of a day."""

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from simulators.physics.day import at_hour, hour_of_day
from simulators.physics.noise import Noise, lag


def test_the_same_seed_gives_the_same_noise() -> None:
    one, other = Noise(7), Noise(7)
    assert [one.error(1.0) for _ in range(20)] == [other.error(1.0) for _ in range(20)]
    assert Noise(8).error(1.0) != Noise(7).error(1.0)


def test_a_drift_wanders_slowly_and_stays_within_three_sigma() -> None:
    noise = Noise(1)
    walk = [noise.drift("x", sigma=1.0, tau_s=100.0, dt_s=1.0) for _ in range(20_000)]
    assert max(map(abs, walk)) <= 3.0
    spread = (sum(value * value for value in walk) / len(walk)) ** 0.5
    assert 0.6 < spread < 1.4
    assert max(abs(after - before) for before, after in pairwise(walk)) < 1.0


def test_a_lag_is_the_same_in_one_step_and_in_many() -> None:
    value = 0.0
    for _ in range(100):
        value = lag(value, 10.0, tau_s=30.0, dt_s=0.5)
    assert value == pytest.approx(lag(0.0, 10.0, tau_s=30.0, dt_s=50.0))


def test_a_curve_is_linear_between_hours_and_round_midnight() -> None:
    curve = [float(hour) for hour in range(24)]
    assert at_hour(curve, 7.25) == pytest.approx(7.25)
    assert at_hour(curve, 23.5) == pytest.approx(11.5)


def test_hours_are_local() -> None:
    assert hour_of_day(1_767_268_800.0, ZoneInfo("Asia/Shanghai")) == 20.0
    assert hour_of_day(1_767_268_800.0, ZoneInfo("UTC")) == 12.0
