"""Row 15: from the start of the program to the first value on a screen, with the database there."""

import asyncio
import os
import signal
import time
from pathlib import Path

import orjson
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from bench import wire
from bench.plant import write_site
from bench.report import Finding
from bench.services import GATEHOUSE, PATIENCE_S, broker, database, folder
from gateway.embedded.ports import free_port
from gateway.store.accounts import create_token

DEVICES = 100
POINTS = 30


def run() -> list[Finding]:
    """Seconds, for the first good value and for all of them."""
    with folder() as data, database(data) as url, broker(data) as mqtt_url, wire.server(DEVICES) as first:
        site = write_site(data / "site", points=POINTS, ports=range(first, first + DEVICES), poll_s=1.0)
        token = create_token(url, "operator").split()[-1]
        first_s, all_s = asyncio.run(timed_start(site, data, url, mqtt_url, token))
    return [
        Finding(
            row="15", what=f"start to first value on a screen, {DEVICES * POINTS} points", found=f"{first_s:.1f} s",
            against=f"all values {all_s:.1f} s", reach="≤ 5 s", reached=first_s <= 5,
        )
    ]  # fmt: skip


async def timed_start(site: Path, data: Path, url: str, mqtt_url: str, token: str) -> tuple[float, float]:
    port = free_port()
    environment = {**os.environ, "GATEHOUSE_DATABASE_URL": url, "GATEHOUSE_MQTT_URL": mqtt_url}
    words = [GATEHOUSE, "run", site, "--data", data / "gateway", "--port", str(port)]
    started = time.monotonic()
    with (data / "gateway.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*words, env=environment, stdout=log, stderr=log)
    try:
        async with asyncio.timeout(PATIENCE_S):
            moments = await watch(port, token)
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()
    return moments[0] - started, moments[-1] - started


async def watch(port: int, token: str) -> list[float]:
    """The moments at which a screen had a good value more, until it has all."""
    good: set[str] = set()
    moments: list[float] = []
    headers = {"Authorization": f"Bearer {token}"}
    while len(good) < DEVICES * POINTS:
        try:
            async with connect(f"ws://127.0.0.1:{port}/api/v1/live", additional_headers=headers, max_size=None) as live:
                async for text in live:
                    points = orjson.loads(text).get("points", [])
                    fresh = {p["id"] for p in points if p["quality"] == "good" and not p["id"].endswith("/online")}
                    if fresh - good:
                        moments.append(time.monotonic())
                        good |= fresh
                    if len(good) >= DEVICES * POINTS:
                        break
        except (OSError, WebSocketException):
            await asyncio.sleep(0.02)  # not listening yet
    return moments
