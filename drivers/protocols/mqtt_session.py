"""paho's client on the event loop: one connection to a broker, from CONNECT until it is lost.

paho reads and writes its socket when the loop says that it can, so messages are handled in the loop's own thread; only
making the connection, which blocks, has a thread of its own.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from drivers.errors import ConnectionFailed
from drivers.protocols.mqtt_url import Broker, tls_context

# Messages that the broker may send before we acknowledge the first: a full second at the highest rate we plan for.
RECEIVE_MAXIMUM = 20_000
# Messages handled before other tasks of the loop get their turn.
BURST = 64
TOPICS_A_SUBSCRIPTION = 100
HOUSEKEEPING_S = 1.0
READ_AHEAD_BYTES = 65536


class _ReadAhead(paho.Client):
    """paho asks its socket for a packet in three or four small reads, each a system call; these are served from one."""

    _ahead = memoryview(b"")

    @property
    def has_read_ahead(self) -> bool:
        """Whether there is more to handle, although the socket may not be readable."""
        return len(self._ahead) > 0

    def _sock_recv(self, bufsize: int) -> bytes:
        if not self._ahead:
            self._ahead = memoryview(super()._sock_recv(READ_AHEAD_BYTES))
        part, self._ahead = self._ahead[:bufsize], self._ahead[bufsize:]
        return bytes(part)


class Receipt:
    """A message that was heard and is to be acknowledged when everything it said is `settled`."""

    __slots__ = ("_session", "mid", "open")

    def __init__(self, session: "Session", mid: int) -> None:
        self._session = session
        self.mid = mid
        self.open = 1

    def settled(self) -> None:
        """One of the things that hold the message open is safe."""
        self.open -= 1
        if self.open <= 0:
            self._session.acknowledge()


OnMessage = Callable[[str, bytes, Receipt], None]


class Session:
    """One connection; used once. `on_message` gets topic, payload and receipt of every message."""

    def __init__(self, broker: Broker, client_id: str, on_message: OnMessage) -> None:
        self._broker = broker
        self._on_message = on_message
        self._loop = asyncio.get_running_loop()
        self._connected: asyncio.Future[str] = self._loop.create_future()
        self._lost: asyncio.Future[str] = self._loop.create_future()
        self._receipts: deque[Receipt] = deque()
        self._handled = 0
        self._watched: int | None = None
        self._client = _ReadAhead(
            CallbackAPIVersion.VERSION2, client_id=client_id, protocol=paho.MQTTv5, manual_ack=True
        )
        self._client.connect_timeout = broker.connect_timeout_s
        self._client.username_pw_set(broker.username, broker.password)
        self._client.on_connect = self._told_connected
        self._client.on_message = self._told_message
        self._client.on_disconnect = self._told_disconnected
        self._client.on_socket_register_write = self._wants_write
        self._client.on_socket_unregister_write = self._wants_no_write
        self._client.on_socket_close = self._closing

    async def connect(self, topics: Sequence[str]) -> None:
        """Connect and subscribe; ConnectionFailed where the broker is away or does not let us in."""
        opening = self._loop.run_in_executor(None, self._open)
        try:
            await asyncio.shield(opening)
        except asyncio.CancelledError:
            await asyncio.wait([opening])
            opening.exception()
            raise
        except (OSError, ValueError) as error:
            raise ConnectionFailed(f"{self._broker}: {error}") from error
        self._watch()
        try:
            async with asyncio.timeout(self._broker.connect_timeout_s):
                refusal = await self._connected
        except TimeoutError as error:
            raise ConnectionFailed(f"{self._broker}: the broker does not answer") from error
        if refusal:
            raise ConnectionFailed(f"{self._broker}: {refusal}")
        for start in range(0, len(topics), TOPICS_A_SUBSCRIPTION):
            part = topics[start : start + TOPICS_A_SUBSCRIPTION]
            self._client.subscribe([(topic, SubscribeOptions(qos=1)) for topic in part])

    async def until_lost(self) -> None:
        """Stay connected; ConnectionFailed when the connection is lost."""
        while True:
            done, _ = await asyncio.wait([self._lost], timeout=HOUSEKEEPING_S)
            if done:
                raise ConnectionFailed(f"{self._broker}: {self._lost.result()}")
            self._client.loop_misc()

    async def publish(self, topic: str, payload: bytes, timeout_s: float) -> None:
        """Publish with QoS 1 and wait for the broker's word; TimeoutError, or ConnectionFailed while away."""
        if self._lost.done() or not self._connected.done():
            raise ConnectionFailed(f"{self._broker}: not connected")
        published: asyncio.Future[None] = self._loop.create_future()
        mid = self._client.publish(topic, payload, qos=1).mid

        def told(_client: object, _data: object, told_mid: int, *_: object) -> None:
            if told_mid == mid and not published.done():
                published.set_result(None)

        self._client.on_publish = told
        async with asyncio.timeout(timeout_s):
            await published

    def close(self) -> None:
        """Say good-bye; what was not acknowledged will be sent again."""
        self._receipts.clear()
        self._client.disconnect()
        if self._client.socket() is not None:
            self._client.loop_write()
        self._unwatch()

    def acknowledge(self) -> None:
        """Acknowledge what is settled, in the order in which it came, as MQTT 5 asks (4.6)."""
        while self._receipts and self._receipts[0].open <= 0:
            self._client.ack(self._receipts.popleft().mid, 1)

    def _open(self) -> None:
        """Blocks; in a thread."""
        if self._broker.is_tls:
            self._client.tls_set_context(tls_context(self._broker))
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        properties.SessionExpiryInterval = int(self._broker.session_expiry_s)
        properties.ReceiveMaximum = RECEIVE_MAXIMUM
        self._client.connect(
            self._broker.host,
            self._broker.port,
            keepalive=int(self._broker.keepalive_s),
            clean_start=False,
            properties=properties,
        )

    def _watch(self) -> None:
        socket = self._client.socket()
        if socket is None:
            raise ConnectionFailed(f"{self._broker}: the connection broke at once")
        self._watched = socket.fileno()
        self._loop.add_reader(self._watched, self._readable)
        self._loop.add_writer(self._watched, self._client.loop_write)

    def _unwatch(self) -> None:
        if self._watched is not None:
            self._loop.remove_reader(self._watched)
            self._loop.remove_writer(self._watched)
        self._watched = None

    def _readable(self) -> None:
        for _ in range(BURST):
            handled = self._handled
            self._client.loop_read()
            if handled == self._handled and not self._client.has_read_ahead:
                return
        # What was read ahead does not make the socket readable.
        self._loop.call_soon(self._readable)

    def _told_message(self, _client: object, _data: object, message: paho.MQTTMessage) -> None:
        self._handled += 1
        receipt = Receipt(self, message.mid)
        if message.qos == 1:
            self._receipts.append(receipt)
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = ""
        self._on_message(topic, bytes(message.payload), receipt)
        receipt.settled()

    def _told_connected(self, _client: object, _data: object, _flags: object, code: ReasonCode, _: object) -> None:
        if not self._connected.done():
            self._connected.set_result(f"the broker refused us: {code}" if code.is_failure else "")

    def _told_disconnected(self, _client: object, _data: object, _flags: object, code: Any, _: object) -> None:
        if not self._connected.done():
            self._connected.set_result(f"the connection ended: {code}")
        if not self._lost.done():
            self._lost.set_result(str(code))

    def _wants_write(self, _client: object, _data: object, _socket: object) -> None:
        # While it connects, in its thread, the socket is not watched yet; then it is, for writing first of all.
        if self._watched is not None:
            self._loop.add_writer(self._watched, self._client.loop_write)

    def _wants_no_write(self, _client: object, _data: object, _socket: object) -> None:
        if self._watched is not None:
            self._loop.remove_writer(self._watched)

    def _closing(self, _client: object, _data: object, _socket: object) -> None:
        self._unwatch()
