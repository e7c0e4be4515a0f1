"""The two clocks of a ticket: by when somebody must be there, by when it must work again.

The limits are those of the property manual: an emergency (no water, no power, somebody in a lift) is reached in
15 minutes and solved in 30; an ordinary report is answered in 30 minutes and solved in 24 hours; an appointment has
the time that was agreed. The first clock is met by the arrival, of an ordinary ticket by its acceptance.

Both count from the moment at which the trouble began, not from the ticket. Holding an ordinary ticket, or an
appointment, stops its second clock; an emergency waits for nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from gateway.tickets.model import WORK_DONE, Breach, Clock, State, Ticket
from rules.model import Urgency

MINUTE_S = 60.0
HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds from the beginning of the trouble; None: that clock does not run."""

    arrive_s: float | None = None
    resolve_s: float | None = None


DEFAULT_LIMITS: Mapping[Urgency, Limits] = MappingProxyType(
    {
        "emergency": Limits(arrive_s=15 * MINUTE_S, resolve_s=30 * MINUTE_S),
        "ordinary": Limits(arrive_s=30 * MINUTE_S, resolve_s=24 * HOUR_S),
        "appointment": Limits(),
    }
)
GRAVEST_FIRST: tuple[Urgency, ...] = ("emergency", "ordinary", "appointment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a site settles about its tickets.

    assign    trade → the account that gets its tickets; `default` for every other trade
    escalate  roles in the order in which they are told of a ticket's first, second … breach
    """

    limits: Mapping[Urgency, Limits] = field(default_factory=lambda: DEFAULT_LIMITS)
    assign: Mapping[str, str] = field(default_factory=dict)
    escalate: tuple[str, ...] = ("operator", "manager")

    def assignee(self, trade: str) -> str | None:
        return self.assign.get(trade) or self.assign.get("default")

    def limits_of(self, urgency: Urgency) -> Limits:
        return self.limits.get(urgency, DEFAULT_LIMITS[urgency])


def started(ticket: Ticket, limits: Limits, since: float) -> Ticket:
    """The ticket with both clocks counting from `since`."""
    return replace(ticket, arrive_by=_after(since, limits.arrive_s), resolve_by=_after(since, limits.resolve_s))


def hastened(ticket: Ticket, limits: Limits, since: float) -> Ticket:
    """The ticket with each clock at the sooner of what it was and what counts from `since`."""
    return replace(
        ticket,
        arrive_by=_sooner(ticket.arrive_by, _after(since, limits.arrive_s)),
        resolve_by=_sooner(ticket.resolve_by, _after(since, limits.resolve_s)),
    )


def resumed(ticket: Ticket, now: float) -> Ticket:
    """The ticket taken off hold: where holding stopped the second clock, it ends that much later."""
    if ticket.held_since is None:
        return ticket
    paused_s = max(0.0, now - ticket.held_since) if holding_pauses(ticket) else 0.0
    resolve_by = None if ticket.resolve_by is None else ticket.resolve_by + paused_s
    return replace(ticket, held_since=None, hold_reason=None, resolve_by=resolve_by)


def holding_pauses(ticket: Ticket) -> bool:
    return ticket.urgency != "emergency"


def graver(one: Urgency, other: Urgency) -> Urgency:
    """Whichever of the two is in more of a hurry."""
    return min(one, other, key=GRAVEST_FIRST.index)


def arrive_met_at(ticket: Ticket) -> float | None:
    """When the first clock was met; None: it was not."""
    return ticket.accepted_at if ticket.urgency == "ordinary" else ticket.arrived_at


def run_out(ticket: Ticket, now: float) -> tuple[Clock, ...]:
    """The clocks that have run out at `now` and of which nobody was told yet."""
    if ticket.state in WORK_DONE:
        return ()
    out = []
    if arrive_met_at(ticket) is None and _past(ticket.arrive_by, now) and Clock.ARRIVE not in ticket.breaches:
        out.append(Clock.ARRIVE)
    stopped = ticket.state is State.ON_HOLD and holding_pauses(ticket)
    if not stopped and _past(ticket.resolve_by, now) and Clock.RESOLVE not in ticket.breaches:
        out.append(Clock.RESOLVE)
    return tuple(out)


def breached(ticket: Ticket, clock: Clock, escalate: tuple[str, ...]) -> Ticket:
    """The ticket with a breach of `clock` noted, and with the next role in the chain to be told."""
    at = ticket.arrive_by if clock is Clock.ARRIVE else ticket.resolve_by
    if at is None:
        raise ValueError(f"ticket {ticket.id} has no clock '{clock}' that could run out")
    role = escalate[min(len(ticket.breaches), len(escalate) - 1)] if escalate else ""
    return replace(ticket, breaches={**ticket.breaches, clock: Breach(at=at, escalated_to=role)})


def _after(since: float, limit_s: float | None) -> float | None:
    return None if limit_s is None else since + limit_s


def _sooner(one: float | None, other: float | None) -> float | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _past(at: float | None, now: float) -> bool:
    return at is not None and now > at
