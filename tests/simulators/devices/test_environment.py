"""A room sensor lives an ordinary week, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, after, extremes, model


@pytest.mark.parametrize("seed", range(5))
def test_an_ordinary_week_touches_no_limit(seed: int) -> None:
    sensor = model("environment", seed=seed)
    found = extremes(sensor, 7 * DAY_S, dt_s=60.0)
    assert found["temperature"][0] > 15.0
    assert found["temperature"][1] < 30.0
    assert found["humidity"][0] > 30.0
    assert found["humidity"][1] < 75.0
    assert found["water_leak"] == (0.0, 0.0)
    assert found["battery"][0] > 60.0
    assert found["battery"][1] - found["battery"][0] <= 1.0


def test_water_leak_shows_at_once_and_passes() -> None:
    sensor = model("environment")
    sensor.faults.add("water_leak")
    assert after(sensor, 0.25)["water_leak"] == 1.0
    sensor.faults.clear()
    assert after(sensor, 0.25)["water_leak"] == 0.0


def test_overheating_takes_a_minute_and_passes() -> None:
    sensor = model("environment")
    before = sensor.values()["temperature"]
    sensor.faults.add("overheating")
    assert after(sensor, 10.0)["temperature"] > before + 5.0
    during = after(sensor, 80.0)
    assert 45.0 < during["temperature"] < 53.0
    sensor.faults.clear()
    assert after(sensor, 120.0)["temperature"] == pytest.approx(before, abs=1.5)


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="temperature"):
        model("environment").write("temperature", 0.0)
