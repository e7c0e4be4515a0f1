"""Orders to a simulated barrier over Modbus, by the gateway's own acquisition."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random
from zoneinfo import ZoneInfo

from drivers.driver import Device
from drivers.profile import load_profiles
from gateway.acquisition.service import Acquisition, ReadDevice
from gateway.acquisition.sink import AcquisitionSink
from gateway.clock import SystemClock
from gateway.gates.lanes.barrier import Barrier
from gateway.gates.model import Outcome
from gateway.points.layout import DeviceSlice, TableDevice
from gateway.points.table import PointTable
from simulators.devices.barrier import build
from simulators.model import Setup
from simulators.servers.modbus import ModbusServer
from simulators.simulated import Simulated
from simulators.unit import ModbusUnit
from tests.gateway.eventually import until

PROFILE = load_profiles()["barrier"]
NIGHT = 1_750_014_000.0  # 03:00 in Shanghai: nobody comes by himself
STEP_S = 0.1


class PlantClock:
    """Seconds of the simulated barrier's life: a machine that stands still for a while does not make its arm late."""

    def __init__(self) -> None:
        self.time = NIGHT

    def now(self) -> float:
        return self.time

    def elapsed(self) -> float:
        return self.time


class Nowhere:
    """Neither history nor events are of interest here."""

    def record(self, piece: DeviceSlice, time: float, at: object = None, settled: object = None) -> None:
        return

    def keep(self, device: str, time: float, body: object, settled: object) -> None:
        return


@asynccontextmanager
async def plant() -> AsyncIterator[tuple[Simulated, Barrier, PointTable]]:
    fitted = frozenset(point.id for point in PROFILE.points)
    zone = ZoneInfo("Asia/Shanghai")
    device = Simulated("barrier-1", PROFILE, build(Setup(seed=3, fitted=fitted, zone=zone, time=NIGHT)))
    server = ModbusServer({1: ModbusUnit(device)}, framing="tcp", random=Random(1))
    port = await server.start("127.0.0.1", 0)
    table = PointTable([TableDevice(id="barrier-1", profile=PROFILE, expected_s=1.0)])
    clock, of_the_plant = SystemClock(), PlantClock()
    sink = AcquisitionSink(table, Nowhere(), Nowhere(), lambda: None, clock)
    acquisition = Acquisition(
        connections={"line": f"modbus+tcp://127.0.0.1:{port}"},
        devices=[ReadDevice(device=Device(id="barrier-1", profile=PROFILE), connection="line", poll_s=0.5)],
        sink=sink, table=table, clock=clock,
    )  # fmt: skip
    barrier = Barrier("barrier-1", commands=acquisition, table=table, clock=of_the_plant)
    tasks = [asyncio.create_task(work) for work in (acquisition.run(), barrier.run(), live(device, of_the_plant))]
    try:
        await until(lambda: barrier.is_online)
        yield device, barrier, table
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await server.stop()


async def live(device: Simulated, clock: PlantClock) -> None:
    """Faster than the real one, so that nobody waits for its arm."""
    while True:
        await asyncio.sleep(STEP_S / 4)
        clock.time += STEP_S
        device.step(STEP_S, clock.time, clock.time)


async def test_the_arm_goes_up_and_is_watched_until_it_is_down() -> None:
    async with plant() as (_, barrier, table):
        assert await barrier.order() is Outcome.OPENED
        raised = table.row("barrier-1", "raise")
        await until(lambda: table.value[raised] == 0.0)
        await until(lambda: barrier.position() == 0.0)
        assert await barrier.order() is Outcome.OPENED


async def test_a_second_order_while_the_arm_is_up() -> None:
    async with plant() as (_, barrier, _table):
        first, second = await asyncio.gather(barrier.order(), barrier.order())
        assert (first, second) == (Outcome.OPENED, Outcome.OPENED)


async def test_an_arm_that_does_not_follow() -> None:
    async with plant() as (device, barrier, _):
        device.inject("raise_ignored", float("inf"))
        assert await barrier.order() is Outcome.FAILED
        device.inject("clear", float("inf"))
        assert await barrier.order() is Outcome.OPENED


async def test_a_controller_that_is_gone() -> None:
    async with plant() as (device, barrier, _):
        device.inject("silent", float("inf"))
        assert await barrier.order() is Outcome.FAILED
        await until(lambda: not barrier.is_online)
        assert await barrier.order() is Outcome.FAILED, "at once: nobody is asked"
