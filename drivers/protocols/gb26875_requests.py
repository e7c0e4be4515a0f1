"""What Gatehouse asks of a transmitter: data of frames with command 4 (read) and 1 (clock, duty check). Pure."""

import math
from collections.abc import Iterable

from drivers.places import Gb26875Kind
from drivers.protocols.gb26875_frames import Command
from drivers.protocols.gb26875_reports import time_bytes

FIRE_ALARM = 1
EVERY_COMPONENT = bytes(4)

Request = tuple[Command, bytes]


def read_systems(systems: Iterable[int], address: int) -> Request:
    """The status of fire systems of these types."""
    types = sorted(systems)
    return Command.REQUEST, bytes((61, len(types), *(part for type_ in types for part in (type_, address))))


def read_components(address: int) -> Request:
    """Every component that is out of its normal state: address 0, which is a habit and not in the standard."""
    return Command.REQUEST, bytes((62, 1, FIRE_ALARM, address)) + EVERY_COMPONENT


def read_transmitter() -> Request:
    """The status of the transmitter itself."""
    return Command.REQUEST, bytes((81, 1, 0))


def set_clock(time: float, kind: Gb26875Kind) -> Request:
    """Our time, in seconds UTC."""
    return Command.CONTROL, bytes((90, 1)) + time_bytes(time, kind)


def check_duty(answer_min: float) -> Request:
    """Whether somebody is on duty, to be answered by hand within so many minutes."""
    return Command.CONTROL, bytes((91, 1, max(1, min(255, math.ceil(answer_min)))))
