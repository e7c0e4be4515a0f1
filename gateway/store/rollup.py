"""The roll-ups `reading_1m` and `reading_1h`, and how long rows are kept, in both editions of TimescaleDB.

The community edition keeps the roll-ups itself (continuous aggregates); only what came too late for its policies is
refreshed here. In the Apache edition they are tables, and this is what fills them.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

from psycopg import AsyncConnection

from gateway.store.pool import Database

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Readings arrive this much after their time without being noted as late (see reading_late): made again each time.
LAG = timedelta(minutes=3)
# So much of the source is rolled up in one transaction when there is much to catch up on.
MINUTES_AT_ONCE = timedelta(hours=1)
HOURS_AT_ONCE = timedelta(days=30)
LONGEST_STATEMENT: LiteralString = "SET LOCAL statement_timeout = '5min'"

LICENSE: LiteralString = "SELECT current_setting('timescaledb.license')"
TAKE_LATE: LiteralString = "WITH late AS (DELETE FROM reading_late RETURNING oldest) SELECT min(oldest) FROM late"
READ_UNTIL: LiteralString = "SELECT until FROM rollup WHERE name = %s FOR UPDATE"
SET_UNTIL: LiteralString = """
    INSERT INTO rollup (name, until) VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET until = excluded.until
"""
LOWER_UNTIL: LiteralString = "UPDATE rollup SET until = least(until, %s)"
OLDEST: LiteralString = "SELECT min(time) FROM reading"
MAKE: dict[str, LiteralString] = {
    "reading_1m": """
        INSERT INTO reading_1m (bucket, point, min, mean, max, count)
        SELECT time_bucket(INTERVAL '1 minute', time), point, min(value), avg(value), max(value), count(*)
        FROM reading WHERE time >= %s AND time < %s AND quality = 0 AND value <> 'NaN' GROUP BY 1, 2
        ON CONFLICT (point, bucket) DO UPDATE
            SET min = excluded.min, mean = excluded.mean, max = excluded.max, count = excluded.count
    """,
    "reading_1h": """
        INSERT INTO reading_1h (bucket, point, min, mean, max, count)
        SELECT time_bucket(INTERVAL '1 hour', bucket), point, min(min), sum(mean * count) / sum(count), max(max),
               sum(count)
        FROM reading_1m WHERE bucket >= %s AND bucket < %s GROUP BY 1, 2
        ON CONFLICT (point, bucket) DO UPDATE
            SET min = excluded.min, mean = excluded.mean, max = excluded.max, count = excluded.count
    """,
}
REFRESH: dict[str, LiteralString] = {
    "reading_1m": "CALL refresh_continuous_aggregate('reading_1m', %s, %s)",
    "reading_1h": "CALL refresh_continuous_aggregate('reading_1h', %s, %s)",
}
DROP: dict[str, LiteralString] = {
    "reading": "SELECT count(*) FROM drop_chunks('reading', older_than => %s::timestamptz)",
    "reading_1m": "SELECT count(*) FROM drop_chunks('reading_1m', older_than => %s::timestamptz)",
}
Connection = AsyncConnection[Any]


async def roll_up(database: Database, now: datetime) -> None:
    """Bring minutes and hours up to `now`. Unavailable while the database is away; what is done by then stays.

    The minute and the hour of `now` are made as far as they have come, and made again the next time.
    """
    async with database.connection() as connection:
        row = await (await connection.execute(LICENSE)).fetchone()
    if row is not None and row[0] == "timescale":
        await _refresh_late(database, now)
        return
    async with database.connection() as connection:
        await _take_late(connection)
    await _catch_up(database, "reading_1m", MINUTE, MINUTES_AT_ONCE, now)
    await _catch_up(database, "reading_1h", HOUR, HOURS_AT_ONCE, now)


async def drop_old(database: Database, now: datetime, *, readings_days: float, minutes_days: float) -> int:
    """Drop the chunks that hold nothing younger; how many were dropped. Hours are kept for ever."""
    dropped = 0
    for name, days in (("reading", readings_days), ("reading_1m", minutes_days)):
        async with database.connection() as connection:
            await connection.execute(LONGEST_STATEMENT)
            row = await (await connection.execute(DROP[name], (now - timedelta(days=days),))).fetchone()
            dropped += int(row[0]) if row else 0
    return dropped


async def _take_late(connection: Connection) -> None:
    """Readings that came late make both roll-ups go back to their time."""
    row = await (await connection.execute(TAKE_LATE)).fetchone()
    if row is not None and row[0] is not None:
        await connection.execute(LOWER_UNTIL, (row[0],))


async def _catch_up(database: Database, name: str, bucket: timedelta, at_once: timedelta, now: datetime) -> None:
    until: datetime | None = None
    while until is None or until < _floor(now, bucket):
        async with database.connection() as connection:
            await connection.execute(LONGEST_STATEMENT)
            since = _floor(await _since(connection, name, now) - LAG, bucket)
            end = min(since + at_once, now)
            await connection.execute(MAKE[name], (since, end))
            until = max(since, _floor(end, bucket))
            await connection.execute(SET_UNTIL, (name, until))


async def _since(connection: Connection, name: str, now: datetime) -> datetime:
    row = await (await connection.execute(READ_UNTIL, (name,))).fetchone()
    if row is None:
        row = await (await connection.execute(OLDEST)).fetchone()
    found = row[0] if row is not None and row[0] is not None else now
    return min(found, now)


async def _refresh_late(database: Database, now: datetime) -> None:
    async with database.connection() as connection:
        row = await (await connection.execute(TAKE_LATE)).fetchone()
    if row is None or row[0] is None:
        return
    for name, bucket in (("reading_1m", MINUTE), ("reading_1h", HOUR)):
        async with database.connection() as connection:
            await connection.set_autocommit(True)  # a refresh is a transaction of its own
            try:
                await connection.execute("SET statement_timeout = '5min'")
                await connection.execute(REFRESH[name], (_floor(row[0], bucket), _floor(now, bucket)))
            finally:
                await connection.execute("RESET statement_timeout")
                await connection.set_autocommit(False)


def _floor(time: datetime, bucket: timedelta) -> datetime:
    seconds = bucket.total_seconds()
    return datetime.fromtimestamp(time.timestamp() // seconds * seconds, UTC)
