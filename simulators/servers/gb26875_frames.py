"""Frames of GB/T 26875.3-2011 as a transmitter builds them, in the variant of its profile."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from drivers.places import Gb26875Kind

CONFIRM, REQUEST, RESPONSE, SEND, DENY, CONTROL = 3, 4, 5, 2, 6, 1
FIRE_ALARM = 1
HEAD, TAIL = 27, 3
OBJECTS_A_FRAME = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A frame of the centre."""

    serial: int
    command: int
    data: bytes


class Writer:
    """A transmitter's frames. `source` is its address in hex, `system` that of the fire system behind it."""

    def __init__(self, source: str, system: int, kind: Gb26875Kind) -> None:
        self._source = bytes.fromhex(source)
        self._system = system
        self._kind = kind

    def frame(self, serial: int, command: int, data: bytes, time: float) -> bytes:
        """A whole frame."""
        head = struct.pack("<HBB", serial, self._kind.version, 0) + self.time(time) + self._source + bytes(6)
        body = head + struct.pack("<HB", len(data), command) + data
        return b"@@" + body + bytes((sum(body) & 0xFF,)) + b"##"

    def system(self, bits: int, time: float) -> bytes:
        """Type 1: the status of the fire system."""
        return bytes((1, 1, FIRE_ALARM, self._system)) + self._word(bits, 2) + self.time(time)

    def component(self, type_: int, zone: int, number: int, bits: int, text: str, time: float) -> bytes:
        """An object of type 2."""
        first, count = self._kind.zone_bytes
        other = self._word(number, 4 - count)
        place = other[:first] + self._word(zone, count) + other[first:]
        room = self._kind.component_bytes - 9
        said = text.encode("gb18030")[:room].ljust(room, b"\0")
        return bytes((FIRE_ALARM, self._system, type_)) + place + self._word(bits, 2) + said + self.time(time)

    def transmitter(self, time: float) -> bytes:
        """Type 21: the transmitter is well. Its heartbeat."""
        return bytes((21, 1, 1)) + self.time(time)

    def duty_answer(self, time: float) -> bytes:
        """Type 24, bit 5: the operator with number 1 answers the duty check."""
        return bytes((24, 1, 1 << 5, 1)) + self.time(time)

    def time(self, time: float) -> bytes:
        """Six bytes, as the panel's clock shows it."""
        local = datetime.fromtimestamp(time, UTC) + timedelta(hours=self._kind.utc_offset_h)
        parts = (local.second, local.minute, local.hour, local.day, local.month, local.year % 100)
        return bytes(int(str(part), 16) if self._kind.bcd_times else part for part in parts)

    def _word(self, number: int, length: int) -> bytes:
        return number.to_bytes(length, self._kind.byte_order)


def take(buffer: bytearray) -> Heard | None:
    """The next frame of the centre, taken out of the buffer; None where none is whole yet."""
    start = buffer.find(b"@@")
    if start < 0 or len(buffer) < start + HEAD:
        return None
    (length,) = struct.unpack_from("<H", buffer, start + 24)
    end = start + HEAD + int(length) + TAIL
    if len(buffer) < end:
        return None
    frame = bytes(buffer[start:end])
    del buffer[:end]
    return Heard(serial=frame[2] | frame[3] << 8, command=frame[26], data=frame[HEAD:-TAIL])
