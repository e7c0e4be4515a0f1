"""Writes a ticket's change down: the row, its history, and whom to tell, in the transaction of the caller."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from psycopg import AsyncConnection

from gateway.alarms.events import Notifier
from gateway.clock import Clock as Time
from gateway.ids import new_id
from gateway.tickets import messages, store
from gateway.tickets.clocks import breached, run_out
from gateway.tickets.model import Ticket, TicketEvent

SYSTEM = "system"
_NOTHING: Mapping[str, Any] = {}


class Ledger:
    """Every change of a ticket goes through here."""

    def __init__(self, *, time: Time, notifier: Notifier, escalate: tuple[str, ...]) -> None:
        self._time = time
        self._notifier = notifier
        self._escalate = escalate

    async def open(self, conn: AsyncConnection, ticket: Ticket, detail: Mapping[str, Any]) -> Ticket | None:
        """The new ticket with its number, told to whom it concerns; None where one of its kind is open already."""
        number = await store.insert(conn, ticket)
        if number is None:
            return None
        ticket = replace(ticket, number=number)
        await self.note(conn, ticket, "created", ticket.created_by, detail)
        if ticket.assignee:
            await self.note(conn, ticket, "assign", ticket.created_by, {"assignee": ticket.assignee})
        await self.tell(conn, ticket, "ticket_opened", *(["ticket_assigned"] if ticket.assignee else []))
        return ticket

    async def save(
        self,
        conn: AsyncConnection,
        ticket: Ticket,
        actions: Sequence[str],
        who: str,
        detail: Mapping[str, Any] = _NOTHING,
    ) -> Ticket:
        """The changed ticket as stored, one version on."""
        ticket = replace(ticket, version=ticket.version + 1)
        await store.update(conn, ticket)
        for action in actions:
            await self.note(conn, ticket, action, who, detail)
        return ticket

    async def note(
        self, conn: AsyncConnection, ticket: Ticket, action: str, who: str, detail: Mapping[str, Any] = _NOTHING
    ) -> None:
        """A line of history only."""
        now = self._time.now()
        event = TicketEvent(id=new_id(now), ticket=ticket.id, time=now, who=who, action=action, detail=detail)
        await store.add_event(conn, event)

    async def tell(self, conn: AsyncConnection, ticket: Ticket, *events: str) -> None:
        """One message for whoever listens to any of the events."""
        message = messages.opened(ticket)
        await self._queue(conn, ticket, message, frozenset(events))

    async def breach(self, conn: AsyncConnection, ticket: Ticket, now: float) -> Ticket:
        """Notes each clock that has run out, and tells the next role; the row itself is left to `save`."""
        for clock in run_out(ticket, now):
            ticket = breached(ticket, clock, self._escalate)
            detail = {"clock": clock.value, "escalated_to": ticket.breaches[clock].escalated_to}
            await self.note(conn, ticket, "breached", SYSTEM, detail)
            await self._queue(conn, ticket, messages.ran_out(ticket, clock), frozenset({"ticket_breached"}))
        return ticket

    async def _queue(
        self, conn: AsyncConnection, ticket: Ticket, message: messages.Message, events: frozenset[str]
    ) -> None:
        await self._notifier.queue(
            conn,
            events=events,
            subject=message.subject,
            body=message.body,
            priority=int(ticket.priority),
            trade=ticket.trade,
            ticket=ticket.id,
            alarm=ticket.alarm,
        )
