"""Who did what, and when. A row is written in the transaction of the act that it tells of, and never changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

_NOTHING: Mapping[str, Any] = {}
INSERT = "INSERT INTO audit (site, who, role, action, target, detail) VALUES (%s, %s, %s, %s, %s, %s)"
# bigint's largest: nothing has a later id
_LAST = 2**63 - 1


async def record(
    conn: AsyncConnection,
    *,
    site: str,
    who: str,
    role: str,
    action: str,
    target: str = "",
    detail: Mapping[str, Any] = _NOTHING,
) -> None:
    """Write down an act; it holds as soon as the caller's transaction does."""
    await conn.execute(INSERT, (site, who, role, action, target, Jsonb(dict(detail))))


async def listing(
    conn: AsyncConnection, *, site: str, after: int | None = None, limit: int = 100
) -> Sequence[Mapping[str, Any]]:
    """The newest acts of a site first: id, time, who, role, action, target, detail; `after` is the last id seen."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        "SELECT id, time, who, role, action, target, detail FROM audit"
        " WHERE site = %s AND id < %s ORDER BY id DESC LIMIT %s",
        (site, _LAST if after is None else after, limit),
    )
    return await cursor.fetchall()
