"""The messages of the live channel; docs/internals.md has the rules by which they are sent."""

from typing import Literal

from pydantic import BaseModel

from dashboard.api.models import Alarm, Device, Point, PointChange, Site, Ticket, Time
from dashboard.api.models_gates import Passage
from dashboard.api.models_guards import PatrolNews
from dashboard.api.models_health import Health


class LiveSnapshot(BaseModel):
    """Everything that is open at the moment, the newest passages, and of patrols the rounds around now.

    Of `patrol` each says `what` it is; what has its `id` replaces what was told of that before.
    """

    type: Literal["snapshot"]
    seq: int
    time: Time
    epoch: str
    site: Site
    devices: list[Device]
    points: list[Point]
    alarms: list[Alarm]
    tickets: list[Ticket]
    passages: list[Passage]
    patrol: list[PatrolNews]
    health: Health


class LiveDelta(BaseModel):
    """What has changed since the message before."""

    type: Literal["delta"]
    seq: int
    time: Time
    points: list[PointChange] | None = None
    alarms: list[Alarm] | None = None
    tickets: list[Ticket] | None = None
    passages: list[Passage] | None = None
    patrol: list[PatrolNews] | None = None
    devices: list[Device] | None = None
    health: Health | None = None


class LiveHeartbeat(BaseModel):
    """Nothing has changed; `seq` is that of the last delta."""

    type: Literal["heartbeat"]
    seq: int
    time: Time


LIVE_MODELS: tuple[type[BaseModel], ...] = (LiveSnapshot, LiveDelta, LiveHeartbeat)
