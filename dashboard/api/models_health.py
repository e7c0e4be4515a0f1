"""How Gatehouse itself is: what anybody may see, and what only those who are signed in see besides."""

from typing import Literal

from pydantic import BaseModel

from dashboard.api.models import Time


class DeviceCounts(BaseModel):
    online: int
    offline: int


class PointCounts(BaseModel):
    good: int
    bad: int
    stale: int


class SpoolState(BaseModel):
    """Readings that wait for the database, and how many had to be dropped."""

    rows: int
    bytes: int
    dropped: int


class ConnectionState(BaseModel):
    """`error` says why the connection, or a device on it, could not be read the last time."""

    id: str
    state: str
    devices: int
    error: str | None


class Unreadable(BaseModel):
    """Messages from the broker that could not be read, and the latest of them."""

    count: int
    source: str | None
    time: Time | None
    reason: str | None
    payload: str | None


class Lateness(BaseModel):
    """Polls that began later than they were due."""

    polls: int
    late: int
    worst_s: float


class NotificationCounts(BaseModel):
    queued: int
    failed: int


class JournalState(BaseModel):
    """Events that are safe on this machine; `waiting` are not in the database yet, `dropped` never will be."""

    waiting: int
    ok: bool
    dropped: int


class GatesState(BaseModel):
    """Vehicles that are not judged or not kept yet, that found no room, and pictures that could not be written."""

    waiting: int
    refused: int
    pictures_failed: int


class CardsState(BaseModel):
    """Guards' cards that readers have told of: not kept yet, and that found no room."""

    waiting: int
    refused: int


class HealthDetail(BaseModel):
    started_at: Time
    connections: list[ConnectionState]
    lateness: Lateness
    journal: JournalState
    notifications: NotificationCounts
    unreadable: Unreadable
    gates: GatesState
    cards: CardsState
    screens: int


class Health(BaseModel):
    """`degraded`: the database or the broker is away, rows were dropped, or a message could not be sent.

    `detail` is null for those who are not signed in (it is then left out of the answer).
    """

    status: Literal["ok", "degraded"]
    version: str
    database: str
    broker: str
    devices: DeviceCounts
    points: PointCounts
    spool: SpoolState
    detail: HealthDetail | None = None
