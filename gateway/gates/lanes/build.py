"""The gates of a site, put together."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from gateway.bus import Bus
from gateway.clock import Clock
from gateway.gates.lanes.alarm_pictures import AlarmPictures
from gateway.gates.lanes.archive import Archive
from gateway.gates.lanes.arm import Arm
from gateway.gates.lanes.barrier import Barrier, Commands
from gateway.gates.lanes.lane import Desk, Lane, Register
from gateway.gates.lanes.ledger import Ledger
from gateway.gates.lanes.pictures import Pictures
from gateway.gates.lanes.points import GatePoints
from gateway.gates.lanes.service import GateService
from gateway.gates.model import Gate
from gateway.journal import Journal
from gateway.points.table import PointTable
from gateway.store.pool import Database


def build(
    gates: Sequence[Gate],
    *,
    site: str,
    register: Register,
    journal: Journal,
    database: Database,
    bus: Bus,
    clock: Clock,
    table: PointTable,
    commands: Commands,
    data: Path,
    alarm_pictures: AlarmPictures,
    on_kept: Callable[[], None],
) -> GateService:
    """`data` is the data directory; `on_kept` is told that the journal has something new."""
    points = GatePoints(table, gates, clock)
    ledger = Ledger(journal=journal, bus=bus, clock=clock, on_kept=on_kept, noted=points.note)
    desk = Desk(clock=clock, register=register, ledger=ledger, pictures=Pictures(data / "passages"))

    def lane(gate: Gate) -> Lane:
        in_use = gate.barrier and gate.is_open
        barrier = Barrier(gate.barrier, commands=commands, table=table, clock=clock) if in_use else None
        tailgated = partial(points.tailgated, gate.id)
        return Lane(gate, Arm(gate.id, barrier, ledger=ledger, clock=clock, tailgated=tailgated), desk)

    return GateService(
        {gate.id: lane(gate) for gate in gates}, desk=desk, points=points, alarm_pictures=alarm_pictures,
        archive=Archive(site=site, database=database, ledger=ledger),
    )  # fmt: skip
