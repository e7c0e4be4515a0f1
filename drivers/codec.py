"""How a point's value stands in registers, one point at a time: for writes, simulators and tests.

What a poll brings is decoded for all points at once by `drivers.decoder`, which shares the byte order with this file.

    wire_positions(address, kind)        where each byte of a number stands on the wire
    encode(address, kind, value)         a value as registers (or, in a table of bits, as one bit)
    merge(address, kind, before, value)  the same, into registers that hold other bits as well
    decode(address, kind, registers)     the inverse of encode, for one point

Registers are ints 0..65535 in the order of their addresses. A register goes over the wire high byte first (MODBUS
Application Protocol V1.1b3, 4.2); devices that do otherwise say so by `word_order` and `byte_order`.
"""

import math
import struct
from collections.abc import Sequence

from drivers.places import ModbusKind, ModbusPoint

FORMATS = {
    "int16": ">h", "uint16": ">H", "int32": ">i", "uint32": ">I", "int64": ">q", "uint64": ">Q",
    "float32": ">f", "float64": ">d", "bit": ">H", "bcd16": ">H", "bcd32": ">I",
}  # fmt: skip
FLOATS = ("float32", "float64")
BITS = ("coil", "discrete")
# Devices for the Chinese market send GB 18030 where a text is not ASCII; it is tried after UTF-8.
ENCODINGS = ("utf-8", "gb18030")


def wire_positions(address: ModbusPoint, kind: ModbusKind) -> list[int]:
    """For each byte of the number, highest first, its place among the point's bytes on the wire.

    A text has no highest word: only its byte order counts.
    """
    width = address.width
    words_reversed = (address.word_order or kind.word_order) == "little" and address.type != "string"
    bytes_swapped = (address.byte_order or kind.byte_order) == "little"
    words = range(width - 1, -1, -1) if words_reversed else range(width)
    pair = (1, 0) if bytes_swapped else (0, 1)
    return [2 * word + byte for word in words for byte in pair]


def encode(address: ModbusPoint, kind: ModbusKind, value: float | str) -> list[int]:
    """The registers that say `value` (in the point's unit), in wire order; a coil or discrete input gives one 0 or 1.

    A bit or a bit field leaves the other bits of its register 0: see `merge`. NaN becomes the point's first `invalid`
    marker, or NaN in a float. Raises ValueError where the value does not fit.
    """
    if address.type == "string":
        return _registers(address, kind, _text_bytes(address, str(value)))
    if isinstance(value, str):
        raise ValueError(f"'{value}' is not a number")
    if address.type in FLOATS:
        return _registers(address, kind, _float_bytes(address, value))
    if math.isnan(value):
        return _marker(address, kind)
    raw = _in_place(address, _raw(address, value))
    if address.table in BITS:
        return [raw]
    return _registers(address, kind, _pack(address, raw))


def merge(address: ModbusPoint, kind: ModbusKind, before: Sequence[int], value: float) -> list[int]:
    """`before` with this point set to `value`: only the point's own bits change.

    Only NaN takes the whole register, whose marker it becomes.
    """
    low, width = field_of(address) or (0, 16 * address.width)
    if address.table in BITS or width == 16 * address.width or math.isnan(value):
        return encode(address, kind, value)
    field = ((1 << width) - 1) << low
    number = int(_number(address, kind, before))
    raw = _in_place(address, _raw(address, value))
    return _registers(address, kind, _pack(address, (number & ~field) | raw))


def decode(address: ModbusPoint, kind: ModbusKind, registers: Sequence[int]) -> float | str:
    """The value that registers say; NaN where they say 'no value' or nothing readable."""
    if address.table in BITS:
        return scaled(registers[0] & 1, address.scale, address.offset)
    if address.type == "string":
        return text_of(_wire_order(address, kind, registers))
    number = _number(address, kind, registers)
    if float(number) in markers(address):
        return math.nan
    field = field_of(address)
    if field is not None:
        number = (int(number) >> field[0]) & ((1 << field[1]) - 1)
    if address.type.startswith("bcd"):
        digits = f"{int(number):x}"
        if not digits.isdecimal():
            return math.nan
        number = int(digits)
    value = scaled(number, address.scale, address.offset)
    return value if math.isfinite(value) else math.nan


