"""What the data of a frame says (GB/T 26875.3-2011, 8): a type, a count, and that many objects. Pure.

An object of types 1, 2, 3, 4, 21 and 24 is followed by six bytes of time; where a transmitter leaves them out, the
length tells.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from drivers.places import Gb26875Kind

TIME_BYTES = 6
SYSTEM, COMPONENT, ANALOGUE, OPERATION = 1, 2, 3, 4
TRANSMITTER, TRANSMITTER_OPERATION = 21, 24
# Bytes of an object; with a time behind it, and without. A component's length is the kind's.
TIMED = {SYSTEM: 4, ANALOGUE: 10, OPERATION: 4, TRANSMITTER: 1, TRANSMITTER_OPERATION: 2}
UNTIMED = {5: 4, 7: 38, 8: 8, 25: 2, 28: 6}
# These are as long as a byte in them says; that byte's place.
COUNTED = {6: 2, 26: 0}
SYSTEM_BITS = (
    "normal", "fire", "fault", "isolated", "supervisory", "started", "feedback", "delayed",
    "mains_fault", "battery_fault", "bus_fault", "manual_mode", "configuration_changed", "reset",
)  # fmt: skip
COMPONENT_BITS = (*SYSTEM_BITS[:8], "power_fault")
TRANSMITTER_BITS = ("normal", "fire", "fault", "mains_fault", "battery_fault", "channel_fault", "line_fault")
PANEL_OPERATIONS = ("reset", "silenced", "manual_alarm", "alarm_cancelled", "self_test", "confirmed", "test")
TRANSMITTER_OPERATIONS = (*PANEL_OPERATIONS[:5], "duty_answer", "test")


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemStatus:
    """A fire system as a whole. `time` by the panel's clock, in seconds since 1970 UTC; None where it names none."""

    system: int
    address: int
    bits: frozenset[str]
    time: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentStatus:
    """A detector, a call point, a module. `number` is what remains of its four bytes beside the zone."""

    system: int
    address: int
    component: int
    place: bytes
    zone: int
    number: int
    bits: frozenset[str]
    text: str
    time: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Somebody pressed something. `address` is None at the transmitter itself."""

    address: int | None
    done: frozenset[str]
    operator: int
    time: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransmitterStatus:
    """The transmitter itself: its supply, its channel to us, its line to the panel."""

    bits: frozenset[str]
    time: float | None


Report = SystemStatus | ComponentStatus | Operation | TransmitterStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """The objects that matter here; `problem` says what of the data could not be read, and the rest holds."""

    type: int
    objects: tuple[Report, ...] = ()
    problem: str | None = None


def read(data: bytes, kind: Gb26875Kind) -> Reports:
    """What a frame's data says. A type that is not known, and one that tells no state, has no objects."""
    if len(data) < 2:
        return Reports(type=data[0] if data else 0, problem="no type and count" if data else None)
    flag, count, body = data[0], data[1], data[2:]
    if flag in UNTIMED or flag in COUNTED:
        return Reports(type=flag, problem=_skip(flag, count, body))
    length = kind.component_bytes if flag == COMPONENT else TIMED.get(flag)
    if length is None:
        return Reports(type=flag)
    step = length if len(body) == count * length else length + TIME_BYTES
    whole = range(0, min(len(body) // step, count) * step, step)
    reader = READERS.get(flag)
    objects = tuple(reader(body[at : at + step], kind) for at in whole) if reader is not None else ()
    fits = len(body) == count * step
    return Reports(type=flag, objects=objects, problem=None if fits else f"{count} objects of {step} do not fill it")


def _skip(flag: int, count: int, body: bytes) -> str | None:
    """Step over objects that say nothing for us."""
    at = 0
    for _ in range(count):
        if flag in UNTIMED:
            at += UNTIMED[flag]
        elif at + COUNTED[flag] < len(body):
            at += COUNTED[flag] + 1 + body[at + COUNTED[flag]]
        else:
            return "an object without its length"
    return None if at == len(body) else f"{count} objects end at {at} of {len(body)}"


def _system(raw: bytes, kind: Gb26875Kind) -> Report:
    bits = _bits(int.from_bytes(raw[2:4], kind.byte_order), SYSTEM_BITS, kind.system_bits)
    return SystemStatus(system=raw[0], address=raw[1], bits=bits, time=time_of(raw[4:], kind))


def _component(raw: bytes, kind: Gb26875Kind) -> Report:
    place = raw[3:7]
    first, count = kind.zone_bytes
    rest = place[:first] + place[first + count :]
    return ComponentStatus(
        system=raw[0],
        address=raw[1],
        component=raw[2],
        place=place,
        zone=int.from_bytes(place[first : first + count], kind.byte_order),
        number=int.from_bytes(rest, kind.byte_order),
        bits=_bits(int.from_bytes(raw[7:9], kind.byte_order), COMPONENT_BITS, kind.component_bits),
        text=text_of(raw[9 : kind.component_bytes]),
        time=time_of(raw[kind.component_bytes :], kind),
    )


def _operation(raw: bytes, kind: Gb26875Kind) -> Report:
    done = _bits(raw[2], PANEL_OPERATIONS, {})
    return Operation(address=raw[1], done=done, operator=raw[3], time=time_of(raw[4:], kind))


def _transmitter(raw: bytes, kind: Gb26875Kind) -> Report:
    return TransmitterStatus(bits=_bits(raw[0], TRANSMITTER_BITS, {}), time=time_of(raw[1:], kind))


def _transmitter_operation(raw: bytes, kind: Gb26875Kind) -> Report:
    done = _bits(raw[0], TRANSMITTER_OPERATIONS, {})
    return Operation(address=None, done=done, operator=raw[1], time=time_of(raw[2:], kind))


READERS: dict[int, Callable[[bytes, Gb26875Kind], Report]] = {
    SYSTEM: _system,
    COMPONENT: _component,
    OPERATION: _operation,
    TRANSMITTER: _transmitter,
    TRANSMITTER_OPERATION: _transmitter_operation,
}


def _bits(raw: int, names: tuple[str, ...], moved: Mapping[Any, int]) -> frozenset[str]:
    return frozenset(name for at, name in enumerate(names) if raw >> moved.get(name, at) & 1)


def text_of(raw: bytes) -> str:
    """A text in GB 18030, without what it is filled up with; bytes that are none of it become replacement signs."""
    text = raw.split(b"\0", 1)[0].decode("gb18030", errors="replace")
    return "".join(letter for letter in text if letter.isprintable()).strip()


def time_of(raw: bytes, kind: Gb26875Kind) -> float | None:
    """Second, minute, hour, day, month, year of the century; None where that is no time."""
    if len(raw) < TIME_BYTES:
        return None
    parts = [(byte >> 4) * 10 + (byte & 15) if kind.bcd_times else byte for byte in raw[:TIME_BYTES]]
    second, minute, hour, day, month, year = parts
    try:
        moment = datetime(2000 + year, month, day, hour, minute, second, tzinfo=_zone(kind))
    except ValueError:
        return None
    return moment.timestamp()


def time_bytes(time: float, kind: Gb26875Kind) -> bytes:
    """The same six bytes for a moment in seconds since 1970 UTC."""
    moment = datetime.fromtimestamp(time, UTC).astimezone(_zone(kind))
    parts = (moment.second, moment.minute, moment.hour, moment.day, moment.month, moment.year % 100)
    return bytes(part // 10 << 4 | part % 10 if kind.bcd_times else part for part in parts)


def _zone(kind: Gb26875Kind) -> timezone:
    return timezone(timedelta(hours=kind.utc_offset_h))
