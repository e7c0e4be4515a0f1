"""Stand-ins for the wire that answer, fail and break on demand, and a site of devices on them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import numpy as np

from drivers.driver import Connection, Device, Sink
from drivers.errors import ConnectionFailed, NoAnswer
from drivers.frame import Frame
from drivers.places import ModbusKind, ModbusPoint
from drivers.profile import Point, Profile
from gateway.acquisition.events import DeviceEvents
from gateway.acquisition.service import Acquisition, ReadDevice
from gateway.acquisition.sink import AcquisitionSink
from gateway.clock import SystemClock
from gateway.journal import Entry
from gateway.points.layout import TableDevice
from gateway.points.table import DeviceState, PointTable
from yamlfile import Text

NAME = Text(zh="名", en="name")
PROFILE = Profile(
    kind="meter",
    name=NAME,
    protocol="modbus",
    modbus=ModbusKind(timeout_s=0.05),
    points=(Point(id="level", name=NAME, modbus=ModbusPoint(address=0)),),
)


class Wire:
    """A polled connection. `dead` devices do not answer; while `is_broken` there is no connection at all."""

    def __init__(self) -> None:
        self.values: dict[str, float] = {}
        self.dead: set[str] = set()
        self.is_broken = False
        self.reads = 0
        self.busy = False

    async def open(self) -> None:
        if self.is_broken:
            raise ConnectionFailed("refused")

    async def close(self) -> None:
        self.busy = False

    async def read(self, device: Device) -> Frame:
        assert not self.busy, "two reads at once on one connection"
        self.busy = True
        try:
            await asyncio.sleep(0.001)
        finally:
            self.busy = False
        self.reads += 1
        if self.is_broken:
            raise ConnectionFailed("broke")
        if device.id in self.dead:
            raise NoAnswer("nothing")
        value = self.values.get(device.id, 1.0)
        return spoken(device.id, value)

    async def write(self, device: Device, point: str, value: float) -> None:
        assert not self.busy
        self.values[device.id] = value


class Radio:
    """A listening connection: the test speaks through `sink`."""

    def __init__(self) -> None:
        self.sink: Sink | None = None
        self.breaks = asyncio.Event()

    @property
    def is_up(self) -> bool:
        return self.sink is not None

    async def run(self, sink: Sink) -> None:
        self.sink = sink
        await self.breaks.wait()
        self.breaks.clear()
        raise ConnectionFailed("the broker went away")

    async def write(self, device: Device, point: str, value: float) -> None:
        assert self.sink is not None
        self.sink.frame(spoken(device.id, value))


def spoken(device: str, value: float) -> Frame:
    return Frame(device=device, time=SystemClock().now(), values=np.array([value]), quality=np.zeros(1, np.uint8))


class Records:
    """History and the rules' request, counted."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.requests = 0

    def record(self, piece: Any, time: float, at: Any = None, settled: Callable[[], None] | None = None) -> None:
        self.times.append(time)
        if settled is not None:
            settled()

    def request(self) -> None:
        self.requests += 1


class Pages:
    """A journal in memory."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    async def append(self, entries: Sequence[Entry]) -> None:
        self.entries += entries


class Site:
    """Devices by connection, their wires, and everything behind them."""

    def __init__(self, poll_s: float, wires: dict[str, Connection], **devices: str) -> None:
        kinds = [TableDevice(id=id_, profile=PROFILE, expected_s=poll_s) for id_ in devices]
        self.table = PointTable(kinds)
        self.records = Records()
        self.pages = Pages()
        self.events = DeviceEvents(self.pages, lambda: None)
        self.sink = AcquisitionSink(self.table, self.records, self.events, self.records.request, SystemClock())
        self.acquisition = Acquisition(
            connections={name: name for name in wires},
            devices=[
                ReadDevice(device=Device(id=id_, profile=PROFILE), connection=connection, poll_s=poll_s)
                for id_, connection in devices.items()
            ],
            sink=self.sink,
            table=self.table,
            clock=SystemClock(),
            connect=lambda url, _: wires[url],
        )

    def state(self, device: str) -> DeviceState:
        return self.table.state(device)

    def value(self, device: str) -> float:
        return float(self.table.value[self.table.row(device, "level")])

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(self.acquisition.run()), asyncio.create_task(self.events.run())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
