"""What a poll brought, decoded for all points of a device at once.

The bytes of all answers are laid end to end; one gather brings every point's bytes into the machine's order, points of
one type side by side; each type is then one view, and scale, offset and quality are one array operation for all.
No Python object is made for a point, except the text of a string.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drivers.codec import BITS, FLOATS, factors, field_of, markers, text_of, wire_positions
from drivers.frame import Quality
from drivers.places import ModbusKind, ModbusPoint
from drivers.requests import Plan, Span

# Types as they are viewed after the gather. Parts of registers and BCD are taken from a whole unsigned 64-bit number.
VIEWS: dict[str, np.dtype[Any]] = {
    type_: np.dtype(code)
    for type_, code in {
        "int16": "<i2", "uint16": "<u2", "int32": "<i4", "uint32": "<u4", "int64": "<i8", "uint64": "<u8",
        "float32": "<f4", "float64": "<f8", "field": "<u8", "bcd": "<u8", "string": "<u1",
    }.items()
}  # fmt: skip
ORDER = list(VIEWS)
NIBBLES = np.arange(0, 32, 4, dtype=np.uint64)
POWERS = 10.0 ** np.arange(8)
# Good is 0 and bad is 1, so that a column of booleans is a column of qualities.
assert (Quality.GOOD, Quality.BAD) == (0, 1)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Points of one type, side by side: their bytes after the gather, and their places among the sorted points."""

    type: str
    view: np.dtype[Any]
    bytes: slice
    values: slice
    is_plain: bool
    marker_at: NDArray[np.intp]
    marker: Floats
    shift: NDArray[np.uint64]
    mask: NDArray[np.uint64]


def read_bytes(read: Span) -> int:
    """How many bytes of data a device answers to a read."""
    return (read.count + 7) // 8 if read.table in BITS else 2 * read.count


@lru_cache(maxsize=1024)
def compiled(points: tuple[ModbusPoint, ...], kind: ModbusKind, plan: Plan) -> "Decoder":
    """The decoder for a plan; devices of one kind share it, and find it in the processor's cache."""
    return Decoder(points, kind, plan)


class Decoder:
    """Points under one plan, compiled. It keeps nothing from one poll to the next."""

    def __init__(self, points: Sequence[ModbusPoint], kind: ModbusKind, plan: Plan) -> None:
        order = sorted(range(len(points)), key=lambda index: (ORDER.index(_type(points[index])), index))
        self._points = [points[index] for index in order]
        self._count = len(points)
        self._read_of = np.array([plan.read_of[index] for index in order], dtype=np.intp)
        self._absent: Flags | None = self._read_of < 0 if (self._read_of < 0).any() else None
        self._sizes = [read_bytes(read) for read in plan.reads]
        gathered = [
            _positions(point, kind, plan, self._sizes, int(read))
            for point, read in zip(self._points, self._read_of, strict=True)
        ]
        self._gather = np.array([position for positions in gathered for position in positions], dtype=np.intp)
        lows = [_low_bit(point, plan, int(read)) for point, read in zip(self._points, self._read_of, strict=True)]
        self._groups = _groups(self._points, lows, [len(positions) for positions in gathered])
        self._order = order
        self._back = None if order == list(range(len(order))) else np.argsort(np.array(order, dtype=np.intp))
        self._scale, self._divisor, self._offset = _line(self._points)
        self._is_number = np.array([point.type != "string" for point in self._points])
        self._has_floats = any(point.type in FLOATS for point in self._points)

    def decode(self, answers: Sequence[bytes | None]) -> tuple[Floats, NDArray[np.uint8], dict[int, str] | None]:
        """Values, qualities and texts in the order of the profile, from the data bytes of each read of the plan.

        None stands for a read that was not answered: its points are bad. A value that is an invalid marker, not a
        finite number or not decimal (BCD) is bad too. Values are float64 (NaN where bad), qualities uint8.
        """
        values = np.empty(self._count)
        bad = np.zeros(self._count, np.bool_) if self._absent is None else self._absent.copy()
        if None in answers:
            bad |= np.array([*(answer is None for answer in answers), False])[self._read_of]
        wire = self._wire(answers)
        # A NaN that signals makes the processor complain; to us it is a bad value like any other.
        with np.errstate(all="ignore") if self._has_floats else contextlib.nullcontext():
            texts = self._read(wire, values, bad)
            self._scaled(values, bad)
        if self._back is not None:
            values, bad = values.take(self._back), bad.take(self._back)
        return values, bad.view(np.uint8), texts

    def _wire(self, answers: Sequence[bytes | None]) -> NDArray[np.uint8]:
        """Every point's bytes in the machine's order; zeros for what is missing."""
        parts = [bytes(size) if part is None else part for part, size in zip(answers, self._sizes, strict=True)]
        parts.append(b"\0")
        return np.frombuffer(b"".join(parts), np.uint8).take(self._gather)

    def _read(self, wire: NDArray[np.uint8], values: Floats, bad: Flags) -> dict[int, str] | None:
        texts = None
        for group in self._groups:
            if group.is_plain:
                values[group.values] = wire[group.bytes].view(group.view)
            elif group.type == "string":
                values[group.values] = np.nan
                texts = self._texts(group, wire[group.bytes], bad)
            else:
                _numbers(group, wire[group.bytes].view(group.view), values[group.values], bad[group.values])
        return texts

    def _texts(self, group: _Group, wire: NDArray[np.uint8], bad: Flags) -> dict[int, str]:
        texts, start = {}, 0
        for index in range(group.values.start, group.values.stop):
            end = start + 2 * self._points[index].width
            try:
                if not bad[index]:
                    texts[self._order[index]] = text_of(wire[start:end].tobytes())
            except UnicodeDecodeError:
                bad[index] = True
            start = end
        return texts

    def _scaled(self, values: Floats, bad: Flags) -> None:
        if self._scale is not None:
            values *= self._scale
        if self._divisor is not None:
            values /= self._divisor
        if self._offset is not None:
            values += self._offset
        if self._has_floats:
            bad |= ~np.isfinite(values) & self._is_number
        if 1 in bad.tobytes():
            values[bad] = np.nan


