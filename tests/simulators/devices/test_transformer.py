"""A transformer lives an ordinary day, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, EVENING, NIGHT, after, extremes, living, model

WINDINGS = ("winding_temperature_a", "winding_temperature_b", "winding_temperature_c")
TIMES = pytest.mark.parametrize("time", [EVENING, NIGHT], ids=["evening", "night"])


@pytest.mark.parametrize("seed", range(4))
def test_an_ordinary_day_touches_no_limit(seed: int) -> None:
    found = extremes(model("transformer", seed=seed), DAY_S, dt_s=20.0)
    for winding in WINDINGS:
        assert found[winding][0] > 25.0
        assert 45.0 < found[winding][1] < 110.0
    assert found["load"][0] > 10.0
    assert found["load"][1] < 85.0
    for contact in ("fan", "fan_fault", "over_temperature", "trip", "door"):
        assert found[contact] == (0.0, 0.0)


def test_the_currents_agree_with_the_load() -> None:
    values = model("transformer").values()
    mean_a = sum(values[f"current_{phase}"] for phase in "abc") / 3
    assert mean_a / 1804.0 * 100.0 == pytest.approx(values["load"], rel=0.03)


@TIMES
def test_blocked_air_brings_the_fans_then_the_alarm(time: float) -> None:
    transformer = model("transformer", time=time)
    transformer.faults.add("overheating")
    seen = list(living(transformer, 120.0, time=time))
    first_fan = next(n for n, values in enumerate(seen) if values["fan"])
    first_alarm = next(n for n, values in enumerate(seen) if values["over_temperature"])
    assert first_fan < first_alarm
    assert max(seen[first_fan][winding] for winding in WINDINGS) == pytest.approx(110.0, abs=4.0)
    assert max(seen[first_alarm][winding] for winding in WINDINGS) == pytest.approx(130.0, abs=2.0)
    assert max(values[winding] for values in seen for winding in WINDINGS) < 145.0
    transformer.faults.clear()
    calm = after(transformer, 120.0, time=time)
    assert (calm["fan"], calm["over_temperature"]) == (0.0, 0.0)


def test_fans_that_have_failed_do_not_come() -> None:
    transformer = model("transformer")
    transformer.faults |= {"overheating", "fan_failure"}
    during = after(transformer, 120.0)
    assert (during["fan"], during["fan_fault"]) == (0.0, 1.0)


def test_a_trip_takes_the_load_away() -> None:
    transformer = model("transformer")
    transformer.faults.add("trip")
    during = after(transformer, 1.0)
    assert during["trip"] == 1.0
    assert [during[name] for name in ("load", "current_a", "current_b", "current_c")] == [0.0] * 4
    transformer.faults.clear()
    assert after(transformer, 1.0)["load"] > 10.0


@TIMES
def test_overload_and_door(time: float) -> None:
    transformer = model("transformer", time=time)
    transformer.faults |= {"overload", "door_open"}
    during = after(transformer, 10.0, time=time)
    assert 105.0 < during["load"] < 120.0
    assert during["current_b"] > 1800.0
    assert during["door"] == 1.0


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="load"):
        model("transformer").write("load", 0.0)
