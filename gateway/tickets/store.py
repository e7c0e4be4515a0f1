"""Tickets and their history in the database: all the SQL of this room."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, LiteralString

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from gateway.clock import to_datetime
from gateway.store.columns import chosen, names, places
from gateway.tickets.model import Breach, Clock, Source, State, Ticket, TicketEvent
from rules.model import Priority

_FIXED: tuple[LiteralString, ...] = (
    "id", "site", "message", "device", "kind", "source", "trade", "created_at", "created_by",
)  # fmt: skip
_CHANGING: tuple[LiteralString, ...] = (
    "title", "alarm", "priority", "urgency", "state", "assignee", "arrive_by", "resolve_by", "accepted_at",
    "arrived_at", "resolved_at", "verified_at", "closed_at", "held_since", "hold_reason", "cause", "solution",
    "rating", "repeats", "breaches", "version",
)  # fmt: skip
_TIMES = frozenset(name for name in _FIXED + _CHANGING if name.endswith(("_at", "_by", "_since"))) - {"created_by"}


_SELECT = sql.SQL("SELECT number, {} FROM ticket ").format(names(_FIXED + _CHANGING))
_INSERT = (
    sql.SQL(
        "INSERT INTO ticket ({}) VALUES ({}) ON CONFLICT (site, device, kind)"
        " WHERE source = 'alarm' AND state NOT IN ('closed', 'cancelled') DO NOTHING RETURNING number"
    )
    .format(names(_FIXED + _CHANGING), places(_FIXED + _CHANGING))
    .as_bytes()
)
_UPDATE = (
    sql.SQL("UPDATE ticket SET ({}) = ROW({}) WHERE id = %(id)s").format(names(_CHANGING), places(_CHANGING)).as_bytes()
)
_RUNNING = sql.SQL(
    "WHERE site = %s AND state NOT IN ('resolved', 'verified', 'closed', 'cancelled')"
    " AND (arrive_by < %s AND NOT breaches ? 'arrive' OR resolve_by < %s AND NOT breaches ? 'resolve')"
    " ORDER BY id FOR UPDATE SKIP LOCKED"
)
_GET_OPEN = (
    _SELECT
    + sql.SQL(
        "WHERE site = %s AND device = %s AND kind = %s AND source = 'alarm'"
        " AND state NOT IN ('closed', 'cancelled') FOR UPDATE"
    )
).as_bytes()


async def insert(conn: AsyncConnection, ticket: Ticket) -> int | None:
    """The number of the new ticket; None where an alarm's ticket is open already for this device and kind."""
    cursor = await conn.execute(_INSERT, _row(ticket))
    found = await cursor.fetchone()
    return None if found is None else int(found[0])


async def update(conn: AsyncConnection, ticket: Ticket) -> None:
    """Store a ticket that was read for a change. UniqueViolation where it would be the second open one of its kind."""
    await conn.execute(_UPDATE, _row(ticket))


async def get(conn: AsyncConnection, site: str, ticket: str, *, for_change: bool = False) -> Ticket | None:
    """One ticket. With `for_change` nobody else changes it before this transaction ends."""
    query = _SELECT + sql.SQL("WHERE site = %s AND id = %s") + sql.SQL(" FOR UPDATE" if for_change else "")
    return next(iter(await _fetch(conn, query, (site, ticket))), None)


async def get_open(conn: AsyncConnection, site: str, device: str, kind: str) -> Ticket | None:
    """The ticket that alarms of this kind on this device have open, held until this transaction ends."""
    return next(iter(await _fetch(conn, _GET_OPEN, (site, device, kind))), None)


async def get_running_out(conn: AsyncConnection, site: str, now: float) -> list[Ticket]:
    """Tickets with a clock that may have run out unnoticed, held; those that somebody changes now are left out."""
    moment = to_datetime(now)
    return await _fetch(conn, _SELECT + _RUNNING, (site, moment, moment))


async def get_many(conn: AsyncConnection, site: str, filters: Mapping[str, Any], limit: int) -> list[Ticket]:
    """Newest first. `filters`: `states` (a list), `assignee`, `device`, `after` (an id); one that is None is none."""
    conditions: Mapping[str, sql.SQL] = {
        "states": sql.SQL("state = ANY(%(states)s)"),
        "assignee": sql.SQL("assignee = %(assignee)s"),
        "device": sql.SQL("device = %(device)s"),
        "after": sql.SQL("id < %(after)s"),
    }
    query = _SELECT + chosen(conditions, filters) + sql.SQL(" ORDER BY id DESC LIMIT %(limit)s")
    return await _fetch(conn, query, {**filters, "site": site, "limit": limit})


async def add_event(conn: AsyncConnection, event: TicketEvent) -> None:
    """One line of history."""
    await conn.execute(
        "INSERT INTO ticket_event (id, ticket, time, who, action, detail) VALUES (%s, %s, %s, %s, %s, %s)",
        (event.id, event.ticket, to_datetime(event.time), event.who, event.action, Jsonb(dict(event.detail))),
    )


async def get_events(conn: AsyncConnection, ticket: str) -> list[TicketEvent]:
    """A ticket's history, oldest first."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute("SELECT * FROM ticket_event WHERE ticket = %s ORDER BY id", (ticket,))
    return [TicketEvent(**{**row, "time": row["time"].timestamp()}) for row in await cursor.fetchall()]


async def has_active_alarm(conn: AsyncConnection, ticket: str) -> bool:
    """Whether the condition of an alarm of this ticket still holds."""
    cursor = await conn.execute(
        "SELECT EXISTS (SELECT FROM alarm WHERE ticket = %s AND condition = 'active')", (ticket,)
    )
    found = await cursor.fetchone()
    return bool(found and found[0])


async def is_for_consequences(conn: AsyncConnection, ticket: str) -> bool:
    """Whether every alarm of this ticket is held back as the consequence of another."""
    cursor = await conn.execute(
        "SELECT NOT EXISTS (SELECT FROM alarm WHERE ticket = %s AND suppression <> 'by_design')", (ticket,)
    )
    found = await cursor.fetchone()
    return bool(found and found[0])


async def get_role(conn: AsyncConnection, account: str) -> str | None:
    """The role of an account that may sign in; None where there is none."""
    cursor = await conn.execute("SELECT role FROM account WHERE name = %s AND NOT disabled", (account,))
    found = await cursor.fetchone()
    return None if found is None else str(found[0])


async def _fetch(conn: AsyncConnection, query: sql.Composed | bytes, values: Any) -> list[Ticket]:
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(query, values)
    return [_ticket(row) for row in await cursor.fetchall()]


def _row(ticket: Ticket) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(ticket, name) for name in _FIXED + _CHANGING}
    for name in _TIMES:
        row[name] = None if row[name] is None else to_datetime(row[name])
    row["message"] = Jsonb(dict(ticket.message))
    row["breaches"] = Jsonb({c.value: {"at": b.at, "escalated_to": b.escalated_to} for c, b in ticket.breaches.items()})
    return row


def _ticket(row: dict[str, Any]) -> Ticket:
    fields: dict[str, Any] = {
        name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.items()
    }
    fields["priority"] = Priority(row["priority"])
    fields["source"], fields["state"] = Source(row["source"]), State(row["state"])
    fields["breaches"] = {Clock(clock): Breach(**breach) for clock, breach in row["breaches"].items()}
    return Ticket(**fields)
