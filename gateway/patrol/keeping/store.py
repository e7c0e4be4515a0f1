"""What of the patrols is read from the database: the last day for memory, and what is older for those who ask."""

from collections.abc import Sequence
from typing import Any

from psycopg import AsyncConnection, sql

from gateway.clock import to_datetime
from gateway.patrol.calls import Incident
from gateway.patrol.keeping.tables import (
    DISPATCHES,
    EXCUSES,
    INCIDENTS,
    PANICS,
    ROUNDS,
    SHIFTS,
    VISITS,
    Row,
)
from gateway.patrol.keeping.tellings import Kept, Telling
from gateway.patrol.model import Round
from gateway.patrol.scanning.judge import Seen
from gateway.patrol.visits import Excuse, Visit

Conn = AsyncConnection[Any]
MOST_VISITS = 600_000  # a day of the greatest load
_SINCE = sql.SQL("WHERE site = %(site)s AND {} >= %(since)s ORDER BY {}")
_PHOTOS = sql.SQL(
    "SELECT id, finding -> 'media' FROM patrol_visit WHERE site = %(site)s AND finding IS NOT NULL"
    " AND finding -> 'media' <> '[]' ORDER BY received_at DESC LIMIT %(limit)s"
)


async def since(conn: Conn, site: str, time: float) -> list[Telling]:
    """All that was heard of, or is planned, since this time (seconds UTC), and what is still open of before."""
    values = {"site": site, "since": to_datetime(time), "limit": MOST_VISITS}
    told = [
        Telling(id="", time=time, rounds=tuple(await ROUNDS.things(conn, _since("starts_at"), values)),
                excuses=tuple(await EXCUSES.things(conn, _since("time"), values)),
                shifts=tuple(await SHIFTS.things(conn, _since("started_at"), values)),
                incidents=tuple(await INCIDENTS.things(conn, _open("time", "closed_at"), values)))
    ]  # fmt: skip
    told += [Telling(id="", time=time, dispatch=each) for each in
             await DISPATCHES.things(conn, _since("time"), values)]  # fmt: skip
    told += [Telling(id="", time=time, panic=each) for each in
             await PANICS.things(conn, _open("cleared_at", "cleared_at"), values)]  # fmt: skip
    rows = await VISITS.get(conn, _since("received_at") + sql.SQL(" LIMIT %(limit)s"), values)
    return told + [Telling(id=visit.id, time=time, visit=kept_of(visit, row)) for visit, row in rows]


async def photos(conn: Conn, site: str, most: int) -> list[tuple[str, str]]:
    """Digests of photos and the visits that they came with, the oldest first."""
    rows = await (await conn.execute(_PHOTOS, {"site": site, "limit": most})).fetchall()
    return [(digest, visit) for visit, media in reversed(rows) for digest in media]


async def visits_by_id(conn: Conn, site: str, ids: Sequence[str]) -> list[Kept]:
    where = sql.SQL("WHERE site = %(site)s AND id = ANY(%(ids)s)")
    return [kept_of(visit, row) for visit, row in await VISITS.get(conn, where, {"site": site, "ids": list(ids)})]


async def rounds(conn: Conn, site: str, begin: float, end: float, route: str | None, limit: int) -> list[Round]:
    """Those that begin in [begin, end), the newest first."""
    where = sql.SQL(
        "WHERE site = %(site)s AND starts_at >= %(begin)s AND starts_at < %(end)s"
        " AND (%(route)s::text IS NULL OR route = %(route)s) ORDER BY starts_at DESC, id DESC LIMIT %(limit)s"
    )
    values = {"site": site, "begin": to_datetime(begin), "end": to_datetime(end), "route": route, "limit": limit}
    return await ROUNDS.things(conn, where, values)


async def round_by_id(conn: Conn, site: str, round_: str) -> Round | None:
    found = await ROUNDS.things(conn, sql.SQL("WHERE site = %(site)s AND id = %(id)s"), {"site": site, "id": round_})
    return found[0] if found else None


async def of_rounds(conn: Conn, site: str, ids: Sequence[str]) -> tuple[list[Kept], list[Excuse]]:
    """The visits and excuses of rounds."""
    where, values = sql.SQL("WHERE site = %(site)s AND round = ANY(%(ids)s)"), {"site": site, "ids": list(ids)}
    kept = [kept_of(visit, row) for visit, row in await VISITS.get(conn, where, values)]
    return kept, await EXCUSES.things(conn, where, values)


async def visits(conn: Conn, site: str, begin: float, end: float, route: str | None) -> list[Visit]:
    """Those of [begin, end) by their own time; `route`: of its rounds only."""
    where = sql.SQL(
        "WHERE site = %(site)s AND time >= %(begin)s AND time < %(end)s AND (%(route)s::text IS NULL OR round IN"
        " (SELECT id FROM patrol_round WHERE site = %(site)s AND route = %(route)s)) ORDER BY time, id"
    )
    values = {"site": site, "begin": to_datetime(begin), "end": to_datetime(end), "route": route}
    return await VISITS.things(conn, where, values)


async def incidents(conn: Conn, site: str, *, is_open: bool, after: str | None, limit: int) -> list[Incident]:
    """The newest first; `after`: the last one of the page before."""
    where = sql.SQL(
        "WHERE site = %(site)s AND (NOT %(open)s OR closed_at IS NULL) AND (%(after)s::text IS NULL OR (time, id) <"
        " (SELECT time, id FROM patrol_incident WHERE site = %(site)s AND id = %(after)s))"
        " ORDER BY time DESC, id DESC LIMIT %(limit)s"
    )
    return await INCIDENTS.things(conn, where, {"site": site, "open": is_open, "after": after, "limit": limit})


async def incident_by_id(conn: Conn, site: str, incident: str) -> Incident | None:
    where = sql.SQL("WHERE site = %(site)s AND id = %(id)s")
    found = await INCIDENTS.things(conn, where, {"site": site, "id": incident})
    return found[0] if found else None


def kept_of(visit: Visit, row: Row) -> Kept:
    seen = Seen(visit=visit, digest=row["digest"], monotonic_ms=row["monotonic_ms"], shown=row["shown"])
    return Kept(seen=seen, missed_since=row["missed_since"])


def _since(column: str) -> sql.Composed:
    return _SINCE.format(sql.Identifier(column), sql.Identifier(column))


def _open(column: str, ended: str) -> sql.Composed:
    where = sql.SQL("WHERE site = %(site)s AND ({} >= %(since)s OR {} IS NULL)")
    return where.format(sql.Identifier(column), sql.Identifier(ended))
