"""How guards of every temper walk a round."""

from itertools import pairwise
from random import Random

import pytest

from simulators.guards.programme import Round
from simulators.guards.temper import Temper
from simulators.guards.walk import RUN_SHARE, Step, walk
from tests.simulators.guards.rounds import START, TRAVEL_S, a_round

SEEDS = range(40)


def walks(temper: Temper, round_: Round) -> list[list[Step]]:
    return [walk(round_, temper, Random(seed)) for seed in SEEDS]


def in_time(round_: Round, step: Step) -> bool:
    stop = next(stop for stop in round_.stops if stop.place is step.place)
    return stop.opens_at <= step.time <= stop.closes_at


@pytest.mark.parametrize("is_free", [False, True])
def test_a_punctual_guard_is_everywhere_in_time_and_never_too_fast(is_free: bool) -> None:
    round_ = a_round(is_free=is_free)
    orders = set()
    for steps in walks(Temper.PUNCTUAL, round_):
        orders.add(tuple(step.place.id for step in steps))
        assert all(in_time(round_, step) and not step.expected for step in steps)
        assert all(later.time - earlier.time > RUN_SHARE * TRAVEL_S for earlier, later in pairwise(steps))
    there = tuple(f"p{n}" for n in range(1, 9))
    assert orders == ({there, there[::-1]} if is_free else {there})


@pytest.mark.parametrize("is_free", [False, True])
def test_a_late_guard_is_at_every_stop_after_its_time(is_free: bool) -> None:
    round_ = a_round(is_free=is_free)
    for steps in walks(Temper.LATE, round_):
        closes = {stop.place.id: stop.closes_at for stop in round_.stops}
        assert len(steps) == 8
        assert all(step.time > closes[step.place.id] for step in steps)


def test_a_skipping_guard_leaves_out_a_stop_now_and_then_and_never_all() -> None:
    lengths = [len(steps) for steps in walks(Temper.SKIPPING, a_round())]
    assert 8 in lengths
    assert min(lengths) < 8
    assert all(len(steps) == 1 for steps in walks(Temper.SKIPPING, a_round(1)))


def test_a_cheating_guard_is_too_fast_and_elsewhere_but_has_no_photo_of_a_code_that_changes() -> None:
    for steps in walks(Temper.CHEATING, a_round(rotating=5)):
        assert [step.place.id for step in steps] == ["p1", "p2", "p3", "p4", "p6", "p7", "p8"]
        assert steps[0].expected == frozenset()
        assert all(step.expected == {"too_fast", "elsewhere"} for step in steps[1:])
        assert len({step.position for step in steps}) == 1
        assert steps[-1].time - steps[0].time < RUN_SHARE * TRAVEL_S * 2


def test_a_guard_without_network_tells_later_what_they_did_in_time() -> None:
    round_ = a_round()
    for steps in walks(Temper.OFFLINE, round_):
        assert all(in_time(round_, step) for step in steps)
        dark = [step for step in steps if step.told_at > step.time]
        assert dark
        assert dark == steps[-len(dark) :]
        assert len({step.told_at for step in dark}) == 1
        assert dark[-1].told_at > steps[-1].time


def test_a_clumsy_guard_scans_twice_before_they_walk_on() -> None:
    twice = 0
    for steps in walks(Temper.CLUMSY, a_round()):
        assert steps == sorted(steps, key=lambda step: step.time)
        for earlier, later in pairwise(steps):
            assert (later.expected == {"duplicate"}) == (earlier.place is later.place)
            twice += earlier.place is later.place
    assert twice > len(SEEDS)


def test_who_comes_too_late_starts_when_they_come() -> None:
    steps = walk(a_round(), Temper.PUNCTUAL, Random(1), not_before=START + 1000.0)
    assert [step.place.id for step in steps] == [f"p{n}" for n in range(1, 9)]
    assert steps[0].time > START + 1000.0


def test_the_same_seed_walks_the_same_way() -> None:
    assert walk(a_round(), Temper.CLUMSY, Random(3)) == walk(a_round(), Temper.CLUMSY, Random(3))
