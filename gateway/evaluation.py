"""When the rules are run: soon after new values, not more often than is useful, and never seldom."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
import structlog
from numpy.typing import NDArray

from gateway.clock import Clock
from gateway.points.table import PointTable
from gateway.wake import Waker
from rules.columns import DeviceColumns
from rules.model import Transition

log = structlog.get_logger(__name__)

SHORTEST_S = 0.010  # values that arrive closer together are judged together
GATHER_S = 0.003  # devices are read in groups: the rest of the group is waited for
LONGEST_S = 0.250  # delays run out and values grow stale without any news
SHARE = 0.05  # of the time at most goes into passes
RETRY_S = 1.0


class Engine(Protocol):
    """What runs the rules: `rules.engine.Engine`."""

    def evaluate(
        self,
        now: float,
        values: NDArray[np.float64],
        quality: NDArray[np.uint8],
        times: NDArray[np.float64],
        texts: Mapping[int, str],
    ) -> list[Transition]: ...


class Evaluation:
    """Passes of the engine over the point table; what they find goes to `on_transitions`, in order.

    `before_pass` is called with the time: what is made of other values is made there.

    Where `on_transitions` fails, the same transitions are handed to it again, before any later ones.
    """

    def __init__(
        self,
        table: PointTable,
        engine: Engine,
        clock: Clock,
        on_transitions: Callable[[list[Transition]], Awaitable[None]],
        before_pass: Callable[[float], None] = lambda now: None,
    ) -> None:
        self._table = table
        self._engine = engine
        self._clock = clock
        self._on_transitions = on_transitions
        self._before_pass = before_pass
        self._waker = Waker()
        self._untold: list[Transition] = []
        self._complained = False
        self.passes = 0
        self.pass_s = 0.0

    def request(self) -> None:
        """There are new values."""
        self._waker.call()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            began = self._clock.elapsed()
            try:
                self._pass()
            except Exception:
                log.exception("a pass over the rules failed")
            self.pass_s = self._clock.elapsed() - began
            if self._untold and not await self._tell():
                await asyncio.sleep(RETRY_S)
                continue
            pause_s = max(SHORTEST_S, self.pass_s / SHARE)
            if await self._waker.wait(max(LONGEST_S, pause_s)):
                await asyncio.sleep(max(GATHER_S, began + pause_s - self._clock.elapsed()))

    def _pass(self) -> None:
        now = self._clock.now()
        table = self._table
        self._before_pass(now)
        quality = table.quality_at(now)
        self._untold += self._engine.evaluate(now, table.value, quality, table.source_time, table.texts)
        self.passes += 1

    async def _tell(self) -> bool:
        try:
            await self._on_transitions(list(self._untold))
        except Exception:
            if not self._complained:
                log.exception("transitions can't be handed on, they are kept", waiting=len(self._untold))
            self._complained = True
            return False
        if self._complained:
            log.info("transitions are handed on again")
        self._complained = False
        self._untold.clear()
        return True


def columns_of(table: PointTable) -> Sequence[DeviceColumns]:
    """The table's slices as the engine wants them; devices that are out of service are not judged."""
    return [
        DeviceColumns(
            id=piece.id,
            kind=piece.kind,
            start=piece.start,
            points=piece.points,
            fitted=piece.fitted,
            units=tuple(point.unit for point in table.points[piece.start : piece.stop]),
            names=tuple(piece.name(row) for row in range(piece.start, piece.stop)),
        )
        for piece in (*table.slices, *table.own_slices)
        if not piece.device.out_of_service
    ]
