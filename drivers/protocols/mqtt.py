"""Devices that publish on an MQTT 5 broker.

The session is persistent and every message is acknowledged only after the sink has settled it, so what was published
while the gateway was away, or was not yet safe when it died, comes again. The connection is made again with growing
pauses for as long as `run` runs.
"""

import asyncio
import random
import time
from collections.abc import Sequence

import orjson
import structlog

from drivers.driver import Device, Sink
from drivers.errors import ConnectionFailed, NoAnswer, WriteRefused
from drivers.protocols.mqtt_messages import Heard, Messages
from drivers.protocols.mqtt_session import Receipt, Session
from drivers.protocols.mqtt_url import client_id, parse
from drivers.registry import Scheme, register

PAUSE_S, PAUSE_LONGEST_S = 1.0, 60.0
WRITE_TIMEOUT_S = 5.0
log = structlog.get_logger(__name__)


class MqttConnection:
    """The devices on one broker."""

    def __init__(self, url: str, devices: Sequence[Device]) -> None:
        self._broker = parse(url)
        self._client_id = client_id(self._broker, devices)
        self._devices = [device.id for device in devices]
        self._messages = Messages(devices)
        self._session: Session | None = None

    @property
    def is_up(self) -> bool:
        """Whether the broker is connected."""
        return self._session is not None

    async def run(self, sink: Sink) -> None:
        """Listen until cancelled. A failure is told to the sink once, until the connection stands again."""
        pause_s, has_failed = PAUSE_S, False
        while True:
            session = Session(self._broker, self._client_id, lambda *message: self._hear(sink, *message))
            try:
                await session.connect(self._messages.subscriptions)
                log.info("broker connected", broker=str(self._broker), again=has_failed)
                pause_s, has_failed, self._session = PAUSE_S, False, session
                await session.until_lost()
            except ConnectionFailed as error:
                if not has_failed:
                    log.warning("broker out of reach", broker=str(self._broker), error=str(error))
                    sink.failed(self._devices, error)
                has_failed = True
            finally:
                self._session = None
                session.close()
            # Between half and the whole of the pause, so that many gateways do not come back in step.
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))
            pause_s = min(2 * pause_s, PAUSE_LONGEST_S)

    async def write(self, device: Device, point: str, value: float) -> None:
        """Publish a value for a device on `{its root}/set/{point}`; returns when the broker has it."""
        profile = device.profile
        spec = next((candidate for candidate in profile.points if candidate.id == point), None)
        if spec is None or spec.write is None or profile.read_only:
            raise WriteRefused(f"{point} of a {profile.kind} cannot be set")
        if not spec.write.minimum <= value <= spec.write.maximum:
            raise WriteRefused(f"{point} may be set from {spec.write.minimum:g} to {spec.write.maximum:g} {spec.unit}")
        if self._session is None:
            raise ConnectionFailed(f"{self._broker}: not connected")
        try:
            await self._session.publish(f"{device.topic}/set/{point}", orjson.dumps(value), WRITE_TIMEOUT_S)
        except TimeoutError as error:
            raise NoAnswer(f"the broker did not take it within {WRITE_TIMEOUT_S:g} s") from error

    def _hear(self, sink: Sink, topic: str, payload: bytes, receipt: Receipt) -> None:
        """Hand over what a message says. Nothing that a device can send may end the session."""
        try:
            heard = self._messages.hear(topic, payload, time.time())
            _hand_over(sink, heard, topic, payload, receipt)
        except Exception:
            log.exception("a message could not be handled", topic=topic)
            sink.unreadable(topic, payload, "the program failed on it")
            receipt.open = 1


def _hand_over(sink: Sink, heard: Heard, topic: str, payload: bytes, receipt: Receipt) -> None:
    receipt.open += len(heard.frames) + len(heard.events) + len(heard.sightings)
    for sighting in heard.sightings:
        sink.sighting(sighting, receipt.settled)
    for frame in heard.frames:
        sink.frame(frame, receipt.settled)
    for device, event_time, body in heard.events:
        sink.event(device, event_time, body, receipt.settled)
    for device, is_online in heard.online:
        sink.online(device, is_online)
    if heard.problems:
        sink.unreadable(topic, payload, "; ".join(heard.problems))


for _name, _example in (
    ("mqtt", "mqtt://10.0.3.2:1883"),
    ("mqtts", "mqtts://broker.example:8883?ca=/etc/gatehouse/plant-ca.pem"),
):
    register(Scheme(name=_name, protocol="mqtt", example=_example, factory=MqttConnection, check=parse))
