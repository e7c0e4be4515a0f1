"""Patrols for the tests of the web side: the real ones, on a small programme around the moment at which tests begin."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from gateway.bus import Bus
from gateway.clock import Clock
from gateway.journal import Journal
from gateway.patrol.build import build
from gateway.patrol.model import Check, Checkpoint, Leg, Programme, Route, RouteKind, Times
from gateway.patrol.service import PatrolService
from gateway.points.table import PointTable
from gateway.store.pool import Database
from tests.dashboard.web_house import HandClock
from yamlfile import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Tests begin on 2025-06-15 at 23:06:40 in Shanghai.
NIGHT, EVENING, MACHINES = "night-20250615-01", "evening-20250615-01", "machines-20250615-01"
PLAN = b"\x89PNG\r\n\x1a\n a plan"
PROGRAMME = Programme(
    checkpoints={
        "gate-post": Checkpoint(id="gate-post", name=Text(zh="南门岗", en="South gate post"), plan=(0.3, 0.6)),
        "pump-door": Checkpoint(
            id="pump-door",
            name=Text(zh="泵房门", en="Pump room door"),
            location=Text(zh="地下一层", en="Basement 1"),
            device="pump-room-1",
            is_key=True,
            position=(31.2304, 121.4737),
            checks=(
                Check(id="noise", name=Text(zh="噪音", en="Noise")),
                Check(id="oil", name=Text(zh="油位", en="Oil level"), unit="mm", low=20.0, high=80.0),
            ),
        ),
        "lobby": Checkpoint(id="lobby", name=Text(zh="大堂", en="Lobby"), rotating=True),
    },
    routes={
        "night": Route(
            id="night",
            name=Text(zh="夜巡", en="Night patrol"),
            legs=(Leg(checkpoint="gate-post", travel_s=60.0), Leg(checkpoint="pump-door", travel_s=120.0)),
            schedules=(Times(minutes=(23 * 60,)),),
        ),
        "evening": Route(
            id="evening",
            name=Text(zh="晚巡", en="Evening patrol"),
            legs=(Leg(checkpoint="lobby", travel_s=60.0),),
            schedules=(Times(minutes=(20 * 60,)),),
            guard="somebody",
        ),
        "machines": Route(
            id="machines",
            name=Text(zh="设备巡检", en="Machines"),
            kind=RouteKind.INSPECTION,
            legs=(Leg(checkpoint="pump-door", travel_s=60.0),),
            schedules=(Times(minutes=(23 * 60,)),),
            team=("engineer",),
        ),
    },
)


def the_patrols(
    database: Database,
    journal: Journal,
    bus: Bus,
    clock: Clock,
    table: PointTable,
    data: Path,
    on_kept: Callable[[], None],
) -> PatrolService:
    """A night patrol that anybody walks and that is due now, an evening's that was missed, an engineer's inspection."""
    plan = data / "plan.png"
    plan.write_bytes(PLAN)
    return build(
        PROGRAMME, site="jinxiu", zone=SHANGHAI, plan=plan, journal=journal, database=database, bus=bus, clock=clock,
        table=table, data=data, on_kept=on_kept,
    )  # fmt: skip


async def begin_in_the_afternoon(patrol: PatrolService, clock: HandClock) -> None:
    """A route that is new begins when it is first known, so that is before its rounds of this evening."""
    now = clock.time
    clock.time = now - 6 * 3600.0
    await patrol.start()
    clock.time = now
    patrol.refresh(now)


def scan(time: float, **about: Any) -> dict[str, Any]:
    """A scan as a phone tells it."""
    moment = datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds")
    return {"id": str(uuid4()), "time": moment.replace("+00:00", "Z")} | about
