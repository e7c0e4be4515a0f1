"""One connection on which devices speak by themselves: kept running, and its devices watched for silence."""

import asyncio
import random
from collections.abc import Mapping, Sequence

import structlog

from drivers.driver import Device, DutyChecked, ListeningConnection, Pictured, Snapshot
from drivers.errors import ConnectionFailed, DriverError
from drivers.frame import Frame
from gateway.acquisition.line import ConnectionState, LineHealth
from gateway.acquisition.schedule import backoff_s
from gateway.acquisition.sink import AcquisitionSink
from gateway.clock import Clock
from gateway.errors import Unavailable
from gateway.points.table import PointTable

log = structlog.get_logger(__name__)

SILENT_AFTER = 3.0  # times the expected interval
WATCH_S = 1.0
WRITE_TIMEOUT_S = 10.0
STEADY_S = 60.0  # a connection that held this long has not failed "again"


class ListeningLine:
    """A connection and its devices, by id."""

    def __init__(
        self,
        name: str,
        connection: ListeningConnection,
        devices: Mapping[str, Device],
        sink: AcquisitionSink,
        table: PointTable,
        clock: Clock,
    ) -> None:
        self.name = name
        self._connection = connection
        self._devices = devices
        self._sink = sink
        self._table = table
        self._clock = clock
        self._state = ConnectionState.CLOSED
        self._error: str | None = None
        self._began = clock.now()

    @property
    def health(self) -> LineHealth:
        state = self._state
        if state is ConnectionState.UP and not self._connection.is_up:
            state = ConnectionState.CONNECTING  # `run` goes on, and makes the connection again by itself
        return LineHealth(
            name=self.name, state=state, devices=len(self._devices),
            error=self._error, answered=0, failed=0, skipped=0, late_p99_s=0.0, late_worst_s=0.0,
        )  # fmt: skip

    async def write(self, device: str, point: str, value: float) -> None:
        """DriverError as the driver raises it."""
        async with asyncio.timeout(WRITE_TIMEOUT_S):
            await self._connection.write(self._devices[device], point, value)

    async def read(self, device: str) -> Frame:
        """What the device says next; Unavailable where it says nothing."""
        try:
            async with asyncio.timeout(WRITE_TIMEOUT_S):
                return await self._sink.next_frame(device)
        except TimeoutError as error:
            raise Unavailable(f"'{device}' has said nothing since", code="device") from error

    def check_duty(self, device: str) -> bool:
        """False where nobody can be asked over this line; Unavailable while the device is away."""
        if not isinstance(self._connection, DutyChecked):
            return False
        try:
            self._connection.check_duty(device)
        except ConnectionFailed as error:
            raise Unavailable(str(error), code="device") from error
        return True

    async def picture(self, device: str) -> Snapshot | None:
        """The newest picture of a device; None where it has none, or is no camera."""
        if not isinstance(self._connection, Pictured):
            return None
        async with asyncio.timeout(WRITE_TIMEOUT_S):
            return await self._connection.picture(device)

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._watch())

    async def _listen(self) -> None:
        attempt = 0
        while True:
            began = self._clock.elapsed()
            self._state, self._error = ConnectionState.UP, None
            reason = "it ended"
            try:
                await self._connection.run(self._sink)
            except DriverError as error:
                reason = str(error)
            except Exception:
                log.exception("a listening connection failed", connection=self.name)
                reason = "an error of the program, see the log"
            self._state, self._error = ConnectionState.WAITING, reason
            for device in self._devices:
                self._sink.lost(device, reason)
            attempt = 0 if self._clock.elapsed() - began > STEADY_S else attempt + 1
            await asyncio.sleep(backoff_s(attempt, random.random()))

    async def _watch(self) -> None:
        """A device that says nothing for a while is not there, whatever the broker thinks."""
        while True:
            await asyncio.sleep(WATCH_S)
            now = self._clock.now()
            for device in self.silent(now):
                self._sink.lost(device, "it has said nothing for a while")

    def silent(self, now: float) -> Sequence[str]:
        """The devices that have been silent for too long at `now`."""
        return [device for device in self._devices if self._is_silent(device, now)]

    def _is_silent(self, device: str, now: float) -> bool:
        heard = self._table.last_seen(device)
        longest_s = SILENT_AFTER * self._table.slice_of(device).device.expected_s
        return now - (self._began if heard is None else heard) > longest_s
