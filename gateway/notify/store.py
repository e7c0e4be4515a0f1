"""The outbox in the database: all the SQL of this room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row, dict_row

from gateway.clock import to_datetime
from gateway.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A message that this process alone sends now. `uncertain`: an earlier attempt may have got through."""

    id: str
    subject: str
    body: str
    attempts: int
    uncertain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is to be told, to one channel."""

    site: str
    channel: str
    event: str
    subject: str
    body: str
    ticket: str | None
    alarm: str | None


_CLAIM = """
    UPDATE notification SET uncertain = uncertain OR state = 'sending', state = 'sending', attempts = attempts + 1
    WHERE id = (
        SELECT id FROM notification
        WHERE site = %s AND channel = %s AND state IN ('queued', 'sending') AND next_try_at <= %s
        ORDER BY next_try_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, subject, body, attempts, uncertain
"""


async def insert(conn: AsyncConnection, note: Note, now: float) -> None:
    """Due at once."""
    await conn.execute(
        "INSERT INTO notification (id, site, channel, event, subject, body, ticket, alarm, created_at, next_try_at)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (new_id(now), note.site, note.channel, note.event, note.subject, note.body, note.ticket, note.alarm,
         to_datetime(now), to_datetime(now)),
    )  # fmt: skip


async def claim(conn: AsyncConnection, site: str, channel: str, now: float) -> Claimed | None:
    """The message that has been due longest, if any; it counts as being sent from now on.

    Asked only while this process sends nothing over the channel: a message that is being sent all the same is one
    at which the program ended, and becomes uncertain.
    """
    cursor = conn.cursor(row_factory=class_row(Claimed))
    await cursor.execute(_CLAIM, (site, channel, to_datetime(now)))
    return await cursor.fetchone()


async def next_due(conn: AsyncConnection, site: str, channel: str) -> float | None:
    """When the next message of a channel is due, in seconds UTC; None: there is none."""
    cursor = await conn.execute(
        "SELECT min(next_try_at) FROM notification WHERE site = %s AND channel = %s AND state IN ('queued', 'sending')",
        (site, channel),
    )
    found = await cursor.fetchone()
    return None if found is None or found[0] is None else float(found[0].timestamp())


async def mark_sent(conn: AsyncConnection, note: str, now: float) -> None:
    await conn.execute(
        "UPDATE notification SET state = 'sent', sent_at = %s, last_error = NULL WHERE id = %s",
        (to_datetime(now), note),
    )


async def mark_unsent(conn: AsyncConnection, note: str, error: str, next_try_at: float | None) -> None:
    """Queued again for `next_try_at`; failed for good where that is None."""
    if next_try_at is None:
        await conn.execute("UPDATE notification SET state = 'failed', last_error = %s WHERE id = %s", (error, note))
        return
    await conn.execute(
        "UPDATE notification SET state = 'queued', last_error = %s, next_try_at = %s WHERE id = %s",
        (error, to_datetime(next_try_at), note),
    )


async def give_up_others(conn: AsyncConnection, site: str, channels: Sequence[str]) -> None:
    """What waits for a channel that the site no longer has, fails."""
    await conn.execute(
        "UPDATE notification SET state = 'failed', last_error = 'the site file has no such channel'"
        " WHERE site = %s AND state IN ('queued', 'sending') AND NOT channel = ANY(%s)",
        (site, list(channels)),
    )


async def count(conn: AsyncConnection, site: str) -> dict[str, int]:
    """How many messages wait, and how many have failed."""
    cursor = await conn.execute(
        "SELECT count(*) FILTER (WHERE state <> 'failed'), count(*) FILTER (WHERE state = 'failed')"
        " FROM notification WHERE site = %s AND state IN ('queued', 'sending', 'failed')",
        (site,),
    )
    queued, failed = await cursor.fetchone() or (0, 0)
    return {"queued": int(queued), "failed": int(failed)}


async def get_many(
    conn: AsyncConnection, site: str, state: str | None, after: str | None, limit: int
) -> list[dict[str, Any]]:
    """Newest first, as they are shown: no body, times in seconds UTC."""
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(
        "SELECT id, channel, event, subject, ticket, alarm, state, uncertain, attempts, created_at,"
        " CASE WHEN state = 'queued' THEN next_try_at END AS next_try_at, sent_at, last_error FROM notification"
        " WHERE site = %(site)s AND (%(state)s::text IS NULL OR state = %(state)s)"
        " AND (%(after)s::text IS NULL OR id < %(after)s) ORDER BY id DESC LIMIT %(limit)s",
        {"site": site, "state": state, "after": after, "limit": limit},
    )
    return [
        {name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.items()}
        for row in await cursor.fetchall()
    ]
