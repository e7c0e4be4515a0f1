from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from rules.engine import Engine, Override
from rules.model import Priority, Transition
from tests.rules.packs import KIND, columns, pack, rule

HOT = rule("hot", {"high": {"point": "a", "limit": 5, "deadband": 1}}, on_delay_s=2, off_delay_s=2)


def engine_of(*rules: dict[str, Any], overrides: Sequence[Override] = (), **device: Any) -> Engine:
    return Engine([columns("a", "b", **device)], {KIND: pack(*rules)}, overrides)


def run(engine: Engine, now: float, a: float, b: float = 0.0, quality: int = 0) -> list[Transition]:
    values, qualities = np.array([a, b, 1.0]), np.array([quality, 0, 0], np.uint8)
    return engine.evaluate(now, values, qualities, np.full(3, now))


def names(transitions: Sequence[Transition]) -> list[tuple[str, bool]]:
    return [(one.alert.rule, one.active) for one in transitions]


def test_a_transition_says_what_where_and_how_much() -> None:
    engine = engine_of({**HOT, "on_delay_s": 0}, units=("°C", "V", ""))
    (found,) = run(engine, 100.0, 7.25)
    assert (found.device, found.point, found.alert.rule, found.active) == ("d1", "a", "hot", True)
    assert (found.time, found.value, found.limit) == (100.0, 7.25, 5.0)
    assert found.message.en == "value 7.25 limit 5 °C"
    assert found.message.zh == "值 7.25 限 5 °C"
    assert found.alert.priority is Priority.MEDIUM


def test_the_end_of_an_alarm_says_what_its_beginning_said() -> None:
    engine = engine_of({**HOT, "on_delay_s": 0, "off_delay_s": 0})
    (begun,) = run(engine, 100.0, 7.0)
    (ended,) = run(engine, 101.0, 3.0)
    assert (ended.active, ended.value, ended.message) == (False, 3.0, begun.message)


def test_delays_and_deadband() -> None:
    engine = engine_of(HOT)
    assert run(engine, 0.0, 6) == run(engine, 1.0, 6) == []
    assert names(run(engine, 2.0, 6)) == [("hot", True)]
    assert run(engine, 3.0, 4.5) == run(engine, 9.0, 4.5) == []  # inside the deadband it still holds
    assert run(engine, 10.0, 4) == run(engine, 11.0, 4) == []
    assert names(run(engine, 12.0, 4)) == [("hot", False)]


def test_unknown_stops_a_delay_and_keeps_an_alarm() -> None:
    engine = engine_of(HOT)
    run(engine, 0.0, 6)
    run(engine, 1.5, 6)
    assert run(engine, 60.0, 6, quality=1) == run(engine, 61.0, 6) == []
    assert names(run(engine, 61.5, 6)) == [("hot", True)]
    assert run(engine, 90.0, 0, quality=2) == []
    assert engine.active() == {("d1", "hot")}


def test_a_clock_that_steps_back_ends_no_delay_early_and_none_late() -> None:
    engine = engine_of(HOT)
    run(engine, 1000.0, 6)
    run(engine, 1001.0, 6)
    assert run(engine, 400.0, 6) == []
    assert names(run(engine, 401.0, 6)) == [("hot", True)]


def test_what_was_active_stays_so_after_a_restart_and_ends_once() -> None:
    engine = engine_of(HOT)
    assert engine.restore([("d1", "hot"), ("d1", "gone"), ("d9", "hot")]) == [("d1", "gone"), ("d9", "hot")]
    assert engine.active() == {("d1", "hot")}
    assert run(engine, 0.0, 4.5) == run(engine, 50.0, 4.5) == []  # inside the deadband
    run(engine, 51.0, 1)
    (ended,) = run(engine, 53.0, 1)
    assert (ended.active, ended.message.en) == (False, "value 1 limit 5 ")
    assert engine.active() == set()


def test_a_restored_alarm_silences_what_it_would_have_silenced() -> None:
    warm = rule("warm", {"high": {"point": "a", "limit": 3}}, unless=["hot"])
    engine = engine_of(HOT, warm)
    engine.restore([("d1", "hot")])
    assert run(engine, 0.0, 6) == []


