"""An air conditioner keeps its room for a day, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, after, extremes, model


@pytest.mark.parametrize("seed", range(3))
def test_an_ordinary_day_touches_no_limit(seed: int) -> None:
    unit = model("hvac_unit", seed=seed)
    found = extremes(unit, DAY_S, dt_s=10.0)
    assert found["return_temperature"][0] > 23.0
    assert found["return_temperature"][1] < 25.0
    assert 11.0 < found["supply_temperature"][0] < found["supply_temperature"][1] < 20.0
    assert 40.0 < found["humidity"][0] < found["humidity"][1] < 62.0
    assert 8.0 < found["compressor_current"][0] < found["compressor_current"][1] < 21.0
    assert found["running"] == (1.0, 1.0)
    assert found["fault"] == (0.0, 0.0)
    assert found["hours"][1] - found["hours"][0] == pytest.approx(24.0, abs=0.1)


@pytest.mark.parametrize(("fault", "running", "code"), [("compressor_failure", 1.0, 3.0), ("stopped", 0.0, 0.0)])
def test_without_cooling_the_room_warms_up_within_two_minutes(fault: str, running: float, code: float) -> None:
    unit = model("hvac_unit")
    unit.faults.add(fault)
    at_once = after(unit, 2.0)
    assert (at_once["running"], at_once["fault_code"], at_once["compressor_current"]) == (running, code, 0.0)
    later = after(unit, 118.0)
    assert 35.0 < later["return_temperature"] < 39.0
    assert later["supply_temperature"] == pytest.approx(later["return_temperature"], abs=1.5)
    unit.faults.clear()
    assert after(unit, 240.0)["return_temperature"] == pytest.approx(24.0, abs=0.6)


@pytest.mark.parametrize("fault", ["filter_dirty", "water_leak"])
def test_a_contact_shows_at_once_and_passes(fault: str) -> None:
    unit = model("hvac_unit")
    unit.faults.add(fault)
    assert after(unit, 0.25)[fault] == 1.0
    unit.faults.clear()
    assert after(unit, 0.25)[fault] == 0.0


def test_the_room_follows_its_setpoint() -> None:
    unit = model("hvac_unit")
    unit.write("setpoint", 20.0)
    assert unit.values()["setpoint"] == 20.0
    assert after(unit, 240.0)["return_temperature"] == pytest.approx(20.0, abs=0.6)


@pytest.mark.parametrize(("point", "value"), [("setpoint", 15.9), ("setpoint", 30.1), ("running", 0.0)])
def test_what_cannot_be_set(point: str, value: float) -> None:
    with pytest.raises(ValueError, match=point):
        model("hvac_unit").write(point, value)
