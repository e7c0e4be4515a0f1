"""Passes of visitors and contractors in the database: all the SQL of them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, LiteralString

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row

from gateway.clock import to_datetime
from gateway.gates.model import Pass, PassKind, PassState
from gateway.store.columns import chosen, names, places

_COLUMNS: tuple[LiteralString, ...] = (
    "id", "kind", "state", "code", "host_code", "visitor", "holder", "plate", "valid_from", "valid_until", "most_uses",
    "uses", "gates", "created_by", "created_at",
)  # fmt: skip
_STORED = (*_COLUMNS, "site")
_SELECT = sql.SQL("SELECT {} FROM gate_pass ").format(names(_COLUMNS))
_ADD = sql.SQL("INSERT INTO gate_pass ({}) VALUES ({})").format(names(_STORED), places(_STORED)).as_bytes()


async def add(conn: AsyncConnection[Any], site: str, given: Pass) -> None:
    """A new pass."""
    times = {name: to_datetime(getattr(given, name)) for name in ("valid_from", "valid_until", "created_at")}
    await conn.execute(_ADD, {**asdict(given), **times, "gates": list(given.gates), "site": site})


async def set_state(conn: AsyncConnection[Any], site: str, given: str, state: PassState) -> None:
    await conn.execute("UPDATE gate_pass SET state = %s WHERE site = %s AND id = %s", (state.value, site, given))


async def get(conn: AsyncConnection[Any], site: str, given: str) -> Pass | None:
    """One pass, held until this transaction ends."""
    query = sql.SQL("WHERE site = %s AND id = %s FOR UPDATE")
    return next(iter(await _fetch(conn, query, (site, given))), None)


async def current(conn: AsyncConnection[Any], site: str, since: float) -> list[Pass]:
    """Those that end after a time (seconds UTC)."""
    return await _fetch(conn, sql.SQL("WHERE site = %s AND valid_until > %s"), (site, to_datetime(since)))


async def get_many(
    conn: AsyncConnection[Any], site: str, *, state: str | None, ends_after: float | None, after: str | None, limit: int
) -> list[Pass]:
    """The newest first. `after` is the last id of the page before; what is None does not count."""
    conditions = {
        "state": sql.SQL("state = %(state)s"),
        "ends_after": sql.SQL("valid_until > to_timestamp(%(ends_after)s)"),
        "after": sql.SQL("id < %(after)s"),
    }
    values: dict[str, Any] = {"state": state, "ends_after": ends_after, "after": after}
    where = chosen(conditions, values)
    query = sql.Composed([where, sql.SQL(" ORDER BY id DESC LIMIT %(limit)s")])
    return await _fetch(conn, query, {**values, "site": site, "limit": limit})


async def _fetch(conn: AsyncConnection[Any], where: sql.Composable, values: Any) -> list[Pass]:
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(_SELECT + where, values)
    return [_pass(row) for row in await cursor.fetchall()]


def _pass(row: dict[str, Any]) -> Pass:
    fields: dict[str, Any] = {
        name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.items()
    }
    fields |= {"kind": PassKind(row["kind"]), "state": PassState(row["state"]), "gates": tuple(row["gates"])}
    return Pass(**fields)