def _numbers(group: _Group, whole: NDArray[Any], values: Floats, bad: Flags) -> None:
    """One type's numbers into its stretch of `values` and `bad`."""
    values[:] = whole
    if len(group.marker_at):
        bad[group.marker_at[values[group.marker_at] == group.marker]] = True
    if group.type == "field":
        values[:] = (whole >> group.shift) & group.mask
    elif group.type == "bcd":
        digits = (whole[:, np.newaxis] >> NIBBLES) & np.uint64(15)
        bad |= (digits > 9).any(axis=1)
        values[:] = digits @ POWERS


def _type(point: ModbusPoint) -> str:
    if field_of(point) is not None:
        return "field"
    return "bcd" if point.type.startswith("bcd") else point.type


def _positions(point: ModbusPoint, kind: ModbusKind, plan: Plan, sizes: list[int], read: int) -> list[int]:
    """Where a point's bytes lie among all answers' bytes, in the order in which the machine views them.

    A missing byte is the zero behind all answers: it fills numbers up to 64 bits, and stands for what is not read.
    """
    zero = sum(sizes)
    length = 2 * point.width if point.type == "string" else VIEWS[_type(point)].itemsize
    if read < 0:
        return [zero] * length
    span, start = plan.reads[read], sum(sizes[:read])
    if point.table in BITS:
        wire = [start + (point.address - span.address) // 8]
    else:
        first = start + 2 * (point.address - span.address)
        wire = [first + position for position in wire_positions(point, kind)]
    if point.type == "string":
        return wire
    return wire[::-1] + [zero] * (length - len(wire))


def _low_bit(point: ModbusPoint, plan: Plan, read: int) -> int:
    """The lowest bit of a bit field; coils lie in bytes, the first of a read in bit 0 of the first byte."""
    if point.table in BITS and read >= 0:
        return (point.address - plan.reads[read].address) % 8
    return (field_of(point) or (0, 0))[0]


def _groups(points: list[ModbusPoint], lows: list[int], lengths: list[int]) -> list[_Group]:
    groups, start, first_byte = [], 0, 0
    for type_ in ORDER:
        stop = start + sum(_type(point) == type_ for point in points[start:])
        last_byte = first_byte + sum(lengths[start:stop])
        if stop > start:
            bytes_, values = slice(first_byte, last_byte), slice(start, stop)
            groups.append(_group(type_, points[values], lows[values], bytes_, values))
        start, first_byte = stop, last_byte
    return groups


def _group(type_: str, points: list[ModbusPoint], lows: list[int], bytes_: slice, values: slice) -> _Group:
    marked = [(index, marker) for index, point in enumerate(points) for marker in markers(point)]
    widths = [(field_of(point) or (0, 64))[1] for point in points]
    return _Group(
        type=type_,
        view=VIEWS[type_],
        bytes=bytes_,
        values=values,
        is_plain=not marked and type_ not in ("field", "bcd", "string"),
        marker_at=np.array([index for index, _ in marked], dtype=np.intp),
        marker=np.array([marker for _, marker in marked], dtype=np.float64),
        shift=np.array(lows, dtype=np.uint64),
        mask=np.array([(1 << width) - 1 for width in widths], dtype=np.uint64),
    )


def _line(points: list[ModbusPoint]) -> tuple[Floats | None, Floats | None, Floats | None]:
    """Factor, divisor and offset of the sorted points; None where they change nothing."""
    columns = np.array([(*factors(point.scale), point.offset) for point in points], dtype=np.float64).T
    scale, divisor, offset = (
        None if (column == nothing).all() else column.copy() for column, nothing in zip(columns, (1, 1, 0), strict=True)
    )
    return scale, divisor, offset
