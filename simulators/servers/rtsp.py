"""One connection of a camera that speaks RTSP (RFC 2326): what it has, then the film over the same connection."""

import asyncio
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from simulators.servers.rtp_jpeg import CLOCK_HZ, PAYLOAD_TYPE, packets

METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"
SESSION = "1"
SOURCE = 0x6A7E
TRANSPORT = "RTP/AVP/TCP;unicast;interleaved=0-1"
WHAT = (
    "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=film\r\nt=0 0\r\n"
    f"m=video 0 RTP/AVP {PAYLOAD_TYPE}\r\nc=IN IP4 0.0.0.0\r\na=control:film\r\n"
)
_OF_PACKETS = b"$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The first line of what was asked, and its headers, their names in small letters."""

    method: str
    url: str
    headers: Mapping[str, str]


def request(head: bytes) -> Request:
    """ValueError for what is no request of RTSP."""
    first, *rest = head.decode("ascii").rstrip("\r\n").split("\r\n")
    method, url, version = first.split(" ")
    if not version.startswith("RTSP/1"):
        raise ValueError(f"{version} is not spoken here")
    pairs = (line.partition(":") for line in rest)
    return Request(method=method, url=url, headers={name.strip().lower(): value.strip() for name, _, value in pairs})


def answer(asked: Request) -> bytes:
    """To everything that is asked; the film begins after the one to PLAY."""
    usual = {"cseq": asked.headers.get("cseq", "0"), "session": SESSION}
    if asked.method == "OPTIONS":
        return _told("200 OK", {**usual, "public": METHODS})
    if asked.method == "DESCRIBE":
        base = asked.url.rstrip("/") + "/"
        return _told("200 OK", {**usual, "content-base": base, "content-type": "application/sdp"}, WHAT)
    if asked.method == "SETUP":
        if "RTP/AVP/TCP" not in asked.headers.get("transport", ""):
            return _told("461 Unsupported Transport", usual)
        return _told("200 OK", {**usual, "transport": TRANSPORT})
    if asked.method in ("PLAY", "GET_PARAMETER", "TEARDOWN"):
        return _told("200 OK", usual)
    return _told("501 Not Implemented", usual)


def _told(status: str, headers: Mapping[str, str], body: str = "") -> bytes:
    lines = [f"RTSP/1.0 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join((*lines, f"content-length: {len(body)}", "", body)).encode("ascii")


async def talk(
    head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, show: Callable[[], Awaitable[None]]
) -> None:
    """From the first request on, until the other side goes or asks for the end; `show` runs from PLAY on."""
    playing: asyncio.Task[None] | None = None
    try:
        while True:
            asked = request(head)
            writer.write(answer(asked))
            await writer.drain()
            if asked.method == "TEARDOWN":
                return
            if asked.method == "PLAY" and playing is None:
                playing = asyncio.ensure_future(show())
                playing.add_done_callback(lambda _: writer.close())
            head = await _next_head(reader)
    finally:
        if playing is not None:
            playing.cancel()
            await asyncio.gather(playing, return_exceptions=True)


async def _next_head(reader: asyncio.StreamReader) -> bytes:
    """The next request; packets in between, in which the other side tells how it receives, are passed over."""
    while (first := await reader.readexactly(1)) == _OF_PACKETS:
        _, length = struct.unpack("!BH", await reader.readexactly(3))
        await reader.readexactly(length)
    return first + await reader.readuntil(b"\r\n\r\n")


class Packer:
    """Pictures into what is written to the connection; counts its packets."""

    def __init__(self) -> None:
        self._next = 0

    def packed(self, jpeg: bytes, time_s: float) -> bytes:
        """ValueError for a JPEG that can't travel so."""
        each = list(packets(jpeg, first=self._next, ticks=round(time_s * CLOCK_HZ), source=SOURCE))
        self._next += len(each)
        return b"".join(_OF_PACKETS + struct.pack("!BH", 0, len(one)) + one for one in each)
