"""Row 10: from the register that changes to the alarm that is stored and at a screen."""

import asyncio
import struct
import time
from pathlib import Path

import orjson
import psycopg
from websockets.asyncio.client import ClientConnection, connect

from bench.meter import percentile
from bench.report import Finding
from bench.services import RunningGateway, broker, database, folder, gateway

POLL_S = 0.1
CHANGES = 150
LIMIT = 1000
STEP = struct.Struct(">HHHBB")

PROFILE = """\
kind: gauge
name: {zh: 表, en: Gauge}
protocol: modbus
points: [{id: level, name: {zh: 值, en: Level}, modbus: {address: 0}}]
"""
PACK = f"""\
kind: gauge
rules:
  - {{id: level_high, name: {{zh: 高, en: High}}, kind: level, priority: 1, source: made up,
     when: {{high: {{point: level, limit: {LIMIT}, deadband: 1}}}}, message: {{zh: 高, en: High}},
     ticket: {{trade: electrical, urgency: emergency}}}}
"""


def run() -> list[Finding]:
    """Milliseconds over CHANGES alarms, one after the other, at random phases of the poll."""
    latencies = asyncio.run(measure())
    median, worst = percentile(latencies, 0.5), percentile(latencies, 0.99)
    return [
        Finding(
            row="10", what="register change → alarm stored and at a screen, 100 ms poll",
            found=f"p50 {median * 1e3:.0f} ms, p99 {worst * 1e3:.0f} ms", against=f"poll period {POLL_S * 1e3:.0f} ms",
            reach="p99 ≤ 130 ms", reached=worst <= 0.130,
        )
    ]  # fmt: skip


class Gauge:
    """A Modbus device with one register."""

    def __init__(self) -> None:
        self.level = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readexactly(12):
                transaction, unit = int.from_bytes(request[:2], "big"), request[6]
                writer.write(STEP.pack(transaction, 0, 5, unit, 3) + b"\x02" + self.level.to_bytes(2, "big"))
        except asyncio.IncompleteReadError:
            writer.close()


async def measure() -> list[float]:
    gauge = Gauge()
    server = await asyncio.start_server(gauge.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with folder() as data, database(data) as url, broker(data) as mqtt_url:
        site = write_gauge(data / "site", port)
        running_gateway = gateway(site, data, url, mqtt_url)
        running = await asyncio.to_thread(running_gateway.__enter__)
        try:
            return await watch(gauge, running, url)
        finally:
            await asyncio.to_thread(running_gateway.__exit__, None, None, None)
            server.close()


def write_gauge(folder_: Path, port: int) -> Path:
    for name, text in (("profiles/gauge.yaml", PROFILE), ("packs/gauge.yaml", PACK)):
        path = folder_ / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    path = folder_ / "site.yaml"
    path.write_text(
        "site: {id: bench, name: {zh: 测量, en: Bench}}\nprofiles: ./profiles\npacks: ./packs\n"
        f"connections: {{c: 'modbus+tcp://127.0.0.1:{port}'}}\n"
        f"devices: [{{id: gauge-1, kind: gauge, connection: c, poll_s: {POLL_S}}}]\n"
    )
    return path


async def watch(gauge: Gauge, running: RunningGateway, url: str) -> list[float]:
    headers = {"Authorization": f"Bearer {running.token}"}
    latencies = []
    async with (
        connect(f"ws://127.0.0.1:{running.port}/api/v1/live", additional_headers=headers, max_size=None) as screen,
        await psycopg.AsyncConnection.connect(url, autocommit=True) as connection,
    ):
        for number in range(CHANGES):
            await asyncio.sleep(0.3 + POLL_S * (number * 0.618 % 1))
            gauge.level, changed = LIMIT + 1, time.perf_counter()
            alarm = await next_alarm(screen, "active")
            await until_stored(connection, alarm)
            latencies.append(time.perf_counter() - changed)
            gauge.level = 0
            await next_alarm(screen, "returned")
    return latencies


async def next_alarm(screen: ClientConnection, condition: str) -> str:
    """The id of the next alarm that is told in this condition."""
    async for text in screen:
        for alarm in orjson.loads(text).get("alarms", []):
            if alarm["condition"] == condition:
                return str(alarm["id"])
    raise RuntimeError("the screen was closed")


async def until_stored(connection: "psycopg.AsyncConnection[object]", alarm: str) -> None:
    while True:
        if await (await connection.execute("SELECT 1 FROM alarm WHERE id = %s", (alarm,))).fetchone() is not None:
            return
        await asyncio.sleep(0.001)
