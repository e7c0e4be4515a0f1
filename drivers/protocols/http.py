"""Devices that post what they have to tell over HTTP, such as cameras that read plates themselves.

Gatehouse listens; a device posts to `/{its id}`. It gets 200 only when what it told of vehicles and events is safe, and
503 where that takes too long, so that it says it again.
"""

import asyncio
import socket
import time
from collections.abc import Sequence

import structlog

from drivers.driver import Device, Sink
from drivers.errors import ConnectionFailed, WriteRefused
from drivers.protocols.http_body import read_body
from drivers.protocols.http_server import Post, application, serve
from drivers.protocols.http_url import parse
from drivers.protocols.mqtt_messages import Heard, Messages
from drivers.registry import Scheme, register

BACKLOG = 64
log = structlog.get_logger(__name__)


class HttpConnection:
    """The devices that post to one address."""

    def __init__(self, url: str, devices: Sequence[Device]) -> None:
        self._listening = parse(url)
        self._devices = {device.id: device for device in devices}
        self._messages = Messages(devices)
        self._refused: set[str] = set()
        self._is_up = False

    @property
    def is_up(self) -> bool:
        """Whether it listens."""
        return self._is_up

    async def run(self, sink: Sink) -> None:
        """Listen until cancelled; ConnectionFailed where the address cannot be had."""
        try:
            listener = socket.create_server((self._listening.host, self._listening.port), backlog=BACKLOG)
        except OSError as error:
            raise ConnectionFailed(f"{self._listening} cannot be had: {error.strerror}") from error
        app = application(self._may_come, lambda post: self._take(post, sink))
        with listener:
            self._is_up = True
            try:
                await serve(app, listener, max_peers=int(self._listening.max_peers))
            finally:
                self._is_up = False

    async def write(self, device: Device, point: str, value: float) -> None:
        """Never: these devices only tell."""
        raise WriteRefused(f"{point} cannot be set to {value:g}: {device.id} only tells, over HTTP")

    def _may_come(self, post: Post) -> bool:
        """Whoever is turned away is named once."""
        if self._listening.lets_in(post.token, post.authorization):
            return True
        if post.peer not in self._refused and len(self._refused) < BACKLOG:
            self._refused.add(post.peer)
            log.warning("somebody without the token was turned away", peer=post.peer, address=str(self._listening))
        return False

    async def _take(self, post: Post, sink: Sink) -> int:
        """The status. Nothing that a device can send may end the server."""
        name, _, end = post.path.partition("/")
        device = self._devices.get(name)
        if device is None:
            return 404
        try:
            heard = self._messages.told(device, end or "event", read_body(post.content_type, post.body), time.time())
        except ValueError as error:
            sink.unreadable(device.id, post.body, str(error))
            return 400
        except Exception:
            log.exception("a post could not be handled", device=device.id)
            sink.unreadable(device.id, post.body, "the program failed on it")
            return 400
        return await self._hand_over(device, heard, post, sink)

    async def _hand_over(self, device: Device, heard: Heard, post: Post, sink: Sink) -> int:
        safe = _Safe(len(heard.sightings) + len(heard.events))
        for sighting in heard.sightings:
            sink.sighting(sighting, safe.settled)
        for name, event_time, body in heard.events:
            sink.event(name, event_time, body, safe.settled)
        for frame in heard.frames:
            sink.frame(frame)
        for name, is_online in heard.online:
            sink.online(name, is_online)
        if heard.problems:
            sink.unreadable(device.id, post.body, "; ".join(heard.problems))
        try:
            async with asyncio.timeout(self._listening.settle_s):
                await safe.all_of_it.wait()
        except TimeoutError:
            return 503
        return 200 if heard.sightings or heard.events or heard.frames or heard.online else 400


class _Safe:
    """Counts down what of a post can still be lost."""

    def __init__(self, count: int) -> None:
        self.all_of_it = asyncio.Event()
        self._open = count + 1
        self.settled()

    def settled(self) -> None:
        self._open -= 1
        if self._open <= 0:
            self.all_of_it.set()


register(
    Scheme(
        name="push+http",
        protocol="http",
        example="push+http://0.0.0.0:8090?token=…",
        factory=HttpConnection,
        check=parse,
    )
)
