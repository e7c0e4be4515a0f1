"""A task that is cancelled while it waits for a connection ends, whenever the cancellation comes."""

import asyncio

from gateway.store.pool import Database


async def test_a_cancellation_that_comes_together_with_a_connection_is_kept(database_url: str) -> None:
    async def hold() -> None:
        async with database.connection():
            await asyncio.Event().wait()

    async with Database(database_url, most=1) as database:
        for turns in range(40):
            async with database.connection():
                waiting = asyncio.create_task(hold())
                await asyncio.sleep(0.01)
            for _ in range(turns):
                await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.wait({waiting}, timeout=60)
            assert waiting.cancelled(), turns
