"""A ticket as JSON, in the names of the HTTP face."""

from typing import Any

from gateway.clock import rfc3339
from gateway.tickets.model import Ticket, TicketEvent

_TIMES = (
    "created_at", "arrive_by", "resolve_by", "accepted_at", "arrived_at", "resolved_at", "verified_at", "closed_at",
    "held_since",
)  # fmt: skip
_PLAIN = (
    "id", "number", "site", "title", "device", "alarm", "kind", "trade", "urgency", "assignee", "created_by",
    "hold_reason", "cause", "solution", "rating", "repeats", "version",
)  # fmt: skip


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """What `GET /tickets` and the live messages say of a ticket.

    `breaches` is `{"arrive": {"at", "escalated_to"}, "resolve": …}`, without a clock that was kept.
    """
    return {
        **{name: getattr(ticket, name) for name in _PLAIN},
        **{name: _time(getattr(ticket, name)) for name in _TIMES},
        "message": dict(ticket.message),
        "priority": int(ticket.priority),
        "source": ticket.source.value,
        "state": ticket.state.value,
        "open": ticket.open,
        "breaches": {
            clock.value: {"at": rfc3339(breach.at), "escalated_to": breach.escalated_to}
            for clock, breach in ticket.breaches.items()
        },
    }


def event_json(event: TicketEvent) -> dict[str, Any]:
    """One line of a ticket's history."""
    return {
        "id": event.id,
        "time": rfc3339(event.time),
        "who": event.who,
        "action": event.action,
        "detail": dict(event.detail),
    }


def _time(seconds: float | None) -> str | None:
    return None if seconds is None else rfc3339(seconds)
