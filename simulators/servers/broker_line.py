"""A device's connection to a broker, on the event loop and without a thread of its own, so that thousands fit."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import structlog
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

log = structlog.get_logger()

KEEP_ALIVE_S = 15
CONNECT_S = 3.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 15.0
QUEUED_AT_MOST = 20
"""paho refuses the newest beyond this many unacknowledged messages; the next state makes up for it."""


class BrokerLine:
    """Built for one device and its topic; `on_connected` is called each time that the broker has let it in."""

    def __init__(self, device: str, *, url: str, topic: str, on_connected: Callable[[], None]) -> None:
        self._device = device
        self._url = urlsplit(url)
        self._topic = topic
        self._on_connected = on_connected
        self._client: Client | None = None
        self._next_s = 0.0
        self._pause_s = FIRST_PAUSE_S
        self._troubled = False

    @property
    def is_connected(self) -> bool:
        return self._client is not None and self._client.is_connected()

    async def look(self, now_s: float) -> None:
        """What is due: connecting, keeping alive, sending what is left over. To be called a few times a second."""
        if self._client is not None and self._client.socket() is not None:
            self._client.loop_misc()
            if self._client.want_write():
                self._client.loop_write()
        elif now_s >= self._next_s:
            await self._connect()
            self._next_s = now_s + self._pause_s
            self._pause_s = min(LONGEST_PAUSE_S, self._pause_s * 2.0)

    def publish(self, end: str, payload: bytes, *, retain: bool = False) -> None:
        """Say something below the device's topic, QoS 1; lost where there is no broker."""
        if self._client is not None:
            self._client.publish(f"{self._topic}/{end}", payload, qos=1, retain=retain)

    def drop(self) -> None:
        """End the connection as a dead device does: the broker then tells its last will."""
        client, self._client = self._client, None
        line = cast("socket.socket | None", client.socket()) if client is not None else None
        if client is None or line is None:
            return
        client.on_socket_close = None
        asyncio.get_running_loop().remove_reader(line)
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()

    def close(self) -> None:
        """Leave as a device does that is switched off properly: it has said that it goes."""
        if self._client is not None:
            self._client.disconnect()
            self.drop()

    async def _connect(self) -> None:
        client = self._client = self._client or self._new_client()
        client.on_socket_close = None
        try:
            port = self._url.port or (8883 if self._url.scheme == "mqtts" else 1883)
            await asyncio.to_thread(client.connect, self._url.hostname or "", port, KEEP_ALIVE_S)
        except OSError as error:
            self._trouble(error.strerror or "nobody answers there")
            return
        loop = asyncio.get_running_loop()
        client.on_socket_close = _stop_reading
        loop.add_reader(cast("socket.socket", client.socket()), self._read, client)

    def _read(self, client: Client) -> None:
        line: object = client.socket()
        client.loop_read()
        while isinstance(line, ssl.SSLSocket) and client.socket() is not None and line.pending():
            client.loop_read()  # What TLS has already taken from the socket wakes nobody.

    def _new_client(self) -> Client:
        client = Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"sim-{self._topic.replace('/', '-')}",
            protocol=MQTTProtocolVersion.MQTTv5,
        )
        client.connect_timeout = CONNECT_S
        client.max_queued_messages_set(QUEUED_AT_MOST)
        client.will_set(f"{self._topic}/online", b"false", qos=1, retain=True)
        client.on_connect = self._connected
        if self._url.username:
            client.username_pw_set(unquote(self._url.username), unquote(self._url.password or ""))
        if self._url.scheme == "mqtts":
            client.tls_set_context(ssl.create_default_context())
        return client

    def _connected(
        self, client: Client, _userdata: Any, _flags: Any, code: ReasonCode, _properties: Properties | None
    ) -> None:
        if code.is_failure:
            self._trouble(str(code))
            return
        self._pause_s = FIRST_PAUSE_S
        self._on_connected()
        if self._troubled:
            self._troubled = False
            log.info("broker_reached", device=self._device)

    def _trouble(self, reason: str) -> None:
        """Say once that the broker is out of reach."""
        if not self._troubled:
            self._troubled = True
            log.warning("broker_not_reached", device=self._device, host=self._url.hostname, reason=reason)


def _stop_reading(_client: Client, _userdata: Any, line: Any) -> None:
    """paho is about to close the socket."""
    asyncio.get_running_loop().remove_reader(line)
