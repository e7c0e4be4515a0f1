"""An energy meter counts an ordinary week, and its faults show and pass."""

import math

import pytest

from tests.simulators.specimens import DAY_S, NIGHT, after, extremes, living, model


@pytest.mark.parametrize("seed", range(3))
def test_an_ordinary_week_touches_no_limit(seed: int) -> None:
    meter = model("energy_meter", seed=seed)
    found = extremes(meter, 7 * DAY_S, dt_s=60.0)
    for phase in "abc":
        assert 215.0 < found[f"voltage_{phase}"][0] < found[f"voltage_{phase}"][1] < 232.0
        assert 5.0 < found[f"current_{phase}"][0] < found[f"current_{phase}"][1] < 80.0
    assert 4.0 < found["active_power"][0] < found["active_power"][1] < 40.0
    assert found["power_factor"][0] > 0.93
    assert 49.9 < found["frequency"][0] < found["frequency"][1] < 50.1
    assert 7 * 340.0 < found["energy"][1] - found["energy"][0] < 7 * 520.0


def test_power_is_what_volts_and_amperes_make_and_energy_is_its_sum() -> None:
    meter = model("energy_meter")
    before = meter.values()["energy"]
    drawn = 0.0
    for values in living(meter, 600.0):
        apparent = math.fsum(values[f"voltage_{p}"] * values[f"current_{p}"] for p in "abc") / 1000.0
        assert values["active_power"] == pytest.approx(apparent * values["power_factor"])
        drawn += values["active_power"] / 3600.0
    assert meter.values()["energy"] - before == pytest.approx(drawn)


def test_the_floor_draws_far_more() -> None:
    meter = model("energy_meter", time=NIGHT)
    meter.faults.add("jump")
    during = after(meter, 2.0, time=NIGHT)
    assert during["active_power"] > 80.0
    assert during["current_a"] < 200.0
    meter.faults.clear()
    assert after(meter, 2.0, time=NIGHT)["active_power"] < 12.0


def test_a_blown_fuse_takes_a_phase_out_of_the_count() -> None:
    meter = model("energy_meter")
    before = meter.values()
    meter.faults.add("voltage_loss")
    during = after(meter, 1.0)
    assert during["voltage_b"] == 0.0
    assert during["current_b"] == pytest.approx(before["current_b"], rel=0.1)
    assert during["active_power"] == pytest.approx(before["active_power"] * 2 / 3, rel=0.12)


def test_power_that_is_negative_is_not_counted() -> None:
    meter = model("energy_meter")
    before = meter.values()["energy"]
    meter.faults.add("reverse_power")
    during = after(meter, 10.0)
    assert during["active_power"] < -5.0
    assert during["energy"] == before


def test_a_register_that_stands_still_under_load() -> None:
    meter = model("energy_meter")
    meter.faults.add("counter_stopped")
    before = meter.values()["energy"]
    during = after(meter, 60.0)
    assert (during["energy"], during["active_power"] > 5.0) == (before, True)


def test_a_pulse_unit_tells_the_energy_only() -> None:
    others = ("active", "voltage", "current", "power", "frequency")
    assert model("energy_meter", without=others).values().keys() == {"energy"}


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="energy"):
        model("energy_meter").write("energy", 0.0)
