"""The frames of GB/T 26875.3-2011 (6.6): whole ones out of a stream, and the few that a centre may send. Pure.

    @@ | serial 2 | version 2 | time 6 | source 6 | destination 6 | length 2 | command 1 | data | checksum 1 | ##

Numbers go low byte first. The checksum is the low byte of the sum of everything between @@ and itself.
"""

from dataclasses import dataclass
from enum import IntEnum

from drivers.errors import WriteRefused

START, END = b"@@", b"##"
HEAD = 27
TAIL = 3
LONGEST_DATA = 1024
LENGTH_AT, COMMAND_AT = 24, 26
# What a centre may ask or order: reads of states, versions, configuration and clocks; the clock; the duty check.
# 89 initialises a transmitter, and whatever else there may be could act on fire equipment: never sent.
READS = frozenset({61, 62, 63, 64, 65, 66, 67, 68, 81, 84, 85, 86, 88})
ORDERS = frozenset({90, 91})


class Command(IntEnum):
    """What a frame is for (table 2 of the standard)."""

    CONTROL = 1
    SEND = 2
    CONFIRM = 3
    REQUEST = 4
    RESPONSE = 5
    DENY = 6


ALLOWED: dict[int, frozenset[int]] = {Command.CONTROL: ORDERS, Command.REQUEST: READS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One sound frame. Addresses are the six bytes in hex, in the order of the wire; `time` its six bytes as they are.

    version   main version in the low byte, the user's own in the high one
    """

    serial: int
    version: int = 1
    time: bytes = bytes(6)
    source: str
    destination: str
    command: int
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoilt:
    """A frame of the right shape whose checksum is wrong: what it says, and even who says it, may be wrong."""

    packet: Packet


class Parser:
    """Frames out of a stream that may be cut anywhere and hold anything between them.

    Holds at most one unfinished frame. A frame that never ends, or that says it is longer than it is, does not hide the
    sound ones behind its beginning.
    `skipped` counts the bytes that belonged to no sound frame since the last one.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._enough = 0
        self.skipped = 0

    @property
    def is_waiting(self) -> bool:
        """Whether the beginning of something waits for its end."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[Packet | Spoilt]:
        """What is complete now."""
        self._buffer += data
        found: list[Packet | Spoilt] = []
        while len(self._buffer) >= self._enough and (one := self._next()) is not None:
            found.append(one)
            self.skipped = 0 if isinstance(one, Packet) else self.skipped
        return found

    def give_up(self) -> list[Packet | Spoilt]:
        """What was behind the frame that waits for its end, which is not waited for any longer."""
        self._drop(1 if self._buffer else 0)
        return self.feed(b"")

    def _next(self) -> Packet | Spoilt | None:
        """The sound frame that ends first, so that it does not matter how the stream is chopped; or else a spoilt one
        that no unfinished frame could lie before.
        """
        sound: tuple[int, int] | None = None
        spoilt: tuple[int, int] | None = None
        unfinished: int | None = None
        enough = until = len(self._buffer) + HEAD + TAIL - 1
        at = self._buffer.find(START)
        while 0 <= at < until:
            end = _end(self._buffer, at)
            if end > len(self._buffer):
                unfinished = at if unfinished is None else unfinished
                enough = min(enough, end)
            elif end and _is_sound(self._buffer, at, end):
                # Of two that end together the shorter: the longer one's length was spoilt.
                sound, until = (at, end) if sound is None or end <= sound[1] else sound, min(until, end)
            elif end and unfinished is None and spoilt is None and sound is None:
                spoilt, until = (at, end), end
            at = self._buffer.find(START, at + 1)
        if sound is not None:
            return self._take(*sound)
        if spoilt is not None:
            return self._take_spoilt(*spoilt, unfinished)
        keep = 1 if self._buffer.endswith(START[:1]) else 0
        self._drop(len(self._buffer) - keep if unfinished is None else unfinished)
        self._enough = enough - unfinished if unfinished is not None else 0
        return None

    def _take(self, at: int, end: int) -> Packet:
        packet = _packet(self._buffer[at:end])
        del self._buffer[:end]
        self._enough = 0
        return packet

    def _take_spoilt(self, at: int, end: int, unfinished: int | None) -> Spoilt:
        spoilt = Spoilt(packet=_packet(self._buffer[at:end]))
        # What begins inside it and is not over may be the true frame, whose head the spoilt length swallowed.
        self._drop(end if unfinished is None else unfinished)
        return spoilt

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self.skipped += count
        self._enough = 0


def _end(buffer: bytearray, at: int) -> int:
    """Where the frame that begins at `at` ends by its length, or the least that must come; 0: none begins there."""
    if at + HEAD > len(buffer):
        return at + HEAD + TAIL
    length = int.from_bytes(buffer[at + LENGTH_AT : at + COMMAND_AT], "little")
    if length > LONGEST_DATA:
        return 0
    end = at + HEAD + length + TAIL
    return 0 if end <= len(buffer) and buffer[end - 2 : end] != END else end


def _is_sound(buffer: bytearray, at: int, end: int) -> bool:
    return sum(buffer[at + 2 : end - TAIL]) & 0xFF == buffer[end - TAIL]


def _packet(frame: bytearray) -> Packet:
    return Packet(
        serial=int.from_bytes(frame[2:4], "little"),
        version=int.from_bytes(frame[4:6], "little"),
        time=bytes(frame[6:12]),
        source=frame[12:18].hex(),
        destination=frame[18:24].hex(),
        command=frame[COMMAND_AT],
        data=bytes(frame[HEAD:-TAIL]),
    )


def answer(to: Packet, command: Command, time: bytes) -> Packet:
    """The confirmation or denial of a frame: its serial and version, its addresses changed round."""
    return Packet(
        serial=to.serial, version=to.version, time=time, source=to.destination, destination=to.source, command=command
    )


def encode(packet: Packet) -> bytes:
    """A frame for the wire; WriteRefused for all that a centre must not send to fire equipment."""
    if not _may_send(packet):
        raise WriteRefused("a fire panel is only read: no such command is ever sent to it")
    body = b"".join(
        (
            packet.serial.to_bytes(2, "little"),
            packet.version.to_bytes(2, "little"),
            packet.time,
            bytes.fromhex(packet.source),
            bytes.fromhex(packet.destination),
            len(packet.data).to_bytes(2, "little"),
            bytes((packet.command,)),
            packet.data,
        )
    )
    return START + body + bytes((sum(body) & 0xFF,)) + END


def _may_send(packet: Packet) -> bool:
    if packet.command in (Command.CONFIRM, Command.DENY):
        return not packet.data
    allowed = ALLOWED.get(packet.command, frozenset())
    return packet.data[:1] != b"" and packet.data[0] in allowed
