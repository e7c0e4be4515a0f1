"""A site on patrol, for tests: real journal, board, points and database; phones in memory, a clock by hand."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from drivers.frame import Quality
from drivers.profile import load_profiles
from gateway.alarms.applier import Applier
from gateway.bus import Bus
from gateway.journal import Journal
from gateway.patrol.build import build
from gateway.patrol.calls import Incident
from gateway.patrol.events import PatrolChanged
from gateway.patrol.keeping.applying import PatrolApply
from gateway.patrol.keeping.tellings import KIND
from gateway.patrol.model import Check, Checkpoint, Leg, Order, Programme, Route, RouteKind, Times
from gateway.patrol.points import DESK, own_device
from gateway.patrol.scanning.chain import digest_of
from gateway.patrol.scanning.told import Taken, Told
from gateway.patrol.service import PatrolService
from gateway.patrol.visits import Method, Progress, StopState
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from gateway.store.pool import Database
from yamlfile import Text

SITE = "jinxiu"
ZONE = ZoneInfo("Asia/Shanghai")
AWAY = "postgresql://nobody@127.0.0.1:1/none"
NOON = 1_750_000_000.0 - 1_750_000_000.0 % 86_400 + 4 * 3600  # 12:00 in Shanghai
ONE = NOON + 3600.0
STOP_S = 600.0
PROFILES = load_profiles()
EVERY_HOUR = Times(minutes=tuple(range(0, 1440, 60)))


def text(name: str) -> Text:
    return Text(zh=f"{name} 号点", en=f"Point {name}")


def checkpoint(name: str, **further: Any) -> Checkpoint:
    return Checkpoint(id=name, name=text(name), **further)


PLACES = [
    checkpoint("a", position=(31.23, 121.47)),
    checkpoint("b", nfc="04A2B3C4"),
    checkpoint("c", rotating=True),
    checkpoint("d", is_key=True, device="env-1", reader="reader-1",
               checks=(Check(id="noise", name=text("noise")),
                       Check(id="oil", name=Text(zh="油位", en="Oil"), unit="mm", low=20, high=80))),
]  # fmt: skip


def programme(*routes: Route, cards: dict[str, str] | None = None) -> Programme:
    return Programme(
        checkpoints={each.id: each for each in PLACES},
        routes={each.id: each for each in routes or (route(),)},
        cards=cards or {"4417203": "li"},
    )


def route(name: str = "night", stops: str = "abcd", **further: Any) -> Route:
    """Every hour on the hour; the first stop is due at once, then one every ten minutes."""
    legs = tuple(Leg(checkpoint=each, travel_s=STOP_S if place else 0.0) for place, each in enumerate(stops))
    given: dict[str, Any] = {"schedules": (EVERY_HOUR,), "early_s": 120.0, "late_s": 180.0, "sync_s": 1800.0} | further
    return Route(id=name, name=text(name), legs=legs, **given)


INSPECTION = route("daily", "d", kind=RouteKind.INSPECTION, order=Order.FREE)


@dataclass
class HandClock:
    """Stands still until the test moves it."""

    time: float = NOON + 1800.0

    def now(self) -> float:
        return self.time

    def elapsed(self) -> float:
        return self.time


@dataclass
class Repairs:
    """Where tickets are opened; the real ones have a test of their own."""

    opened: list[Incident] = field(default_factory=list)

    async def open_for(self, conn: Any, incident: Incident) -> tuple[str, Sequence[object]]:
        self.opened.append(incident)
        return (f"ticket-{incident.kind}", ()) if incident.kind != "other" else ("", ())


@dataclass
class Watch:
    """The patrols of a site while they run, and what was shown of them."""

    url: str
    clock: HandClock
    table: PointTable
    patrol: PatrolService
    applier: Applier
    journal: Journal
    folder: Path
    repairs: Repairs
    shown: list[PatrolChanged] = field(default_factory=list)

    async def scan(self, *told: Told, who: str = "wang") -> Sequence[Taken]:
        return await self.patrol.take(told, who, "guard")

    def code(self, name: str) -> str:
        return self.patrol.codes()[name][0]

    def at(self, name: str, time: float | None = None, **further: Any) -> Told:
        """A scan of the printed code there, of the tag, or of what its screen shows."""
        self_time = self.clock.time if time is None else time
        given: dict[str, Any] = {"code": self.code(name)} if name != "c" else {"code": self.patrol.shown_code("c")[0]}
        if name == "b":
            given |= {"method": Method.NFC, "uid": "04:a2:b3:c4"}
        return Told(id=str(uuid.uuid4()), time=self_time, **{**given, **further})

    def look(self, time: float | None = None) -> None:
        """Let the time come, as before a pass of the rules."""
        if time is not None:
            self.clock.time = time
        self.patrol.refresh(self.clock.time)

    def point(self, point: str, route: str | None = "night") -> float:
        self.look()
        piece = self.table.own_slice_of(DESK if route is None else own_device(route))
        row = piece.start + piece.points.index(point)
        assert self.table.quality[row] == Quality.GOOD
        return float(self.table.value[row])

    def text(self, point: str, route: str | None = "night") -> str | None:
        self.look()
        piece = self.table.own_slice_of(DESK if route is None else own_device(route))
        return self.table.text(piece.start + piece.points.index(point))

    def round(self, start: float = ONE, route: str = "night") -> Progress:
        """The round that begins at this time."""
        return next(
            each for each in self.patrol.current() if (each.round.route, each.round.starts_at) == (route, start)
        )

    def states(self, start: float = ONE) -> str:
        """How its stops stand, by their first letters."""
        letters = {StopState.DONE: "D", StopState.DUE: "u", StopState.LATE: "L", StopState.EXCUSED: "E"}
        return "".join(letters.get(each.state, each.state.value[0]) for each in self.round(start).stops)

    def rows(self, query: Any, *values: Any) -> list[Any]:
        """What the database holds, asked past all of our own code; single columns come bare."""
        with psycopg.connect(self.url) as connection:
            rows = connection.execute(query, values).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]


def chained(told: Sequence[Told], phone: str) -> list[Told]:
    """As a phone sends them: counted, each with the digest of the one before."""
    made: list[Told] = []
    previous = phone
    for seq, each in enumerate(told, start=1):
        body = json.dumps([each.id, seq, each.checkpoint, each.code, each.uid, each.method, str(each.time), 0])
        digest = digest_of(previous, body)
        fields = {name: getattr(each, name) for name in Told.__dataclass_fields__}
        link = {"phone": phone, "seq": seq, "previous": previous, "digest": digest, "chained": body}
        made.append(Told(**{**fields, **link}))
        previous = digest
    return made


def the_table(known: Programme) -> PointTable:
    devices = [TableDevice(id="env-1", profile=PROFILES["environment"], expected_s=5.0)]
    own = [
        TableDevice(id=own_device(each), profile=PROFILES["patrol"], expected_s=float("inf")) for each in known.routes
    ]
    return PointTable(
        devices, own=[*own, TableDevice(id=DESK, profile=PROFILES["patrol_desk"], expected_s=float("inf"))]
    )


@asynccontextmanager
async def watch(
    url: str, folder: Path, *, known: Programme | None = None, clock: HandClock | None = None, apply: bool = True,
    now: float | None = None,
) -> AsyncIterator[Watch]:  # fmt: skip
    """From its start to its end; without `apply` nothing goes from the journal into the database.

    now   once it has started, half past twelve: a route that is new begins with its next round
    """
    known, clock, bus, database = known or programme(), clock or HandClock(), Bus(), Database(url, most=4)
    table, repairs = the_table(known), Repairs()
    shown: list[PatrolChanged] = []
    async with Journal(folder / "journal.sqlite") as journal, database if url != AWAY else nullcontext():
        service = build(
            known, site=SITE, zone=ZONE, plan=None, journal=journal, database=database, bus=bus, clock=clock,
            table=table, data=folder, on_kept=lambda: applier.wake(),
        )  # fmt: skip
        handler = PatrolApply(site=SITE, tickets=repairs, bus=bus, learned=service.learn)
        applier = Applier(journal=journal, database=database, handlers={KIND: handler})
        bus.subscribe(PatrolChanged, shown.append)
        await service.start()
        clock.time = now or clock.time
        tasks = [asyncio.create_task(service.run())] + ([asyncio.create_task(applier.run())] if apply else [])
        try:
            yield Watch(url, clock, table, service, applier, journal, folder, repairs, shown)
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
