"""Passages in the database: all the SQL of them, and the same choice made in memory."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, LiteralString

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row

from gateway.clock import to_datetime
from gateway.gates.judging.plate_text import expression
from gateway.gates.model import Passage
from gateway.gates.view import from_dict
from gateway.store.columns import chosen, names, places, taken_over

_COLUMNS: tuple[LiteralString, ...] = (
    "id", "gate", "time", "plate", "seen", "colour", "kind", "confidence", "direction", "decision", "reason", "outcome",
    "candidates", "uncertain", "match", "fee", "tailgating", "has_picture", "has_crop", "decided_by", "corrected_from",
)  # fmt: skip
# What may change after the vehicle was seen.
_CHANGING: tuple[LiteralString, ...] = (
    "plate", "kind", "direction", "decision", "reason", "outcome", "match", "fee", "tailgating", "has_picture",
    "has_crop", "decided_by", "corrected_from",
)  # fmt: skip
_STORED = (*_COLUMNS, "site")
_SELECT = sql.SQL("SELECT {} FROM passage ").format(names(_COLUMNS))
_UPSERT = (
    sql.SQL("INSERT INTO passage ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {}")
    .format(names(_STORED), places(_STORED), taken_over(_CHANGING))
    .as_bytes()
)
_FORGET: LiteralString = """
    UPDATE passage SET has_picture = false, has_crop = false
    WHERE site = %s AND time < %s AND (has_picture OR has_crop)
"""
_DROP_EVENTS: LiteralString = """
    DELETE FROM passage_event USING passage
    WHERE passage_event.passage = passage.id AND passage.site = %s AND passage.time < %s
"""
_DROP: LiteralString = "DELETE FROM passage WHERE site = %s AND time < %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageFilter:
    """Which passages are wanted; None: all.

    plate   as decided or as seen; as `plate_text.expression` takes it
    since   inclusive, `until` exclusive, seconds UTC
    after   the id of the last passage of the page before
    """

    plate: str | None = None
    gate: str | None = None
    decision: str | None = None
    since: float | None = None
    until: float | None = None
    after: str | None = None


def fits(passage: Passage, wanted: PassageFilter) -> bool:
    """The same choice as `get_many` makes."""
    if wanted.plate is not None:
        plates = re.compile(expression(wanted.plate))
        if not plates.search(passage.plate) and not plates.search(passage.seen):
            return False
    return (
        wanted.gate in (None, passage.gate)
        and wanted.decision in (None, passage.decision.value)
        and (wanted.since is None or passage.time >= wanted.since)
        and (wanted.until is None or passage.time < wanted.until)
        and (wanted.after is None or passage.id < wanted.after)
    )


async def save(conn: AsyncConnection, site: str, passages: Sequence[Passage]) -> None:
    """Store passages as they are now, in order."""
    async with conn.cursor() as cursor:
        await cursor.executemany(_UPSERT, [_row(site, passage) for passage in passages])


async def get(conn: AsyncConnection, site: str, passage: str) -> Passage | None:
    return next(iter(await _fetch(conn, sql.SQL("WHERE site = %s AND id = %s"), (site, passage))), None)


async def get_many(conn: AsyncConnection, site: str, wanted: PassageFilter, limit: int) -> list[Passage]:
    """The newest first."""
    conditions = {
        "plate": sql.SQL("(plate ~ %(plate)s OR seen ~ %(plate)s)"),
        "gate": sql.SQL("gate = %(gate)s"),
        "decision": sql.SQL("decision = %(decision)s"),
        "since": sql.SQL("time >= to_timestamp(%(since)s)"),
        "until": sql.SQL("time < to_timestamp(%(until)s)"),
        "after": sql.SQL("id < %(after)s"),
    }
    values = asdict(wanted)
    where = chosen(conditions, values)
    values |= {"site": site, "limit": limit, "plate": None if wanted.plate is None else expression(wanted.plate)}
    return await _fetch(conn, sql.Composed([where, sql.SQL(" ORDER BY id DESC LIMIT %(limit)s")]), values)


async def forget_pictures(conn: AsyncConnection, site: str, before: float) -> None:
    """The pictures of passages before this time (seconds UTC) are gone."""
    await conn.execute(_FORGET, (site, to_datetime(before)))


async def drop(conn: AsyncConnection, site: str, before: float) -> None:
    """Drop passages before this time (seconds UTC), with what people did about them."""
    values = (site, to_datetime(before))
    await conn.execute(_DROP_EVENTS, values)
    await conn.execute(_DROP, values)


async def _fetch(conn: AsyncConnection, where: sql.Composable, values: Any) -> list[Passage]:
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(_SELECT + where, values)
    return [_passage(row) for row in await cursor.fetchall()]


def _row(site: str, passage: Passage) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(passage, name) for name in _COLUMNS}
    changed = {"site": site, "time": to_datetime(passage.time)}
    return row | changed | {"candidates": list(passage.candidates), "uncertain": list(passage.uncertain)}


def _passage(row: dict[str, Any]) -> Passage:
    return from_dict({name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.items()})
