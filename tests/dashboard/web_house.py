"""What the tests of the web side stand on: a small site, a clock to be moved, stand-ins for what talks to devices."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI

from dashboard.ports import Gateway
from drivers.profile import Profile
from gateway.alarms.service import AlarmService
from gateway.clock import rfc3339
from gateway.config.model import Retention, TicketSettings
from gateway.config.site import Site, SiteDevice
from gateway.control.model import Result, Selection
from gateway.errors import Invalid, NotFound
from gateway.history.query import Trend
from gateway.store import audit
from gateway.tickets.service import TicketService
from rules.model import Alert, Priority, TicketCall, Transition
from yamlfile import Text

START = 1_750_000_000.0
PASSWORD = "a-good-password"


class HandClock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.time = START

    def now(self) -> float:
        return self.time

    def elapsed(self) -> float:
        return self.time


class Nowhere:
    """Tells nobody outside."""

    async def queue(self, conn: object, **about: Any) -> int:
        return 0

    async def list(self, *, state: str | None, after: str | None, limit: int) -> Sequence[dict[str, Any]]:
        return []


class Recorder:
    """A history of two minutes of every point, with a gap; it remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, float, float, int]] = []

    async def samples(self, device: str, point: str, since: float, until: float, max_points: int) -> Trend:
        self.asked.append((device, point, since, until, max_points))
        gap = (START - 60.0, None, None, None)
        return Trend(unit="MPa", samples=[(START - 120.0, 0.4, 0.45, 0.5), gap, (START, 0.3, 0.35, 0.4)])


class DutyRoom:
    """Nobody can be asked anywhere but at fire-panel-1."""

    async def ask(self, device: str, who: str, role: str) -> None:
        if device != "fire-panel-1":
            raise Invalid(f"'{device}' has no transmitter", field="device")


class Hand:
    """Sets points without a device behind them."""

    def __init__(self) -> None:
        self.selected: dict[str, Selection] = {}

    async def select(self, device: str, point: str, value: float, who: str, role: str) -> Selection:
        made = Selection(id="s1", device=device, point=point, value=value, who=who, expires_at=START + 30.0)
        self.selected[made.id] = made
        return made

    async def confirm(self, device: str, point: str, selection: str, who: str, role: str) -> Result:
        if selection not in self.selected:
            raise NotFound("there is no such selection")
        value = self.selected.pop(selection).value
        return Result(device=device, point=point, written=value, read_back=value, ok=True)


