"""A water meter counts an ordinary week, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, NIGHT, after, extremes, living, model


@pytest.mark.parametrize("seed", range(5))
def test_an_ordinary_week_touches_no_limit(seed: int) -> None:
    meter = model("water_meter", seed=seed)
    found = extremes(meter, 7 * DAY_S, dt_s=30.0)
    assert found["flow"][0] > 0.0
    assert found["flow"][1] < 7.0
    assert 0.3 < found["pressure"][0] < found["pressure"][1] < 0.4
    assert found["battery"][0] > 3.45
    assert found["reverse"] == (0.0, 0.0)
    assert 7 * 25.0 < found["volume"][1] - found["volume"][0] < 7 * 42.0


@pytest.mark.parametrize("seed", range(5))
def test_hardly_anything_flows_at_night(seed: int) -> None:
    meter = model("water_meter", seed=seed, time=NIGHT)
    assert max(values["flow"] for values in living(meter, 3600.0, time=NIGHT)) < 0.4


def test_the_register_adds_up_what_flows() -> None:
    meter = model("water_meter")
    before = meter.values()["volume"]
    flowed = sum(values["flow"] for values in living(meter, 600.0)) / 3600.0
    assert meter.values()["volume"] - before == pytest.approx(flowed)


@pytest.mark.parametrize(("fault", "more"), [("night_leak", 1.6), ("burst", 26.0)])
def test_a_leak_adds_to_the_flow_and_passes(fault: str, more: float) -> None:
    meter = model("water_meter", time=NIGHT)
    quiet = meter.values()
    meter.faults.add(fault)
    during = after(meter, 30.0, time=NIGHT)
    assert during["flow"] == pytest.approx(more, abs=0.5)
    assert during["pressure"] < quiet["pressure"] - (0.1 if fault == "burst" else 0.0) + 0.02
    meter.faults.clear()
    assert after(meter, 60.0, time=NIGHT)["flow"] < 0.4


def test_water_that_flows_backwards_is_not_counted() -> None:
    meter = model("water_meter")
    meter.faults.add("reverse_flow")
    turned = after(meter, 30.0)
    assert (turned["reverse"], turned["flow"] < -0.5) == (1.0, True)
    assert after(meter, 30.0)["volume"] == turned["volume"]


def test_the_register_leaps_once() -> None:
    meter = model("water_meter")
    before = meter.values()["volume"]
    meter.faults.add("jump")
    assert after(meter, 60.0)["volume"] == pytest.approx(before + 30.0, abs=0.2)


def test_a_register_that_stands_still_while_water_flows() -> None:
    meter = model("water_meter")
    meter.faults.add("counter_stopped")
    before = meter.values()["volume"]
    during = after(meter, 60.0)
    assert (during["volume"], during["flow"] > 1.0) == (before, True)


def test_an_empty_cell() -> None:
    meter = model("water_meter")
    meter.faults.add("battery_low")
    assert after(meter, 1.0)["battery"] < 3.2


def test_a_pulse_unit_tells_the_volume_only() -> None:
    meter = model("water_meter", without=("flow", "pressure", "reverse"))
    assert meter.values().keys() == {"volume", "battery"}


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="volume"):
        model("water_meter").write("volume", 0.0)
