"""A change of an alarm, as the journal keeps it until the database has it."""

from dataclasses import dataclass

import orjson

from gateway.alarms.lifecycle import SYSTEM
from gateway.alarms.model import Action, Alarm
from gateway.alarms.view import encode, from_dict
from gateway.journal import Entry

KIND = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happened, and the alarm after it.

    id    of this change: applying it twice is applying it once
    who   an account, or `system`; `role` is empty for the system
    """

    id: str
    time: float
    action: Action
    alarm: Alarm
    who: str = SYSTEM
    role: str = ""


def to_entry(change: Change) -> Entry:
    """The change as the journal takes it."""
    facts = {"action": change.action, "who": change.who, "role": change.role}
    body = orjson.dumps({**facts, "alarm": orjson.Fragment(encode(change.alarm))})
    return Entry(id=change.id, kind=KIND, time=change.time, body=body)


def from_entry(entry: Entry) -> Change:
    """The change that `to_entry` wrote; ValueError, TypeError or KeyError where the body is none."""
    facts = orjson.loads(entry.body)
    return Change(
        id=entry.id,
        time=entry.time,
        action=Action(facts["action"]),
        alarm=from_dict(facts["alarm"]),
        who=facts["who"],
        role=facts["role"],
    )
