"""A repair ticket: what is wrong, who sees to it, how far that is, and the two clocks that run meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from rules.model import Priority, Urgency


class State(StrEnum):
    NEW = "new"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    VERIFIED = "verified"
    CLOSED = "closed"
    CANCELLED = "cancelled"


ENDED = frozenset({State.CLOSED, State.CANCELLED})
WORK_DONE = frozenset({State.RESOLVED, State.VERIFIED}) | ENDED


class Source(StrEnum):
    ALARM = "alarm"
    PATROL = "patrol"
    INSPECTION = "inspection"
    UPKEEP = "upkeep"
    FRONTDESK = "frontdesk"


class Clock(StrEnum):
    """Which of a ticket's two clocks."""

    ARRIVE = "arrive"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A clock that ran out: when it did (seconds UTC), and the role that was told."""

    at: float
    escalated_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Times are seconds UTC.

    alarm        the occurrence that was added last
    kind         the sort of trouble: of one device and kind at most one ticket from an alarm is open
    repeats      how many more occurrences were added since it was opened
    accepted_at  the last acceptance, and arrived_at the last arrival, since it was opened or reopened
    version      grows by one with every change
    """

    id: str
    number: int = 0
    site: str
    title: str
    message: Mapping[str, str]
    device: str | None = None
    alarm: str | None = None
    kind: str = ""
    priority: Priority
    source: Source
    trade: str = ""
    urgency: Urgency
    state: State = State.NEW
    assignee: str | None = None
    created_at: float
    created_by: str
    arrive_by: float | None = None
    resolve_by: float | None = None
    accepted_at: float | None = None
    arrived_at: float | None = None
    resolved_at: float | None = None
    verified_at: float | None = None
    closed_at: float | None = None
    held_since: float | None = None
    hold_reason: str | None = None
    cause: str | None = None
    solution: str | None = None
    rating: int | None = None
    repeats: int = 0
    breaches: Mapping[Clock, Breach] = field(default_factory=dict)
    version: int = 1

    @property
    def open(self) -> bool:
        return self.state not in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent:
    """A line of a ticket's history. `who` is an account, or `system`."""

    id: str
    ticket: str
    time: float
    who: str
    action: str
    detail: Mapping[str, Any]