def factors(scale: float) -> tuple[float, float]:
    """What to multiply by, then to divide by. A tenth is a division by ten, which makes 24.9 of 249; the product with
    0.1 would make 24.900000000000002 of it.
    """
    divisor = round(1 / scale)
    exact = abs(divisor) > 1 and math.isclose(1 / scale, divisor, rel_tol=1e-12)
    return (1.0, float(divisor)) if exact else (scale, 1.0)


def scaled(number: float, scale: float, offset: float) -> float:
    """A raw number as a value."""
    multiplier, divisor = factors(scale)
    return number * multiplier / divisor + offset


def markers(address: ModbusPoint) -> tuple[float, ...]:
    """The raw values that say 'no value', as the type reads them: 0x8000 on an int16 is -32768.

    They are compared with the whole number, also where the point is a bit field of it.
    """
    if not address.type.startswith("int"):
        return address.invalid
    span = float(1 << (16 * address.width))
    return tuple(marker - span if marker >= span / 2 else marker for marker in address.invalid)


def text_of(data: bytes) -> str:
    """The text in a string's bytes, without what devices fill it up with; UnicodeDecodeError if it is none."""
    cut = data.split(b"\0", 1)[0].rstrip(b" \xff")
    try:
        return cut.decode(ENCODINGS[0])
    except UnicodeDecodeError:
        return cut.decode(ENCODINGS[1])


def _raw(address: ModbusPoint, value: float) -> int:
    """The whole number before scale and offset, checked against what the type holds."""
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot stand in {address.type}")
    raw = round((value - address.offset) / address.scale)
    low, high = _bounds(address)
    if not low <= raw <= high:
        raise ValueError(f"{value} is raw {raw} and does not fit into {address.type} ({low} to {high})")
    return int(f"{raw}", 16) if address.type.startswith("bcd") else raw


def _bounds(address: ModbusPoint) -> tuple[int, int]:
    field = field_of(address)
    if field is not None:
        return 0, (1 << field[1]) - 1
    if address.type.startswith("bcd"):
        return 0, 10 ** (4 * address.width) - 1
    width = 16 * address.width
    if address.type.startswith("uint"):
        return 0, (1 << width) - 1
    return -(1 << (width - 1)), (1 << (width - 1)) - 1


def field_of(address: ModbusPoint) -> tuple[int, int] | None:
    """Lowest bit and width of a point that is a part of its registers."""
    if address.type == "bit":
        return address.bit or 0, 1
    return address.bits


def _in_place(address: ModbusPoint, raw: int) -> int:
    field = field_of(address)
    return raw << field[0] if field is not None else raw


def _marker(address: ModbusPoint, kind: ModbusKind) -> list[int]:
    if not address.invalid or address.table in BITS:
        raise ValueError(f"{address.type} without an invalid marker cannot say that there is no value")
    # A float holds no more than 53 bits: 2**64 - 1 comes in as 2**64.
    number = min(int(markers(address)[0]), (1 << (16 * address.width)) - 1)
    return _registers(address, kind, _pack(address, number))


def _number(address: ModbusPoint, kind: ModbusKind, registers: Sequence[int]) -> float:
    number: float = struct.unpack(FORMATS[address.type], _wire_order(address, kind, registers))[0]
    return number


def _pack(address: ModbusPoint, number: int) -> bytes:
    return struct.pack(FORMATS[address.type], number)


def _float_bytes(address: ModbusPoint, value: float) -> bytes:
    try:
        return struct.pack(FORMATS[address.type], (value - address.offset) / address.scale)
    except OverflowError as error:
        raise ValueError(f"{value} does not fit into {address.type}") from error


def _text_bytes(address: ModbusPoint, text: str) -> bytes:
    data = text.encode(ENCODINGS[0])
    if len(data) > 2 * address.length:
        raise ValueError(f"'{text}' takes {len(data)} bytes; the point holds {2 * address.length}")
    return data.ljust(2 * address.length, b"\0")


def _registers(address: ModbusPoint, kind: ModbusKind, number: bytes) -> list[int]:
    """Bytes, highest first, laid onto the wire and cut into registers."""
    wire = bytearray(len(number))
    for byte, position in zip(number, wire_positions(address, kind), strict=True):
        wire[position] = byte
    return list(struct.unpack(f">{len(wire) // 2}H", wire))


def _wire_order(address: ModbusPoint, kind: ModbusKind, registers: Sequence[int]) -> bytes:
    """The inverse of `_registers`: the number's bytes, highest first."""
    wire = struct.pack(f">{address.width}H", *registers)
    return bytes(wire[position] for position in wire_positions(address, kind))
