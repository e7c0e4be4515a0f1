"""Why an alarm was not changed, as the answer that a person gets."""

from gateway.alarms.lifecycle import UNDO_S, Decision, Reason
from gateway.alarms.model import Alarm
from gateway.errors import Conflict

# Asking for what is so already is harmless: the answer is the alarm as it is.
_HARMLESS = frozenset({Reason.ALREADY_ACKNOWLEDGED, Reason.ALREADY_RESET, Reason.ALREADY_RETURNED})
_TEXTS = {
    Reason.NOT_ACKNOWLEDGED: "nobody has acknowledged this alarm",
    Reason.NOT_YOURS: "somebody else has acknowledged this alarm",
    Reason.TOO_LATE: f"an acknowledgement can be taken back for {UNDO_S:.0f} s only",
    Reason.NOT_LATCHED: "this alarm is not latched: there is nothing to reset",
    Reason.STILL_ACTIVE: "the alarm's condition still holds; it can be reset when it is over",
}


def settled(decision: Decision) -> Alarm:
    """The alarm as it is where that is what was asked for; Conflict, coded by the reason, otherwise."""
    if decision.reason in _HARMLESS:
        return decision.alarm
    raise Conflict(_TEXTS[decision.reason], code=decision.reason.value)
