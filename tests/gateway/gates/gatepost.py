"""A gate for tests: real journal, lists, points and database; barriers at the port to devices, a clock by hand."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psycopg

from drivers.driver import Snapshot
from drivers.errors import NoAnswer
from drivers.frame import Frame, Quality
from drivers.profile import load_profiles
from drivers.sighting import Sighting
from gateway.alarms.applier import Applier
from gateway.bus import Bus
from gateway.gates.events import PassageChanged
from gateway.gates.judging.parking import CarPark
from gateway.gates.lanes.alarm_pictures import AlarmPictures
from gateway.gates.lanes.applying import PassageApply
from gateway.gates.lanes.build import build
from gateway.gates.lanes.points import own_device
from gateway.gates.lanes.service import GateService
from gateway.gates.lanes.tellings import KIND
from gateway.gates.model import Gate, Holder, Pass, Passage, Vehicle
from gateway.gates.registry import keeping
from gateway.gates.registry.register import GateRegister
from gateway.gates.registry.state import State
from gateway.journal import Journal
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from gateway.store.pool import Database

SITE = "jinxiu"
AWAY = "postgresql://nobody@127.0.0.1:1/none"
NOON = 1_750_000_000.0
JPEG = b"\xff\xd8picture"
PROFILES = load_profiles()
BARRIER = PROFILES["barrier"]
SOUTH = Gate(id="south", name_zh="南门", name_en="South gate", camera="cam-1", barrier="barrier-1", direction="in")
NORTH = Gate(id="north", name_zh="北门", name_en="North gate", camera="cam-2", barrier="barrier-2", direction="in")
OPEN_LANE = Gate(id="lane", name_zh="辅道", name_en="Lane", camera="cam-3", direction="in")


@dataclass
class HandClock:
    """Stands still until the test moves it, or a barrier is read."""

    time: float = NOON

    def now(self) -> float:
        return self.time

    def elapsed(self) -> float:
        return self.time


@dataclass
class Barriers:
    """The devices behind acquisition: arms that go up when they are told to, unless the test says otherwise."""

    table: PointTable
    clock: HandClock
    ignores: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    orders: list[str] = field(default_factory=list)
    values: dict[str, dict[str, float]] = field(default_factory=dict)

    def connect(self, *devices: str) -> None:
        for device in devices:
            self.values[device] = dict.fromkeys((point.id for point in BARRIER.points), 0.0)
            self.show(device)
            self.table.set_online(device, True, self.clock.time)

    def show(self, device: str, **points: float) -> None:
        """A reading, as the sink would write it into the table."""
        self.values[device] |= points
        values = np.array([self.values[device][point.id] for point in BARRIER.points])
        quality = np.full(len(values), Quality.GOOD, np.uint8)
        self.table.apply(Frame(device=device, time=self.clock.time, values=values, quality=quality), self.clock.time)

    async def write(self, device: str, point: str, value: float) -> None:
        self.orders.append(device)
        if device in self.held:
            await self.held[device].wait()
        if device in self.silent:
            raise NoAnswer("no answer")
        assert (point, value) == ("raise", 1.0)
        if device not in self.ignores:
            self.values[device]["position"] = 2.0

    async def read(self, device: str) -> Frame:
        """Each reading takes some time, in which the arm goes on."""
        await asyncio.sleep(0)
        self.clock.time += 0.25
        self.show(device)
        if self.values[device]["position"] == 2.0:
            self.values[device]["position"] = 1.0
        return Frame(device=device, time=self.clock.time, values=np.zeros(0), quality=np.zeros(0, np.uint8))


class Eye:
    """A camera that always sees the same."""

    async def picture(self, device: str) -> Snapshot | None:
        return Snapshot(jpeg=JPEG, time=NOON) if device == "cam-1" else None


@dataclass
class Gatepost:
    """The gates of a site while they run, and what was shown of them."""

    url: str
    clock: HandClock
    table: PointTable
    barriers: Barriers
    gates: GateService
    register: GateRegister
    applier: Applier
    journal: Journal
    folder: Path
    shown: list[Passage] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)

    def comes(self, plate: str, *, camera: str = "cam-1", id_: str = "", **further: Any) -> str:
        """A vehicle before a camera; returns the sighting's id."""
        name = id_ or f"{plate or 'unsure'}-{len(self.shown)}-{self.clock.time}"
        given = {"seen": plate, "kind": "blue", "colour": "blue", "confidence": 0.97, "picture": JPEG, "crop": JPEG}
        read: dict[str, Any] = given | further
        sighting = Sighting(id=name, device=camera, time=self.clock.time, plate=plate, **read)
        self.gates.take(sighting, lambda: self.settled.append(name))
        return name

    def newest(self) -> Passage | None:
        return next(iter(self.gates.recent()), None)

    def point(self, gate: str, point: str) -> float | None:
        """What the gate says of itself; None where it is not known."""
        self.gates.refresh(self.clock.time)
        piece = self.table.own_slice_of(own_device(gate))
        row = piece.start + piece.points.index(point)
        return float(self.table.value[row]) if self.table.quality[row] == Quality.GOOD else None

    def text(self, gate: str, point: str) -> str | None:
        self.gates.refresh(self.clock.time)
        piece = self.table.own_slice_of(own_device(gate))
        return self.table.text(piece.start + piece.points.index(point))

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What the database holds, asked past all of our own code; single columns come bare."""
        with psycopg.connect(self.url) as connection:
            rows = connection.execute(query, values).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]


def the_table(gates: Sequence[Gate]) -> PointTable:
    devices = []
    for gate in gates:
        devices.append(TableDevice(id=gate.camera, profile=PROFILES["environment"], expected_s=5.0))
        if gate.barrier:
            devices.append(TableDevice(id=gate.barrier, profile=BARRIER, expected_s=5.0))
    own = [TableDevice(id=own_device(gate.id), profile=PROFILES["gate"], expected_s=float("inf")) for gate in gates]
    return PointTable(devices, own=own)


@asynccontextmanager
async def gatepost(
    url: str,
    folder: Path,
    *,
    gates: Sequence[Gate] = (SOUTH, NORTH, OPEN_LANE),
    vehicles: Sequence[Vehicle] = (),
    holders: Sequence[Holder] = (),
    passes: Sequence[Pass] = (),
    park: CarPark | None = None,
    apply: bool = True,
    clock: HandClock | None = None,
) -> AsyncIterator[Gatepost]:
    """From its start to its end. What is known comes from the file in the data directory; without `apply` nothing goes
    from the journal into the database."""
    known = State(vehicles=tuple(vehicles), holders=tuple(holders), passes={each.id: each for each in passes})
    if not (folder / keeping.FILE).exists():
        keeping.save(folder / keeping.FILE, keeping.encode(known))
    clock, bus, table, database = clock or HandClock(), Bus(), the_table(gates), Database(url, most=4)
    barriers = Barriers(table, clock)
    barriers.connect(*(gate.barrier for gate in gates if gate.barrier))
    register = GateRegister(
        site=SITE, database=Database(AWAY), clock=clock, folder=folder, park=park or CarPark(),
        gates=[gate.id for gate in gates],
    )  # fmt: skip
    async with Journal(folder / "journal.sqlite") as journal, database if url != AWAY else nullcontext():
        applier = Applier(journal=journal, database=database, handlers={KIND: PassageApply(SITE)})
        pictures = AlarmPictures(folder / "alarm-pictures", Eye(), {"gate:south": "cam-1", "gate:north": "cam-2"})
        service = build(
            gates, site=SITE, register=register, journal=journal, database=database, bus=bus, clock=clock,
            table=table, commands=barriers, data=folder, alarm_pictures=pictures, on_kept=applier.wake,
        )  # fmt: skip
        post = Gatepost(url, clock, table, barriers, service, register, applier, journal, folder)
        bus.subscribe(PassageChanged, lambda event: post.shown.append(event.passage))
        await register.start(await service.start())
        tasks = [asyncio.create_task(service.run())] + ([asyncio.create_task(applier.run())] if apply else [])
        for _ in range(5):
            await asyncio.sleep(0)  # every task has begun
        try:
            yield post
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
