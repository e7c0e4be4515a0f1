"""A generator waits, takes the load when the mains go, gives it back; and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, EVENING, NIGHT, after, extremes, living, model

TIMES = pytest.mark.parametrize("time", [EVENING, NIGHT], ids=["evening", "night"])
STOPPED, STARTING, RUNNING, COOLING, FAILED = 0.0, 1.0, 2.0, 3.0, 4.0


def test_it_waits_warm_charged_and_in_automatic() -> None:
    found = extremes(model("generator"), DAY_S, dt_s=60.0)
    assert found["state"] == (STOPPED, STOPPED)
    assert found["mode"] == (2.0, 2.0)
    assert found["mains_present"] == (1.0, 1.0)
    assert found["voltage"] == found["active_power"] == (0.0, 0.0)
    assert 26.5 < found["battery_voltage"][0] <= found["battery_voltage"][1] < 28.0
    assert 35.0 < found["water_temperature"][0] <= found["water_temperature"][1] < 45.0
    assert found["fuel_level"][0] > 80.0


@TIMES
@pytest.mark.parametrize("dt_s", [0.25, 1.0, 2.0])
def test_it_takes_the_load_and_gives_it_back(time: float, dt_s: float) -> None:
    generator = model("generator", time=time)
    before = dict(generator.values())
    generator.faults.add("mains_loss")
    seen = list(living(generator, 60.0, time=time, dt_s=dt_s))
    on_load = next(n for n, values in enumerate(seen, 1) if values["on_load"]) * dt_s
    assert 7.0 <= on_load <= 12.0
    assert min(values["battery_voltage"] for values in seen) < 23.0
    during = seen[-1]
    assert (during["mains_present"], during["state"], during["on_load"]) == (0.0, RUNNING, 1.0)
    assert during["active_power"] > 40.0
    assert during["voltage"] == pytest.approx(400.0, rel=0.02)
    assert during["frequency"] == pytest.approx(50.0, abs=0.2)
    assert during["oil_pressure"] > 0.3
    assert during["starts"] == before["starts"] + 1
    assert during["hours"] > before["hours"]
    generator.faults.clear()
    states = [values["state"] for values in living(generator, 60.0, time=time, dt_s=dt_s)]
    assert list(dict.fromkeys(states)) == [RUNNING, COOLING, STOPPED]
    assert generator.values()["on_load"] == 0.0


def test_mains_that_come_back_while_it_starts_leave_it_off_load() -> None:
    generator = model("generator")
    generator.faults.add("mains_loss")
    after(generator, 4.0)
    generator.faults.clear()
    assert {values["on_load"] for values in living(generator, 60.0)} == {0.0}
    assert generator.values()["state"] == STOPPED


def test_three_tries_fail() -> None:
    generator = model("generator")
    before = generator.values()["starts"]
    generator.faults |= {"mains_loss", "start_failure"}
    seen = list(living(generator, 60.0, dt_s=0.5))
    low = [values["battery_voltage"] < 24.0 for values in seen]
    assert sum(now and not last for last, now in zip([False, *low], low, strict=False)) == 3
    during = seen[-1]
    assert (during["state"], during["start_failure"], during["on_load"]) == (FAILED, 1.0, 0.0)
    assert during["starts"] == before
    generator.faults.discard("start_failure")
    assert after(generator, 20.0)["on_load"] == 1.0


def test_a_test_run_shows_that_it_does_not_start() -> None:
    generator = model("generator")
    generator.faults.add("start_failure")
    during = after(generator, 40.0)
    assert (during["mains_present"], during["state"], during["start_failure"]) == (1.0, FAILED, 1.0)
    generator.faults.clear()
    calm = after(generator, 2.0)
    assert (calm["state"], calm["start_failure"]) == (STOPPED, 0.0)


@pytest.mark.parametrize("fault", ["not_automatic", "emergency_stop"])
def test_it_does_not_start_in_manual_or_with_the_button_pressed(fault: str) -> None:
    generator = model("generator")
    generator.faults |= {"mains_loss", fault}
    assert {values["state"] for values in living(generator, 60.0)} == {STOPPED}
    assert generator.values()["mode"] == (1.0 if fault == "not_automatic" else 2.0)
    assert generator.values()["emergency_stop"] == float(fault == "emergency_stop")


def test_a_run_shows_oil_and_heat() -> None:
    generator = model("generator")
    generator.faults |= {"oil_pressure_low", "overheating"}
    during = after(generator, 120.0)
    assert (during["state"], during["on_load"]) == (RUNNING, 0.0)
    assert during["oil_pressure"] == pytest.approx(0.15, abs=0.02)
    assert during["water_temperature"] > 100.0
    generator.faults.clear()
    assert after(generator, 40.0)["state"] == STOPPED


def test_battery_and_fuel_sink_and_come_back() -> None:
    generator = model("generator")
    generator.faults |= {"battery_low", "fuel_low"}
    during = after(generator, 120.0)
    assert during["battery_voltage"] < 23.5
    assert during["fuel_level"] < 28.0
    generator.faults.clear()
    calm = after(generator, 180.0)
    assert calm["battery_voltage"] > 26.5
    assert calm["fuel_level"] > 80.0


def test_it_burns_what_the_load_asks_for() -> None:
    generator = model("generator")
    generator.faults.add("mains_loss")
    start = after(generator, 60.0)["fuel_level"]
    drawn_kwh = sum(values["active_power"] for values in living(generator, 3600.0)) / 3600.0
    burnt_l = (start - generator.values()["fuel_level"]) * 10.0
    assert burnt_l == pytest.approx(12.0 + 0.26 * drawn_kwh, abs=8.0)


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="mode"):
        model("generator").write("mode", 2.0)
