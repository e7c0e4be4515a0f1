"""Transitions into changes: each occurrence its own alarm."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.alarms.intake import take_in
from gateway.alarms.model import Action
from gateway.ids import IdMaker
from tests.gateway.alarms.rig import NOON, transition


def nothing_active(key: tuple[str, str]) -> None:
    return None


def test_the_same_rule_twice_in_one_list_makes_two_alarms() -> None:
    steps = [transition(active=active, at=NOON + at) for at, active in enumerate([True, False, True])]
    make = IdMaker()
    changes = take_in(steps, active=nothing_active, site="s", make_id=lambda: make.make(NOON))
    assert [change.action for change in changes] == [Action.RAISED, Action.RETURNED, Action.RAISED]
    first, returned, second = (change.alarm for change in changes)
    assert (first.id, second.active) == (returned.id, True)
    assert second.id > first.id


def test_what_is_known_changes_nothing() -> None:
    make = IdMaker()
    [raised] = take_in([transition()], active=nothing_active, site="s", make_id=lambda: make.make(NOON))
    again = take_in([transition()], active=lambda key: raised.alarm, site="s", make_id=lambda: make.make(NOON))
    assert again == []
    assert take_in([transition(active=False)], active=nothing_active, site="s", make_id=lambda: "x") == []


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=40))
def test_of_a_rule_on_a_device_at_most_one_alarm_is_active(steps: list[tuple[str, bool]]) -> None:
    make = IdMaker()
    transitions = [transition(rule, active=active) for rule, active in steps]
    changes = take_in(transitions, active=nothing_active, site="s", make_id=lambda: make.make(NOON))
    latest = {change.alarm.id: change.alarm for change in changes}
    active = [alarm.rule for alarm in latest.values() if alarm.active]
    assert len(active) == len(set(active))
    assert set(active) == {rule for rule, on in dict(steps).items() if on}