class Wellness:
    """A report that a test may change."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {
            "status": "ok",
            "version": "0.1.0",
            "database": "ok",
            "broker": "ok",
            "devices": {"online": 1, "offline": 1},
            "points": {"good": 3, "bad": 4, "stale": 0},
            "spool": {"rows": 0, "bytes": 0, "dropped": 0},
            "detail": {
                "started_at": rfc3339(START),
                "connections": [],
                "lateness": {"polls": 7, "late": 0, "worst_s": 0.0},
                "journal": {"waiting": 0, "ok": True, "dropped": 0},
                "notifications": {"queued": 0, "failed": 0},
                "unreadable": {"count": 0, "source": None, "time": None, "reason": None, "payload": None},
                "gates": {"waiting": 0, "refused": 0, "pictures_failed": 0},
                "cards": {"waiting": 0, "refused": 0},
            },
        }

    def report(self) -> dict[str, Any]:
        return dict(self.told)


def pump_profile() -> Profile:
    """A kind with a number, a state and a text."""
    return Profile.model_validate(
        {
            "kind": "pump_room",
            "name": {"zh": "水泵房", "en": "Pump room"},
            "protocol": "modbus",
            "points": [
                {
                    "id": "outlet_pressure",
                    "name": {"zh": "出口压力", "en": "Outlet pressure"},
                    "unit": "MPa",
                    "decimals": 2,
                    "range": [0, 1],
                    "modbus": {"address": 0},
                },
                {
                    "id": "mode",
                    "name": {"zh": "模式", "en": "Mode"},
                    "texts": {0: {"zh": "手动", "en": "manual"}, 1: {"zh": "自动", "en": "automatic"}},
                    "modbus": {"address": 1},
                },
                {
                    "id": "pressure_setpoint",
                    "name": {"zh": "设定", "en": "Set-point"},
                    "unit": "MPa",
                    "write": {"minimum": 0.2, "maximum": 0.8},
                    "modbus": {"address": 2},
                },
                {
                    "id": "serial",
                    "name": {"zh": "序列号", "en": "Serial number"},
                    "modbus": {"address": 3, "type": "string", "length": 8},
                },
            ],
        }
    )


def the_site(folder: Path) -> Site:
    """Two pump rooms; the second has no serial number and hangs on the first."""
    profile = pump_profile()
    devices = tuple(
        SiteDevice(
            id=f"pump-room-{number}",
            profile=profile,
            connection="plc",
            unit=number,
            poll_s=1.0,
            name=Text(zh=f"水泵房{number}", en=f"Pump room {number}"),
            location=Text(zh="地下一层", en="Basement 1") if number == 1 else None,
            without=("serial",) if number == 2 else (),
            out_of_service=False,
            topic="",
            nameplate={"maker": "KSB"} if number == 1 else {},
            fed_by=("pump-room-1/mode",) if number == 2 else (),
            names={"mode": Text(zh="运行方式", en="Way of running")} if number == 1 else {},
        )
        for number in (1, 2)
    )
    return Site(
        path=folder / "site.yaml",
        id="jinxiu",
        name=Text(zh="锦绣花园", en="Jinxiu Garden"),
        timezone="Asia/Shanghai",
        connections={"plc": "modbus+tcp://127.0.0.1:502"},
        devices=devices,
        profiles={"pump_room": profile},
        packs={},
        overrides=(),
        tickets=TicketSettings(),
        notify=(),
        retention=Retention(),
    )


def low_pressure(device: str = "pump-room-1", *, active: bool = True, time: float = START) -> Transition:
    """The outlet pressure fell below its limit, or rose above it again."""
    message = Text(zh="出口压力 0.21 低于 0.25 MPa", en="Outlet pressure 0.21 below 0.25 MPa")
    alert = Alert(
        rule="outlet_pressure_low",
        kind="pressure",
        name=Text(zh="出口压力低", en="Outlet pressure low"),
        message=message,
        advice=Text(zh="检查水泵", en="Look at the pumps"),
        priority=Priority.HIGH,
        latched=False,
        ticket=TicketCall(trade="plumbing", urgency="emergency"),
    )
    return Transition(
        device=device,
        point="outlet_pressure",
        alert=alert,
        active=active,
        time=time,
        value=0.21,
        limit=0.25,
        message=message,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that a test may want to take hold of."""

    app: FastAPI
    gateway: Gateway
    clock: HandClock
    alarms: AlarmService
    tickets: TicketService
    health: Wellness
    history: Recorder
    database_url: str

    @asynccontextmanager
    async def client(self, role: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """Somebody with a browser, signed in with the account that has the role's name."""
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gatehouse.test") as client:
            if role is not None:
                answer = await client.post("/api/v1/session", json={"username": role, "password": PASSWORD})
                assert answer.status_code == 200, answer.text
            yield client

    async def raise_alarm(self, device: str = "pump-room-1") -> str:
        """The id of a new alarm that is in the database, with its ticket."""
        await self.alarms.on_transitions([low_pressure(device, time=self.clock.now())])
        async with asyncio.timeout(60):
            await self.alarms.flush()
        return next(alarm.id for alarm in self.alarms.open_alarms() if alarm.device == device)

    async def audited(self) -> list[tuple[str, str, str]]:
        """(who, action, target) of every act, the newest first."""
        async with self.gateway.database.connection() as conn:
            rows = await audit.listing(conn, site=self.gateway.site.id)
        return [(row["who"], row["action"], row["target"]) for row in rows]
