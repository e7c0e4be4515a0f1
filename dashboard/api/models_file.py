"""The file of a device: its plate, its state, what feeds it, what happened to it."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from dashboard.api.models import Alarm, Device, Time, Words
from dashboard.api.models_health import PointCounts


class Supply(BaseModel):
    """A device that feeds this one or is fed by it; `point`: the outgoing feeder between them, if one is named."""

    device: str
    kind: str
    name: Words
    point: str | None


class Zone(BaseModel):
    """A part of a camera's picture to be kept free; corners are [x, y] from 0 to 1, from the left and from the top."""

    name: Words
    corners: list[tuple[float, float]]


class DeviceFile(BaseModel):
    """`address` is the unit id, the topic or the transmitter's own, by protocol. `nameplate` as the site file has it.

    `times_offline` within the last `days` is null while the database is away. `alarms` are the open ones.
    """

    device: Device
    connection: str
    protocol: str
    address: str
    poll_s: float
    nameplate: dict[str, str]
    zones: list[Zone]
    fed_by: list[Supply]
    feeds: list[Supply]
    points: PointCounts
    times_offline: int | None
    days: int
    alarms: list[Alarm]


class TimelineEntry(BaseModel):
    """A line of what happened to a device.

    `message`: what the alarm said, what the ticket is about, or what the point is called. `before` and `value`: the
    state that a point left and the one it took. `detail`: of a ticket's step, or what the device reported.
    """

    id: str
    time: Time
    sort: Literal["alarm", "ticket", "state", "event"]
    action: str
    who: str | None
    message: Words | None
    alarm: str | None
    ticket: str | None
    number: int | None
    priority: int | None = Field(ge=1, le=4)
    point: str | None
    before: Words | None
    value: Words | None
    detail: dict[str, Any]
