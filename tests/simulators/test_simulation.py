"""A whole simulated site over real sockets, and the socket by which it is made to misbehave."""

import asyncio
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pymodbus.client import AsyncModbusTcpClient

from simulators import control
from simulators.errors import SimulatorError
from simulators.scenario import Scenario
from simulators.simulation import Simulation
from simulators.site import read_site

SITE = """
site: {id: test, name: {zh: 测试, en: Test}, timezone: Asia/Shanghai}
connections: {line: "%s"}
devices:
  - {id: pump-room-1, kind: pump_room, connection: line, unit: 1, poll_s: 1}
  - {id: switchgear-1, kind: switchgear, connection: line, unit: 2}
"""
HAN = re.compile("[\u4e00-\u9fff]")
OPTIONS = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
LINE = "modbus+tcp://127.0.0.1:0"


def simulation(data: Path, text: str = SITE % LINE, *, speed: float = 1.0, mqtt_url: str | None = None) -> Simulation:
    path = data / "site.yaml"
    path.write_text(text, encoding="utf-8")
    site = read_site(path)
    return Simulation(site, site.kinds(path), data=data, speed=speed, mqtt_url=mqtt_url)


@asynccontextmanager
async def running(site: Simulation, **stories: Scenario) -> AsyncIterator[Simulation]:
    stop = asyncio.Event()
    task = asyncio.create_task(site.run(stop, stories))
    try:
        async with asyncio.timeout(60):
            await site.started.wait()
        yield site
    finally:
        stop.set()
        await task


async def ask(data: Path, device: str, fault: str, for_s: float | None = None) -> str:
    return await asyncio.to_thread(control.inject, data, device, fault, for_s)


async def voltage_b(client: AsyncModbusTcpClient) -> float:
    return (await client.read_holding_registers(1, count=1, device_id=2)).registers[0] / 10.0


async def test_a_fault_reaches_the_wire_and_ends(tmp_path: Path) -> None:
    async with running(simulation(tmp_path)) as site:
        client = AsyncModbusTcpClient("127.0.0.1", port=site.ports["line"], retries=0, timeout=60)
        await client.connect()
        assert await voltage_b(client) > 200.0
        assert await ask(tmp_path, "switchgear-1", "phase_loss") == "switchgear-1: phase_loss until it is cleared"
        async with asyncio.timeout(60):
            while await voltage_b(client) > 10.0:
                pass
        assert await ask(tmp_path, "switchgear-1", "clear") == "switchgear-1: no faults any more"
        async with asyncio.timeout(60):
            while await voltage_b(client) < 200.0:
                pass
        client.close()
    assert not (tmp_path / control.SOCKET).exists()


async def test_the_setpoint_is_written_over_the_wire(tmp_path: Path) -> None:
    async with running(simulation(tmp_path)) as site:
        client = AsyncModbusTcpClient("127.0.0.1", port=site.ports["line"], retries=0, timeout=60)
        await client.connect()
        half = client.convert_to_registers(0.5, client.DATATYPE.FLOAT32)
        assert not (await client.write_registers(4, half, device_id=1)).isError()
        assert (await client.read_holding_registers(4, count=2, device_id=1)).registers == half
        much = client.convert_to_registers(0.9, client.DATATYPE.FLOAT32)
        assert (await client.write_registers(4, much, device_id=1)).exception_code == 3
        assert (await client.write_register(1, 500, device_id=1)).exception_code == 2
        client.close()


async def test_what_cannot_be_injected_is_told(tmp_path: Path) -> None:
    async with running(simulation(tmp_path)):
        with pytest.raises(LookupError, match="did you mean 'switchgear-1'"):
            await ask(tmp_path, "switchgear1", "phase_loss")
        with pytest.raises(LookupError, match="Its faults: pump_trip"):
            await ask(tmp_path, "pump-room-1", "phase_loss")
        with pytest.raises(LookupError, match="does not understand"):
            await ask(tmp_path, "pump-room-1", "pump_trip", for_s=-1.0)


def test_without_a_simulator_injecting_says_so(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match="no simulator is running in"):
        control.inject(tmp_path, "pump-room-1", "pump_trip", None)
    with pytest.raises(LookupError, match="no simulator is running in"):
        control.inject(tmp_path / "nowhere", "pump-room-1", "pump_trip", None)


