"""What a camera tells of its pictures, and what it sees."""

import pytest

from simulators.devices.camera import STATES, Camera
from simulators.gates.lane import Lane
from simulators.gates.story import Neighbourhood, Who
from simulators.gates.view import daylight, rain_at
from simulators.kinds import build
from simulators.model import Setup
from tests.simulators.specimens import DAY_S, EVENING, PROFILES, ZONE, after, living, model


def camera(lane: Lane | None = None) -> Camera:
    fitted = frozenset(point.id for point in PROFILES["camera"].points)
    made = build("camera", Setup(seed=4, fitted=fitted, zone=ZONE, time=EVENING, lane=lane))
    assert isinstance(made, Camera)
    return made


def lane() -> Lane:
    return Lane(
        neighbourhood=Neighbourhood(4), direction="in", seed=4, zone=ZONE, time=EVENING, has_barrier=False,
        per_h=(0.0,) * 24,
    )  # fmt: skip


def test_a_quiet_day() -> None:
    for values in living(model("camera"), DAY_S, dt_s=30.0):
        assert all(values[state] == 0.0 for state in STATES)
        assert 5.0 < values["frame_rate"] < 7.0
        assert values["zone_1"] == 0.0


@pytest.mark.parametrize("state", STATES)
def test_a_spoilt_picture_is_told_and_ends(state: str) -> None:
    watched = model("camera")
    watched.faults.add(state)
    assert after(watched, 5.0)[state] == 1.0
    assert [other for other in STATES if watched.values()[other] == 1.0] == [state]
    watched.faults.clear()
    assert after(watched, 5.0)[state] == 0.0


def test_a_car_parks_and_drives_off() -> None:
    watched = camera()
    watched.faults.add("parked_in_zone")
    assert float(after(watched, 63.0)["zone_1"]) == pytest.approx(60.0, abs=1.0)
    assert watched.view(EVENING + 63.0).parked == 1.0
    watched.faults.clear()
    assert after(watched, 1.0)["zone_1"] == 0.0
    assert 0.0 < watched.view(EVENING + 64.0).parked < 1.0


def test_cars_of_the_lane_are_seen_and_counted() -> None:
    gate = lane()
    watched = camera(gate)
    gate.send(car := gate.neighbourhood.guest(Who.POLICE))
    after(watched, 1.0)
    assert [standing.car for standing in watched.view(EVENING + 1.0).cars] == [car]
    after(watched, 20.0, time=EVENING + 1.0)
    assert (watched.values()["vehicles"], watched.values()["last_plate"]) == (1.0, car.plate)
    assert watched.view(EVENING + 21.0).cars == ()
    (told,) = watched.truth
    assert (told["plate"], told["who"], told["let_through"]) == (car.plate, "police", True)


def test_somebody_walks_by_where_there_is_no_gate() -> None:
    watched = camera()
    walkers = []
    for n, _ in enumerate(living(watched, 180.0, dt_s=0.5)):
        walkers.append(watched.view(EVENING + n * 0.5).walker)
    seen = [walker for walker in walkers if walker is not None]
    assert 20 < len(seen) < 60
    assert all(0.0 <= walker <= 1.0 for walker in seen)


@pytest.mark.parametrize(
    ("hour", "light"), [(0.0, 0.0), (5.9, 0.0), (6.375, 0.5), (12.0, 1.0), (18.2, 0.375), (19.0, 0.0)]
)
def test_daylight(hour: float, light: float) -> None:
    assert daylight(hour) == light


def test_it_rains_in_some_hours() -> None:
    hours = [rain_at(EVENING + 3600.0 * hour, seed=1) for hour in range(1000)]
    assert 60 < sum(rain > 0.0 for rain in hours) < 200
    assert all(0.0 <= rain <= 1.0 for rain in hours)
    assert rain_at(EVENING, 1) == rain_at(EVENING + 10.0, 1)
