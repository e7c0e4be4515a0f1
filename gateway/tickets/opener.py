"""Tickets that alarms call for; what `gateway.alarms` asks for by its protocol TicketOpener."""

from collections.abc import Mapping
from dataclasses import replace

import structlog
from psycopg import AsyncConnection

from gateway.alarms.events import Followed
from gateway.alarms.model import Alarm
from gateway.clock import Clock as Time
from gateway.ids import new_id
from gateway.tickets import store
from gateway.tickets.clocks import Policy, started
from gateway.tickets.events import TicketChanged
from gateway.tickets.followup import Occurrence, Repeat, repeat
from gateway.tickets.ledger import SYSTEM, Ledger
from gateway.tickets.model import Source, State, Ticket
from gateway.tickets.workflow import WORKERS
from rules.model import TicketCall
from yamlfile import Text

log = structlog.get_logger(__name__)
# Between losing a race for the one open ticket and looking for the winner, the winner may be closed.
ATTEMPTS = 3


class AlarmTickets:
    """Opens the one ticket of (device, kind), or adds another occurrence to it."""

    def __init__(self, *, time: Time, site: str, policy: Policy, names: Mapping[str, Text], ledger: Ledger) -> None:
        self._time = time
        self._site = site
        self._policy = policy
        self._names = names
        self._ledger = ledger
        self._missing: set[str] = set()  # accounts of which it was said already that there is none

    async def open_for(self, conn: AsyncConnection, alarm: Alarm) -> Followed:
        """The ticket that covers the alarm from now on, and its change to be published."""
        if alarm.call is None:
            return Followed()
        for _ in range(ATTEMPTS):
            found = await store.get_open(conn, self._site, alarm.device, alarm.kind)
            if found is not None:
                return await self._add(conn, found, alarm, alarm.call)
            opened = await self._open(conn, alarm, alarm.call)
            if opened is not None:
                return Followed(ticket=opened.id, events=(TicketChanged(ticket=opened, action="created"),))
        raise RuntimeError(f"no ticket could be opened or found for {alarm.device}, {alarm.kind}")

    async def held(self, conn: AsyncConnection, alarm: Alarm) -> Followed:
        """Cancels the ticket of an alarm held back, unless somebody has accepted it or another alarm needs it."""
        ticket = await store.get(conn, self._site, alarm.ticket, for_change=True) if alarm.ticket else None
        if ticket is None or not ticket.open:
            return Followed()
        idle = ticket.created_by == SYSTEM and ticket.state in (State.NEW, State.DISPATCHED)
        detail = {"alarm": alarm.id, "cause": alarm.cause}
        if not idle or not await store.is_for_consequences(conn, ticket.id):
            await self._ledger.note(conn, ticket, "alarm_held", SYSTEM, detail)
            return Followed(events=(TicketChanged(ticket=ticket, action="alarm_held"),))
        ticket = replace(ticket, state=State.CANCELLED, closed_at=self._time.now())
        reason = "it is the consequence of another alarm"
        ticket = await self._ledger.save(conn, ticket, ["cancel"], SYSTEM, {**detail, "reason": reason})
        return Followed(events=(TicketChanged(ticket=ticket, action="cancel"),))

    async def returned(self, conn: AsyncConnection, alarm: Alarm) -> Followed:
        """A line in the ticket's history; the ticket stays where it is, for people to close."""
        ticket = await store.get(conn, self._site, alarm.ticket, for_change=True) if alarm.ticket else None
        if ticket is None or not ticket.open:
            return Followed()
        await self._ledger.note(conn, ticket, "alarm_returned", SYSTEM, {"alarm": alarm.id})
        return Followed(ticket=ticket.id, events=(TicketChanged(ticket=ticket, action="alarm_returned"),))

    async def _open(self, conn: AsyncConnection, alarm: Alarm, call: TicketCall) -> Ticket | None:
        now = self._time.now()
        ticket = Ticket(
            id=new_id(now),
            site=self._site,
            title=self._title(alarm),
            message={"zh": alarm.message.zh, "en": alarm.message.en},
            device=alarm.device,
            alarm=alarm.id,
            kind=alarm.kind,
            priority=alarm.priority,
            source=Source.ALARM,
            trade=call.trade,
            urgency=call.urgency,
            created_at=now,
            created_by=SYSTEM,
        )
        ticket = started(ticket, self._policy.limits_of(call.urgency), alarm.raised_at)
        ticket = await self.dispatched(conn, ticket)
        return await self._ledger.open(conn, ticket, {"alarm": alarm.id, "rule": alarm.rule})

    async def _add(self, conn: AsyncConnection, ticket: Ticket, alarm: Alarm, call: TicketCall) -> Followed:
        again = Occurrence(alarm=alarm.id, priority=alarm.priority, urgency=call.urgency, since=alarm.raised_at)
        ticket, outcome = repeat(ticket, again, self._policy)
        if outcome is Repeat.RAISED:
            ticket = replace(ticket, title=self._title(alarm))
        detail = {"alarm": alarm.id, "rule": alarm.rule, "urgency": call.urgency}
        ticket = await self._ledger.save(conn, ticket, [outcome.value], SYSTEM, detail)
        if outcome is not Repeat.REPEATED:
            await self._ledger.tell(conn, ticket, "ticket_assigned")
        return Followed(ticket=ticket.id, events=(TicketChanged(ticket=ticket, action=outcome.value),))

    async def dispatched(self, conn: AsyncConnection, ticket: Ticket) -> Ticket:
        """Given to the account that the site names for the trade; left new where there is no such account."""
        account = self._policy.assignee(ticket.trade)
        if account is None:
            return ticket
        if await store.get_role(conn, account) not in WORKERS:
            if account not in self._missing:
                self._missing.add(account)
                log.warning("tickets wait to be assigned: no such engineer", account=account, trade=ticket.trade)
            return ticket
        self._missing.discard(account)
        return replace(ticket, state=State.DISPATCHED, assignee=account)

    def _title(self, alarm: Alarm) -> str:
        name = self._names.get(alarm.device)
        return f"{name.zh if name else alarm.device} {alarm.name.zh}"
