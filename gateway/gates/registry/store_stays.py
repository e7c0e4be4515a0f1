"""Stays in the car park and what was paid for them, in the database. What a passage changes is written by `effects`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row

from gateway.clock import to_datetime
from gateway.gates.model import Fen, Session
from gateway.gates.registry.effects import session_from
from gateway.store.columns import chosen

_SELECT = sql.SQL("""
    SELECT id, plate, entered_at, entry_gate, entry_passage, reason, left_at, exit_gate, exit_passage, fee, paid,
           paid_at
    FROM parking_session
""")
_KNOWN = sql.SQL("WHERE site = %s AND (left_at IS NULL OR left_at > %s OR id = ANY(%s))")
_ONE = sql.SQL("WHERE site = %s AND id = %s FOR UPDATE")
_PAYMENT: LiteralString = "SELECT session, amount FROM parking_payment WHERE site = %s AND id = %s"
_PAY: LiteralString = """
    INSERT INTO parking_payment (id, site, session, amount, method, time) VALUES (%s, %s, %s, %s, %s, %s)
"""
_COUNT: LiteralString = "UPDATE parking_session SET paid = paid + %s, paid_at = %s WHERE site = %s AND id = %s"


async def known(conn: AsyncConnection[Any], site: str, left_after: float, ids: Sequence[str]) -> list[Session]:
    """The stays that last, those that ended after a time (seconds UTC), and these."""
    return await _fetch(conn, _KNOWN, (site, to_datetime(left_after), list(ids)))


async def get(conn: AsyncConnection[Any], site: str, session: str) -> Session | None:
    """One stay, held until this transaction ends."""
    return next(iter(await _fetch(conn, _ONE, (site, session))), None)


async def get_many(
    conn: AsyncConnection[Any], site: str, *, plate: str | None, inside: bool | None, after: str | None, limit: int
) -> list[Session]:
    """The newest first. `plate` is a regular expression; `after` the last id of the page before."""
    conditions = {
        "plate": sql.SQL("plate ~ %(plate)s"),
        "inside": sql.SQL("(left_at IS NULL) = %(inside)s"),
        "after": sql.SQL("id < %(after)s"),
    }
    values: dict[str, Any] = {"plate": plate, "inside": inside, "after": after}
    where = chosen(conditions, values)
    query = sql.Composed([where, sql.SQL(" ORDER BY id DESC LIMIT %(limit)s")])
    return await _fetch(conn, query, {**values, "site": site, "limit": limit})


async def get_payment(conn: AsyncConnection[Any], site: str, payment: str) -> tuple[str, Fen] | None:
    """The session and the amount of a payment that was told before."""
    cursor = await conn.execute(_PAYMENT, (site, payment))
    found = await cursor.fetchone()
    return None if found is None else (str(found[0]), int(found[1]))


async def pay(
    conn: AsyncConnection[Any], site: str, session: str, *, payment: str, amount: Fen, method: str, time: float
) -> None:
    """Write a payment down and count it. UniqueViolation where it was told before."""
    moment = to_datetime(time)
    await conn.execute(_PAY, (payment, site, session, amount, method, moment))
    await conn.execute(_COUNT, (amount, moment, site, session))


async def _fetch(conn: AsyncConnection[Any], where: sql.Composable, values: Any) -> list[Session]:
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(_SELECT + where, values)
    return [_session(row) for row in await cursor.fetchall()]


def _session(row: dict[str, Any]) -> Session:
    return session_from(
        {name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.items()}
    )
