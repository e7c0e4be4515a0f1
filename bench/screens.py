"""Row 12: two hundred screens that all show a hundred changing points."""

import asyncio
import time
from datetime import datetime
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect

from bench import wire
from bench.meter import measured, percentile
from bench.plant import write_site
from bench.report import Finding
from bench.services import RunningGateway, broker, database, folder, gateway

SCREENS = 200
POINTS = 100
POLL_S = 0.2
MEASURE_S = 15.0


def run() -> list[Finding]:
    """What the screens add to the gateway's CPU, and how long a delta is on its way."""
    with folder() as data, database(data) as url, broker(data) as mqtt_url, wire.server(1) as first:
        site = write_site(data / "site", points=POINTS, ports=[first], poll_s=POLL_S)
        with gateway(site, data, url, mqtt_url) as running:
            with measured(running.pid) as quiet:
                time.sleep(MEASURE_S)
            share, latencies, slow_closed = asyncio.run(watched(running))
    added = share - quiet.share_of_a_core
    late = percentile(latencies, 0.99)
    rate = len(latencies) / SCREENS / MEASURE_S
    return [
        Finding(
            row="12", what=f"{SCREENS} screens × {rate:.1f} Hz × {POINTS} points, share of a core",
            found=f"{added:.1%}", against=f"no screens {quiet.share_of_a_core:.1%}", reach="≤ 5 %",
            reached=added <= 0.05,
        ),
        Finding(
            row="12", what="delta on its way, beside one screen that does not read",
            found=f"p50 {percentile(latencies, 0.5) * 1e3:.1f} ms, p99 {late * 1e3:.1f} ms",
            against="slow screen closed" if slow_closed else "slow screen still open", reach="p99 ≤ 12 ms",
            reached=late <= 0.012,
        ),
    ]  # fmt: skip


async def watched(running: RunningGateway) -> tuple[float, list[float], bool]:
    """(share of a core, seconds on the way of every delta, whether the screen that doesn't read was closed)."""
    latencies: list[float] = []
    address = f"ws://127.0.0.1:{running.port}/api/v1/live"
    options: dict[str, Any] = {
        "additional_headers": {"Authorization": f"Bearer {running.token}"},
        "max_size": None,
        "compression": None,
    }
    slow = await connect(address, max_queue=1, **options)
    screens = [await connect(address, **options) for _ in range(SCREENS)]

    async def look(screen: ClientConnection) -> None:
        async for text in screen:
            message, arrived = orjson.loads(text), time.time()
            if message["type"] == "delta":
                latencies.append(arrived - datetime.fromisoformat(message["time"]).timestamp())

    tasks = [asyncio.create_task(look(screen)) for screen in screens]
    await asyncio.sleep(2)
    latencies.clear()
    with measured(running.pid) as cost:
        await asyncio.sleep(MEASURE_S)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for screen in (*screens, slow):
        screen.transport.abort()
    return cost.share_of_a_core, latencies, slow.close_code is not None
