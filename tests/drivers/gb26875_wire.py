"""A fire transmitter as the standard has it, written down apart from the driver: frames, objects, a TCP client."""

import asyncio
import contextlib
import struct
from dataclasses import dataclass, field

SOURCE = "0102030405aa"
CENTRE = "000000000000"
TIME = bytes((5, 4, 3, 2, 1, 26))
TIME_S = 1_767_294_245.0
"""TIME in Shanghai: 2026-01-02 03:04:05."""

OPENED: list[asyncio.StreamWriter] = []


async def hang_up() -> None:
    """End every line that a test has left."""
    while OPENED:
        writer = OPENED.pop()
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def frame(serial: int, command: int, data: bytes = b"", source: str = SOURCE, version: int = 1) -> bytes:
    body = struct.pack("<HH", serial, version) + TIME + bytes.fromhex(source) + bytes.fromhex(CENTRE)
    body += struct.pack("<HB", len(data), command) + data
    return b"@@" + body + bytes([sum(body) % 256]) + b"##"


def system(bits: int, type_: int = 1, address: int = 1, time: bytes = TIME) -> bytes:
    return bytes((1, 1, type_, address)) + struct.pack("<H", bits) + time


def component(
    zone: int, number: int, bits: int, type_: int = 42, text: str = "走道", address: int = 1, time: bytes = TIME
) -> bytes:
    said = text.encode("gb18030").ljust(31, b"\0")
    return bytes((1, address, type_)) + struct.pack("<HHH", number, zone, bits) + said + time


def components(*objects: bytes) -> bytes:
    return bytes((2, len(objects))) + b"".join(objects)


def heartbeat(bits: int = 1) -> bytes:
    return bytes((21, 1, bits)) + TIME


def operation(bits: int, type_: int = 24) -> bytes:
    return bytes((type_, 1)) + (bytes((bits, 7)) if type_ == 24 else bytes((1, 1, bits, 7))) + TIME


@dataclass
class Client:
    """A transmitter by hand: it says what it is told to, and keeps what it gets."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    buffer: bytearray = field(default_factory=bytearray)

    @classmethod
    def on(cls, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> "Client":
        OPENED.append(writer)
        return cls(reader, writer)

    @classmethod
    async def connect(cls, port: int) -> "Client":
        return cls.on(*await asyncio.open_connection("127.0.0.1", port))

    def say(self, *frames: bytes) -> None:
        self.writer.write(b"".join(frames))

    async def frames(self) -> tuple[int, int, bytes]:
        """The next frame of the centre: serial, command, data. EOFError where it hangs up."""
        async with asyncio.timeout(60):
            while True:
                if len(self.buffer) >= 27:
                    (length,) = struct.unpack_from("<H", self.buffer, 24)
                    if len(self.buffer) >= 30 + length:
                        return self._take(length)
                data = await self.reader.read(65536)
                if not data:
                    raise EOFError
                self.buffer += data

    def _take(self, length: int) -> tuple[int, int, bytes]:
        whole = bytes(self.buffer[: 30 + length])
        del self.buffer[: 30 + length]
        assert whole[:2] == b"@@"
        assert whole[-2:] == b"##"
        assert whole[-3] == sum(whole[2:-3]) % 256
        return whole[2] | whole[3] << 8, whole[26], whole[27:-3]

    async def until(self, command: int, first: int | None = None) -> tuple[int, bytes]:
        """The next frame with this command (and this type): its serial and data."""
        while True:
            serial, said, data = await self.frames()
            if said == command and (first is None or data[:1] == bytes((first,))):
                return serial, data

    async def answer_reading(self, bits: int = 1, *abnormal: bytes) -> None:
        """Answer the three questions that come after connecting."""
        for _ in range(3):
            serial, data = await self.until(4)
            said = {81: heartbeat(), 61: system(bits), 62: components(*abnormal)}[data[0]]
            self.say(frame(serial, 5, said))

    def close(self) -> None:
        self.writer.close()
