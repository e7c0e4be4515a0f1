"""Waiting for a moment or for a call, whichever comes first. Cheaper than a time-out around an event, and as clear."""

import asyncio


class Waker:
    """One task waits, any number of callers wake it. A call while nobody waits ends the next wait at once."""

    def __init__(self) -> None:
        self._called = False
        self._waiter: asyncio.Future[None] | None = None

    def call(self) -> None:
        """End the wait of now, or the next one."""
        self._called = True
        self._release(self._waiter)

    async def wait(self, longest_s: float) -> bool:
        """Whether it was called; False: the time is over. The call is used up."""
        if not self._called and longest_s > 0:
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            handle = loop.call_later(longest_s, self._release, self._waiter)
            try:
                await self._waiter
            finally:
                handle.cancel()
                self._waiter = None
        called, self._called = self._called, False
        return called

    @staticmethod
    def _release(waiter: asyncio.Future[None] | None) -> None:
        if waiter is not None and not waiter.done():
            waiter.set_result(None)
