"""A barrier lets cars through, obeys its command, and its faults show and pass."""

import pytest

from tests.simulators.specimens import DAY_S, EVENING, NIGHT, after, living, model

CLOSED, OPEN, MOVING = 0.0, 1.0, 2.0


@pytest.mark.parametrize("seed", [1, 2])
def test_an_ordinary_day_of_a_gate(seed: int) -> None:
    barrier = model("barrier", seed=seed)
    cycles, waits_s = after(barrier, 0.0)["cycles"], 0
    for values in living(barrier, DAY_S):
        assert values["loop"] == 0.0 or values["position"] == OPEN
        assert values["forced"] == values["held_open"] == values["fault"] == values["open_command"] == 0.0
        waits_s = waits_s + 1 if values["position"] == OPEN and not values["loop"] else 0
        assert waits_s < 30
    assert 400 < values["cycles"] - cycles < 1000


def test_the_arm_moves_for_two_seconds() -> None:
    barrier = model("barrier", time=NIGHT)
    barrier.write("open_command", 1.0)
    assert after(barrier, 0.0)["open_command"] == 1.0
    positions = [values["position"] for values in living(barrier, 3.0, time=NIGHT, dt_s=0.25)]
    assert positions[:7] == [MOVING] * 7
    assert positions[7:] == [OPEN] * 5


def test_a_command_keeps_it_up_until_it_is_taken_back() -> None:
    barrier = model("barrier", time=NIGHT)
    barrier.write("open_command", 1.0)
    after(barrier, 3.0, time=NIGHT)
    for values in living(barrier, 1800.0, time=NIGHT):
        assert (values["position"], values["held_open"]) == (OPEN, 0.0)
    barrier.write("open_command", 0.0)
    assert min(values["position"] for values in living(barrier, 60.0, time=NIGHT)) == CLOSED


def test_forced_up_at_once() -> None:
    barrier = model("barrier")
    barrier.faults.add("forced")
    during = after(barrier, 0.25)
    assert (during["position"], during["forced"], during["held_open"]) == (OPEN, 1.0, 0.0)
    barrier.faults.clear()
    assert after(barrier, 0.25)["forced"] == 0.0


def test_held_open() -> None:
    barrier = model("barrier", time=NIGHT)
    barrier.faults.add("held_open")
    during = after(barrier, 30.0, time=NIGHT)
    assert (during["position"], during["held_open"]) == (OPEN, 1.0)
    barrier.faults.clear()
    assert after(barrier, 5.0, time=NIGHT)["held_open"] == 0.0


def test_a_broken_arm_neither_opens_nor_shuts() -> None:
    barrier = model("barrier")
    barrier.faults.add("arm_broken")
    for values in living(barrier, 300.0):
        assert (values["fault"], values["position"]) == (1.0, MOVING)
    barrier.faults.clear()
    assert CLOSED in {values["position"] for values in living(barrier, 300.0)}


def test_a_loop_that_fails_keeps_up_an_arm_that_is_up() -> None:
    barrier = model("barrier")
    barrier.faults.add("loop_stuck")
    seen = [(values["loop"], values["position"]) for values in living(barrier, 900.0)]
    assert {loop for loop, _ in seen} == {1.0}
    first = seen.index((1.0, OPEN))
    assert {position for _, position in seen[first:]} == {OPEN}
    barrier.faults.clear()
    assert CLOSED in {values["position"] for values in living(barrier, 300.0)}


@pytest.mark.parametrize(("point", "value"), [("open_command", 2.0), ("position", 1.0)])
def test_what_cannot_be_set(point: str, value: float) -> None:
    with pytest.raises(ValueError, match=point):
        model("barrier", time=EVENING).write(point, value)
