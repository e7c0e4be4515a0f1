"""A camera that reads plates itself tells each car once; its faults show and pass."""

import base64
from datetime import datetime

import pytest

from simulators.devices.plate_camera import PlateCamera
from simulators.gates.lane import Lane
from simulators.gates.story import Neighbourhood
from simulators.kinds import build
from simulators.model import Setup
from tests.simulators.specimens import EVENING, PROFILES, ZONE, after, living, model

BUSY = (60.0,) * 24


def camera(lane: Lane | None = None) -> PlateCamera:
    fitted = frozenset(point.id for point in PROFILES["plate_camera"].points)
    made = build("plate_camera", Setup(seed=4, fitted=fitted, zone=ZONE, time=EVENING, lane=lane))
    assert isinstance(made, PlateCamera)
    return made


def lane() -> Lane:
    return Lane(
        neighbourhood=Neighbourhood(4), direction="in", seed=4, zone=ZONE, time=EVENING, has_barrier=False, per_h=BUSY
    )


def test_each_car_of_the_lane_is_told_once() -> None:
    gate = lane()
    reader = camera(gate)
    told = []
    for _ in living(reader, 900.0, dt_s=0.5):
        told += reader.take_events()
    values = reader.values()
    assert len(told) > 8
    assert [event["plate"] for event in told] == [visit.car.plate for visit in gate.truth][: len(told)]
    assert len({event["id"] for event in told}) == len(told)
    assert (values["vehicles"], values["unsure"], values["last_plate"]) == (len(told), 0.0, told[-1]["plate"])
    for event in told:
        assert datetime.fromisoformat(event["time"]).utcoffset() is not None
        assert (event["direction"], event["confidence"] >= 95) == ("in", True)
        assert base64.b64decode(event["crop"]).startswith(b"\xff\xd8")


def test_without_a_gate_it_has_a_lane_of_its_own() -> None:
    reader = camera()
    after(reader, 7200.0, dt_s=1.0)
    assert reader.values()["vehicles"] > 2.0


def test_what_nobody_takes_is_forgotten_in_the_end() -> None:
    reader = camera(lane())
    after(reader, 3600.0, dt_s=1.0)
    assert len(reader.take_events()) == 20
    assert reader.take_events() == []


def test_plates_that_cannot_be_read() -> None:
    reader = camera(lane())
    reader.faults.add("unreadable_plates")
    after(reader, 600.0, dt_s=0.5)
    assert {event["confidence"] for event in reader.take_events()} == {41}
    assert reader.values()["unsure"] == reader.values()["vehicles"] > 0.0


def test_it_gets_hot_and_cools_down() -> None:
    reader = camera()
    reader.faults.add("overheating")
    assert float(after(reader, 90.0)["temperature"]) == pytest.approx(75.0, abs=1.0)
    reader.faults.clear()
    assert float(after(reader, 90.0)["temperature"]) < 45.0


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="vehicles"):
        model("plate_camera").write("vehicles", 0.0)
