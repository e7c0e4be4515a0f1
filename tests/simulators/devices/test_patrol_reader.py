"""A reader sees a guard about every two hours and tells each card; its faults show and pass."""

from datetime import datetime
from itertools import pairwise

import pytest

from simulators.devices.patrol_reader import CARDS, PatrolReader
from tests.simulators.specimens import DAY_S, EVENING, after, living, model


def reader(seed: int = 1) -> PatrolReader:
    made = model("patrol_reader", seed=seed)
    assert isinstance(made, PatrolReader)
    return made


@pytest.mark.parametrize("dt_s", [1.0, 60.0])
def test_every_card_is_counted_and_told_with_its_time(dt_s: float) -> None:
    checkpoint = reader()
    reads = after(checkpoint, 0.0)["reads"]
    told: list[tuple[float, int]] = []
    for n, values in enumerate(living(checkpoint, DAY_S / 2, dt_s=dt_s), 1):
        now = EVENING + n * dt_s
        for event in checkpoint.take_events():
            moment = datetime.fromisoformat(event["time"])
            assert moment.utcoffset() is not None
            assert now - dt_s - 0.001 <= moment.timestamp() <= now
            assert (event["card"], event["name"]) in CARDS
            assert values["last_card"] == event["card"]
            told.append((moment.timestamp(), event["card"]))
    assert values["reads"] - reads == len(told)
    gaps = [later - sooner for (sooner, _), (later, _) in pairwise(told)]
    assert len(told) >= 5
    assert all(6300.0 <= gap <= 8100.0 for gap in gaps)


def test_the_same_seed_reads_the_same_cards_at_the_same_times() -> None:
    told = []
    for dt_s in (1.0, 30.0):
        checkpoint = reader(seed=8)
        after(checkpoint, DAY_S, dt_s=dt_s)
        told.append([(event["time"][:19], event["card"]) for event in checkpoint.take_events()])
    assert told[0] == told[1]
    assert len(told[0]) > 10


def test_events_that_nobody_takes_are_forgotten_in_the_end() -> None:
    checkpoint = reader()
    after(checkpoint, 10 * DAY_S, dt_s=600.0)
    newest = checkpoint.take_events()
    assert len(newest) == 50
    assert newest[-1]["card"] == after(checkpoint, 0.0)["last_card"]
    assert checkpoint.take_events() == []


def test_a_reader_that_reads_nothing_is_tried_after_its_repair() -> None:
    checkpoint = reader()
    checkpoint.faults.add("stopped")
    reads = after(checkpoint, 0.0)["reads"]
    assert after(checkpoint, DAY_S, dt_s=30.0)["reads"] == reads
    assert checkpoint.take_events() == []
    checkpoint.faults.clear()
    assert after(checkpoint, 90.0)["reads"] == reads + 1


def test_battery_and_tamper() -> None:
    checkpoint = reader()
    full = after(checkpoint, 0.0)["battery"]
    checkpoint.faults |= {"battery_low", "tamper"}
    during = after(checkpoint, 1.0)
    assert (during["battery"], during["tamper"]) == (14.0, 1.0)
    checkpoint.faults.clear()
    assert after(checkpoint, 1.0)["battery"] == pytest.approx(full, abs=0.2)


def test_nothing_can_be_set() -> None:
    with pytest.raises(ValueError, match="reads"):
        reader().write("reads", 0.0)
