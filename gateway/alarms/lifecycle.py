"""What may happen to an alarm, decided from values alone.

A cleared occurrence never comes back to life: when the condition holds again, a new alarm is made, also while the
one before it is still waiting for somebody to see it. Each is its own row.

Every function returns a Decision: the reason in a word, and the alarm after it (the same alarm unless it is DONE).
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from gateway.alarms.model import Alarm, Condition, Suppression
from rules.model import Transition

UNDO_S = 10.0
SYSTEM = "system"


class Reason(StrEnum):
    """Why an alarm changed, or did not."""

    DONE = "done"
    ALREADY_RETURNED = "already_returned"
    ALREADY_ACKNOWLEDGED = "already_acknowledged"
    ALREADY_RESET = "already_reset"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    NOT_YOURS = "not_yours"
    TOO_LATE = "too_late"
    NOT_LATCHED = "not_latched"
    STILL_ACTIVE = "still_active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    reason: Reason
    alarm: Alarm

    @property
    def done(self) -> bool:
        return self.reason is Reason.DONE


def raise_(transition: Transition, *, alarm_id: str, site: str) -> Alarm:
    """The new occurrence that a rule's beginning to hold makes."""
    alert = transition.alert
    return Alarm(
        id=alarm_id,
        site=site,
        device=transition.device,
        point=transition.point,
        rule=alert.rule,
        kind=alert.kind,
        name=alert.name,
        priority=alert.priority,
        message=transition.message,
        advice=alert.advice,
        latched=alert.latched,
        raised_at=transition.time,
        value=_finite(transition.value),
        limit=_finite(transition.limit),
        call=alert.ticket,
        cuts_off=alert.cuts_off,
        held_back=alert.held_back,
    )


def hold(alarm: Alarm, cause: str) -> Alarm:
    """It is the consequence of the alarm `cause`: it does not call."""
    return replace(alarm, suppression=Suppression.BY_DESIGN, cause=cause)


def release(alarm: Alarm) -> Alarm:
    """It outlasts its cause, whose id it keeps for the record: it calls."""
    return replace(alarm, suppression=Suppression.NONE)


def return_(alarm: Alarm, now: float) -> Decision:
    """The condition ceased to hold; what a person has to do with the alarm is left to do."""
    if not alarm.active:
        return Decision(reason=Reason.ALREADY_RETURNED, alarm=alarm)
    # Devices date their own readings: an end is never set before its beginning.
    return _done(replace(alarm, condition=Condition.RETURNED, returned_at=max(now, alarm.raised_at)))


def acknowledge(alarm: Alarm, who: str, now: float) -> Decision:
    """A person has seen it. The first one counts; a second learns who that was."""
    if alarm.acknowledged:
        return Decision(reason=Reason.ALREADY_ACKNOWLEDGED, alarm=alarm)
    return _done(replace(alarm, acknowledged=True, acknowledged_at=now, acknowledged_by=who))


def unacknowledge(alarm: Alarm, who: str, now: float) -> Decision:
    """Takes back a slip of the finger: one's own acknowledgement, within UNDO_S."""
    if not alarm.acknowledged or alarm.acknowledged_at is None:
        return Decision(reason=Reason.NOT_ACKNOWLEDGED, alarm=alarm)
    if alarm.acknowledged_by != who:
        return Decision(reason=Reason.NOT_YOURS, alarm=alarm)
    if now - alarm.acknowledged_at > UNDO_S:
        return Decision(reason=Reason.TOO_LATE, alarm=alarm)
    return _done(replace(alarm, acknowledged=False, acknowledged_at=None, acknowledged_by=None))


def reset(alarm: Alarm, who: str, now: float) -> Decision:
    """Releases a latched alarm whose condition is over."""
    if not alarm.latched:
        return Decision(reason=Reason.NOT_LATCHED, alarm=alarm)
    if alarm.reset_at is not None:
        return Decision(reason=Reason.ALREADY_RESET, alarm=alarm)
    if alarm.active:
        return Decision(reason=Reason.STILL_ACTIVE, alarm=alarm)
    return _done(replace(alarm, reset_at=now, reset_by=who))


def _done(alarm: Alarm) -> Decision:
    return Decision(reason=Reason.DONE, alarm=alarm)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
