"""What people do with tickets: open, list, step; and the watch over the clocks."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection

from gateway.alarms.events import Notifier
from gateway.bus import Bus
from gateway.clock import Clock as Time
from gateway.errors import Conflict, Invalid, NotFound
from gateway.patrol.model import Programme
from gateway.store import audit
from gateway.store.pool import Database
from gateway.tickets import store
from gateway.tickets.clocks import Policy, started
from gateway.tickets.events import TicketChanged
from gateway.tickets.forms import NewTicket, StepForm, new_step, new_ticket, read, said
from gateway.tickets.ledger import Ledger
from gateway.tickets.model import ENDED, State, Ticket, TicketEvent
from gateway.tickets.opener import AlarmTickets
from gateway.tickets.patrols import PatrolTickets
from gateway.tickets.refusals import refusal
from gateway.tickets.workflow import DESK, WORKERS, Action, Reason, Step, decide
from yamlfile import Text

MOST_LISTED = 1000
_NOTHING: Mapping[str, Any] = {}


class TicketService:
    """Each step is one transaction: the ticket, its history, the audit, and what is to be told outside."""

    def __init__(
        self,
        *,
        database: Database,
        bus: Bus,
        time: Time,
        site: str,
        policy: Policy,
        names: Mapping[str, Text],
        notifier: Notifier,
    ) -> None:
        self._database = database
        self._bus = bus
        self._time = time
        self._site = site
        self._policy = policy
        self._names = names
        self._ledger = Ledger(time=time, notifier=notifier, escalate=policy.escalate)
        self._opener = AlarmTickets(time=time, site=site, policy=policy, names=names, ledger=self._ledger)

    @property
    def opener(self) -> AlarmTickets:
        """What alarms are given to open their tickets with."""
        return self._opener

    def for_patrols(self, programme: Programme, trades: Mapping[str, str]) -> PatrolTickets:
        """What patrols are given to open their tickets with. `trades` by device."""
        return PatrolTickets(
            time=self._time, site=self._site, policy=self._policy, ledger=self._ledger, opener=self._opener,
            programme=programme, names=self._names, trades=trades,
        )  # fmt: skip

    async def get(self, ticket: str) -> Ticket:
        """NotFound where there is none of this id."""
        async with self._database.connection() as conn:
            return _found(await store.get(conn, self._site, ticket), ticket)

    async def events(self, ticket: str) -> Sequence[TicketEvent]:
        """The history of a ticket, oldest first."""
        async with self._database.connection() as conn:
            return await store.get_events(conn, ticket)

    async def list(
        self,
        *,
        state: str | None = None,
        assignee: str | None = None,
        device: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Sequence[Ticket]:
        """Newest first. `state`: one state, `open` (none of those that have ended), or `all`, which is the default."""
        filters = {"states": _states(state), "assignee": assignee, "device": device, "after": after}
        async with self._database.connection() as conn:
            return await store.get_many(conn, self._site, filters, max(1, min(limit, MOST_LISTED)))

    async def create(self, body: Mapping[str, Any], who: str, role: str) -> Ticket:
        """A ticket that a person opens. `assignee` may be given by those who may assign."""
        form = read(NewTicket, body)
        if form.device is not None and form.device not in self._names:
            raise Invalid(f"there is no device '{form.device}' at this site", field="device")
        if form.assignee and role not in DESK:
            raise Invalid("only an operator or a manager says who gets it", field="assignee")
        async with self._database.connection() as conn:
            if form.assignee:
                await self._check_worker(conn, form.assignee)
            new = new_ticket(form, site=self._site, who=who, now=self._time.now(), policy=self._policy)
            ticket = await self._ledger.open(conn, new, {})
            if ticket is None:  # only tickets from alarms exclude each other
                raise Conflict("the ticket could not be opened")
            await self._record(conn, who, role, "create", ticket, {"title": ticket.title})
        self._bus.publish(TicketChanged(ticket=ticket, action="created"))
        return ticket

    async def step(self, ticket: str, action: str, who: str, role: str, body: Mapping[str, Any] = _NOTHING) -> Ticket:
        """The ticket after a step. The same press twice (accept, arrive, assign to the same) changes nothing.

        NotFound, Invalid (a field), NotAllowed (role, or somebody else's ticket), Conflict (its state, or `version`).
        """
        form = read(StepForm, body)
        step = new_step(form, action, who=who, role=role, now=self._time.now())
        try:
            async with self._database.connection() as conn:
                after, changed = await self._take(conn, ticket, step, form.version)
        except psycopg.errors.UniqueViolation as error:
            raise Conflict("another ticket for this trouble is open by now", code="another_open") from error
        if changed:
            self._bus.publish(TicketChanged(ticket=after, action=step.action.value))
        return after

    async def check_clocks(self, now: float | None = None) -> Sequence[Ticket]:
        """Note and tell, once, each clock that has run out; the tickets concerned. A job calls it every few seconds."""
        moment = self._time.now() if now is None else now
        out = []
        async with self._database.connection() as conn:
            for ticket in await store.get_running_out(conn, self._site, moment):
                noted = await self._ledger.breach(conn, ticket, moment)
                if noted is not ticket:  # a clock that is stopped may look as if it had run out
                    out.append(await self._ledger.save(conn, noted, [], ""))
        for ticket in out:
            self._bus.publish(TicketChanged(ticket=ticket, action="breached"))
        return out

    async def _take(
        self, conn: AsyncConnection, ticket_id: str, step: Step, version: int | None
    ) -> tuple[Ticket, bool]:
        ticket = _found(await store.get(conn, self._site, ticket_id, for_change=True), ticket_id)
        if version is not None and version != ticket.version:
            raise Conflict("somebody has changed the ticket meanwhile; look at it again", code="changed")
        abnormal = step.action is Action.RESOLVE and await store.has_active_alarm(conn, ticket_id)
        if decide(ticket, step, still_abnormal=abnormal).reason is Reason.ALREADY:
            return ticket, False
        decision = decide(await self._ledger.breach(conn, ticket, step.now), step, still_abnormal=abnormal)
        if decision.reason is not Reason.DONE:
            raise refusal(decision, step)
        if step.action is Action.ASSIGN and step.assignee:
            await self._check_worker(conn, step.assignee)
        after = decision.ticket
        if step.action is Action.REOPEN:
            after = started(after, self._policy.limits_of(after.urgency), step.now)
        detail = said(step)
        after = await self._ledger.save(conn, after, decision.history, step.who, detail)
        if step.action in (Action.ASSIGN, Action.REOPEN) and after.assignee:
            await self._ledger.tell(conn, after, "ticket_assigned")
        await self._record(conn, step.who, step.role, step.action.value, after, detail)
        return after, True

    async def _check_worker(self, conn: AsyncConnection, account: str) -> None:
        role = await store.get_role(conn, account)
        if role is None:
            raise Invalid(f"there is no account '{account}'", field="assignee")
        if role not in WORKERS:
            raise Invalid(f"'{account}' does not do repairs", field="assignee")

    async def _record(
        self, conn: AsyncConnection, who: str, role: str, action: str, ticket: Ticket, detail: Mapping[str, Any]
    ) -> None:
        await audit.record(
            conn, site=self._site, who=who, role=role, action=f"ticket.{action}", target=ticket.id, detail=detail
        )


def _found(ticket: Ticket | None, ticket_id: str) -> Ticket:
    if ticket is None:
        raise NotFound(f"there is no ticket '{ticket_id}'")
    return ticket


def _states(state: str | None) -> Sequence[str] | None:
    """The states that a filter asks for; None: any."""
    if state in (None, "", "all"):
        return None
    if state == "open":
        return [known.value for known in State if known not in ENDED]
    if state not in list(State):
        raise Invalid(f"a ticket is never '{state}'; try open, all, {', '.join(State)}", field="state")
    return [str(state)]
