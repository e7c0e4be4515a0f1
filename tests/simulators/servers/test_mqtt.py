"""A simulated sensor on a real broker: what it says, how it dies, how it comes back."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any
from urllib.parse import urlsplit

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from simulators.servers.mqtt import Publisher, publish
from simulators.simulated import Simulated
from tests.simulators.specimens import EVENING, device

Heard = asyncio.Queue[tuple[str, bytes, bool]]


@asynccontextmanager
async def listening(broker_url: str, site: str) -> AsyncIterator[Heard]:
    """Everything that is said on a site's topics: the last part of the topic, the payload, whether it was retained."""
    heard: Heard = asyncio.Queue()
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
    client.on_connect = lambda client, *_: client.subscribe(f"gatehouse/{site}/#", qos=1)
    client.on_subscribe = lambda *_: loop.call_soon_threadsafe(ready.set)
    client.on_message = lambda _client, _data, message: loop.call_soon_threadsafe(
        heard.put_nowait, (message.topic.rsplit("/", 1)[1], message.payload, message.retain)
    )
    parts = urlsplit(broker_url)
    client.username_pw_set(parts.username or "", parts.password)
    client.connect(parts.hostname or "", parts.port or 1883)
    client.loop_start()
    try:
        await asyncio.wait_for(ready.wait(), 60)
        yield heard
    finally:
        client.disconnect()
        client.loop_stop()


@asynccontextmanager
async def speaking(sensor: Simulated, broker_url: str, site: str) -> AsyncIterator[None]:
    states = frozenset({"water_leak"})
    publisher = Publisher(sensor, url=broker_url, site=site, states=states, random=Random(1))
    task = asyncio.create_task(publish([publisher]))
    try:
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def next_of(heard: Heard, topic: str) -> bytes:
    """The next payload on a topic; what is said elsewhere meanwhile is passed over."""
    async with asyncio.timeout(60):
        while True:
            about, payload, _ = await heard.get()
            if about == topic:
                return payload


async def test_a_sensor_says_its_state_and_that_it_is_there(broker_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.servers.mqtt.PUBLISH_EVERY_S", 600.0)  # only what changes is told
    sensor = device("environment", "env-1")
    async with listening(broker_url, "site-a") as heard:
        async with speaking(sensor, broker_url, "site-a"):
            assert await next_of(heard, "online") == b"true"
            said = json.loads(await next_of(heard, "state"))
            assert said["values"] == dict(sensor.readings())
            assert said["time"].endswith("Z")
            assert len(said["time"]) == len("2026-01-01T00:00:00.000Z")
            sensor.inject("water_leak", None)
            sensor.step(1.0, EVENING, 1.0)
            assert json.loads(await next_of(heard, "state"))["values"]["water_leak"] == 1.0
        assert await next_of(heard, "online") == b"false"
    async with listening(broker_url, "site-a") as heard:
        assert await asyncio.wait_for(heard.get(), 60) == ("online", b"false", True)


async def test_a_silent_sensor_leaves_its_last_will_and_comes_back(broker_url: str) -> None:
    sensor = device("environment", "env-1")
    async with listening(broker_url, "site-b") as heard, speaking(sensor, broker_url, "site-b"):
        assert await next_of(heard, "online") == b"true"
        await next_of(heard, "state")
        sensor.inject("silent", None)
        assert await next_of(heard, "online") == b"false"
        sensor.inject("clear", None)
        assert await next_of(heard, "online") == b"true"
        await next_of(heard, "state")


async def test_events_are_told_apart_from_the_state_and_none_of_the_time_of_silence(broker_url: str) -> None:
    sensor = device("environment", "env-1")
    sensor.model = Bell()
    async with listening(broker_url, "site-d") as heard, speaking(sensor, broker_url, "site-d"):
        await next_of(heard, "state")
        sensor.model.rung.append({"card": "0451"})
        sensor.step(1.0, EVENING, 1.0)
        event = json.loads(await next_of(heard, "event"))
        assert event["card"] == "0451"
        assert event["time"].endswith("Z")
        sensor.inject("silent", None)
        sensor.model.rung.append({"card": "lost"})
        assert await next_of(heard, "online") == b"false"
        sensor.inject("clear", None)
        assert await next_of(heard, "online") == b"true"
        sensor.model.rung.append({"card": "0452", "time": "2026-01-01T00:00:00Z"})
        sensor.step(1.0, EVENING, 1.0)
        assert json.loads(await next_of(heard, "event")) == {"card": "0452", "time": "2026-01-01T00:00:00Z"}


class Bell:
    """A model that tells events."""

    def __init__(self) -> None:
        self.faults: set[str] = set()
        self.rung: list[dict[str, Any]] = []

    def step(self, dt_s: float, time: float) -> None:
        """Nothing changes by itself."""

    def values(self) -> dict[str, float]:
        return {"water_leak": 0.0}

    def write(self, point: str, value: float) -> None:
        raise ValueError(point)

    def take_events(self) -> list[dict[str, Any]]:
        rung, self.rung = self.rung, []
        return rung


async def test_garbage_cannot_be_read(broker_url: str) -> None:
    sensor = device("environment", "env-1")
    sensor.inject("garbage", None)
    async with listening(broker_url, "site-c") as heard, speaking(sensor, broker_url, "site-c"):
        payload = await next_of(heard, "state")
    with pytest.raises((ValueError, TypeError, AttributeError)):
        json.loads(payload)["values"].items()
