"""A camera's little server: its film as MJPEG or over RTSP, its newest picture, the truth about the cars that came."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, Protocol, cast

import orjson

from simulators.servers import rtsp
from simulators.servers.film import Film

FRAMES_PER_S = 6.0
REQUEST_S, DRAIN_S, SILENT_LOOK_S = 5.0, 5.0, 0.5
LONGEST_HEAD = 8192
BOUNDARY = b"frame"
OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Type: "
STREAM = OK + b"multipart/x-mixed-replace; boundary=" + BOUNDARY + b"\r\n\r\n"
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
FROZEN = ("frozen", "sensor_stuck")


class Watched(Protocol):
    """What the server asks of a device."""

    id: str

    @property
    def wire_fault(self) -> str | None: ...
    @property
    def faults(self) -> tuple[str, ...]: ...


class Truthful(Protocol):
    """A plant that can say which cars came."""

    @property
    def truth(self) -> list[dict[str, Any]]: ...


class CameraServer:
    """`/video.mjpg` until the other side goes, `/picture.jpg`, `/truth` as JSON; any URL by RTSP gives the film.

    `clock` is the simulated time.
    """

    def __init__(self, device: Watched, film: Film, plant: Truthful, clock: Callable[[], float]) -> None:
        self._device = device
        self._film = film
        self._plant = plant
        self._clock = clock
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()
        self._turn = asyncio.Lock()
        self._made_s = 0.0
        self._jpeg = b""

    async def start(self, host: str, port: int) -> int:
        """Listen; the port that it really is (for port 0). OSError where the address is taken."""
        self._server = await asyncio.start_server(self._line, host, port, limit=LONGEST_HEAD)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close the address and every connection."""
        if self._server is not None:
            self._server.close()
            for line in self._lines:
                line.cancel()
            await asyncio.gather(*self._lines, return_exceptions=True)
            await self._server.wait_closed()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._lines.add(task)
        try:
            async with asyncio.timeout(REQUEST_S):
                head = await reader.readuntil(b"\r\n\r\n")
            if head.startswith(b"GET "):
                await self._answer(_path(head), writer)
            else:
                await rtsp.talk(head, reader, writer, partial(self._stream, writer))
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # The other side went away, does not read, or speaks something else.
        except asyncio.CancelledError:
            pass  # The server stops; a stream's task has nobody to tell it to.
        finally:
            self._lines.discard(task)
            writer.close()

    async def _answer(self, path: str, writer: asyncio.StreamWriter) -> None:
        if path == "/truth":
            await _send(writer, OK + b"application/json\r\n\r\n" + orjson.dumps(self._plant.truth))
        elif path == "/picture.jpg":
            await _send(writer, OK + b"image/jpeg\r\n\r\n" + await self._picture())
        elif path in ("/", "/video.mjpg"):
            await self._show(writer)
        else:
            await _send(writer, NOT_FOUND)

    async def _show(self, writer: asyncio.StreamWriter) -> None:
        """The film by HTTP."""
        began = False
        async for jpeg in self._pictures(writer):
            head = b"--%s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n" % (BOUNDARY, len(jpeg))
            await _send(writer, (b"" if began else STREAM) + head + jpeg + b"\r\n")
            began = True

    async def _stream(self, writer: asyncio.StreamWriter) -> None:
        """The film by RTP, on the connection of RTSP."""
        packer = rtsp.Packer()
        async for jpeg in self._pictures(writer):
            await _send(writer, packer.packed(jpeg, time.monotonic()))

    async def _pictures(self, writer: asyncio.StreamWriter) -> AsyncIterator[bytes]:
        """In their time. A camera without power says nothing more, and does not close its connections either."""
        next_s = time.monotonic()
        while not writer.is_closing():
            if self._device.wire_fault == "silent":
                await asyncio.sleep(SILENT_LOOK_S)
                continue
            yield await self._picture()
            next_s = max(next_s + 1.0 / FRAMES_PER_S, time.monotonic())
            await asyncio.sleep(next_s - time.monotonic())

    async def _picture(self) -> bytes:
        """The newest one; several who watch see the same."""
        async with self._turn:
            if not self._jpeg or time.monotonic() - self._made_s > 0.5 / FRAMES_PER_S:
                self._made_s = time.monotonic()
                frozen = any(name in self._device.faults for name in FROZEN)
                self._jpeg = await self._film.frame(self._clock(), frozen=frozen)
            return self._jpeg


def _path(head: bytes) -> str:
    """What is asked for; the rest of the head is passed over."""
    _, target, _ = head.split(b"\r\n", 1)[0].decode("ascii").split(" ")
    return target.partition("?")[0]


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    async with asyncio.timeout(DRAIN_S):
        await writer.drain()
