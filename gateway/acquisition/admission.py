"""How many polls may be under way at once, on all lines together.

A core works off some thousand answers a second. Asked for more, a gateway that asks all the same spends itself on
answers that it reads too late, and what stores them waits its turn behind them. So a poll begins only when there is
room, and the room follows from how late the event loop runs: wide as long as it keeps up, whatever the devices take
to answer, and narrow when it does not. What can't be begun in time is late, or left out, before it has cost anything.
"""

import asyncio
from collections import deque
from types import TracebackType

MOST, FEWEST = 2048, 32
LOOK_EVERY_S = 0.1
LATE_S = 0.030  # the loop is behind: less may be under way
CALM_S = 0.005
SHRINK, GROW = 0.8, 16


def adjusted(limit: int, lag_s: float) -> int:
    """The limit after the loop was found to run `lag_s` behind: down by a fifth, or up by a few."""
    if lag_s > LATE_S:
        return max(FEWEST, int(limit * SHRINK))
    return min(MOST, limit + GROW) if lag_s < CALM_S else limit


class Admission:
    """`async with admission:` waits for room, first come first served. `run` follows the loop until cancelled."""

    def __init__(self) -> None:
        self.limit = MOST
        self._under_way = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        if self._under_way < self.limit and not self._waiting:
            self._under_way += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # its turn came at the same moment
                self._leave()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK_EVERY_S
            await asyncio.sleep(LOOK_EVERY_S)
            self.limit = adjusted(self.limit, loop.time() - due)
            self._let_in()

    def _leave(self) -> None:
        self._under_way -= 1
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self._under_way < self.limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._under_way += 1
                turn.set_result(None)