def test_a_rule_whose_point_is_not_fitted_is_left_out_and_its_family_goes_on() -> None:
    every = {"every": {"for_each": {"p": ["a", "b"]}, "when": {"state": {"point": "{p}", "equals": 2}}}}
    both = {"all": [{"state": {"point": "a", "equals": 2}}, {"state": {"point": "b", "equals": 2}}]}
    engine = engine_of(rule("every", every), rule("both", both), rule("refers", {"rule": "both"}), unfitted=["b"])
    assert len(engine) == 1
    assert names(run(engine, 0.0, 2)) == [("every", True)]


def test_an_alarm_points_at_the_part_that_holds() -> None:
    any_ = {"any": [{"high": {"point": "a", "limit": 5}}, {"high": {"point": "b", "limit": 6}}]}
    (found,) = run(engine_of(rule("any", any_)), 0.0, 1, b=8)
    assert (found.point, found.value, found.limit) == ("b", 8, 6)


def test_a_silenced_rule_waits_until_the_other_has_ended() -> None:
    warm = rule("warm", {"high": {"point": "a", "limit": 3}}, unless=["hot"])
    engine = engine_of({**HOT, "on_delay_s": 0}, warm)
    assert names(run(engine, 0.0, 6)) == [("hot", True)]
    assert run(engine, 1.0, 3.5) == run(engine, 2.0, 3.5) == []  # hot is clearing
    assert names(run(engine, 3.0, 3.5)) == [("hot", False)]
    assert names(run(engine, 4.0, 3.5)) == [("warm", True)]


def test_a_change_touches_only_its_device() -> None:
    devices = [columns("a", id_="d1"), columns("a", id_="d2", start=2)]
    rules = pack({**HOT, "on_delay_s": 0})
    engine = Engine(devices, {KIND: rules}, [Override(device="d2", rule="hot", limit=8, priority=1)])
    times = np.zeros(4)
    found = engine.evaluate(0.0, np.array([6.0, 1, 6, 1]), np.zeros(4, np.uint8), times)
    assert [(one.device, one.limit, one.alert.priority) for one in found] == [("d1", 5.0, 3)]
    found = engine.evaluate(1.0, np.array([6.0, 1, 9, 1]), np.zeros(4, np.uint8), times)
    assert [(one.device, one.limit, one.alert.priority) for one in found] == [("d2", 8.0, 1)]


def test_a_disabled_rule_is_not_watched() -> None:
    engine = engine_of(HOT, overrides=[Override(device="d1", rule="hot", enabled=False)])
    assert len(engine) == 0
    assert run(engine, 0.0, 9) == run(engine, 9.0, 9) == []


@pytest.mark.parametrize("devices", [0, 1])
def test_a_site_without_rules_says_nothing(devices: int) -> None:
    engine = Engine([columns("a")] * devices, {})
    assert engine.evaluate(0.0, np.zeros(2), np.zeros(2, np.uint8), np.zeros(2)) == []


def test_the_values_that_are_looked_at_are_not_changed() -> None:
    values = np.array([6.0, 1.0, 1.0])
    engine_of(HOT).evaluate(0.0, values, np.array([1, 0, 0], np.uint8), np.zeros(3))
    assert values.tolist() == [6.0, 1.0, 1.0]


def test_many_devices_are_kept_apart() -> None:
    count = 300
    devices = [columns("a", id_=f"d{number}", start=2 * number) for number in range(count)]
    engine = Engine(devices, {KIND: pack(HOT)})
    good, times = np.zeros(2 * count, np.uint8), np.zeros(2 * count)
    values = np.ones(2 * count)
    hot = {f"d{number}" for number in range(0, count, 7)}
    values[::14] = 6
    found = [one.device for now in (0.0, 1.0, 2.0) for one in engine.evaluate(now, values, good, times)]
    assert (set(found), len(found)) == (hot, len(hot))
    values[:] = 0
    ended = [one.device for now in (3.0, 4.0, 5.0) for one in engine.evaluate(now, values, good, times)]
    assert (set(ended), len(ended)) == (hot, len(hot))
