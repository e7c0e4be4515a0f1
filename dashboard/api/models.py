"""What the HTTP answers and the live messages are made of. The browser's types are generated from these.

Times are RFC 3339 UTC with milliseconds. A field that may be null is always there.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Role = Literal["operator", "guard", "engineer", "frontdesk", "manager", "admin"]
Quality = Literal["good", "bad", "stale"]
DeviceState = Literal["online", "offline", "out_of_service"]
Condition = Literal["active", "returned"]
Source = Literal["alarm", "patrol", "inspection", "upkeep", "frontdesk"]
Urgency = Literal["emergency", "ordinary", "appointment"]
TicketState = Literal[
    "new", "dispatched", "accepted", "arrived", "on_hold", "resolved", "verified", "closed", "cancelled"
]
Sample = tuple[Time, float | None, float | None, float | None]


class ErrorBody(BaseModel):
    """`code` is stable and for programs, `message` is for people, `field` names what was wrong with the request."""

    code: str
    message: str
    field: str | None


class Error(BaseModel):
    """The body of every answer that is not a success."""

    error: ErrorBody


class Words(BaseModel):
    """A text for people, in Chinese and in English."""

    zh: str
    en: str


class Connection(BaseModel):
    """A connection that several devices share. Alarms of it name it as their device."""

    id: str
    name: Words


class GateName(BaseModel):
    """A gate of the site. Alarms of it name `gate:` and its id as their device."""

    id: str
    name: Words


class Site(BaseModel):
    """`point_names`: what points are called by the site file, by their ids, where that differs from their kind."""

    id: str
    name: Words
    timezone: str
    version: str
    languages: list[str]
    point_names: dict[str, Words]
    connections: list[Connection]
    gates: list[GateName]


class Device(BaseModel):
    id: str
    kind: str
    name: Words
    location: Words | None
    state: DeviceState
    last_seen: Time | None


class Point(BaseModel):
    """`value` is null unless the quality is good, or stale: then it is the last one known, of `time`."""

    id: str
    value: float | None
    unit: str
    quality: Quality
    time: Time | None
    text: Words | None


class PointChange(BaseModel):
    """A point in a live delta; `text` is only there where the point has one."""

    id: str
    value: float | None
    quality: Quality
    time: Time | None
    text: Words | None = None


class History(BaseModel):
    """Samples are [time, min, mean, max], oldest first; a gap is one sample whose three values are null."""

    unit: str
    samples: list[Sample]


class Consequences(BaseModel):
    """How many alarms an alarm has brought with it, and on how many devices."""

    alarms: int
    devices: int


class Alarm(BaseModel):
    """One occurrence. `open`: active, or not acknowledged, or latched and not reset.

    `suppression` is `by_design` where it is held back as the consequence of the alarm `cause`: it calls nobody, and it
    is open only while it is active. An alarm that has outlasted its cause keeps `cause` for the record.
    """

    id: str
    site: str
    device: str
    point: str
    rule: str
    name: Words
    priority: int = Field(ge=1, le=4)
    kind: str
    condition: Condition
    acknowledged: bool
    suppression: str
    latched: bool
    open: bool
    raised_at: Time
    returned_at: Time | None
    acknowledged_at: Time | None
    acknowledged_by: str | None
    reset_at: Time | None
    reset_by: str | None
    value: float | None
    limit: float | None
    message: Words
    advice: Words | None
    ticket: str | None
    cause: str | None
    consequences: Consequences


class Breach(BaseModel):
    """When a clock ran out, and the role that was told of it (empty: nobody)."""

    at: Time
    escalated_to: str


class Ticket(BaseModel):
    """`breaches` holds each clock that ran out, by `arrive` and `resolve`; `version` grows with every change."""

    id: str
    number: int
    site: str
    title: str
    message: Words | dict[str, str]
    device: str | None
    alarm: str | None
    kind: str
    source: Source
    trade: str
    priority: int = Field(ge=1, le=4)
    urgency: Urgency
    state: TicketState
    open: bool
    assignee: str | None
    created_at: Time
    created_by: str
    arrive_by: Time | None
    resolve_by: Time | None
    accepted_at: Time | None
    arrived_at: Time | None
    resolved_at: Time | None
    verified_at: Time | None
    closed_at: Time | None
    held_since: Time | None
    hold_reason: str | None
    cause: str | None
    solution: str | None
    rating: int | None
    repeats: int
    breaches: dict[str, Breach]
    version: int


class TicketEvent(BaseModel):
    """A step of a ticket, or a repeat of its alarm."""

    id: str
    time: Time
    who: str
    action: str
    detail: dict[str, Any]


class TicketWithEvents(Ticket):
    events: list[TicketEvent]


class Selection(BaseModel):
    """The first half of a write to a device; confirm it, by its id, before it expires."""

    id: str
    point: str
    value: float
    expires_at: Time


class WriteResult(BaseModel):
    """What was written and what the device then said; `ok`: the two agree."""

    point: str
    written: float
    read_back: float | None
    ok: bool
