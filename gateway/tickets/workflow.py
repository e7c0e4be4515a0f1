"""How a ticket goes from new to closed, decided from values alone.

    new ─assign▶ dispatched ─accept▶ accepted ─arrive▶ arrived ─resolve▶ resolved ─verify▶ verified ▶ closed
     ▲               │                  │  ▲              │ ▲               │                          │
     └───reject──────┴──────────────────┘  └─hold/resume──┘ │               └────────reopen────────────┘
                                             (on_hold)

One table says what may be done, in which state, by which role. A step that is not in it changes nothing.
`verify` closes too: a ticket is `verified` only in its history.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from gateway.tickets.clocks import resumed
from gateway.tickets.model import State, Ticket


class Action(StrEnum):
    """A step; the word in the URL and in the ticket's history."""

    ASSIGN = "assign"
    ACCEPT = "accept"
    REJECT = "reject"
    ARRIVE = "arrive"
    HOLD = "hold"
    RESUME = "resume"
    RESOLVE = "resolve"
    VERIFY = "verify"
    REOPEN = "reopen"
    CANCEL = "cancel"
    RATE = "rate"


class Reason(StrEnum):
    """Why a step was taken, or was not."""

    DONE = "done"
    ALREADY = "already"
    WRONG_STATE = "wrong_state"
    WRONG_ROLE = "wrong_role"
    NOT_YOURS = "not_yours"
    STILL_ABNORMAL = "still_abnormal"
    MISSING = "missing"


