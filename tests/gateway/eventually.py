"""Waiting in a test for what other tasks bring about."""

import asyncio
from collections.abc import Callable


async def until(holds: Callable[[], object]) -> None:
    """Returns as soon as it holds; TimeoutError after 60 s."""
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110 - anything may change it, not one event
            await asyncio.sleep(0.005)
