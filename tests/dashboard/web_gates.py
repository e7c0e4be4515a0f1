"""Gates for the tests of the web side: real lists, real passages, no barrier and no camera."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl

from drivers.driver import Snapshot
from drivers.frame import Frame
from drivers.sighting import Sighting
from gateway.bus import Bus
from gateway.clock import Clock
from gateway.errors import NotFound, Unavailable
from gateway.gates.judging.parking import CarPark
from gateway.gates.lanes.alarm_pictures import AlarmPictures
from gateway.gates.lanes.build import build
from gateway.gates.lanes.service import GateService
from gateway.gates.model import Gate
from gateway.gates.registry.register import GateRegister
from gateway.journal import Journal
from gateway.points.table import PointTable
from gateway.store.pool import Database

JPEG = b"\xff\xd8 a picture \xff\xd9"
SOUTH, NORTH = "south-in", "north-out"


class Eyes:
    """Only `south-camera` sees anything; `dark-camera` has seen nothing yet."""

    async def picture(self, device: str) -> Snapshot | None:
        if device not in ("south-camera", "dark-camera"):
            raise NotFound(f"the device '{device}' is not read")
        return Snapshot(jpeg=JPEG, time=1_749_999_998.0) if device == "south-camera" else None


class Wires:
    """No barrier answers."""

    async def write(self, device: str, point: str, value: float) -> None:
        raise Unavailable("no such line")

    async def read(self, device: str) -> Frame:
        raise Unavailable("no such line")


def the_gates(
    database: Database,
    journal: Journal,
    bus: Bus,
    clock: Clock,
    table: PointTable,
    data: Path,
    on_kept: Callable[[], None],
) -> tuple[GateRegister, GateService]:
    """A way in and a way out, both without a barrier; strangers may come in, and pay."""
    gates = [
        Gate(id=SOUTH, name_zh="南门", name_en="South gate", camera="south-camera", direction="in", temporary=True),
        Gate(id=NORTH, name_zh="北门", name_en="North gate", camera="north-camera", direction="out", temporary=True),
    ]
    register = GateRegister(
        site="jinxiu",
        database=database,
        clock=clock,
        folder=data,
        park=CarPark(spaces=2),
        gates=[gate.id for gate in gates],
    )
    service = build(
        gates,
        site="jinxiu",
        register=register,
        journal=journal,
        database=database,
        bus=bus,
        clock=clock,
        table=table,
        commands=Wires(),
        data=data,
        alarm_pictures=AlarmPictures(data / "alarm-pictures", Eyes(), {}),
        on_kept=on_kept,
    )
    register.on_paid = service.paid
    return register, service


def seen(plate: str, time: float, *, camera: str = "south-camera", sure: bool = True, number: int = 1) -> Sighting:
    """What a camera tells of a vehicle; `sure` False: its frames did not agree."""
    return Sighting(
        id=f"{plate}-{number}",
        device=camera,
        time=time,
        plate=plate if sure else "",
        seen=plate,
        colour="blue",
        kind="blue",
        confidence=0.97,
        margin=0.9 if sure else 0.05,
        frames=3,
        candidates=() if sure else ("粤B12346",),
        uncertain=() if sure else (6,),
        picture=JPEG,
        crop=JPEG,
    )


def sheet(*rows: tuple[object, ...]) -> bytes:
    """An xlsx with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
