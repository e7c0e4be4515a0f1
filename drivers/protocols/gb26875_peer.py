"""One TCP connection of a fire transmitter: bytes in, frames out, and limits on what it may do to us."""

import asyncio
import socket
import time
from collections.abc import Callable

import structlog

from drivers.protocols.gb26875_frames import Command, Packet, Parser, Spoilt, answer, encode

CHUNK_BYTES = 2048
# The rest of a frame comes at once, or not at all.
FRAME_S = 2.0
# Nonsense since the last sound frame.
MOST_SKIPPED, MOST_SPOILT = 65_536, 200
# Answers that it does not read.
MOST_UNSENT = 65_536
log = structlog.get_logger(__name__)

OnPacket = Callable[["Peer", Packet], None]
OnNonsense = Callable[["Peer", bytes, str], None]


class Peer:
    """Used once. A peer that says nothing sound for `silent_s`, talks nonsense or does not read is closed."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silent_s: float, on_packet: OnPacket,
        on_nonsense: OnNonsense,
    ) -> None:  # fmt: skip
        self._reader = reader
        self._writer = writer
        self._silent_s = silent_s
        self._on_packet = on_packet
        self._on_nonsense = on_nonsense
        self._parser = Parser()
        self._spoilt = 0
        self._has_complained = False
        self._heard_at = time.monotonic()
        # The kernel would keep megabytes of answers for a peer that does not read.
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST_UNSENT)
        host, port = (writer.get_extra_info("peername") or ("?", 0))[:2]
        self.name = f"{host}:{port}"

    async def talk(self) -> str:
        """Listen until it ends; why it ended. OSError where the connection broke."""
        while True:
            left_s = self._heard_at + self._silent_s - time.monotonic()
            if left_s <= 0:
                return "nothing sound was heard for a while"
            try:
                async with asyncio.timeout(min(FRAME_S, left_s)):
                    data = await self._reader.read(CHUNK_BYTES)
            except TimeoutError:
                self._handle(self._parser.give_up())
                continue
            if not data:
                return "it hung up"
            self._handle(self._parser.feed(data))
            if self._parser.skipped > MOST_SKIPPED or self._spoilt > MOST_SPOILT:
                return "it talks nonsense"
            if self._writer.is_closing():
                return "it does not read what it is told"
            # Reading what is there already does not wait: others have their turn between two chunks.
            await asyncio.sleep(0)

    def send(self, packet: Packet) -> None:
        """Harmless where it is gone; one that does not read is cut off."""
        if self._writer.is_closing():
            return
        self._writer.write(encode(packet))
        if self._writer.transport.get_write_buffer_size() > MOST_UNSENT:
            self._writer.transport.abort()

    def close(self) -> None:
        """At once, whatever was not sent yet."""
        self._writer.transport.abort()

    def _handle(self, found: list[Packet | Spoilt]) -> None:
        for one in found:
            if isinstance(one, Packet):
                self._heard_at = time.monotonic()
                self._spoilt = 0
                self._on_packet(self, one)
            else:
                self._spoilt += 1
                self._complain(one.packet, "the checksum is wrong")
                self.send(answer(one.packet, Command.DENY, one.packet.time))

    def _complain(self, packet: Packet, reason: str) -> None:
        self._on_nonsense(self, packet.data, reason)
        if not self._has_complained:
            self._has_complained = True
            log.warning("a fire transmitter sends spoilt frames", peer=self.name, reason=reason)
