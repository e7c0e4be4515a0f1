"""A lift's runs obey its speed and its acceleration, and end where they should."""

from itertools import pairwise

import pytest

from simulators.physics.lift_car import (
    ACCELERATION_M_PER_S2,
    CLOSING,
    OPENING,
    RATED_M_PER_S,
    RUNNING,
    STOREY_M,
    Car,
    peak_m_per_s,
    run_s,
    travelled_m,
)


@pytest.mark.parametrize("distance_m", [3.0, 6.0, 54.0])
def test_a_run_is_smooth_and_symmetrical(distance_m: float) -> None:
    whole_s = run_s(distance_m)
    assert travelled_m(distance_m, 0.0) == 0.0
    assert travelled_m(distance_m, whole_s) == pytest.approx(distance_m)
    assert travelled_m(distance_m, whole_s / 2) == pytest.approx(distance_m / 2)
    steps = [travelled_m(distance_m, whole_s * n / 1000) for n in range(1001)]
    speeds = [(later - sooner) * 1000 / whole_s for sooner, later in pairwise(steps)]
    assert max(speeds) <= RATED_M_PER_S + 1e-9
    changes = [abs(later - sooner) * 1000 / whole_s for sooner, later in pairwise(speeds)]
    assert max(changes) <= ACCELERATION_M_PER_S2 + 1e-6


def test_a_short_run_never_reaches_the_rated_speed() -> None:
    assert peak_m_per_s(STOREY_M) < RATED_M_PER_S
    assert peak_m_per_s(10 * STOREY_M) == RATED_M_PER_S


def test_a_run_down_passes_door_zones_and_arrives() -> None:
    car = Car(floor=5)
    car.run_to(3)
    assert (car.phase, car.direction) == (RUNNING, -1)
    seen = []
    while car.left_s > 0.0:
        assert car.live(0.1) < 0.1
        seen.append((car.position, car.in_door_zone, car.speed_m_per_s))
    positions = [position for position, _, _ in seen]
    assert positions == sorted(positions, reverse=True)
    assert all(zone for position, zone, _ in seen if abs(position - 4.0) < 0.05)
    assert not any(zone for position, zone, _ in seen if abs(position - 3.5) < 0.2)
    assert max(speed for _, _, speed in seen) <= RATED_M_PER_S
    car.arrive()
    assert (car.floor, car.position, car.direction, car.in_door_zone) == (3, 3.0, 0, True)


def test_what_a_phase_does_not_need_is_left_over() -> None:
    car = Car(floor=0)
    car.begin(OPENING)
    assert car.live(5.0) == pytest.approx(2.8)
    assert car.left_s == 0.0
    car.begin(CLOSING)
    assert car.live(1.0) == 0.0
    assert car.left_s == pytest.approx(2.0)
