"""Alarms and their history in the database: all the SQL of this room."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, LiteralString

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from gateway.alarms.changes import Change
from gateway.alarms.model import Alarm
from gateway.alarms.view import from_dict
from gateway.clock import to_datetime
from gateway.store.columns import chosen, names, places, taken_over

_COLUMNS: tuple[LiteralString, ...] = (
    "id", "site", "device", "point", "rule", "kind", "name", "priority", "condition", "acknowledged", "latched",
    "suppression", "raised_at", "returned_at", "acknowledged_at", "acknowledged_by", "reset_at", "reset_by", "value",
    "limit", "message", "advice", "cause", "cuts_off", "held_back", "consequence_alarms", "consequence_devices",
)  # fmt: skip
# What may change in the life of an alarm. Its ticket and what it brings with it are set apart: a late change never
# takes them away.
_CHANGING: tuple[LiteralString, ...] = (
    "condition", "acknowledged", "suppression", "returned_at", "acknowledged_at", "acknowledged_by", "reset_at",
    "reset_by", "open", "cause",
)  # fmt: skip
_TIMES = ("raised_at", "returned_at", "acknowledged_at", "reset_at")
_TEXTS = ("name", "message", "advice")
_STORED = (*_COLUMNS, "open")

_SELECT = sql.SQL("SELECT {}, ticket FROM alarm ").format(names(_COLUMNS))
_UPSERT = (
    sql.SQL("INSERT INTO alarm ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {} RETURNING ticket")
    .format(names(_STORED), places(_STORED), taken_over(_CHANGING))
    .as_bytes()
)
_BY_STATE: Mapping[str, sql.SQL] = {
    "active": sql.SQL("condition = 'active'"),
    "open": sql.SQL("open"),
    "all": sql.SQL("true"),
}
STATES = tuple(_BY_STATE)
_COUNT = """
    UPDATE alarm SET consequence_alarms = found.alarms, consequence_devices = found.devices
    FROM (
        SELECT root.id, count(one.id) AS alarms,
               coalesce(array_agg(DISTINCT one.device) FILTER (WHERE one.id IS NOT NULL), '{}') AS devices
        FROM unnest(%s::text[]) AS root (id) LEFT JOIN alarm AS one ON one.cause = root.id GROUP BY root.id
    ) AS found
    WHERE alarm.id = found.id
"""


async def save(conn: AsyncConnection, alarm: Alarm) -> str | None:
    """Store the alarm as it is now; returns the ticket that its row has."""
    cursor = await conn.execute(_UPSERT, _row(alarm))
    found = await cursor.fetchone()
    return found[0] if found else None


async def set_ticket(conn: AsyncConnection, alarm: str, ticket: str) -> None:
    """Tie an alarm to the ticket that covers it."""
    await conn.execute("UPDATE alarm SET ticket = %s WHERE id = %s", (ticket, alarm))


async def add_events(conn: AsyncConnection, changes: Sequence[Change]) -> None:
    """Lines of history."""
    async with conn.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO alarm_event (id, alarm, time, who, action) VALUES (%s, %s, %s, %s, %s)",
            [(one.id, one.alarm.id, to_datetime(one.time), one.who, one.action.value) for one in changes],
        )


async def get_known(conn: AsyncConnection, changes: Sequence[str]) -> frozenset[str]:
    """Which of these changes were applied before."""
    cursor = await conn.execute("SELECT id FROM alarm_event WHERE id = ANY(%s)", (list(changes),))
    return frozenset(str(row[0]) for row in await cursor.fetchall())


async def get(conn: AsyncConnection, site: str, alarm: str) -> Alarm | None:
    return next(iter(await _fetch(conn, sql.SQL("WHERE site = %s AND id = %s"), (site, alarm))), None)


async def get_open(conn: AsyncConnection, site: str) -> list[Alarm]:
    """The open alarms of a site, the oldest first."""
    return await _fetch(conn, sql.SQL("WHERE site = %s AND open ORDER BY raised_at, id"), (site,))


async def get_tickets(conn: AsyncConnection, alarms: Sequence[str]) -> list[tuple[str, str]]:
    """(alarm, ticket) of those among these alarms that have one."""
    if not alarms:
        return []
    cursor = await conn.execute(
        "SELECT id, ticket FROM alarm WHERE id = ANY(%s) AND ticket IS NOT NULL", (list(alarms),)
    )
    return [(str(alarm), str(ticket)) for alarm, ticket in await cursor.fetchall()]


async def get_causes(conn: AsyncConnection, alarms: Sequence[str]) -> frozenset[str]:
    """The causes that these alarms have now."""
    query = "SELECT DISTINCT cause FROM alarm WHERE id = ANY(%s) AND cause IS NOT NULL"
    cursor = await conn.execute(query, (list(alarms),))
    return frozenset(str(row[0]) for row in await cursor.fetchall())


async def count_consequences(conn: AsyncConnection, causes: Iterable[str]) -> None:
    """Write down anew what each of these alarms has brought with it."""
    await conn.execute(_COUNT, (list(causes),))


async def get_many(conn: AsyncConnection, site: str, state: str, filters: Mapping[str, Any], limit: int) -> list[Alarm]:
    """Newest first, by when they were raised.

    state    one of STATES
    filters  device, priority, cause, `since` (inclusive) and `until` (exclusive) in seconds UTC, `after`: the id of the
             alarm at which the page before ended; those that are None are left out
    """
    conditions: Mapping[str, sql.SQL] = {
        "device": sql.SQL("device = %(device)s"),
        "priority": sql.SQL("priority = %(priority)s"),
        "since": sql.SQL("raised_at >= to_timestamp(%(since)s)"),
        "cause": sql.SQL("cause = %(cause)s"),
        "until": sql.SQL("raised_at < to_timestamp(%(until)s)"),
        "after": sql.SQL("(raised_at, id) < (SELECT raised_at, id FROM alarm WHERE id = %(after)s)"),
    }
    where = sql.SQL(" AND ").join([chosen(conditions, filters), _BY_STATE[state]])
    query = sql.Composed([where, sql.SQL(" ORDER BY raised_at DESC, id DESC LIMIT %(limit)s")])
    return await _fetch(conn, query, {**filters, "site": site, "limit": limit})


async def _fetch(conn: AsyncConnection, where: sql.Composable, values: Any) -> list[Alarm]:
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(_SELECT + where, values)
    return [_alarm(row) for row in await cursor.fetchall()]


def _row(alarm: Alarm) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(alarm, name) for name in _STORED}
    for name in _TIMES:
        row[name] = None if row[name] is None else to_datetime(row[name])
    for name in _TEXTS:
        row[name] = None if row[name] is None else Jsonb(row[name].model_dump())
    row["consequence_devices"] = list(alarm.consequence_devices)
    return row


def _alarm(row: dict[str, Any]) -> Alarm:
    return from_dict({name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.items()})
