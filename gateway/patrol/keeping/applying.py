"""The patrols' half of the applier: visits, rounds, what people did and what is to be repaired, in one transaction."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, Protocol

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from gateway.bus import Bus
from gateway.clock import to_datetime
from gateway.history.moment import values_at
from gateway.journal import Entry
from gateway.patrol.calls import Incident
from gateway.patrol.keeping.tables import (
    DISPATCHES,
    EXCUSES,
    INCIDENTS,
    PANICS,
    ROUNDS,
    SHIFTS,
    VISITS,
)
from gateway.patrol.keeping.tellings import Act, Kept, Telling, from_entry
from gateway.store import audit

_GONE: LiteralString = "DELETE FROM patrol_round WHERE site = %s AND id = ANY(%s)"
_ACT: LiteralString = "INSERT INTO patrol_act (site, id, time) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING id"
_TICKET: LiteralString = "UPDATE patrol_incident SET ticket = %s WHERE site = %s AND id = %s"
_HAS_TICKET: LiteralString = "SELECT ticket FROM patrol_incident WHERE site = %s AND id = %s"
_READINGS: LiteralString = "UPDATE patrol_visit SET readings = %s WHERE site = %s AND id = %s AND readings = '{}'"


class TicketOpener(Protocol):
    """Opens the ticket that an incident calls for."""

    async def open_for(self, conn: AsyncConnection[Any], incident: Incident) -> tuple[str, Sequence[object]]:
        """Its id, and what is to be published once the transaction holds; "" where it calls for none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What the database has found out.

    until    everything that happened before is in the database; seconds UTC
    tickets  incident → ticket
    recalled visit → its readings
    """

    until: float
    tickets: Mapping[str, str]
    recalled: Mapping[str, Mapping[str, float]]


class PatrolApply:
    """Handles the journal's entries of kind tellings.KIND; one that was applied before changes nothing."""

    def __init__(self, *, site: str, tickets: TicketOpener, bus: Bus, learned: Callable[[Learned], None]) -> None:
        """`learned` is told after every transaction."""
        self._site = site
        self._tickets = tickets
        self._bus = bus
        self._learned = learned

    async def __call__(self, conn: AsyncConnection[Any], entries: Sequence[Entry]) -> Callable[[], Awaitable[None]]:
        """Write the entries in order in the caller's transaction."""
        tellings = [from_entry(entry) for entry in entries]
        await self._save(conn, tellings)
        tickets: dict[str, str] = {}
        events: list[object] = []
        for telling in tellings:
            for incident in telling.incidents:
                ticket, some = await self._save_incident(conn, incident)
                events += some
                if ticket:
                    tickets[incident.id] = ticket
            if telling.act is not None:
                await self._record(conn, telling, telling.act)
        kept = [telling.visit for telling in tellings if telling.visit is not None]
        recalled = {each.visit.id: await self._recall(conn, each) for each in kept if each.recalls}
        learned = Learned(until=max(entry.time for entry in entries), tickets=tickets, recalled=recalled)

        async def after() -> None:
            self._learned(learned)
            for event in events:
                self._bus.publish(event)

        return after

    async def _save(self, conn: AsyncConnection[Any], tellings: Sequence[Telling]) -> None:
        site = self._site
        for telling in tellings:
            if telling.rounds or telling.gone:
                await ROUNDS.save(conn, site, [ROUNDS.row_of(each) for each in telling.rounds])
                await conn.execute(_GONE, (site, list(telling.gone)))
        kept = [telling.visit for telling in tellings if telling.visit is not None]
        await VISITS.save(conn, site, [_visit_row(each) for each in kept])
        await EXCUSES.save(conn, site, [EXCUSES.row_of(each) for told in tellings for each in told.excuses])
        await SHIFTS.save(conn, site, [SHIFTS.row_of(each) for told in tellings for each in told.shifts])
        sent = [told.dispatch for told in tellings if told.dispatch is not None]
        await DISPATCHES.save(conn, site, [DISPATCHES.row_of(each) for each in sent])
        panics = [told.panic for told in tellings if told.panic is not None]
        await PANICS.save(conn, site, [PANICS.row_of(each) for each in panics])

    async def _save_incident(self, conn: AsyncConnection[Any], incident: Incident) -> tuple[str, Sequence[object]]:
        if await INCIDENTS.add(conn, self._site, INCIDENTS.row_of(incident)):
            ticket, events = await self._tickets.open_for(conn, incident)
            if ticket:
                await conn.execute(_TICKET, (ticket, self._site, incident.id))
            return ticket, events
        found = await (await conn.execute(_HAS_TICKET, (self._site, incident.id))).fetchone()
        return (str(found[0]) if found else ""), ()

    async def _recall(self, conn: AsyncConnection[Any], kept: Kept) -> Mapping[str, float]:
        device, *points = kept.recalls
        values = await values_at(conn, self._site, device, points, kept.visit.time)
        await conn.execute(_READINGS, (Jsonb(dict(values)), self._site, kept.visit.id))
        return values

    async def _record(self, conn: AsyncConnection[Any], telling: Telling, act: Act) -> None:
        when = to_datetime(telling.time)
        if await (await conn.execute(_ACT, (self._site, telling.id, when))).fetchone() is not None:
            await audit.record(
                conn, site=self._site, who=act.who, role=act.role, action=f"patrol.{act.action}", target=act.target,
                detail={**act.detail, "at": when.isoformat()},
            )  # fmt: skip


def _visit_row(kept: Kept) -> dict[str, Any]:
    seen = kept.seen
    return VISITS.row_of(
        kept.visit, digest=seen.digest, monotonic_ms=seen.monotonic_ms, shown=seen.shown,
        missed_since=kept.missed_since,
    )  # fmt: skip
