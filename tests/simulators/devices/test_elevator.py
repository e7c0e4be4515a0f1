"""A lift serves its calls day and night, and its faults show and pass."""

from collections.abc import Iterator, Mapping

import pytest

from simulators.model import Model
from tests.simulators.specimens import DAY_S, EVENING, NIGHT, after, living, model

TIMES = pytest.mark.parametrize("time", [EVENING, NIGHT], ids=["evening", "night"])
SEEDS = pytest.mark.parametrize("seed", range(4))
Values = Mapping[str, float]


def until(lift: Model, claim: str, value: float, *, time: float, within_s: float = 120.0) -> Values:
    """What the lift tells when a point first has a value."""
    for values in living(lift, within_s, time=time, dt_s=0.25):
        if values[claim] == value:
            return values
    raise AssertionError(f"{claim} never was {value}")


def pairs(lift: Model, seconds: float, dt_s: float) -> Iterator[tuple[Values, Values]]:
    before = dict(after(lift, 0.0))
    for values in living(lift, seconds, dt_s=dt_s):
        yield before, values
        before = dict(values)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_day_of_an_ordinary_lift(seed: int) -> None:
    lift = model("elevator", seed=seed)
    before = dict(after(lift, 0.0))
    for values in living(lift, DAY_S, dt_s=1.0):
        assert values["moving"] == 1.0 or values["door_zone"] == 1.0
        assert values["door"] == 0.0 or values["moving"] == 0.0
        assert -2.0 <= values["floor"] <= 18.0
        assert values["floor"] != 0.0
        assert values["fault_code"] == values["alarm_button"] == 0.0
        assert values["service_mode"] == 1.0
        assert values["load"] <= 100.0
        assert 20.0 < values["machine_room_temperature"] < 35.0
    gone = {name: values[name] - before[name] for name in ("runs", "door_cycles", "hours", "relevellings")}
    assert 300 < gone["runs"] < 1200
    assert gone["runs"] <= gone["door_cycles"] < 1.5 * gone["runs"]
    assert 5.0 < gone["hours"] * 3600.0 / gone["runs"] < 40.0
    assert gone["relevellings"] < 150


def test_the_readings_agree_with_each_other() -> None:
    lift = model("elevator")
    for before, values in pairs(lift, 3600.0, dt_s=0.25):
        assert (values["speed"] > 0.0) <= (values["moving"] == 1.0)
        assert (values["direction"] > 0.0) == (values["moving"] == 1.0)
        assert (values["load"] > 0.0) == (values["passenger"] == 1.0)
        landing = values["floor"] - (values["floor"] > 0.0)
        assert abs(landing - (before["floor"] - (before["floor"] > 0.0))) <= 1.0
        if values["passenger"] != before["passenger"]:
            assert values["door"] == 1.0


def test_the_night_is_quieter_than_the_evening() -> None:
    runs = {}
    for time in (EVENING, NIGHT):
        lift = model("elevator", time=time)
        before = after(lift, 0.0)["runs"]
        runs[time] = after(lift, 3600.0, time=time, dt_s=1.0)["runs"] - before
    assert runs[EVENING] > 20 > runs[NIGHT]


@TIMES
@SEEDS
def test_entrapment(time: float, seed: int) -> None:
    lift = model("elevator", seed=seed, time=time)
    lift.faults.add("entrapment")
    until(lift, "fault_code", 4.0, time=time)
    for values in living(lift, 120.0, time=time):
        assert (values["moving"], values["door"], values["door_zone"], values["passenger"]) == (0.0, 0.0, 0.0, 1.0)
        assert values["speed"] == values["direction"] == 0.0
    lift.faults.clear()
    freed = until(lift, "passenger", 0.0, time=time)
    assert (freed["fault_code"], freed["door"], freed["door_zone"]) == (0.0, 1.0, 1.0)


@TIMES
@SEEDS
def test_alarm_button(time: float, seed: int) -> None:
    lift = model("elevator", seed=seed, time=time)
    lift.faults.add("alarm_button")
    until(lift, "fault_code", 90.0, time=time)
    for values in living(lift, 120.0, time=time):
        assert (values["alarm_button"], values["passenger"]) == (1.0, 1.0)
    lift.faults.clear()
    assert after(lift, 1.0, time=time)["alarm_button"] == 0.0
    until(lift, "passenger", 0.0, time=time)


@SEEDS
def test_the_safety_circuit_opens_on_an_empty_run(seed: int) -> None:
    lift = model("elevator", seed=seed)
    lift.faults.add("overspeed_trip")
    during = until(lift, "fault_code", 1.0, time=EVENING)
    assert (during["moving"], during["passenger"], during["door_zone"]) == (0.0, 0.0, 0.0)
    assert after(lift, 60.0)["moving"] == 0.0
    lift.faults.clear()
    assert after(lift, 1.0)["moving"] == 1.0


def test_a_door_that_does_not_shut_keeps_the_car_where_it_is() -> None:
    lift = model("elevator")
    lift.faults.add("door_fault")
    stuck = until(lift, "fault_code", 2.0, time=EVENING)
    cycles = stuck["door_cycles"]
    for values in living(lift, 120.0):
        assert (values["moving"], values["floor"]) == (0.0, stuck["floor"])
    assert values["door_cycles"] > cycles + 5
    lift.faults.clear()
    until(lift, "moving", 1.0, time=EVENING)


@TIMES
@SEEDS
def test_without_mains_nothing_moves(time: float, seed: int) -> None:
    lift = model("elevator", seed=seed, time=time)
    before = after(lift, 60.0, time=time)
    lift.faults.add("power_loss")
    during = after(lift, 120.0, time=time)
    for name in ("floor", "door", "door_zone", "passenger", "runs", "hours"):
        assert during[name] == before[name]
    assert (during["moving"], during["fault_code"], during["emergency_light"]) == (0.0, 41.0, 1.0)
    lift.faults.clear()
    assert after(lift, 0.25, time=time)["fault_code"] == 0.0


@TIMES
def test_a_fire_calls_the_car_down_and_lets_everybody_out(time: float) -> None:
    lift = model("elevator", time=time)
    lift.faults.add("fire_return")
    during = after(lift, 120.0, time=time)
    assert (during["floor"], during["door"], during["passenger"]) == (1.0, 1.0, 0.0)
    assert (during["service_mode"], during["fault_code"]) == (3.0, 44.0)
    lift.faults.clear()
    assert after(lift, 10.0, time=time)["service_mode"] == 1.0


def test_inspection_waits_until_the_car_is_empty() -> None:
    lift = model("elevator")
    until(lift, "passenger", 1.0, time=EVENING, within_s=3600.0)
    lift.faults.add("inspection")
    assert after(lift, 0.25)["service_mode"] == 1.0
    during = until(lift, "service_mode", 2.0, time=EVENING)
    assert (during["fault_code"], during["passenger"]) == (43.0, 0.0)
    assert after(lift, 600.0)["passenger"] == 0.0


def test_the_machine_room_heats_up_within_a_minute() -> None:
    lift = model("elevator")
    lift.faults.add("machine_room_hot")
    assert after(lift, 80.0)["machine_room_temperature"] > 45.0
    lift.faults.clear()
    assert after(lift, 120.0)["machine_room_temperature"] < 35.0


def test_the_same_seed_is_the_same_lift() -> None:
    one, same, other = (after(model("elevator", seed=seed), 1800.0, dt_s=1.0) for seed in (4, 4, 5))
    assert one == same
    assert one != other


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="floor"):
        model("elevator").write("floor", 3.0)
