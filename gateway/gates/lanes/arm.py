"""The arm of one gate: orders to raise it, what came of them, and who slips through behind another."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

import structlog

from gateway.clock import Clock
from gateway.errors import Unavailable
from gateway.gates.lanes.barrier import Barrier
from gateway.gates.lanes.ledger import Ledger
from gateway.gates.lanes.tailgating import Tailgating
from gateway.gates.lanes.tellings import Telling
from gateway.gates.model import Outcome, Passage
from gateway.ids import new_id
from gateway.wake import Waker

IDLE_S = 60.0
Answer = TypeVar("Answer")
log = structlog.get_logger(__name__)


class Arm:
    """`barrier` None: nothing is opened, passages are only kept.

    tailgated   called when a vehicle followed another
    """

    def __init__(
        self, gate: str, barrier: Barrier | None, *, ledger: Ledger, clock: Clock, tailgated: Callable[[], None]
    ) -> None:
        self._gate = gate
        self._barrier = barrier
        self._ledger = ledger
        self._clock = clock
        self._tailgated = tailgated
        self._tailgating = Tailgating()
        self._followers: deque[str] = deque(maxlen=16)
        self._waker = Waker()
        self._concluding: set[asyncio.Task[Passage]] = set()
        self._tasks: asyncio.TaskGroup | None = None

    @property
    def exists(self) -> bool:
        return self._barrier is not None

    async def run(self) -> None:
        """Until cancelled. Orders are carried out only meanwhile."""
        try:
            async with asyncio.TaskGroup() as self._tasks:
                if self._barrier is not None:
                    self._tasks.create_task(self._barrier.run())
                while True:
                    await self._waker.wait(IDLE_S)
                    while self._followers:
                        await self._mark(self._followers.popleft())
        finally:
            self._tasks = None

    def order(self) -> "asyncio.Task[Outcome]":
        """Raise the arm for one vehicle, from now on and by itself; Unavailable while nothing runs."""
        if self._barrier is None:
            raise Unavailable(f"the gate '{self._gate}' has no barrier", code="no_barrier")
        self._tailgating.leave(self._clock.now())
        return self._spawn(self._raise(self._barrier))

    def conclude(self, passage: Passage, order: "asyncio.Task[Outcome]") -> "asyncio.Task[Passage]":
        """Tell what came of an order, once that is known: the passage with it."""
        concluding = self._spawn(self._conclude(passage, order))
        self._concluding.add(concluding)
        concluding.add_done_callback(self._concluding.discard)
        return concluding

    async def has_room(self, most: int) -> None:
        """Returns when fewer than `most` orders wait for what comes of them."""
        while len(self._concluding) >= most:
            await asyncio.wait(self._concluding, return_when=asyncio.FIRST_COMPLETED)

    def stranger(self, passage: str) -> bool:
        """A vehicle that is not let through: whether it is the one that followed another a moment ago."""
        return self.exists and self._tailgating.stranger(passage, self._clock.now())

    def look(self, now: float) -> None:
        """See the barrier as it is now."""
        if self._barrier is None:
            return
        follower = self._tailgating.look(self._barrier.look(now))
        if follower is not None:
            log.warning("a vehicle followed another through a gate", gate=self._gate, passage=follower or None)
            self._tailgated()
            self._followers.append(follower)
            self._waker.call()

    async def _raise(self, barrier: Barrier) -> Outcome:
        try:
            outcome = await barrier.order()
        except Exception:
            log.exception("an order to a barrier failed", gate=self._gate)
            outcome = Outcome.FAILED
        if outcome is Outcome.FAILED:
            self._tailgating.withdraw()
        return outcome

    async def _conclude(self, passage: Passage, order: "asyncio.Task[Outcome]") -> Passage:
        outcome = await order
        try:
            return await self._change(passage, outcome=outcome)
        except Exception:
            log.exception("what came of an order could not be told", gate=self._gate, passage=passage.id)
            return replace(passage, outcome=outcome)

    async def _mark(self, follower: str) -> None:
        passage = self._ledger.find(follower) if follower else None
        if passage is None:
            return
        try:
            await self._change(passage, tailgating=True)
        except Exception:
            log.exception("a passage could not be marked", gate=self._gate, passage=passage.id)

    async def _change(self, passage: Passage, **changed: Any) -> Passage:
        now = self._clock.now()
        return await self._ledger.change(
            passage, lambda current: Telling(id=new_id(now), time=now, passage=replace(current, **changed))
        )

    def _spawn(self, work: Coroutine[Any, Any, Answer]) -> "asyncio.Task[Answer]":
        if self._tasks is None:
            work.close()
            raise Unavailable("the gates do not run at the moment")
        return self._tasks.create_task(work)
