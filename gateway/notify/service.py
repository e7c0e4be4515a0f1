"""The outbox: what is to be told outside waits in the database and is sent from there, once.

A message is written in the transaction of the thing that it tells of, so there is none without it and none for what
was rolled back. It is marked as being sent before it goes out, and as sent after. Where the program ends in between,
nobody can know whether it got through: it goes out once more, and says that it may be a repeat.

One worker a channel: a channel that does not answer delays no other.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from psycopg import AsyncConnection

from gateway.clock import Clock, rfc3339
from gateway.errors import Unavailable
from gateway.notify import retry, store
from gateway.notify.channel import Channel, listening
from gateway.notify.send import SendError, send
from gateway.store.pool import Database

Send = Callable[[str, str, str], Awaitable[None]]
Result = TypeVar("Result")
REST_S = 30.0
# After something was queued its transaction takes a moment to commit: look often for a while.
EAGER_S = 5.0
EAGER_REST_S = 0.2
COUNT_S = 10.0
REPEAT = "(可能重复 may be a repeat) "
MOST_LISTED = 1000
log = structlog.get_logger(__name__)


class Notifier:
    """`queue` in anybody's transaction; `run` beside everything else."""

    def __init__(
        self, *, site: str, database: Database, clock: Clock, channels: Sequence[Channel], send: Send = send
    ) -> None:
        self._site = site
        self._database = database
        self._clock = clock
        self._channels = {channel.name: channel for channel in channels}
        self._send = send
        self._woken = {channel.name: asyncio.Event() for channel in channels}
        self._queued_at = float("-inf")
        self._failing: set[str] = set()
        self._counts: Mapping[str, int] = {"queued": 0, "failed": 0}

    @property
    def counts(self) -> Mapping[str, int]:
        """`queued` and `failed`, as they were at most COUNT_S ago."""
        return self._counts

    async def queue(
        self,
        conn: AsyncConnection,
        *,
        events: frozenset[str],
        subject: str,
        body: str,
        priority: int,
        trade: str,
        ticket: str | None = None,
        alarm: str | None = None,
    ) -> int:
        """One message for each channel that listens to any of the events; how many there were."""
        names = listening(self._channels.values(), events=events, priority=priority, trade=trade)
        for name in names:
            event = min(events & self._channels[name].events)
            note = store.Note(
                site=self._site, channel=name, event=event, subject=subject, body=body, ticket=ticket, alarm=alarm
            )
            await store.insert(conn, note, self._clock.now())
            self._queued_at = self._clock.elapsed()
            self._woken[name].set()
        return len(names)

    async def run(self) -> None:
        """Sends until it is cancelled. What is being sent then goes out once more after the next start."""
        await self._until_there(self._give_up_others)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._count())
            for channel in self._channels.values():
                tasks.create_task(self._work(channel))

    async def list(
        self, *, state: str | None = None, after: str | None = None, limit: int = 100
    ) -> Sequence[dict[str, Any]]:
        """What was sent or waits to be, newest first, as JSON objects; `after` is the last id of the page before."""
        async with self._database.connection() as conn:
            rows = await store.get_many(conn, self._site, state, after, max(1, min(limit, MOST_LISTED)))
        times = ("created_at", "next_try_at", "sent_at")
        return [{**row, **{name: rfc3339(row[name]) for name in times if row[name] is not None}} for row in rows]

    async def _work(self, channel: Channel) -> None:
        while True:
            try:
                await self._work_once(channel)
            except Exception:
                log.exception("a channel's worker failed", channel=channel.name)
                await asyncio.sleep(REST_S)

    async def _work_once(self, channel: Channel) -> None:
        """Send what is due, then rest until something may be."""
        await self._until_there(lambda: self._send_due(channel))
        rest_s = await self._until_there(lambda: self._rest_s(channel))
        woken = self._woken[channel.name]
        with suppress(TimeoutError):
            async with asyncio.timeout(rest_s):
                await woken.wait()
        woken.clear()

    async def _send_due(self, channel: Channel) -> None:
        while True:
            async with self._database.connection() as conn:
                note = await store.claim(conn, self._site, channel.name, self._clock.now())
            if note is None:
                return
            await self._deliver(channel, note)

    async def _deliver(self, channel: Channel, note: store.Claimed) -> None:
        if note.uncertain:
            log.warning("a message may go out twice", channel=channel.name, notification=note.id)
        try:
            await self._send(channel.url, (REPEAT if note.uncertain else "") + note.subject, note.body)
        except SendError as error:
            await self._put_back(channel, note, str(error))
            return
        # It is out: until the database knows, nothing else is sent here, or it would go out twice.
        await self._until_there(lambda: self._mark_sent(note))
        if channel.name in self._failing:
            self._failing.discard(channel.name)
            log.info("the channel works again", channel=channel.name)

    async def _put_back(self, channel: Channel, note: store.Claimed, reason: str) -> None:
        if channel.name not in self._failing:
            self._failing.add(channel.name)
            log.warning("a message could not be sent", channel=channel.name, reason=reason)
        wait_s = retry.wait_s(note.attempts, random.random())
        if wait_s is None:
            log.error("a message is given up", channel=channel.name, notification=note.id, attempts=note.attempts)
        next_try_at = None if wait_s is None else self._clock.now() + wait_s

        async def mark() -> None:
            async with self._database.connection() as conn:
                await store.mark_unsent(conn, note.id, reason, next_try_at)

        await self._until_there(mark)

    async def _mark_sent(self, note: store.Claimed) -> None:
        async with self._database.connection() as conn:
            await store.mark_sent(conn, note.id, self._clock.now())

    async def _rest_s(self, channel: Channel) -> float:
        """How long this channel has nothing to do."""
        if self._clock.elapsed() - self._queued_at < EAGER_S:
            return EAGER_REST_S
        async with self._database.connection() as conn:
            due = await store.next_due(conn, self._site, channel.name)
        return REST_S if due is None else min(REST_S, max(EAGER_REST_S, due - self._clock.now()))

    async def _give_up_others(self) -> None:
        async with self._database.connection() as conn:
            await store.give_up_others(conn, self._site, list(self._channels))

    async def _count(self) -> None:
        while True:
            await self._until_there(self._count_once)
            await asyncio.sleep(COUNT_S)

    async def _count_once(self) -> None:
        async with self._database.connection() as conn:
            self._counts = await store.count(conn, self._site)

    async def _until_there(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Does the work as soon as the database is there; the database itself says when it is away."""
        while True:
            try:
                return await work()
            except Unavailable:
                await asyncio.sleep(random.uniform(1.0, 3.0))
