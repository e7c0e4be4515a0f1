"""All connections of a site, side by side: a task each."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from drivers import registry
from drivers.driver import Connection, Device, PolledConnection, Snapshot
from drivers.frame import Frame
from gateway.acquisition.admission import Admission
from gateway.acquisition.lateness import Lateness
from gateway.acquisition.line import LineHealth, PolledLine
from gateway.acquisition.listener import ListeningLine
from gateway.acquisition.schedule import Pace
from gateway.acquisition.sink import AcquisitionSink
from gateway.clock import Clock
from gateway.errors import Invalid, NotFound
from gateway.points.table import PointTable

Line = PolledLine | ListeningLine
SPREAD = 0.6180339887498949
SLOTS = 10  # moments in a period at which devices are read


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDevice:
    """A device as acquisition needs it: `connection` names one of the site's."""

    device: Device
    connection: str
    poll_s: float


class Acquisition:
    """Reads every device and hands its frames to the sink. Devices that are out of service are left out by the caller.

    connections   name → URL
    """

    def __init__(
        self,
        *,
        connections: Mapping[str, str],
        devices: Sequence[ReadDevice],
        sink: AcquisitionSink,
        table: PointTable,
        clock: Clock,
        connect: Callable[[str, Sequence[Device]], Connection] = registry.connect,
    ) -> None:
        self._sink = sink
        self._admission = Admission()
        self._lines: list[Line] = []
        self._line_of: dict[str, Line] = {}
        # Over all connections, so that devices of different ones don't fire at once either.
        phases = {read.device.id: int(index * SPREAD % 1.0 * SLOTS) / SLOTS for index, read in enumerate(devices)}
        grouped: dict[str, list[ReadDevice]] = defaultdict(list)
        for read in devices:
            grouped[read.connection].append(read)
        for name, reads in grouped.items():
            connection = connect(connections[name], [read.device for read in reads])
            by_id = {read.device.id: read.device for read in reads}
            line: Line
            if isinstance(connection, PolledConnection):
                paces = [_pace(read, phases[read.device.id]) for read in reads]
                line = PolledLine(name, connection, by_id, paces, sink, clock, self._admission)
            else:
                line = ListeningLine(name, connection, by_id, sink, table, clock)
            self._lines.append(line)
            self._line_of.update(dict.fromkeys(by_id, line))

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._admission.run())
            for line in self._lines:
                tasks.create_task(line.run(), name=f"connection {line.name}")

    async def write(self, device: str, point: str, value: float) -> None:
        """Write to a device. DriverError where it refuses, Unavailable where it can't be reached."""
        await self._line(device).write(device, point, value)

    async def read(self, device: str) -> Frame:
        """Read a device now, out of turn."""
        return await self._line(device).read(device)

    async def picture(self, device: str) -> Snapshot | None:
        """The newest picture of a camera; None where there is none. NotFound for a device that is not read."""
        line = self._line(device)
        return await line.picture(device) if isinstance(line, ListeningLine) else None

    def check_duty(self, device: str) -> None:
        """Ask the people at a fire panel's transmitter to show that they are there.

        NotFound, Invalid (it has no transmitter), Unavailable (that is away).
        """
        line = self._line(device)
        if not (isinstance(line, ListeningLine) and line.check_duty(device)):
            raise Invalid(f"'{device}' has no transmitter over which anybody could be asked", field="device")

    def _line(self, device: str) -> Line:
        if device not in self._line_of:
            raise NotFound(f"the device '{device}' is not read")
        return self._line_of[device]

    def health(self) -> list[LineHealth]:
        """One entry a connection."""
        return [line.health for line in self._lines]

    def lateness(self) -> Lateness:
        """Of all polls together, since the start."""
        whole = Lateness()
        for line in self._lines:
            if isinstance(line, PolledLine):
                whole.merge(line.lateness)
        return whole


def _pace(read: ReadDevice, phase: float) -> Pace:
    timeout_s = read.device.profile.modbus.timeout_s
    return Pace(device=read.device.id, poll_s=read.poll_s, phase=phase, timeout_s=timeout_s)
