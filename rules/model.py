"""A rule: when a device's values mean an alarm, how bad it is, what to tell people, and which ticket it calls for."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated, Literal

from pydantic import Field

from yamlfile import Strict, Text

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Urgency = Literal["emergency", "ordinary", "appointment"]
CutsOff = Literal["device", "point"]
FIRE = "fire"  # the kind of alarm that stands above all priorities, and is never held back


class Priority(IntEnum):
    """How soon a person must act: 1 before all others. Fire is a class of its own, told by the alarm's kind."""

    CRITICAL = 1
    HIGH = 2
    MEDIUM = 3
    LOW = 4


class TicketCall(Strict):
    """The repair ticket that an alarm opens: who is needed, and how fast."""

    trade: Name
    urgency: Urgency = "ordinary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What a rule says when it fires; the part of a rule that alarms and tickets need.

    kind     what sort of trouble it is (`voltage`, `pressure`, `communication` …): with the device it names the
             one ticket that may be open for it
    message  may hold {value}, {limit} and {unit}
    cuts_off   while it is active nothing that hangs on the device (or on the point that it is about) has supply
    held_back  it may be held back as the consequence of another alarm
    """

    rule: str
    kind: str
    name: Text
    message: Text
    advice: Text | None
    priority: Priority
    latched: bool
    ticket: TicketCall | None
    cuts_off: CutsOff | None = None
    held_back: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A rule that began, or ceased, to hold on one device.

    value, limit  in the point's unit; NaN where the condition has none
    message       the alert's, filled in
    """

    device: str
    point: str
    alert: Alert
    active: bool
    time: float
    value: float
    limit: float
    message: Text
