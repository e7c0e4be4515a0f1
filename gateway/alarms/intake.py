"""What a list of transitions changes, decided from values alone."""

from collections.abc import Callable, Sequence

from gateway.alarms import lifecycle
from gateway.alarms.changes import Change
from gateway.alarms.model import Action, Alarm
from rules.model import Transition


def take_in(
    transitions: Sequence[Transition],
    *,
    active: Callable[[tuple[str, str]], Alarm | None],
    site: str,
    make_id: Callable[[], str],
) -> list[Change]:
    """The changes, in order. A transition that says what is known already changes nothing.

    active   the alarm of (device, rule) whose condition holds before the first of them
    make_id  a new id with every call, each greater than the one before
    """
    changes: list[Change] = []
    latest: dict[tuple[str, str], Alarm | None] = {}
    for transition in transitions:
        key = (transition.device, transition.alert.rule)
        alarm = latest[key] if key in latest else active(key)
        if transition.active and alarm is None:
            after, action = lifecycle.raise_(transition, alarm_id=make_id(), site=site), Action.RAISED
        elif not transition.active and alarm is not None:
            after, action = lifecycle.return_(alarm, transition.time).alarm, Action.RETURNED
        else:
            continue
        latest[key] = after if after.active else None
        changes.append(Change(id=make_id(), time=transition.time, action=action, alarm=after))
    return changes
