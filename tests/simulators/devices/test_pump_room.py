"""A pump room lives an ordinary day, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, EVENING, NIGHT, after, extremes, living, model

SETPOINT = 0.45
TIMES = pytest.mark.parametrize("time", [EVENING, NIGHT], ids=["evening", "night"])


def test_an_ordinary_day_touches_no_limit() -> None:
    room = model("pump_room", seed=2)
    before = dict(room.values())
    found = extremes(room, DAY_S, dt_s=2.0)
    assert found["tank_level"][0] > 40.0
    assert found["tank_level"][1] < 88.0
    assert found["outlet_pressure"][0] > SETPOINT - 0.04
    assert found["outlet_pressure"][1] < SETPOINT + 0.04
    assert found["flow"][0] > 2.0
    assert found["flow"][1] < 40.0
    assert found["inlet_pressure"][0] > 0.01
    assert found["leak"] == (0.0, 0.0)
    assert found["power_present"] == (1.0, 1.0)
    for pump in (1, 2, 3):
        assert found[f"pump_{pump}_state"] == (0.0, 1.0)
        assert found[f"pump_{pump}_current"][1] < 22.0
        assert found[f"pump_{pump}_winding_temperature"][1] < 80.0
        assert found[f"pump_{pump}_speed"][1] <= 50.0
        starts = room.values()[f"pump_{pump}_starts"] - before[f"pump_{pump}_starts"]
        assert 1 <= starts <= 2
    hours = sum(room.values()[f"pump_{n}_hours"] - before[f"pump_{n}_hours"] for n in (1, 2, 3))
    assert hours == pytest.approx(24.0, abs=0.1)


def test_water_is_neither_made_nor_lost() -> None:
    room = model("pump_room")
    room.faults.add("burst_pipe")
    start = room.values()["tank_level"]
    drawn = sum(values["flow"] for values in living(room, 1800.0)) / 3600.0
    left = room.values()["tank_level"]
    came_in = drawn - (start - left) / 100.0 * 60.0
    # The mains give 45 m³/h at most, and at least what the float lets through at the first level.
    assert 45.0 * 0.5 * (85.0 - start) / 20.0 < came_in < 45.0 * 0.5 + 0.1


@TIMES
def test_burst_pipe(time: float) -> None:
    room = model("pump_room", time=time)
    before = room.values()
    room.faults.add("burst_pipe")
    during = after(room, 10.0, time=time)
    assert during["outlet_pressure"] < 0.2
    assert during["flow"] > before["flow"] + 20.0
    assert during["pump_1_current"] < 25.0
    room.faults.clear()
    assert after(room, 30.0, time=time)["outlet_pressure"] == pytest.approx(SETPOINT, abs=0.03)


@TIMES
def test_dry_run(time: float) -> None:
    room = model("pump_room", time=time)
    duty = f"pump_{room.values()['duty_pump']:.0f}"
    loaded = room.values()[f"{duty}_current"]
    room.faults.add("dry_run")
    during = after(room, 10.0, time=time)
    assert during["flow"] == 0.0
    assert during[f"{duty}_state"] == 1.0
    assert during[f"{duty}_speed"] > 30.0
    assert during["outlet_pressure"] < SETPOINT - 0.02
    assert 0.0 < during[f"{duty}_current"] < loaded + 2.0
    room.faults.clear()
    again = after(room, 45.0, time=time)
    assert again["outlet_pressure"] == pytest.approx(SETPOINT, abs=0.03)
    assert again["flow"] > 2.0


@TIMES
def test_pump_trip_and_take_over(time: float) -> None:
    room = model("pump_room", time=time)
    tripped = room.values()["duty_pump"]
    starts = {n: room.values()[f"pump_{n}_starts"] for n in (1, 2, 3)}
    room.faults.add("pump_trip")
    lowest = min(values["outlet_pressure"] for values in living(room, 20.0, time=time, dt_s=0.25))
    during = room.values()
    duty = during["duty_pump"]
    assert duty != tripped
    assert during[f"pump_{tripped:.0f}_state"] == 2.0
    assert during[f"pump_{tripped:.0f}_current"] == 0.0
    assert during[f"pump_{duty:.0f}_state"] == 1.0
    assert during[f"pump_{duty:.0f}_starts"] == starts[int(duty)] + 1
    assert lowest > 0.2
    assert during["outlet_pressure"] == pytest.approx(SETPOINT, abs=0.03)
    room.faults.clear()
    assert after(room, 1.0, time=time)[f"pump_{tripped:.0f}_state"] == 0.0


def test_when_the_standby_trips_too_the_water_is_out() -> None:
    room = model("pump_room", without="pump_3_")
    room.faults.add("pump_trip")
    assert after(room, 20.0)["outlet_pressure"] == pytest.approx(SETPOINT, abs=0.03)
    room.faults.add("standby_trip")
    during = after(room, 20.0)
    assert (during["pump_1_state"], during["pump_2_state"]) == (2.0, 2.0)
    assert during["outlet_pressure"] < 0.2
    room.faults.discard("standby_trip")
    calm = after(room, 60.0)
    assert sorted((calm["pump_1_state"], calm["pump_2_state"])) == [1.0, 2.0]
    assert calm["outlet_pressure"] == pytest.approx(SETPOINT, abs=0.03)


def test_a_trip_shows_within_two_seconds() -> None:
    room = model("pump_room")
    duty = room.values()["duty_pump"]
    room.faults.add("pump_trip")
    assert after(room, 1.0)[f"pump_{duty:.0f}_state"] == 2.0


def test_power_loss_stops_every_pump() -> None:
    room = model("pump_room")
    room.faults.add("power_loss")
    during = after(room, 30.0)
    assert during["power_present"] == 0.0
    assert [during[f"pump_{n}_state"] for n in (1, 2, 3)] == [0.0, 0.0, 0.0]
    assert during["outlet_pressure"] < 0.1
    room.faults.clear()
    assert after(room, 60.0)["outlet_pressure"] == pytest.approx(SETPOINT, abs=0.03)


def test_floor_leak() -> None:
    room = model("pump_room")
    room.faults.add("floor_leak")
    assert after(room, 1.0)["leak"] == 1.0


def test_the_outlet_follows_its_setpoint() -> None:
    room = model("pump_room")
    for setpoint in (0.6, 0.3):
        room.write("pressure_setpoint", setpoint)
        assert room.values()["pressure_setpoint"] == setpoint
        assert after(room, 60.0)["outlet_pressure"] == pytest.approx(setpoint, abs=0.02)


@pytest.mark.parametrize(("point", "value"), [("pressure_setpoint", 0.1), ("pressure_setpoint", 0.9), ("flow", 3.0)])
def test_what_cannot_be_set(point: str, value: float) -> None:
    with pytest.raises(ValueError, match=point):
        model("pump_room").write(point, value)


def test_a_room_with_two_pumps_tells_nothing_of_a_third() -> None:
    room = model("pump_room", without="pump_3_")
    assert not [name for name in room.values() if name.startswith("pump_3")]
    room.faults.add("pump_trip")
    assert after(room, 20.0)["outlet_pressure"] == pytest.approx(SETPOINT, abs=0.03)
