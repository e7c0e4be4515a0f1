"""Lines at work, against stand-ins for the wire that answer, fail and break on demand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
import structlog

from drivers.driver import Connection, Device, Sink
from drivers.errors import ConnectionFailed, NoAnswer
from drivers.frame import Frame
from drivers.profile import ModbusKind, ModbusPoint, Point, Profile
from gateway.acquisition.events import DeviceEvents
from gateway.acquisition.service import Acquisition, ReadDevice
from gateway.acquisition.sink import AcquisitionSink
from gateway.clock import SystemClock
from gateway.errors import NotFound, Unavailable
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
        return Frame(device=device.id, time=SystemClock().now(), values=np.array([value]), quality=np.zeros(1, np.uint8))

    async def write(self, device: Device, point: str, value: float) -> None:
        assert not self.busy
        self.values[device.id] = value


class Radio:
    """A listening connection: the test speaks through `sink`."""

    def __init__(self) -> None:
        self.sink: Sink | None = None
        self.breaks = asyncio.Event()

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


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.005)


async def test_frames_reach_the_table_history_and_the_rules() -> None:
    wire = Wire()
    wire.values = {"a": 3.0, "b": 4.0}
    site = Site(0.05, {"one": wire}, a="one", b="one")
    async with site.running():
        await until(lambda: site.sink.frames >= 6)
    assert (site.value("a"), site.value("b")) == (3.0, 4.0)
    assert site.state("a") is DeviceState.ONLINE
    assert len(site.records.times) == site.records.requests == site.sink.frames
    health = site.acquisition.health()[0]
    assert (health.name, health.devices, health.failed) == ("one", 2, 0)
    assert site.acquisition.lateness().polls == health.answered


async def test_a_dead_device_goes_offline_and_the_others_of_its_line_go_on() -> None:
    wire = Wire()
    wire.dead = {"b"}
    site = Site(0.05, {"one": wire}, a="one", b="one")
    with structlog.testing.capture_logs() as logs:
        async with site.running():
            await until(lambda: site.table.quality[site.table.row("b", "online")] == 0)
            assert site.state("b") is DeviceState.OFFLINE
            seen = site.sink.frames
            await until(lambda: site.sink.frames > seen + 5)
            assert site.state("a") is DeviceState.ONLINE
            wire.dead.clear()
            await until(lambda: site.state("b") is DeviceState.ONLINE)
    told = [(entry["event"], entry.get("device")) for entry in logs if entry.get("device") == "b"]
    assert told == [("a device does not answer", "b"), ("a device answers", "b")]


async def test_a_connection_that_is_down_takes_its_devices_with_it_and_no_others() -> None:
    broken, fine = Wire(), Wire()
    broken.is_broken = True
    site = Site(0.05, {"one": broken, "two": fine}, a="one", b="two")
    async with site.running():
        await until(lambda: site.table.quality[site.table.row("a", "online")] == 0 and site.sink.frames > 3)
        assert (site.state("a"), site.state("b")) == (DeviceState.OFFLINE, DeviceState.ONLINE)
        assert {line.name: line.state for line in site.acquisition.health()} == {"one": "waiting", "two": "up"}
        broken.is_broken = False
        await until(lambda: site.state("a") is DeviceState.ONLINE)


async def test_a_connection_that_opens_but_breaks_at_every_read_is_not_hammered() -> None:
    class Trap(Wire):
        async def open(self) -> None:
            return

    wire = Trap()
    wire.is_broken = True
    site = Site(0.01, {"one": wire}, a="one")
    async with site.running():
        await until(lambda: site.table.quality[site.table.row("a", "online")] == 0)
        assert site.state("a") is DeviceState.OFFLINE
        assert wire.reads == 1


async def test_a_break_that_is_mended_at_once_is_no_outage() -> None:
    wire = Wire()
    site = Site(0.02, {"one": wire}, a="one")
    with structlog.testing.capture_logs() as logs:
        async with site.running():
            await until(lambda: site.sink.frames > 2)
            wire.read = _breaks_once(wire.read)  # type: ignore[method-assign]
            seen = site.sink.frames
            await until(lambda: site.sink.frames > seen + 2)
    assert "a device does not answer" not in [entry["event"] for entry in logs]


def _breaks_once(read: Callable[[Device], Awaitable[Frame]]) -> Callable[[Device], Awaitable[Frame]]:
    left = [ConnectionFailed("reset by peer")]

    async def once(device: Device) -> Frame:
        if left:
            raise left.pop()
        return await read(device)

    return once


async def test_an_error_of_the_driver_costs_one_device_and_is_logged() -> None:
    class Buggy(Wire):
        async def read(self, device: Device) -> Frame:
            if device.id == "b":
                raise ZeroDivisionError
            return await super().read(device)

    site = Site(0.02, {"one": Buggy()}, a="one", b="one")
    with structlog.testing.capture_logs() as logs:
        async with site.running():
            await until(lambda: site.state("b") is DeviceState.OFFLINE and site.sink.frames > 10)
    assert {"event": "reading a device failed", "device": "b"}.items() <= logs[0].items() | logs[1].items()


async def test_a_write_and_a_reading_out_of_turn_go_between_the_polls() -> None:
    wire = Wire()
    site = Site(3600.0, {"one": wire}, a="one")
    async with site.running():
        await until(lambda: site.sink.frames == 1)
        await site.acquisition.write("a", "level", 7.0)
        frame = await site.acquisition.read("a")
        assert frame.values.tolist() == [7.0]
        assert site.value("a") == 7.0
        wire.dead = {"a"}
        with pytest.raises(NoAnswer):
            await site.acquisition.read("a")
        with pytest.raises(NotFound):
            await site.acquisition.read("z")


async def test_a_write_to_a_line_that_is_down_is_refused_at_once() -> None:
    wire = Wire()
    wire.is_broken = True
    site = Site(1.0, {"one": wire}, a="one")
    async with site.running():
        await until(lambda: site.acquisition.health()[0].state == "waiting")
        with pytest.raises(Unavailable, match="'one' is down"):
            await site.acquisition.write("a", "level", 7.0)


async def test_a_listening_connection_hands_in_what_it_hears() -> None:
    radio = Radio()
    site = Site(60.0, {"bus": radio}, a="bus", b="bus")
    async with site.running():
        await until(lambda: radio.sink is not None)
        assert radio.sink is not None
        radio.sink.online("a", True)
        assert site.state("a") is DeviceState.ONLINE
        radio.sink.frame(spoken("b", 5.0))
        assert (site.value("b"), site.state("b")) == (5.0, DeviceState.ONLINE)
        radio.sink.online("a", False)
        assert site.state("a") is DeviceState.OFFLINE
        radio.sink.unreadable("gatehouse/s/a/state", b"\xff{", "not JSON")
        assert site.sink.unreadable_count == 1
        assert site.sink.last_unreadable is not None
        assert site.sink.last_unreadable.reason == "not JSON"
        radio.breaks.set()
        await until(lambda: site.state("b") is DeviceState.OFFLINE)


async def test_a_device_that_falls_silent_on_a_good_connection_goes_offline() -> None:
    radio = Radio()
    site = Site(0.1, {"bus": radio}, a="bus")
    async with site.running():
        await until(lambda: radio.sink is not None)
        assert radio.sink is not None
        radio.sink.frame(spoken("a", 5.0))
        await until(lambda: site.state("a") is DeviceState.OFFLINE)


async def test_reading_a_listening_device_waits_for_its_next_word() -> None:
    radio = Radio()
    site = Site(60.0, {"bus": radio}, a="bus")
    async with site.running():
        await until(lambda: radio.sink is not None)
        reading = asyncio.create_task(site.acquisition.read("a"))
        await asyncio.sleep(0)
        await site.acquisition.write("a", "level", 9.0)
        assert (await reading).values.tolist() == [9.0]


async def test_an_event_is_settled_when_the_journal_has_it() -> None:
    radio = Radio()
    site = Site(60.0, {"bus": radio}, a="bus")
    settled: list[int] = []
    async with site.running():
        await until(lambda: radio.sink is not None)
        assert radio.sink is not None
        for _ in range(2):  # sent twice: the same id
            radio.sink.event("a", 1_790_000_000.0, {"what": "door"}, lambda: settled.append(len(site.pages.entries)))
        assert settled == []
        await until(lambda: len(settled) == 2)
    assert settled == [2, 2]
    first, second = site.pages.entries
    assert (first.id, first.kind, first.time) == (second.id, "device_event", 1_790_000_000.0)


@pytest.mark.parametrize("time", [float("nan"), 0.0, -5.0, 9e12, float("inf")])
def test_a_time_that_cannot_be_is_replaced_by_the_arrival(time: float) -> None:
    site = Site(60.0, {"bus": Radio()}, a="bus")
    before = SystemClock().now()
    site.sink.frame(Frame(device="a", time=time, values=np.array([1.0]), quality=np.zeros(1, np.uint8)))
    assert before <= site.records.times[0] <= SystemClock().now()
