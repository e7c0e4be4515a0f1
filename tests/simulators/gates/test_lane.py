"""Cars come up to a gate, wait for its arm, pass, or turn back; its barrier goes up when it is told to."""

from collections.abc import Iterator

import pytest

from simulators.devices.barrier import Barrier
from simulators.gates.lane import PATIENCE_S, Lane
from simulators.gates.story import Neighbourhood, Who
from simulators.kinds import build
from simulators.model import Setup
from tests.simulators.specimens import EVENING, PROFILES, ZONE

NOBODY = (0.0,) * 24
CLOSED, OPEN = 0.0, 1.0


def lane(per_h: tuple[float, ...] = NOBODY, *, has_barrier: bool = True, seed: int = 3) -> Lane:
    return Lane(
        neighbourhood=Neighbourhood(seed), direction="in", seed=seed, zone=ZONE, time=EVENING,
        has_barrier=has_barrier, per_h=per_h,
    )  # fmt: skip


def barrier_of(gate: Lane) -> Barrier:
    fitted = frozenset(point.id for point in PROFILES["barrier"].points)
    made = build("barrier", Setup(seed=1, fitted=fitted, zone=ZONE, time=EVENING, lane=gate))
    assert isinstance(made, Barrier)
    return made


def living(gate: Lane, barrier: Barrier, seconds: float) -> Iterator[float]:
    """The arm's position after each quarter of a second."""
    began = gate.time
    for quarter in range(1, int(seconds * 4) + 1):
        now = began + quarter * 0.25
        gate.live(now)
        barrier.step(0.25, now)
        yield barrier.values()["position"]


def let_come(gate: Lane, who: Who = Who.STRANGER) -> None:
    gate.send(gate.neighbourhood.guest(who))


def test_nobody_passes_an_arm_that_is_down() -> None:
    gate = lane()
    barrier = barrier_of(gate)
    let_come(gate)
    assert set(living(gate, barrier, 60.0)) == {CLOSED}
    assert gate.visits[0].distance_m == pytest.approx(0.0, abs=0.15)
    assert gate.visits[0].stopped_at is not None
    assert barrier.values()["loop"] == 0.0


def test_an_order_lets_one_car_through_and_the_arm_comes_down_behind_it() -> None:
    gate = lane()
    barrier = barrier_of(gate)
    let_come(gate)
    list(living(gate, barrier, 15.0))
    let_come(gate)
    barrier.write("raise", 1.0)
    assert barrier.values()["raise"] == 1.0
    positions, loops = [], []
    for position in living(gate, barrier, 25.0):
        positions.append(position)
        loops.append(barrier.values()["loop"])
    assert barrier.values()["raise"] == 0.0
    assert OPEN in positions
    assert positions[-1] == CLOSED
    assert 1.0 in loops
    assert all(position != CLOSED for position, loop in zip(positions, loops, strict=True) if loop)
    first, second = gate.truth
    assert first.let_through
    assert first.ended_at is not None
    assert not second.let_through
    assert second.ended_at is None


def test_an_arm_that_does_not_follow() -> None:
    gate = lane()
    barrier = barrier_of(gate)
    barrier.faults.add("raise_ignored")
    let_come(gate)
    barrier.write("raise", 1.0)
    assert set(living(gate, barrier, 20.0)) == {CLOSED}
    assert barrier.values()["raise"] == 0.0


def test_a_car_that_is_not_let_in_turns_back() -> None:
    gate = lane()
    barrier = barrier_of(gate)
    let_come(gate)
    assert set(living(gate, barrier, PATIENCE_S + 30.0)) == {CLOSED}
    assert gate.visits == []
    assert not gate.truth[0].let_through
    assert gate.truth[0].ended_at is not None


def test_two_cars_in_one_opening() -> None:
    gate = lane()
    barrier = barrier_of(gate)
    gate.faults.add("tailgating")
    for _ in living(gate, barrier, 120.0):
        if len(gate.truth) >= 2:
            gate.faults.clear()
        waiting = gate.visits and gate.visits[0].stopped_at is not None and not gate.visits[0].let_through
        if waiting and barrier.values()["position"] == CLOSED and gate.visits[0].number == 1:
            barrier.write("raise", 1.0)
    first, second = list(gate.truth)[:2]
    assert first.let_through
    assert second.let_through
    assert second.follows


def test_a_blocked_car_comes_once_for_each_time_that_it_is_asked_for() -> None:
    gate = lane()
    gate.faults.add("blocked_vehicle")
    gate.live(EVENING + 30.0)
    assert [visit.car.who for visit in gate.truth] == [Who.BLOCKED]


def test_an_hour_without_a_barrier_lets_everybody_through() -> None:
    gate = lane((60.0,) * 24, has_barrier=False)
    for minute in range(60):
        gate.live(EVENING + 60.0 * (minute + 1))
    gone = [visit for visit in gate.truth if visit.ended_at is not None]
    assert 40 < len(gone) < 80
    assert all(visit.let_through for visit in gone)


def test_the_same_seed_brings_the_same_cars() -> None:
    told = []
    for _ in range(2):
        gate = lane((60.0,) * 24, has_barrier=False, seed=8)
        for minute in range(30):
            gate.live(EVENING + 60.0 * (minute + 1))
        told.append([(visit.car.plate, visit.appeared_at) for visit in gate.truth])
    assert told[0] == told[1]
    assert len(told[0]) > 15


def test_whoever_came_in_is_inside_until_it_leaves() -> None:
    people = Neighbourhood(5)
    car = people.guest(Who.STRANGER)
    people.settled(car, inside=True)
    out = []
    while (leaving := people.next_car("out")) is not None:
        out.append(leaving)
        people.settled(leaving, inside=False)
    assert car in out
    assert people.next_car("out") is None


def test_whoever_stands_behind_one_that_turns_back_makes_way() -> None:
    gate = lane()
    barrier = barrier_of(gate)
    for _ in range(3):
        let_come(gate)
        list(living(gate, barrier, 8.0))
    assert len(gate.visits) == 3
    list(living(gate, barrier, PATIENCE_S + 30.0))
    assert gate.visits == []
    assert not any(visit.let_through for visit in gate.truth)
