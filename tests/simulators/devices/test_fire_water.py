"""The fire water rests for a day, and its faults show and pass."""

from itertools import pairwise

import pytest

from tests.simulators.specimens import DAY_S, after, extremes, living, model

FIRE_PUMPS = ("hydrant_pump_1", "hydrant_pump_2", "sprinkler_pump_1", "sprinkler_pump_2")


@pytest.mark.parametrize("seed", range(3))
def test_an_ordinary_day_touches_no_limit(seed: int) -> None:
    found = extremes(model("fire_water", seed=seed), DAY_S, dt_s=5.0)
    assert 3.5 < found["pool_level"][0] <= found["pool_level"][1] < 3.7
    assert 1.9 < found["roof_tank_level"][0] <= found["roof_tank_level"][1] < 2.1
    assert 0.5 < found["hydrant_pressure"][0] <= found["hydrant_pressure"][1] < 0.6
    assert 0.72 < found["sprinkler_pressure"][0] <= found["sprinkler_pressure"][1] < 0.78
    assert found["jockey_pump_state"] == (0.0, 1.0)
    assert {found[f"{pump}_state"] for pump in FIRE_PUMPS} == {(0.0, 0.0)}
    for contact, rest in (("pump_power", 1.0), ("mode", 1.0), ("valve_signal", 0.0), ("flow_switch", 0.0)):
        assert found[contact] == (rest, rest)


def test_the_jockey_pump_starts_a_few_times_an_hour() -> None:
    states = [values["jockey_pump_state"] for values in living(model("fire_water"), 6 * 3600.0)]
    starts = sum(now > last for last, now in pairwise(states))
    assert 6 <= starts <= 6 * 6


@pytest.mark.parametrize(
    ("fault", "point", "low", "high", "seconds"),
    [
        ("pool_low", "pool_level", 2.7, 3.0, 120.0),
        ("roof_tank_low", "roof_tank_level", 1.1, 1.4, 120.0),
        ("pressure_low", "hydrant_pressure", 0.38, 0.44, 10.0),
        ("power_loss", "pump_power", 0.0, 0.0, 1.0),
        ("not_automatic", "mode", 0.0, 0.0, 1.0),
        ("valve_closed", "valve_signal", 1.0, 1.0, 1.0),
        ("pump_trip", "hydrant_pump_1_state", 2.0, 2.0, 1.0),
        ("pump_running", "hydrant_pump_1_state", 1.0, 1.0, 1.0),
        ("sprinkler_flow", "sprinkler_pump_1_state", 1.0, 1.0, 10.0),
    ],
)
def test_a_fault_shows_and_passes(fault: str, point: str, low: float, high: float, seconds: float) -> None:
    fire_water = model("fire_water")
    before = fire_water.values()[point]
    assert not low <= before <= high
    fire_water.faults.add(fault)
    assert low <= after(fire_water, seconds)[point] <= high
    fire_water.faults.clear()
    assert after(fire_water, 200.0)[point] == pytest.approx(before, abs=0.05)


def test_the_standby_hydrant_pump_starts_where_the_first_has_tripped() -> None:
    fire_water = model("fire_water")
    fire_water.faults |= {"pump_trip", "pump_running"}
    during = after(fire_water, 10.0)
    assert (during["hydrant_pump_1_state"], during["hydrant_pump_2_state"]) == (2.0, 1.0)
    assert during["hydrant_pressure"] > 0.58


@pytest.mark.parametrize("fault", ["power_loss", "not_automatic"])
def test_no_fire_pump_starts_without_power_or_in_manual(fault: str) -> None:
    fire_water = model("fire_water")
    fire_water.faults |= {fault, "pump_running", "sprinkler_flow"}
    during = after(fire_water, 30.0)
    assert [during[f"{pump}_state"] for pump in FIRE_PUMPS] == [0.0] * 4
    assert during["hydrant_pressure"] < 0.45
    assert during["sprinkler_pressure"] < 0.65


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="mode"):
        model("fire_water").write("mode", 1.0)
