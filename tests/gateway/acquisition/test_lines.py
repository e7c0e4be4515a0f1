"""Lines at work, against stand-ins for the wire that answer, fail and break on demand."""

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
import pytest
import structlog

from drivers.driver import Device
from drivers.errors import ConnectionFailed, NoAnswer
from drivers.frame import Frame
from gateway.clock import SystemClock
from gateway.errors import NotFound, Unavailable
from gateway.points.table import DeviceState
from tests.gateway.acquisition.wires import Radio, Site, Wire, spoken
from tests.gateway.eventually import until


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
    # The poll that was under way when the line was closed began, and was not answered.
    assert site.acquisition.lateness().polls - health.answered in (0, 1)


async def test_a_dead_device_goes_offline_and_the_others_of_its_line_go_on() -> None:
    wire = Wire()
    wire.dead = {"b"}
    # Between two polls of the other there is time to ask the dead one again, however long it took to give it up.
    site = Site(0.2, {"one": wire}, a="one", b="one")
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
    assert told == [("a device does not answer", "b"), ("a device answers again", "b")]


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
            await until(lambda: site.table.quality[site.table.row("b", "online")] == 0 and site.sink.frames > 10)
            assert site.state("b") is DeviceState.OFFLINE
    assert ("reading a device failed", "b") in [(entry["event"], entry.get("device")) for entry in logs]


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
