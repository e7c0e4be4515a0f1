"""A device that publishes by itself, on a connection of its own, so that its last will is a real one."""

import asyncio
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from typing import Any, Protocol, cast
from urllib.parse import unquote, urlsplit

import orjson
import structlog
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

log = structlog.get_logger()

PUBLISH_EVERY_S = 5.0
LOOK_EVERY_S = 0.25
KEEP_ALIVE_S = 15
GOODBYE_S = 1.0
QUEUED_AT_MOST = 20
"""paho refuses the newest beyond this many unacknowledged messages; the next state makes up for it."""
UNREADABLE = (b"\xff\xfe\x00", b'{"time": ', b"[1, 2", b'{"values": "warm"}', b"")


class Speaker(Protocol):
    """What the publisher asks of a device."""

    id: str

    @property
    def wire_fault(self) -> str | None: ...
    def readings(self) -> Mapping[str, float]: ...


class Publisher:
    """Publishes a device's state every few seconds, and at once when one of its `states` changes."""

    def __init__(self, device: Speaker, *, url: str, site: str, states: frozenset[str], random: Random) -> None:
        self._device = device
        self._url = urlsplit(url)
        self._topic = f"gatehouse/{site}/{device.id}"
        self._states = states
        self._random = random
        self._client: Client | None = None
        self._troubled = False

    async def run(self) -> None:
        """Speak until cancelled, then say goodbye."""
        # Devices that were switched on together do not speak in step for ever.
        due_s = asyncio.get_running_loop().time() + self._random.uniform(0.0, PUBLISH_EVERY_S)
        told: dict[str, float] | None = None
        try:
            while True:
                now_s = asyncio.get_running_loop().time()
                states = {name: value for name, value in self._device.readings().items() if name in self._states}
                if await self._connected() and (now_s >= due_s or states != told):
                    self._publish()
                    told, due_s = states, now_s + PUBLISH_EVERY_S * self._random.uniform(0.9, 1.0)
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            await asyncio.to_thread(self._goodbye)

    async def _connected(self) -> bool:
        """Whether there is a broker to speak to; a silent device leaves it without a word."""
        if self._device.wire_fault == "silent":
            if self._client is not None:
                await asyncio.to_thread(self._drop)
            return False
        if self._client is None:
            self._client = self._connect()
        return self._client.is_connected()

    def _connect(self) -> Client:
        """Begin to connect; paho's own thread goes on with it, and tries again for as long as it takes."""
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"sim-{self._topic.replace('/', '-')}",
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        client.max_queued_messages_set(QUEUED_AT_MOST)
        client.reconnect_delay_set(1, 15)
        client.will_set(f"{self._topic}/online", b"false", qos=1, retain=True)
        client.on_connect = self._on_connect
        client.on_connect_fail = self._on_connect_fail
        if self._url.username:
            client.username_pw_set(unquote(self._url.username), unquote(self._url.password or ""))
        secure = self._url.scheme == "mqtts"
        if secure:
            client.tls_set_context(ssl.create_default_context())
        client.connect_async(self._url.hostname or "", self._url.port or (8883 if secure else 1883), KEEP_ALIVE_S)
        client.loop_start()
        return client

    def _on_connect(
        self, client: Client, _userdata: Any, _flags: Any, code: ReasonCode, _properties: Properties | None
    ) -> None:
        if code.is_failure:
            self._trouble(str(code))
            return
        client.publish(f"{self._topic}/online", b"true", qos=1, retain=True)
        if self._troubled:
            self._troubled = False
            log.info("broker_reached", device=self._device.id)

    def _on_connect_fail(self, _client: Client, _userdata: Any) -> None:
        self._trouble("nobody answers there")

    def _trouble(self, reason: str) -> None:
        """Say once that the broker is out of reach."""
        if not self._troubled:
            self._troubled = True
            log.warning("broker_not_reached", device=self._device.id, host=self._url.hostname, reason=reason)

    def _publish(self) -> None:
        assert self._client is not None
        self._client.publish(f"{self._topic}/state", self._payload(), qos=1)

    def _payload(self) -> bytes:
        if self._device.wire_fault == "garbage":
            return self._random.choice(UNREADABLE)
        time = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return orjson.dumps({"time": time, "values": self._device.readings()})

    def _drop(self) -> None:
        """End the connection as a dead device does: the broker then tells its last will."""
        client, self._client = self._client, None
        if client is None:
            return
        client.loop_stop()
        line = cast("socket.socket | None", client.socket())
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _goodbye(self) -> None:
        """A device that is switched off properly says that it goes."""
        client, self._client = self._client, None
        if client is None:
            return
        if client.is_connected():
            told = client.publish(f"{self._topic}/online", b"false", qos=1, retain=True)
            if told.rc == MQTTErrorCode.MQTT_ERR_SUCCESS:
                with suppress(RuntimeError):
                    told.wait_for_publish(GOODBYE_S)
            client.disconnect()
        client.loop_stop()
