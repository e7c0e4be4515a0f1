"""A device that posts what it has to tell to the gateway over HTTP, and says again what was not taken."""

import asyncio
import http.client
import time
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson
import structlog

log = structlog.get_logger()

LOOK_S = 0.25
STATE_EVERY_S = 10.0
REQUEST_S = 8.0
PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0
QUEUED_AT_MOST = 50
"""The oldest is dropped beyond this."""
UNREADABLE = (b"\xff\xfe\x00", b'{"plate": ', b"[1, 2", b"<html>", b"")


class Speaker(Protocol):
    """What the pusher asks of a device."""

    id: str

    @property
    def wire_fault(self) -> str | None: ...
    def readings(self) -> Mapping[str, float | str]: ...
    def take_events(self) -> list[dict[str, Any]]: ...


class Pusher:
    """`url` is that of the device at the gateway; below it `/state` takes what its instruments say."""

    def __init__(self, device: Speaker, *, url: str, random: Random) -> None:
        self._device = device
        self._url = urlsplit(url)
        self._random = random
        self._queue: deque[tuple[str, bytes]] = deque(maxlen=QUEUED_AT_MOST)
        self._due_s = 0.0
        self._troubled = False

    async def run(self) -> None:
        """Until cancelled."""
        pause_s = PAUSE_S
        while True:
            self._notice(time.monotonic())
            if self._queue and not await self._post(*self._queue[0]):
                await asyncio.sleep(pause_s * self._random.uniform(0.5, 1.0))
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                continue
            if self._queue:
                self._queue.popleft()
                pause_s = PAUSE_S
            else:
                await asyncio.sleep(LOOK_S)

    def _notice(self, now_s: float) -> None:
        """What there is to say; a silent device forgets it."""
        events = self._device.take_events()
        if self._device.wire_fault == "silent":
            self._queue.clear()
            return
        self._queue.extend(("", self._payload(event)) for event in events)
        if now_s >= self._due_s:
            self._due_s = now_s + STATE_EVERY_S * self._random.uniform(0.9, 1.0)
            numbers = {name: value for name, value in self._device.readings().items() if not isinstance(value, str)}
            moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            self._queue.append(("/state", self._payload({"time": moment, "values": numbers})))

    def _payload(self, told: Mapping[str, Any]) -> bytes:
        return self._random.choice(UNREADABLE) if self._device.wire_fault == "garbage" else orjson.dumps(told)

    async def _post(self, end: str, body: bytes) -> bool:
        """Whether the gateway has it: it took it, or will never take it."""
        try:
            status = await asyncio.to_thread(self._request, end, body)
        except (OSError, http.client.HTTPException) as error:
            if not self._troubled:
                log.warning("gateway_not_reached", device=self._device.id, port=self._url.port, reason=str(error))
            self._troubled = True
            return False
        if self._troubled:
            log.info("gateway_reached", device=self._device.id)
        self._troubled = False
        return status < 500

    def _request(self, end: str, body: bytes) -> int:
        """Blocks; in a thread."""
        line = http.client.HTTPConnection(self._url.hostname or "", self._url.port, timeout=REQUEST_S)
        try:
            query = f"?{self._url.query}" if self._url.query else ""
            line.request("POST", f"{self._url.path}{end}{query}", body, {"Content-Type": "application/json"})
            return line.getresponse().status
        finally:
            line.close()
