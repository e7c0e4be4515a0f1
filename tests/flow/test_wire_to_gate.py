"""A vehicle in one piece: a camera posts, the gateway judges, a barrier on the wire goes up, and all of it is kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import httpx
import psycopg
import pytest

from drivers.profile import load_profiles
from gateway.app import Application, Settings
from gateway.config import load_site
from gateway.gates.model import Decision, Outcome, Reason, VehicleList
from simulators.devices.barrier import build
from simulators.model import Setup
from simulators.servers.modbus import ModbusServer
from simulators.simulated import Simulated
from simulators.unit import ModbusUnit
from tests.gateway.eventually import until
from tests.program import free_port

SITE = """\
site: {{id: flow, name: {{zh: 流程, en: Flow}}, timezone: Asia/Shanghai}}
connections: {{line: "modbus+tcp://127.0.0.1:{line}?timeout_s=30", cameras: "push+http://127.0.0.1:{cameras}"}}
devices:
  - {{id: plate-cam-1, kind: plate_camera, connection: cameras}}
  - {{id: barrier-1, kind: barrier, connection: line, poll_s: 0.2}}
gates:
  - {{id: south-in, name: {{zh: 南门入口, en: South gate in}}, camera: plate-cam-1, barrier: barrier-1, direction: in}}
"""
NIGHT = 1_750_014_000.0  # 03:00 in Shanghai: the simulated barrier sees nobody else
STEP_S = 0.1


class Steps:
    """The barrier's time is everybody's: however slow the machine is, the arm is up in time."""

    def __init__(self) -> None:
        self.time = NIGHT

    def now(self) -> float:
        return self.time

    def elapsed(self) -> float:
        return self.time


async def live(device: Simulated, clock: Steps) -> None:
    while True:
        await asyncio.sleep(STEP_S / 4)
        clock.time += STEP_S
        device.step(STEP_S, clock.time, clock.time)


@asynccontextmanager
async def barrier(clock: Steps) -> AsyncIterator[int]:
    profile = load_profiles()["barrier"]
    fitted = frozenset(point.id for point in profile.points)
    setup = Setup(seed=3, fitted=fitted, zone=ZoneInfo("Asia/Shanghai"), time=NIGHT)
    device = Simulated("barrier-1", profile, build(setup))
    server = ModbusServer({1: ModbusUnit(device)}, framing="tcp", random=Random(1))
    port = await server.start("127.0.0.1", 0)
    living = asyncio.create_task(live(device, clock))
    try:
        yield port
    finally:
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living
        await server.stop()


@asynccontextmanager
async def running(
    data: Path, database_url: str, clock: Steps, *, line: int, cameras: int
) -> AsyncIterator[Application]:
    path = data / "site.yaml"
    path.write_text(SITE.format(line=line, cameras=cameras), encoding="utf-8")
    settings = Settings(data=data, database_url=database_url, mqtt_url=None)
    application = Application(load_site(path), settings, clock)
    task = asyncio.create_task(application.run())
    await application.ready.wait()
    try:
        yield application
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_from_the_camera_to_the_open_barrier(
    data: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.gates.lanes.barrier.WRITE_S", 60.0)
    cameras, clock = free_port(), Steps()
    async with barrier(clock) as line, running(data, database_url, clock, line=line, cameras=cameras) as app:
        online = [app.table.slice_of(device) for device in ("barrier-1",)]
        await until(lambda: all(app.table.is_online(piece) for piece in online))
        for plate, listed in (("沪A12345", VehicleList.FIXED), ("沪B66666", VehicleList.BLOCKED)):
            await app.register.save_vehicle(
                None, plate=plate, list=listed, holder="1-101", note="", valid_from=None, valid_until=None,
                who="mei", role="manager",
            )  # fmt: skip
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{cameras}", timeout=60) as camera:
            for plate in ("沪A12345", "沪B66666"):
                answer = await camera.post("/plate-cam-1", json={"plate": plate, "colour": "蓝", "confidence": 0.98})
                assert answer.status_code == 200
        await until(lambda: [one.outcome for one in app.gates.recent()] == [Outcome.NONE, Outcome.OPENED])
        refused, opened = app.gates.recent()
        assert (opened.plate, opened.reason, opened.match) == ("沪A12345", Reason.FIXED_VEHICLE, "1-101")
        assert (refused.decision, refused.reason) == (Decision.REFUSE, Reason.BLOCKED_VEHICLE)
        await until(lambda: any(alarm.ticket for alarm in app.alarms.open_alarms()))
        (alarm,) = app.alarms.open_alarms()
        assert (alarm.device, alarm.rule, alarm.priority) == ("gate:south-in", "blocked_vehicle", 2)
        assert "沪B66666 1-101" in alarm.message.zh
        await app.alarms.flush()
        settled = {"waiting": 0, "refused": 0, "pictures_failed": 0}
        await until(lambda: app.health.report()["detail"]["gates"] == settled)
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT plate, decision, outcome FROM passage ORDER BY id").fetchall()
        assert rows == [("沪A12345", "open", "opened"), ("沪B66666", "refuse", "none")]
        assert connection.execute("SELECT plate FROM parking_session").fetchall() == [("沪A12345",)]
