"""The outbox against a real database and a real HTTP server."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest

from gateway.notify import retry
from gateway.notify.channel import Channel
from gateway.notify.send import SendError, send
from gateway.notify.service import REPEAT, Notifier
from gateway.store.pool import Database
from tests.gateway.alarms.rig import HandClock
from tests.gateway.notify.letterbox import Letterbox, open_letterbox

EVENTS = frozenset({"ticket_opened"})
# apprise imports it where it is there, which it no longer is in the Pythons to come.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


class Outbox:
    """A notifier that runs, its database, and its clock."""

    def __init__(self, url: str, channels: Sequence[Channel]) -> None:
        self.clock = HandClock()
        self.url = url
        self.database = Database(url, most=4)
        self.notifier = Notifier(site="s", database=self.database, clock=self.clock, channels=channels)

    async def put(self, subject: str) -> None:
        async with self.database.connection() as conn:
            await self.put_in(conn, subject)

    async def put_in(self, conn: psycopg.AsyncConnection, subject: str) -> None:
        await self.notifier.queue(conn, events=EVENTS, subject=subject, body="正文 body", priority=1, trade="")

    def states(self) -> list[tuple[str, int]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute("SELECT state, attempts FROM notification ORDER BY id").fetchall()

    async def settled(self, state: str) -> None:
        """Waits until every message is in this state."""
        for _ in range(1200):
            if {found for found, _ in self.states()} == {state}:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"not all are {state}: {self.states()}")


@asynccontextmanager
async def running(url: str, *channels: Channel) -> AsyncIterator[Outbox]:
    outbox = Outbox(url, channels)
    async with outbox.database:
        task = asyncio.create_task(outbox.notifier.run())
        try:
            yield outbox
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def channel(box: Letterbox, name: str = "duty") -> Channel:
    return Channel(name=name, url=box.url, events=EVENTS)


async def test_a_message_is_sent_once(database_url: str) -> None:
    async with open_letterbox() as box, running(database_url, channel(box)) as outbox:
        await outbox.put("水泵跳闸 pump tripped")
        await outbox.settled("sent")
        await outbox.put("第二条")
        await box.wait_for(2)
        await outbox.settled("sent")
        assert box.titles == ["水泵跳闸 pump tripped", "第二条"]
        assert box.bodies[0] == "正文 body"
        [newest, _] = await outbox.notifier.list()
        assert (newest["state"], newest["attempts"], newest["sent_at"]) == ("sent", 1, "2025-06-15T15:06:40.000Z")


async def test_nothing_is_sent_of_what_was_rolled_back(database_url: str) -> None:
    async with open_letterbox() as box, running(database_url, channel(box)) as outbox:
        with suppress(RuntimeError):
            async with outbox.database.connection() as conn:
                await outbox.put_in(conn, "never")
                raise RuntimeError("the cause came to nothing")
        await outbox.put("after")
        await outbox.settled("sent")
        assert box.titles == ["after"]


async def test_what_fails_is_tried_again_later_and_shown_meanwhile(database_url: str) -> None:
    async with open_letterbox() as box, running(database_url, channel(box)) as outbox:
        box.statuses = [500, 503]
        await outbox.put("again and again")
        for attempt in (1, 2):
            await box.wait_for(attempt)
            await outbox.settled("queued")
            [shown] = await outbox.notifier.list(state="queued")
            assert shown["last_error"] == f"the channel answered {(500, 503)[attempt - 1]}"
            outbox.clock.time += retry.LONGEST_S * 2
        await outbox.settled("sent")
        assert len(box.titles) == 3
        assert outbox.states() == [("sent", 3)]


async def test_in_the_end_it_has_failed_and_stays_to_be_seen(database_url: str) -> None:
    async with open_letterbox() as box, running(database_url, channel(box)) as outbox:
        box.statuses = [500]
        await outbox.put("hopeless")
        await box.wait_for(1)
        await outbox.settled("queued")  # again
        with psycopg.connect(database_url) as connection:
            connection.execute("UPDATE notification SET attempts = %s", (retry.MOST_ATTEMPTS - 1,))
        box.statuses = [500]
        outbox.clock.time += retry.LONGEST_S * 2
        await outbox.settled("failed")
        assert [note["subject"] for note in await outbox.notifier.list(state="failed")] == ["hopeless"]


async def test_a_message_at_which_the_program_ended_goes_out_once_more_and_says_so(database_url: str) -> None:
    async with open_letterbox() as box:
        box.held = asyncio.Event()
        async with running(database_url, channel(box)) as outbox:
            await outbox.put("interrupted")
            await box.wait_for(1)
            assert outbox.states() == [("sending", 1)]
        box.held.set()
        async with running(database_url, channel(box)) as outbox:
            await outbox.settled("sent")
        assert box.titles == ["interrupted", REPEAT + "interrupted"]


async def test_a_channel_that_does_not_answer_delays_no_other(database_url: str) -> None:
    async with open_letterbox() as silent, open_letterbox() as quick:
        silent.held = asyncio.Event()
        async with running(database_url, channel(silent, "silent"), channel(quick, "quick")) as outbox:
            await outbox.put("to both")
            await silent.wait_for(1)
            await quick.wait_for(1)
            silent.held.set()
            await outbox.settled("sent")


async def test_what_waits_for_a_channel_that_is_gone_fails(database_url: str) -> None:
    async with open_letterbox() as box:
        async with running(database_url, channel(box, "old")) as outbox:
            box.statuses = [500]
            await outbox.put("to nobody")
            await box.wait_for(1)
            await outbox.settled("queued")  # again
        async with running(database_url, channel(box, "new")) as outbox:
            await outbox.settled("failed")


async def test_an_error_names_no_secret() -> None:
    async with open_letterbox() as box:
        box.statuses = [403]
        with pytest.raises(SendError, match="answered 403"):
            await send(box.url, "x", "y")
        port = box.port
    for url in (f"json://secret-word@127.0.0.1:{port}/", "nosuch://secret-word"):
        with pytest.raises(SendError) as failed:
            await send(url, "x", "y")
        assert "secret" not in str(failed.value)
