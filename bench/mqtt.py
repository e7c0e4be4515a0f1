"""Row 11: MQTT messages in, through the driver to settled frames, beside bare paho on the same messages."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import orjson
import paho.mqtt.client as paho
import uvloop
from paho.mqtt.enums import CallbackAPIVersion

from bench.meter import measured
from bench.report import Finding
from bench.services import broker, folder
from drivers.driver import Device, ListeningConnection, Settled
from drivers.errors import DriverError
from drivers.frame import Frame
from drivers.profile import Point, Profile
from drivers.registry import connect
from drivers.sighting import Sighting
from yamlfile import Text

MESSAGES = 20_000
ROUNDS = 2
TOPIC = "gatehouse/bench/sensor-1"
PATIENCE_S = 60.0


def run() -> list[Finding]:
    """CPU microseconds a message, rounds of the two taken in turn; QoS 1, a publisher of its own process."""
    bare = ours = rate = 0.0
    with folder() as data, broker(data) as url:
        for _ in range(ROUNDS):
            bare += by_paho(url) / ROUNDS
            cost, messages_s = uvloop.run(by_driver(url))
            ours += cost / ROUNDS
            rate = max(rate, messages_s)
    return [
        Finding(
            row="11", what="MQTT JSON messages in, CPU µs each", found=f"{ours:.0f} = {ours / bare:.2f} × paho",
            against=f"bare paho {bare:.0f}", reach="≤ 1.5 × paho", reached=ours <= 1.5 * bare,
        ),
        Finding(
            row="11", what="messages/s on one core (by that cost)", found=f"{1e6 / ours:.0f}",
            against=f"offered and taken {rate:.0f}/s", reach="≥ 10,000", reached=1e6 / ours >= 10_000,
        ),
    ]  # fmt: skip


def by_paho(url: str) -> float:
    """Receive, acknowledge and parse, nothing else."""
    parts = urlsplit(url)
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="bare", protocol=paho.MQTTv5)
    client.username_pw_set(parts.username or "", parts.password)
    count, ready, done = 0, threading.Event(), threading.Event()

    def take(_client: paho.Client, _userdata: object, message: paho.MQTTMessage) -> None:
        nonlocal count
        orjson.loads(message.payload)
        count += 1
        if count == MESSAGES:
            done.set()

    client.on_message = take
    client.on_subscribe = lambda *_: ready.set()
    client.connect(parts.hostname or "", parts.port or 1883)
    client.loop_start()
    client.subscribe(f"{TOPIC}/state", qos=1)
    ready.wait(PATIENCE_S)
    with measured() as cost:
        publish(url)
        done.wait(PATIENCE_S)
    client.disconnect()
    client.loop_stop()
    return cost.cpu_s / count * 1e6


class Counting:
    """A sink that settles at once, as the history does when a value is not worth a row."""

    def __init__(self) -> None:
        self.count = 0
        self.done = asyncio.Event()

    def frame(self, frame: Frame, settled: Settled | None = None) -> None:
        self.count += 1
        if settled is not None:
            settled()
        if self.count == MESSAGES:
            self.done.set()

    def event(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None = None) -> None: ...
    def sighting(self, sighting: Sighting, settled: Settled | None = None) -> None: ...
    def online(self, device: str, online: bool) -> None: ...
    def failed(self, devices: Sequence[str], error: DriverError) -> None: ...
    def unreadable(self, source: str, payload: bytes, reason: str) -> None: ...


async def by_driver(url: str) -> tuple[float, float]:
    """(CPU microseconds a message, messages a second) of the whole way from the socket to settled frames."""
    points = tuple(Point(id=name, name=Text(zh=name, en=name)) for name in ("temperature", "humidity"))
    profile = Profile(kind="sensor", name=Text(zh="传感器", en="Sensor"), protocol="mqtt", points=points)
    connection = connect(url, [Device(id="sensor-1", profile=profile, topic=TOPIC)])
    assert isinstance(connection, ListeningConnection)
    sink = Counting()
    listening = asyncio.create_task(connection.run(sink))
    await asyncio.sleep(1.0)
    started = time.monotonic()
    with measured() as cost:
        await asyncio.to_thread(publish, url)
        async with asyncio.timeout(PATIENCE_S):
            await sink.done.wait()
    took_s = time.monotonic() - started
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    return cost.cpu_s / sink.count * 1e6, sink.count / took_s


def publish(url: str) -> None:
    """MESSAGES from another process, as fast as the broker takes them."""
    subprocess.run([sys.executable, "-m", "bench.publisher", url, f"{TOPIC}/state", str(MESSAGES)], check=True)
