"""The MQTT connection against a real mosquitto."""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from drivers.driver import Device, ListeningConnection
from drivers.errors import ConnectionFailed, WriteRefused
from drivers.places import MqttPoint
from drivers.profile import Profile
from drivers.registry import connect
from tests.certificates import self_signed
from tests.program import free_port

NAME = {"zh": "点", "en": "point"}
SENSOR = Profile.model_validate(
    {
        "kind": "sensor",
        "name": NAME,
        "protocol": "mqtt",
        "points": [
            {"id": "temperature", "name": NAME, "write": {"minimum": 5, "maximum": 30}},
            {"id": "leak", "name": NAME},
        ],
    }
)


class Heard:
    """A sink that keeps what it gets. `settles`: at once, or when the test calls what is in `held`."""

    def __init__(self, settles: bool = True) -> None:
        self.settles = settles
        self.held: list[Callable[[], None]] = []
        self.frames, self.events, self.onlines, self.failures, self.unread = [], [], [], [], []
        self._more = asyncio.Event()

    def frame(self, frame, settled=None):
        self._keep(self.frames, (frame.device, frame.values.tolist()), settled)

    def event(self, device, time, body, settled=None):
        self._keep(self.events, (device, time, dict(body)), settled)

    def online(self, device, online):
        self._keep(self.onlines, (device, online))

    def failed(self, devices, error):
        self._keep(self.failures, (list(devices), error))

    def unreadable(self, source, payload, reason):
        self._keep(self.unread, (source, payload, reason))

    def _keep(self, kept, what, settled=None):
        kept.append(what)
        if settled is not None:
            settled() if self.settles else self.held.append(settled)
        self._more.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not holds():
                self._more.clear()
                await self._more.wait()


def plain_client(url: str) -> paho.Client:
    """A client of paho's, connected and running on a thread of its own."""
    parts = urlsplit(url)
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.username_pw_set(parts.username, parts.password)
    if parts.scheme == "mqtts":
        client.tls_set(parts.query.removeprefix("ca="))
    client.connect(parts.hostname, parts.port)
    client.loop_start()
    return client


class Publisher:
    """A device's side: publishes with QoS 1 and waits until the broker has it."""

    def __init__(self, url: str) -> None:
        self._client = plain_client(url)

    def send(self, topic: str, payload: object, retain: bool = False) -> None:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self._client.publish(topic, body, qos=1, retain=retain).wait_for_publish(60)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def site() -> str:
    return f"test{secrets.token_hex(4)}"


@pytest.fixture
def sensors(site: str) -> list[Device]:
    return [Device(id=name, profile=SENSOR, topic=f"gatehouse/{site}/{name}") for name in ("env-1", "env-2")]


@pytest.fixture
def publisher(broker_url: str):
    client = Publisher(broker_url)
    yield client
    client.close()


@contextlib.asynccontextmanager
async def listening(url: str, devices: list[Device], sink: Heard) -> AsyncIterator[ListeningConnection]:
    """A connection that is known to hear: it was told that the first device is online, or that it failed."""
    connection = connect(f"{url}{'&' if '?' in url else '?'}connect_timeout_s=30", devices)
    assert isinstance(connection, ListeningConnection)
    task = asyncio.create_task(connection.run(sink))
    try:
        await sink.until(lambda: bool(sink.onlines or sink.failures))
        yield connection
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def announced(sensors: list[Device], publisher: Publisher) -> list[Device]:
    """The sensors, of which the first said before that it is online."""
    publisher.send(f"{sensors[0].topic}/online", True, retain=True)
    return sensors


async def test_state_event_and_online(broker_url, announced, publisher):
    sink = Heard()
    root, other = (device.topic for device in announced)
    async with listening(broker_url, announced, sink):
        publisher.send(f"{root}/state", {"time": 1_700_000_000, "values": {"leak": False, "temperature": 21.5}})
        publisher.send(f"{other}/state/leak", True)
        publisher.send(f"{other}/event", {"time": "2026-01-31T08:00:00Z", "button": "sos"})
        publisher.send(f"{other}/online", False)
        await sink.until(lambda: len(sink.onlines) == 2)
    assert sink.frames == [("env-1", [21.5, 0.0]), ("env-2", [1.0])]
    assert sink.events == [("env-2", 1_769_846_400.0, {"time": "2026-01-31T08:00:00Z", "button": "sos"})]
    assert sink.onlines == [("env-1", True), ("env-2", False)]
    assert not sink.unread