WORKERS = frozenset({"engineer", "admin"})
DESK = frozenset({"operator", "manager", "admin"})
COUNTER = frozenset({"frontdesk", "manager", "admin"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Where a step may start and where it leads (None: that depends), who may take it, what must be said with it."""

    start: frozenset[State]
    end: State | None
    roles: frozenset[str]
    needs: str | None = None


_AT_WORK = frozenset({State.DISPATCHED, State.ACCEPTED, State.ARRIVED, State.ON_HOLD})
TABLE: Mapping[Action, Rule] = {
    Action.ASSIGN: Rule(start=_AT_WORK | {State.NEW}, end=State.DISPATCHED, roles=DESK, needs="assignee"),
    Action.ACCEPT: Rule(start=frozenset({State.DISPATCHED}), end=State.ACCEPTED, roles=WORKERS),
    Action.REJECT: Rule(
        start=frozenset({State.DISPATCHED, State.ACCEPTED}), end=State.NEW, roles=WORKERS, needs="reason"
    ),
    Action.ARRIVE: Rule(start=frozenset({State.ACCEPTED, State.ON_HOLD}), end=State.ARRIVED, roles=WORKERS),
    Action.HOLD: Rule(
        start=frozenset({State.ACCEPTED, State.ARRIVED}), end=State.ON_HOLD, roles=WORKERS, needs="reason"
    ),
    Action.RESUME: Rule(start=frozenset({State.ON_HOLD}), end=None, roles=WORKERS),
    Action.RESOLVE: Rule(start=frozenset({State.ARRIVED}), end=State.RESOLVED, roles=WORKERS, needs="cause"),
    Action.VERIFY: Rule(start=frozenset({State.RESOLVED}), end=State.CLOSED, roles=DESK),
    Action.REOPEN: Rule(
        start=frozenset({State.RESOLVED, State.VERIFIED, State.CLOSED}), end=None, roles=DESK | COUNTER, needs="reason"
    ),
    Action.CANCEL: Rule(start=_AT_WORK | {State.NEW}, end=State.CANCELLED, roles=DESK, needs="reason"),
    Action.RATE: Rule(start=frozenset({State.RESOLVED, State.CLOSED}), end=None, roles=COUNTER, needs="rating"),
}
# Pressing these twice is harmless: the second press finds the state that it asked for.
_REPEATABLE = frozenset({Action.ACCEPT, Action.ARRIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody asks to be done with a ticket. `confirm`: they know that the alarm is still active."""

    action: Action
    who: str
    role: str
    now: float
    assignee: str | None = None
    reason: str | None = None
    cause: str | None = None
    solution: str | None = None
    rating: int | None = None
    confirm: bool = False

    def is_for(self, ticket: Ticket) -> bool:
        """Whether the ticket belongs to whoever asks. A machine with an engineers' token speaks for all of them; the
        name of an account holds no colon.
        """
        return ticket.assignee == self.who or self.who.startswith("token:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The reason, the ticket after it (the same one unless DONE), and the words that go into its history.

    field  what was not said, where the reason is MISSING
    """

    reason: Reason
    ticket: Ticket
    history: tuple[str, ...] = ()
    field: str | None = None


def decide(ticket: Ticket, step: Step, *, still_abnormal: bool = False) -> Decision:
    """Whether `step` may be taken now, and what the ticket is after it. The clocks of a reopened one start elsewhere.

    still_abnormal  the condition of one of its alarms still holds
    """
    rule = TABLE[step.action]
    refusal = _refusal(ticket, step, rule, still_abnormal=still_abnormal)
    if refusal is not None:
        missing = rule.needs if refusal is Reason.MISSING else None
        return Decision(reason=refusal, ticket=ticket, field=missing)
    history = (step.action.value, "close") if step.action is Action.VERIFY else (step.action.value,)
    return Decision(reason=Reason.DONE, ticket=_after(ticket, step, rule), history=history)


def may(action: Action, role: str) -> bool:
    """Whether the role may take this step at all."""
    return role in TABLE[action].roles


def _refusal(ticket: Ticket, step: Step, rule: Rule, *, still_abnormal: bool) -> Reason | None:
    if step.role not in rule.roles:
        return Reason.WRONG_ROLE
    if step.role == "engineer" and not step.is_for(ticket):
        return Reason.NOT_YOURS
    if step.action in _REPEATABLE and ticket.state is rule.end and step.is_for(ticket):
        return Reason.ALREADY
    if step.action is Action.ASSIGN and ticket.state is rule.end and ticket.assignee == step.assignee:
        return Reason.ALREADY
    if ticket.state not in rule.start:
        return Reason.WRONG_STATE
    if rule.needs is not None and not getattr(step, rule.needs):
        return Reason.MISSING
    if step.action is Action.RESOLVE and still_abnormal and not step.confirm:
        return Reason.STILL_ABNORMAL
    return None


def _after(ticket: Ticket, step: Step, rule: Rule) -> Ticket:
    """The ticket in its new state, with what the step sets. Any step ends a hold."""
    if step.action is Action.REOPEN:
        return reopened(ticket)
    after = replace(resumed(ticket, step.now), state=rule.end or ticket.state, **_SETS[step.action](step))
    return replace(after, state=_resume_state(ticket)) if step.action is Action.RESUME else after


_SETS: Mapping[Action, Callable[[Step], dict[str, Any]]] = {
    Action.ASSIGN: lambda step: {"assignee": step.assignee},
    Action.ACCEPT: lambda step: {"accepted_at": step.now},
    Action.REJECT: lambda step: {"assignee": None, "accepted_at": None},
    Action.ARRIVE: lambda step: {"arrived_at": step.now},
    Action.HOLD: lambda step: {"held_since": step.now, "hold_reason": step.reason},
    Action.RESUME: lambda step: {},
    Action.RESOLVE: lambda step: {"resolved_at": step.now, "cause": step.cause, "solution": step.solution},
    Action.VERIFY: lambda step: {"verified_at": step.now, "closed_at": step.now},
    Action.CANCEL: lambda step: {"closed_at": step.now},
    Action.RATE: lambda step: {"rating": step.rating},
}


def reopened(ticket: Ticket) -> Ticket:
    """The ticket sent back to whoever had it, with everything to be done again; its clocks are to be started anew."""
    return replace(
        ticket,
        state=State.DISPATCHED if ticket.assignee else State.NEW,
        accepted_at=None,
        arrived_at=None,
        resolved_at=None,
        verified_at=None,
        closed_at=None,
        breaches={},
    )


def _resume_state(ticket: Ticket) -> State:
    """Where work stood when it was held: an arrival counts when it came after the last acceptance."""
    there = ticket.arrived_at is not None and ticket.arrived_at >= (ticket.accepted_at or 0.0)
    return State.ARRIVED if there else State.ACCEPTED
