"""One connection on which we ask: a task that opens it, reads its devices in turn, and opens it again if it breaks."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog

from drivers.driver import Device, PolledConnection
from drivers.errors import ConnectionFailed, DriverError
from drivers.frame import Frame
from gateway.acquisition.admission import Admission
from gateway.acquisition.lateness import Lateness
from gateway.acquisition.requests import Requests
from gateway.acquisition.schedule import Pace, Schedule, backoff_s
from gateway.acquisition.sink import AcquisitionSink
from gateway.clock import Clock
from gateway.errors import Unavailable
from gateway.wake import Waker

log = structlog.get_logger(__name__)

OPEN_TIMEOUT_S = 15.0
READ_TIMEOUT_S = 60.0  # drivers have shorter ones of their own; this one holds whatever a driver does
CLOSE_TIMEOUT_S = 5.0


class ConnectionState(StrEnum):
    """`waiting`: it failed, and is tried again after a while."""

    CLOSED = "closed"
    CONNECTING = "connecting"
    UP = "up"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineHealth:
    """Polls that were answered, that failed, and that were left out because the line was still busy.

    error   why one of its devices can't be read at the moment; None: all can
    """

    name: str
    state: ConnectionState
    devices: int
    error: str | None
    answered: int
    failed: int
    skipped: int
    late_p99_s: float
    late_worst_s: float


class PolledLine:
    """A connection and its devices; `paces` says how each is polled. Only `run`'s task uses the connection.

    admission   makes room for a poll; one that only looks whether a device is back takes none
    """

    def __init__(
        self,
        name: str,
        connection: PolledConnection,
        devices: Mapping[str, Device],
        paces: Sequence[Pace],
        sink: AcquisitionSink,
        clock: Clock,
        admission: Admission,
    ) -> None:
        self.name = name
        self._connection = connection
        self._devices = devices
        self._schedule = Schedule(paces, clock.elapsed(), random.random)
        self._sink = sink
        self._clock = clock
        self._admission = admission
        self._requests = Requests(name)
        self._waker = Waker()
        self._state = ConnectionState.CLOSED
        self._answered = self._failed = 0
        self._errors: dict[str, str] = {}  # by device
        self.lateness = Lateness()

    @property
    def health(self) -> LineHealth:
        return LineHealth(
            name=self.name,
            state=self._state,
            devices=len(self._devices),
            error=next(iter(self._errors.values()), None),
            answered=self._answered,
            failed=self._failed,
            skipped=self._schedule.skipped,
            late_p99_s=self.lateness.quantile(0.99),
            late_worst_s=self.lateness.worst_s,
        )

    async def write(self, device: str, point: str, value: float) -> None:
        """Before the next poll. DriverError as the driver raises it, Unavailable where the line is down."""
        target = self._devices[device]
        await self._ask(lambda: self._connection.write(target, point, value))

    async def read(self, device: str) -> Frame:
        """A reading out of turn, which the sink gets too."""
        target = self._devices[device]
        frame: Frame = await self._ask(lambda: self._connection.read(target))
        self._sink.frame(frame)
        return frame

    async def _ask(self, work: Callable[[], Awaitable[Any]]) -> Any:
        if self._state is not ConnectionState.UP:
            raise Unavailable(f"the connection '{self.name}' is down", code="device")
        return await self._requests.ask(work, self._waker.call)

    async def run(self) -> None:
        """Until cancelled."""
        attempt = 0
        try:
            while True:
                if await self._open() and await self._poll():
                    attempt = 0
                    continue  # it worked until it broke: it is made again at once, before anybody is told
                self._state = ConnectionState.WAITING
                await asyncio.sleep(backoff_s(attempt, random.random()))
                attempt += 1
        finally:
            self._state = ConnectionState.CLOSED
            self._requests.refuse_all()
            await self._close()

    async def _open(self) -> bool:
        self._state = ConnectionState.CONNECTING
        try:
            async with asyncio.timeout(OPEN_TIMEOUT_S):
                await self._connection.open()
        except (DriverError, TimeoutError) as error:
            await self._close()
            self._all_lost(f"no connection: {error}")
            return False
        except Exception:
            log.exception("a connection could not be opened", connection=self.name)
            self._all_lost("no connection")
            return False
        self._state = ConnectionState.UP
        self._schedule.revive(self._clock.elapsed())
        return True

    async def _poll(self) -> bool:
        """Read devices in turn until the connection breaks. Whether any device answered."""
        answered_before = self._answered
        try:
            while True:
                turn = self._schedule.next(self._clock.elapsed())
                wait_s = turn.at - self._clock.elapsed()
                if (self._requests or wait_s > 0) and await self._waker.wait(wait_s):
                    await self._requests.do_all()
                    continue
                if turn.is_probe:
                    await self._read(turn.device, turn.at)
                else:
                    async with self._admission:
                        await self._read(turn.device, turn.at)
        except ConnectionFailed as error:
            if self._answered > answered_before:
                log.info("a connection broke, it is made again", connection=self.name, reason=str(error))
                return True
            self._all_lost(f"no connection: {error}")
            return False
        finally:
            self._requests.refuse_all()
            await self._close()

    async def _read(self, device: str, due: float) -> None:
        began = self._clock.elapsed()
        self.lateness.add(began - due)
        try:
            async with asyncio.timeout(READ_TIMEOUT_S):
                frame = await self._connection.read(self._devices[device])
            self._sink.frame(frame)
        except ConnectionFailed:
            self._schedule.failed(device, began, self._clock.elapsed())
            self._failed += 1
            raise
        except (DriverError, TimeoutError) as error:
            self._no_answer(device, began, str(error) or "time-out")
        except Exception:
            log.exception("reading a device failed", device=device)
            self._no_answer(device, began, "an error of the program, see the log")
        else:
            self._schedule.answered(device, self._clock.elapsed())
            self._answered += 1
            if self._errors:
                self._errors.pop(device, None)

    def _no_answer(self, device: str, began: float, reason: str) -> None:
        self._failed += 1
        self._errors[device] = f"{device}: {reason}"
        if self._schedule.failed(device, began, self._clock.elapsed()):
            self._sink.lost(device, reason)

    def _all_lost(self, reason: str) -> None:
        for device in self._devices:
            self._errors[device] = reason
            self._sink.lost(device, reason)

    async def _close(self) -> None:
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._connection.close()
        except (DriverError, OSError) as error:  # TimeoutError is an OSError
            log.debug("a connection did not close", connection=self.name, reason=str(error))
