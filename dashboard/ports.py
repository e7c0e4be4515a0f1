"""What the web side needs of the gateway. `gateway/app.py` fills this in; nothing here reaches further."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from dashboard.ports_gates import Gates, Pictures, Register
from dashboard.ports_patrol import Patrol
from gateway.alarms.model import Alarm
from gateway.bus import Bus
from gateway.clock import Clock
from gateway.config.site import Site
from gateway.control.model import Result, Selection
from gateway.history.query import Trend
from gateway.points.table import PointTable
from gateway.store.pool import Database
from gateway.tickets.model import Ticket, TicketEvent
from yamlfile import Text

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitFacts:
    """Where a rule begins to hold, for the limit bars; `device` is None for a kind's own limit."""

    kind: str
    point: str
    rule: str
    name: Text
    side: str
    limit: float
    priority: int
    device: str | None


class History(Protocol):
    """Trends. Unavailable while the database is away."""

    async def samples(self, device: str, point: str, since: float, until: float, max_points: int) -> Trend: ...


class Alarms(Protocol):
    """What gateway.alarms offers."""

    def open_alarms(self) -> Sequence[Alarm]: ...
    async def list(
        self,
        *,
        state: str,
        device: str | None,
        priority: int | None,
        cause: str | None,
        since: float | None,
        until: float | None,
        after: str | None,
        limit: int,
    ) -> Sequence[Alarm]: ...
    async def get(self, alarm: str) -> Alarm: ...
    async def acknowledge(self, alarm: str, who: str, role: str) -> Alarm: ...
    async def unacknowledge(self, alarm: str, who: str, role: str) -> Alarm: ...
    async def reset(self, alarm: str, who: str, role: str) -> Alarm: ...


class Tickets(Protocol):
    """What gateway.tickets offers."""

    async def list(
        self,
        *,
        state: str | None = None,
        assignee: str | None = None,
        device: str | None = None,
        after: str | None = None,
        limit: int = 100,
    ) -> Sequence[Ticket]: ...
    async def get(self, ticket: str) -> Ticket: ...
    async def events(self, ticket: str) -> Sequence[TicketEvent]: ...
    async def create(self, body: Mapping[str, Any], who: str, role: str) -> Ticket: ...
    async def step(self, ticket: str, action: str, who: str, role: str, body: Mapping[str, Any]) -> Ticket: ...


class Control(Protocol):
    """Writes to devices, in two steps."""

    async def select(self, device: str, point: str, value: float, who: str, role: str) -> Selection: ...
    async def confirm(self, device: str, point: str, selection: str, who: str, role: str) -> Result: ...


class Duty(Protocol):
    """Asks whether somebody sits at a fire panel."""

    async def ask(self, device: str, who: str, role: str) -> None: ...


class Notifications(Protocol):
    """What was sent outside, or waits to be."""

    async def list(self, *, state: str | None, after: str | None, limit: int) -> Sequence[Json]: ...


class Health(Protocol):
    """Gatehouse's own health: the fields of models_health.Health, `detail` too. It never raises and never waits."""

    def report(self) -> Json: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """Everything that the web side calls."""

    version: str
    site: Site
    limits: Sequence[LimitFacts]
    clock: Clock
    bus: Bus
    database: Database
    data: Path
    table: PointTable
    history: History
    alarms: Alarms
    tickets: Tickets
    control: Control
    duty: Duty
    notifications: Notifications
    health: Health
    gates: Gates
    register: Register
    pictures: Pictures
    patrol: Patrol
