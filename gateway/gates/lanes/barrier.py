"""The barrier of a gate: an order to raise its arm is written, and has worked when the arm is seen up."""

import asyncio
from typing import Protocol

import structlog

from drivers.errors import DriverError
from drivers.frame import Frame, Quality
from gateway.clock import Clock
from gateway.errors import GatehouseError
from gateway.gates.lanes.tailgating import CLOSED, OPEN, Look
from gateway.gates.model import Outcome
from gateway.points.table import PointTable
from gateway.wake import Waker

RAISE, POSITION, LOOP, KEPT_UP, FORCED = "raise", "position", "loop", "open_command", "forced"
STARTS_S = 2.0  # so soon after the order the arm has left its rest
OPEN_S = 8.0  # and is up
WRITE_S = 5.0
LOOK_S = 0.2  # between two looks at the arm; a poll every second would miss a vehicle that follows closely
WATCH_S = 60.0  # at most so long after an order
log = structlog.get_logger(__name__)


class Commands(Protocol):
    """The way to the device: acquisition. DriverError, or a GatehouseError, where it fails."""

    async def write(self, device: str, point: str, value: float) -> None: ...
    async def read(self, device: str) -> Frame: ...


class Barrier:
    """One order at a time; `run` watches the arm and the loop after each, until the arm is down again."""

    def __init__(self, device: str, *, commands: Commands, table: PointTable, clock: Clock) -> None:
        self._device = device
        self._commands = commands
        self._table = table
        self._clock = clock
        self._turn = asyncio.Lock()
        self._ordered = Waker()
        self._complained = False
        piece = table.slice_of(device)
        self._rows = {
            point: row for row, point in enumerate(piece.points, piece.start) if piece.fitted[row - piece.start]
        }

    @property
    def is_online(self) -> bool:
        return self._table.is_online(self._table.slice_of(self._device))

    async def order(self) -> Outcome:
        """Raise the arm; OPENED or FAILED. It waits for the order before it, and takes some ten seconds at most."""
        async with self._turn:
            failure = await self._raise()
        self._ordered.call()
        self._note(failure)
        return Outcome.OPENED if failure is None else Outcome.FAILED

    async def run(self) -> None:
        """Look at the barrier often while its arm is up, until cancelled. What is read goes the way of all readings."""
        while True:
            if not await self._ordered.wait(WATCH_S):
                continue
            try:
                await self._watch()
            except Exception:
                log.exception("a barrier could not be watched", device=self._device)

    async def _raise(self) -> str | None:
        """Why the arm did not go up; None: it did."""
        if not self.is_online:
            return "it does not answer"
        try:
            async with asyncio.timeout(WRITE_S):
                await self._commands.write(self._device, RAISE, 1.0)
            return await self._see()
        except TimeoutError:
            return "it did not answer in time"
        except (DriverError, GatehouseError) as error:
            return str(error)

    async def _see(self) -> str | None:
        ordered_at = self._clock.elapsed()
        async with asyncio.timeout(OPEN_S + WRITE_S):
            while True:
                await self._commands.read(self._device)
                position, waited_s = self.position(), self._clock.elapsed() - ordered_at
                if position == OPEN:
                    return None
                if position == CLOSED and waited_s > STARTS_S:
                    return "the arm did not move"
                if waited_s > OPEN_S:
                    return "the arm did not come up"
                await asyncio.sleep(LOOK_S)

    def position(self) -> float | None:
        """Of the arm as last read: CLOSED, OPEN, another value while it moves; None where that is not known."""
        return self._value(POSITION)

    def look(self, now: float) -> Look:
        """The barrier as last read."""
        loop = self._value(LOOP)
        return Look(
            time=now,
            position=self.position(),
            loop=None if loop is None else loop == 1.0,
            kept_up=self._value(KEPT_UP) == 1.0 or self._value(FORCED) == 1.0,
        )

    def _value(self, point: str) -> float | None:
        row = self._rows.get(point)
        if row is None or self._table.quality[row] != Quality.GOOD:
            return None
        return float(self._table.value[row])

    async def _watch(self) -> None:
        until = self._clock.elapsed() + WATCH_S
        while self.position() != CLOSED and self._clock.elapsed() < until:
            await asyncio.sleep(LOOK_S)
            try:
                async with asyncio.timeout(WRITE_S):
                    await self._commands.read(self._device)
            except (DriverError, GatehouseError, TimeoutError):
                return  # the line says what is wrong with it

    def _note(self, failure: str | None) -> None:
        if failure is not None and not self._complained:
            log.error("a barrier did not open", device=self._device, reason=failure)
        elif failure is None and self._complained:
            log.info("a barrier opens again", device=self._device)
        self._complained = failure is not None
