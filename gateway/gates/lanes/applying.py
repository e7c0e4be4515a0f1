"""The gates' half of the applier: passages, what they change, and what people did, inside one transaction."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from gateway.clock import to_datetime
from gateway.gates.lanes import passages
from gateway.gates.lanes.tellings import Act, Telling, from_entry
from gateway.gates.registry import effects
from gateway.journal import Entry
from gateway.store import audit

_EVENT: LiteralString = """
    INSERT INTO passage_event (id, passage, time, who, action, detail) VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (id) DO NOTHING RETURNING id
"""


class PassageApply:
    """Handles the journal's entries of kind tellings.KIND; one that was applied before changes nothing."""

    def __init__(self, site: str) -> None:
        self._site = site

    async def __call__(self, conn: AsyncConnection[Any], entries: Sequence[Entry]) -> Callable[[], Awaitable[None]]:
        """Write the entries in order in the caller's transaction. Nothing follows."""
        tellings = [from_entry(entry) for entry in entries]
        await passages.save(conn, self._site, [telling.passage for telling in tellings])
        for telling in tellings:
            if telling.effects is not None:
                await effects.apply(conn, self._site, telling.effects)
            if telling.act is not None:
                await self._record(conn, telling, telling.act)
        return _nothing

    async def _record(self, conn: AsyncConnection[Any], telling: Telling, act: Act) -> None:
        passage = telling.passage
        detail = {
            "gate": passage.gate, "plate": passage.plate, "reason": passage.reason.value,
            "outcome": passage.outcome.value, "note": act.note, "corrected_from": passage.corrected_from,
        }  # fmt: skip
        detail = {name: value for name, value in detail.items() if value}
        when = to_datetime(telling.time)
        cursor = await conn.execute(_EVENT, (telling.id, passage.id, when, act.who, act.action, Jsonb(detail)))
        if await cursor.fetchone() is None:
            return
        await audit.record(
            conn, site=self._site, who=act.who, role=act.role, action=f"gate.{act.action}", target=passage.id,
            detail={**detail, "at": when.isoformat()},
        )  # fmt: skip


async def _nothing() -> None:
    return
