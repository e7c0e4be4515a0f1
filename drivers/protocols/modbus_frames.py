"""Modbus messages as bytes: what is asked, how it is framed, and what counts as an answer. Pure.

Numbers from the MODBUS Application Protocol V1.1b3 (functions, exception codes), MODBUS Messaging on TCP/IP V1.0b
(the header) and MODBUS over Serial Line V1.02 (the frame with its CRC).
"""

import struct
from collections.abc import Sequence
from typing import Protocol

from pymodbus.framer import FramerRTU

from drivers.errors import Garbage, Refused
from drivers.requests import Span

READ_FUNCTIONS = {"coil": 1, "discrete": 2, "holding": 3, "input": 4}
ILLEGAL_ADDRESS, ILLEGAL_VALUE = 2, 3
EXCEPTIONS = {
    1: "function not known", ILLEGAL_ADDRESS: "no such address", ILLEGAL_VALUE: "value or length not allowed",
    4: "device failure", 5: "accepted, takes long", 6: "device busy", 8: "memory parity error",
    10: "gateway path unavailable", 11: "device behind the gateway does not answer",
}  # fmt: skip
HEADER = struct.Struct(">HHHB")
READ = struct.Struct(">BHH")
LONGEST_PDU = 253


class Framing(Protocol):
    """How a message becomes bytes on one kind of line.

    `frame` starts a request; `take` looks for its answer in what came in so far and returns it with what is left over,
    or None while it is incomplete. `rest` says what to keep of bytes that came when nothing was asked.
    """

    def frame(self, unit: int, request: bytes) -> bytes: ...
    def take(self, data: bytes, length: int) -> tuple[bytes | None, bytes]: ...
    def rest(self, data: bytes) -> bytes: ...


class Mbap:
    """Modbus TCP: a header with a transaction number, by which late answers are told from the one waited for."""

    def __init__(self) -> None:
        self._transaction = 0
        self._unit = 0

    def frame(self, unit: int, request: bytes) -> bytes:
        self._transaction = (self._transaction + 1) & 0xFFFF
        self._unit = unit
        return HEADER.pack(self._transaction, 0, len(request) + 1, unit) + request

    def take(self, data: bytes, length: int) -> tuple[bytes | None, bytes]:
        while len(data) >= HEADER.size:
            transaction, protocol, following, unit = HEADER.unpack_from(data)
            if protocol != 0 or not 2 < following <= LONGEST_PDU + 1:
                raise Garbage("what came back does not begin like a Modbus TCP message")
            end = 6 + following
            if len(data) < end:
                break
            if transaction == self._transaction:
                if unit != self._unit:
                    raise Garbage(f"unit {self._unit} was asked, unit {unit} answered")
                return data[7:end], data[end:]
            data = data[end:]
        return None, data

    def rest(self, data: bytes) -> bytes:
        """Late answers are passed over whole, so that the next message begins where it should."""
        self._transaction = (self._transaction + 1) & 0xFFFF
        return self.take(data, 0)[1]


class Rtu:
    """Modbus RTU: address, message, CRC. An answer is known only by its address, function and length."""

    def __init__(self) -> None:
        self._head = b""

    def frame(self, unit: int, request: bytes) -> bytes:
        self._head = bytes((unit, request[0]))
        body = bytes((unit,)) + request
        return body + _crc(body)

    def take(self, data: bytes, length: int) -> tuple[bytes | None, bytes]:
        """Noise before the answer is passed over: a line that is turned round often leaves a byte or two."""
        refusal = bytes((self._head[0], self._head[1] | 0x80))
        for start in range(len(data) - 4):
            head = data[start : start + 2]
            size = 3 if head == refusal else 1 + length if head == self._head else 0
            frame = data[start : start + size + 2]
            if size and len(frame) == size + 2 and _crc(frame[:-2]) == frame[-2:]:
                return frame[1:-2], b""
        return None, data

    def rest(self, data: bytes) -> bytes:
        return b""


def read_request(read: Span) -> bytes:
    """The request for a read."""
    return READ.pack(READ_FUNCTIONS[read.table], read.address, read.count)


def read_answer(answer: bytes, read: Span, size: int) -> bytes:
    """The `size` bytes of data in an answer to `read_request`; Refused or Garbage where it is none."""
    _check(answer, READ_FUNCTIONS[read.table])
    if len(answer) != size + 2 or answer[1] != size:
        raise Garbage(f"{len(answer)} bytes answer {read.count} of {read.table} {read.address}")
    return answer[2:]


def write_request(table: str, address: int, registers: Sequence[int]) -> tuple[bytes, bytes]:
    """The request that sets a coil or registers, and the answer that says it was done."""
    if table == "coil":
        request = READ.pack(5, address, 0xFF00 if registers[0] else 0)
        return request, request
    if len(registers) == 1:
        request = READ.pack(6, address, registers[0])
        return request, request
    head = READ.pack(16, address, len(registers))
    return head + struct.pack(f">B{len(registers)}H", 2 * len(registers), *registers), head


def check_written(answer: bytes, expected: bytes) -> None:
    """Refused or Garbage where an answer does not say that the write was done."""
    _check(answer, expected[0])
    if answer != expected:
        raise Garbage("the answer to a write names other registers than were written")


def _check(answer: bytes, function: int) -> None:
    if len(answer) == 2 and answer[0] == function | 0x80:
        code = answer[1]
        raise Refused(f"exception {code}: {EXCEPTIONS.get(code, 'unknown')}", code=code)
    if answer[0] != function:
        raise Garbage(f"function {function} was asked, {answer[0]} answered")


def _crc(data: bytes) -> bytes:
    return FramerRTU.compute_CRC(data).to_bytes(2, "big")