async def test_the_socket_is_private_and_of_one_simulation(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    async with running(simulation(deep)):
        assert stat.S_IMODE((deep / control.SOCKET).stat().st_mode) == 0o600
        with pytest.raises(SimulatorError, match="another simulator is running in"):
            await simulation(deep).run(asyncio.Event())
        assert "burst_pipe for 3 s" in await ask(deep, "pump-room-1", "burst_pipe", 3.0)


async def test_the_socket_of_a_killed_simulation_is_no_hindrance(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(tmp_path / control.SOCKET))
    async with running(simulation(tmp_path)):
        assert await ask(tmp_path, "pump-room-1", "clear") == "pump-room-1: no faults any more"


async def test_a_scenario_is_played_at_the_simulations_speed(tmp_path: Path) -> None:
    steps = [
        {"at_s": 5, "device": "switchgear-1", "fault": "overvoltage"},
        {"at_s": 5, "device": "switchgear-1", "fault": "water_leak"},
        {"at_s": 10, "device": "pump-*", "fault": "burst_pipe"},
    ]
    scenario = Scenario.model_validate({"description": {"zh": "甲", "en": "a"}, "steps": steps})
    async with running(simulation(tmp_path, speed=100.0), story=scenario) as site:
        async with asyncio.timeout(60):
            # A simulation tells nobody when a fault begins.
            while site.devices["pump-room-1"].faults != ("burst_pipe",):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert site.devices["switchgear-1"].faults == ("overvoltage",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SITE % "modbus+tcp://10.0.3.11:502", "connection line: '10.0.3.11' is not this machine"),
        (SITE % "modbus+rtu:///dev/ttyUSB0", r"modbus\+rtu cannot be simulated"),
        (SITE % "video+file:///srv/gate.mp4", r"connection line: video\+file cannot be simulated"),
        (SITE % "rtsps://127.0.0.1/film", "connection line: rtsps cannot be simulated"),
        ((SITE % LINE).replace("connection: line", "connection: lime"), "did you mean 'line'"),
        ((SITE % LINE).replace("kind: pump_room", "kind: pump_rom"), "did you mean 'pump_room'"),
        (SITE % LINE + "  - {id: env-1, kind: environment}\n", "env-1 has no broker"),
    ],
)
def test_sites_that_cannot_be_simulated(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SimulatorError, match=said):
        simulation(tmp_path, text)


async def test_cameras_are_served_over_http_and_rtsp(tmp_path: Path) -> None:
    cameras = (
        "site: {id: s, name: {zh: 甲, en: a}}\n"
        "connections: {one: 'mjpeg+http://127.0.0.1:0/video.mjpg', two: 'rtsp://127.0.0.1:0/film'}\n"
        "devices:\n"
        "  - {id: cam-1, kind: camera, connection: one}\n  - {id: cam-2, kind: camera, connection: two}\n"
    )
    async with running(simulation(tmp_path, cameras)) as site:
        for connection, question in (("one", b"GET /picture.jpg HTTP/1.1\r\n\r\n"), ("two", OPTIONS)):
            reader, writer = await asyncio.open_connection("127.0.0.1", site.ports[connection])
            writer.write(question)
            assert b" 200 OK\r\n" in await reader.readline()
            writer.close()


def test_a_broker_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(SimulatorError, match="mqtt://host:port"):
        simulation(tmp_path, SITE % LINE + "  - {id: env-1, kind: environment}\n", mqtt_url="http://here")


async def test_an_address_that_is_taken(tmp_path: Path) -> None:
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(SimulatorError, match=f"127.0.0.1:{port} cannot be had"):
        await simulation(tmp_path, SITE % f"modbus+tcp://127.0.0.1:{port}").run(asyncio.Event())
    server.close()
    await server.wait_closed()


def test_serve_runs_until_it_is_told_to_stop(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(SITE % LINE, encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from simulators.run import serve; "
        "serve(Path(sys.argv[1]), data=Path(sys.argv[2]), scenarios=(), speed=1.0, mqtt_url=None)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "site.yaml"), str(tmp_path / "data")],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert "simulation_started" in process.stdout.readline()
        assert control.inject(tmp_path / "data", "pump-room-1", "dry_run", 5.0) == "pump-room-1: dry_run for 5 s"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_the_list_of_faults_is_for_people_in_both_languages() -> None:
    listed = control.faults()
    assert ("switchgear", "phase_loss") in [(kind, name) for kind, name, _, _ in listed]
    for _, _, english, chinese in listed:
        assert not HAN.search(english)
        assert HAN.search(chinese)
    assert json.dumps(listed)
