"""A place for one thing: whoever puts another there before it is taken replaces it, and that is counted."""

import asyncio
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Newest(Generic[Thing]):
    """On the event loop; one task takes."""

    def __init__(self) -> None:
        self._things: list[Thing] = []
        self._is_there = asyncio.Event()
        self.dropped = 0

    def put(self, thing: Thing) -> None:
        """Never waits."""
        self.dropped += len(self._things)
        self._things = [thing]
        self._is_there.set()

    async def take(self) -> Thing:
        """The newest, as soon as there is one."""
        await self._is_there.wait()
        self._is_there.clear()
        return self._things.pop()
