"""The SQL of writing readings."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, LiteralString

import numpy as np
from numpy.typing import NDArray
from psycopg import AsyncConnection, AsyncCursor

from gateway.history.rows import Rows, to_seconds, wire

COPY: LiteralString = "COPY reading (time, point, value, quality) FROM STDIN (FORMAT BINARY)"
COPY_STAGED: LiteralString = "COPY staged (time, point, value, quality) FROM STDIN (FORMAT BINARY)"
MAKE_STAGED: LiteralString = "CREATE TEMPORARY TABLE IF NOT EXISTS staged (LIKE reading) ON COMMIT DELETE ROWS"
FROM_STAGED: LiteralString = "INSERT INTO reading SELECT * FROM staged ON CONFLICT (point, time) DO NOTHING"
ADD_POINTS: LiteralString = """
    INSERT INTO point (site, device, point)
    SELECT %s, device, point FROM unnest(%s::text[], %s::text[]) AS given (device, point)
    ON CONFLICT DO NOTHING
"""
READ_POINTS: LiteralString = "SELECT device || '/' || point, number FROM point WHERE site = %s"
# Roll-ups younger than this are made again anyway.
LATE_AFTER = timedelta(minutes=2)
NOTE_LATE: LiteralString = """
    INSERT INTO reading_late SELECT oldest FROM to_timestamp(%s::float8) AS oldest WHERE oldest < now() - %s
"""

Connection = AsyncConnection[Any]


async def point_numbers(connection: Connection, site: str, ids: Sequence[str]) -> NDArray[np.int32]:
    """The database's number of each id (`device/point`); points that it does not know yet are added."""
    devices, _, points = zip(*(id_.rpartition("/") for id_ in ids), strict=True) if ids else ((), (), ())
    async with connection.transaction():
        await connection.execute(ADD_POINTS, (site, list(devices), list(points)))
        rows = await (await connection.execute(READ_POINTS, (site,))).fetchall()
    numbers = dict(rows)
    return np.array([numbers[id_] for id_ in ids], np.int32)


async def copy_new(connection: Connection, rows: Rows) -> None:
    """Store rows that are not in the database; UniqueViolation, and nothing stored, where one is."""
    if _may_be_late(rows):
        async with connection.transaction(), connection.cursor() as cursor:
            await _copy(cursor, COPY, rows)
            await _note_late(cursor, rows)
    else:  # a COPY alone is a transaction of its own, and spares the database four questions
        async with connection.cursor() as cursor:
            await _copy(cursor, COPY, rows)


async def copy_missing(connection: Connection, rows: Rows) -> None:
    """Store those of the rows whose (point, time) the database does not have; of two such rows, one."""
    async with connection.transaction(), connection.cursor() as cursor:
        await cursor.execute(MAKE_STAGED)
        await _copy(cursor, COPY_STAGED, rows)
        await cursor.execute(FROM_STAGED)
        await _note_late(cursor, rows)


async def _copy(cursor: AsyncCursor[Any], statement: LiteralString, rows: Rows) -> None:
    async with cursor.copy(statement) as copy:
        await copy.write(wire(rows))


def _may_be_late(rows: Rows) -> bool:
    """Whether the database must be asked, whose clock decides; ours is only trusted to half of LATE_AFTER."""
    return time.time() - to_seconds(int(rows["time"].min())) > LATE_AFTER.total_seconds() / 2


async def _note_late(cursor: AsyncCursor[Any], rows: Rows) -> None:
    await cursor.execute(NOTE_LATE, (to_seconds(int(rows["time"].min())), LATE_AFTER))