async def test_what_cannot_be_read_is_told_and_the_rest_goes_on(broker_url, announced, publisher):
    sink = Heard()
    root = announced[0].topic
    async with listening(broker_url, announced, sink):
        publisher.send(f"{root}/state", b"\xff\x00not json")
        publisher.send(f"{root}/state", {"values": {"leak": 1, "noise": 3}})
        publisher.send(f"{root}/state/leak", 0)
        await sink.until(lambda: len(sink.frames) == 2)
    assert [reason for _, _, reason in sink.unread] == ["is not a JSON object", "no point is named noise"]
    assert sink.unread[0][1] == b"\xff\x00not json"
    assert sink.frames == [("env-1", [1.0]), ("env-1", [0.0])]


async def test_what_was_not_settled_comes_again_and_what_was_does_not(broker_url, announced, publisher):
    topic = f"{announced[0].topic}/state/temperature"
    first = Heard(settles=False)
    async with listening(broker_url, announced, first):
        for value in range(4):
            publisher.send(topic, value)
        await first.until(lambda: len(first.frames) == 4)
        # The second is safe before the first: the broker must learn of neither before the first is.
        first.held[1]()
        first.held[0]()
        first.held[3]()
    publisher.send(topic, 4)
    second = Heard()
    async with listening(broker_url, announced, second):
        await second.until(lambda: len(second.frames) == 3)
    assert [values for _, values in second.frames] == [[2.0], [3.0], [4.0]]


async def test_many_messages_may_wait_for_being_settled(broker_url, announced, publisher):
    sink = Heard(settles=False)
    async with listening(broker_url, announced, sink):
        for value in range(300):
            publisher.send(f"{announced[0].topic}/state/temperature", value)
        await sink.until(lambda: len(sink.frames) == 300)
        for settled in sink.held:
            settled()
    assert [values for _, values in sink.frames] == [[float(value)] for value in range(300)]


async def test_a_broker_that_is_away_is_told_once(sensors):
    sink = Heard()
    async with listening("mqtt://127.0.0.1:1", sensors, sink) as connection:
        with pytest.raises(ConnectionFailed):
            await connection.write(sensors[0], "temperature", 20)
    assert [(devices, type(error)) for devices, error in sink.failures] == [(["env-1", "env-2"], ConnectionFailed)]


async def test_write_is_published_below_the_device(broker_url, announced):
    listener = plain_client(broker_url)
    loop = asyncio.get_running_loop()
    got: asyncio.Future[tuple[str, bytes]] = loop.create_future()
    subscribed = asyncio.Event()
    listener.on_message = lambda *told: loop.call_soon_threadsafe(got.set_result, (told[2].topic, told[2].payload))
    listener.on_subscribe = lambda *_: loop.call_soon_threadsafe(subscribed.set)
    listener.subscribe(f"{announced[0].topic}/set/#", qos=1)
    try:
        async with asyncio.timeout(60), listening(broker_url, announced, Heard()) as connection:
            await subscribed.wait()
            await connection.write(announced[0], "temperature", 21.5)
            assert await got == (f"{announced[0].topic}/set/temperature", b"21.5")
            for point, value in (("temperature", 31), ("leak", 1)):
                with pytest.raises(WriteRefused):
                    await connection.write(announced[0], point, value)
    finally:
        listener.disconnect()
        listener.loop_stop()


@contextlib.contextmanager
def tls_broker(folder: Path) -> Iterator[str]:
    """A mosquitto of this test's own that speaks TLS; its URL without a CA."""
    certificate, port = self_signed(folder), free_port()
    lines = [f"listener {port} 127.0.0.1", "allow_anonymous true", f"certfile {certificate}", f"keyfile {certificate}"]
    (folder / "broker.conf").write_text("\n".join([*lines, "user root"]) + "\n")
    program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
    running = subprocess.Popen([program, "-c", folder / "broker.conf"], stderr=subprocess.PIPE)
    try:
        while b"running" not in running.stderr.readline():
            assert running.poll() is None
        yield f"mqtts://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.communicate()


async def test_over_tls_only_a_broker_that_is_trusted(tmp_path, site):
    # What is set for the device comes back to it as its state.
    echo = SENSOR.points[0].model_copy(update={"mqtt": MqttPoint(topic="set/temperature")})
    device = Device(id="env-1", profile=SENSOR.model_copy(update={"points": (echo,)}), topic=f"gatehouse/{site}/env-1")
    with tls_broker(tmp_path) as url:
        stranger = Heard()
        async with listening(url, [device], stranger):
            assert "CERTIFICATE_VERIFY_FAILED" in str(stranger.failures[0][1])
        publisher = Publisher(f"{url}?ca={tmp_path / 'device.pem'}")
        publisher.send(f"{device.topic}/online", True, retain=True)
        publisher.close()
        sink = Heard()
        async with listening(f"{url}?ca={tmp_path / 'device.pem'}", [device], sink) as connection:
            await connection.write(device, "temperature", 20)
            await sink.until(lambda: bool(sink.frames))
    assert sink.frames == [("env-1", [20.0])]
    assert not sink.failures
