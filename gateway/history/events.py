"""What devices reported once, from the journal into the database."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, LiteralString

import orjson
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from gateway.clock import to_datetime
from gateway.journal import Entry

DEVICE_EVENT = "device_event"  # the kind of such an entry; its body holds device, time and body
ADD: LiteralString = """
    INSERT INTO device_event (id, site, device, time, body) VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
"""


class DeviceEventStore:
    """Handles the journal's entries of kind DEVICE_EVENT."""

    def __init__(self, site: str) -> None:
        self._site = site

    async def apply(self, connection: AsyncConnection[Any], entries: Sequence[Entry]) -> Callable[[], Awaitable[None]]:
        """Write the entries in the caller's transaction; one that is there already stays. Nothing follows."""
        rows = []
        for entry in entries:
            told = orjson.loads(entry.body)
            rows.append((entry.id, self._site, told["device"], to_datetime(entry.time), Jsonb(told["body"])))
        async with connection.cursor() as cursor:
            await cursor.executemany(ADD, rows)
        return _nothing


async def _nothing() -> None:
    return
