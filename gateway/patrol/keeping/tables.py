"""The tables of patrols: one descriptor each, from which its SQL is made. Every row of a site carries its site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, LiteralString

from psycopg import AsyncConnection, sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from gateway.clock import to_datetime
from gateway.patrol.calls import Dispatch, Incident, Panic, Shift
from gateway.patrol.model import Round
from gateway.patrol.view import Made, from_dict, to_dict
from gateway.patrol.visits import Excuse, Visit
from gateway.store.columns import names, places, taken_over

Row = dict[str, Any]
_JSON = frozenset({"stops", "finding", "checks", "readings", "place"})
_TIMES = frozenset(
    {"time", "received_at", "started_at", "ended_at", "changed_at", "cleared_at", "closed_at", "starts_at"}
    | {"missed_since", "taken_back_at"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Made]):
    """columns   beside `site`, in order; those of `kind` and, after them, what is kept beside
    key       what names a row within a site
    changing  what a later telling may change; none: the first one stays
    """

    name: LiteralString
    kind: type[Made]
    columns: tuple[LiteralString, ...]
    key: tuple[LiteralString, ...] = ("id",)
    changing: tuple[LiteralString, ...] = ()

    async def save(self, conn: AsyncConnection[Any], site: str, rows: Iterable[Row]) -> None:
        """Store rows as `row_of` makes them, in order."""
        given = [{**row, "site": site} for row in rows]
        if given:
            async with conn.cursor() as cursor:
                await cursor.executemany(self._upsert(), given)

    async def add(self, conn: AsyncConnection[Any], site: str, row: Row) -> bool:
        """Store a row; whether it is new."""
        query = self._upsert() + b" RETURNING xmax = 0"
        found = await (await conn.execute(query, {**row, "site": site})).fetchone()
        return bool(found and found[0])

    async def get(
        self, conn: AsyncConnection[Any], where: sql.Composable, values: dict[str, Any]
    ) -> Sequence[tuple[Made, Row]]:
        """The rows that `where` (with its order and limit) leaves, each with all its columns."""
        query = sql.SQL("SELECT {} FROM {} ").format(names(self.columns), sql.Identifier(self.name)) + where
        cursor = conn.cursor(row_factory=dict_row)
        await cursor.execute(query, values)
        rows = [_plain(row) for row in await cursor.fetchall()]
        return [(from_dict(self.kind, row), row) for row in rows]

    async def things(self, conn: AsyncConnection[Any], where: sql.Composable, values: dict[str, Any]) -> list[Made]:
        return [thing for thing, _ in await self.get(conn, where, values)]

    def row_of(self, thing: Made, **beside: Any) -> Row:
        """As `save` takes it."""
        fields = to_dict(thing) | beside
        return {name: _stored(name, fields[name]) for name in self.columns}

    def _upsert(self) -> bytes:
        columns: tuple[LiteralString, ...] = (*self.columns, "site")
        does = sql.SQL("DO UPDATE SET ") + taken_over(self.changing) if self.changing else sql.SQL("DO NOTHING")
        key: tuple[LiteralString, ...] = ("site", *self.key)
        return (
            sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) {}")
            .format(sql.Identifier(self.name), names(columns), places(columns), names(key), does)
            .as_bytes()
        )


def _stored(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _TIMES:
        return to_datetime(value)
    return Jsonb(value) if name in _JSON else value


def _plain(row: Row) -> Row:
    return {name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.items()}


ROUNDS = Table(
    name="patrol_round", kind=Round,
    columns=("id", "route", "starts_at", "stops", "order", "sync_s", "guard", "team"),
    changing=("starts_at", "stops", "order", "sync_s", "guard", "team"),
)  # fmt: skip
VISITS = Table(
    name="patrol_visit", kind=Visit,
    columns=(
        "id", "time", "received_at", "checkpoint", "round", "method", "trust", "flags", "who", "phone", "seq",
        "finding", "checks", "readings", "note", "signed", "position",
        "digest", "monotonic_ms", "shown", "missed_since",
    ),
)  # fmt: skip
EXCUSES = Table(
    name="patrol_excuse", kind=Excuse,
    columns=("round", "checkpoint", "reason", "who", "time", "taken_back_at", "taken_back_by"),
    key=("round", "checkpoint"), changing=("reason", "who", "time", "taken_back_at", "taken_back_by"),
)  # fmt: skip
SHIFTS = Table(
    name="patrol_shift", kind=Shift, columns=("id", "who", "phone", "started_at", "ended_at"), changing=("ended_at",)
)
DISPATCHES = Table(
    name="patrol_dispatch", kind=Dispatch,
    columns=(
        "id", "time", "by", "guard", "place", "device", "checkpoint", "alarm", "note", "state", "taken_by", "answer",
        "changed_at",
    ),
    changing=("state", "taken_by", "answer", "changed_at"),
)  # fmt: skip
PANICS = Table(
    name="patrol_panic", kind=Panic,
    columns=("id", "time", "who", "phone", "position", "checkpoint", "cleared_at", "cleared_by", "note"),
    changing=("cleared_at", "cleared_by", "note"),
)  # fmt: skip
INCIDENTS = Table(
    name="patrol_incident", kind=Incident,
    columns=(
        "id", "time", "who", "kind", "checkpoint", "device", "round", "visit", "note", "media", "ticket", "closed_at",
        "closed_by", "outcome",
    ),
    changing=("closed_at", "closed_by", "outcome"),
)  # fmt: skip
