"""The patrols of a site, put together."""

from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from gateway.bus import Bus
from gateway.clock import Clock
from gateway.journal import Journal
from gateway.patrol.archive import Archive
from gateway.patrol.board import Board
from gateway.patrol.contacts import Contacts
from gateway.patrol.desk import Desk
from gateway.patrol.dispatching import Dispatching
from gateway.patrol.events import PatrolChanged
from gateway.patrol.keeping.keys import load_draw, load_keys
from gateway.patrol.keeping.ledger import Ledger
from gateway.patrol.keeping.media import Media
from gateway.patrol.keeping.memory import Memory
from gateway.patrol.keeping.readings import Readings
from gateway.patrol.keeping.tellings import Telling
from gateway.patrol.keyring import Keys
from gateway.patrol.model import Programme
from gateway.patrol.points import PatrolPoints
from gateway.patrol.programming import Planner, Timetable
from gateway.patrol.readers import Readers
from gateway.patrol.scanning.codes import KeyRing
from gateway.patrol.service import PatrolService
from gateway.patrol.taking import Scans
from gateway.points.table import PointTable
from gateway.store.pool import Database


def build(
    programme: Programme,
    *,
    site: str,
    zone: ZoneInfo,
    plan: Path | None,
    journal: Journal,
    database: Database,
    bus: Bus,
    clock: Clock,
    table: PointTable,
    data: Path,
    on_kept: Callable[[], None],
) -> PatrolService:
    """KeysError where the secrets can't be read.

    plan     the picture of the floor plan
    data     the data directory
    on_kept  is told that the journal has something new
    """
    data.mkdir(parents=True, exist_ok=True)
    kept = load_keys(data)
    timetable = Timetable(programme, zone, load_draw(data))
    memory = Memory(programme, KeyRing(kept, programme.checkpoints), timetable.at)
    contacts = Contacts(memory)
    board = Board(memory, contacts, bus)

    def told(tellings: Sequence[Telling]) -> None:
        for telling in tellings:
            _tell(telling, board, bus)

    ledger = Ledger(
        site=site, journal=journal, database=database, memory=memory, clock=clock, told=told, on_kept=on_kept
    )
    archive = Archive(site=site, database=database, memory=memory, board=board, clock=clock)
    scans = Scans(
        site=site, ledger=ledger, board=board, contacts=contacts, readings=Readings(table), database=database,
        clock=clock,
    )  # fmt: skip
    return PatrolService(
        programme=programme, plan=plan, clock=clock, ledger=ledger, board=board, contacts=contacts,
        points=PatrolPoints(table, memory, board, contacts), archive=archive, scans=scans,
        planner=Planner(timetable=timetable, ledger=ledger, clock=clock), readers=Readers(programme, scans.take),
        desk=Desk(ledger=ledger, archive=archive, clock=clock), dispatching=Dispatching(ledger=ledger, clock=clock),
        keys=Keys(folder=data, kept=kept, ledger=ledger, clock=clock), media=Media(data / "patrol-media"),
    )  # fmt: skip


def _tell(telling: Telling, board: Board, bus: Bus) -> None:
    """What has changed, to the board and to the screens."""
    board.touch(each.id for each in telling.rounds)
    board.touch(telling.gone)
    board.touch(each.round for each in telling.excuses)
    if telling.visit is not None and telling.visit.visit.round:
        board.touch({telling.visit.visit.round})
    if telling.shifts:
        board.touch_open()
    for shift in telling.shifts:
        bus.publish(PatrolChanged(what="shift", thing=shift))
    for incident in telling.incidents:
        bus.publish(PatrolChanged(what="incident", thing=incident))
    if telling.dispatch is not None:
        bus.publish(PatrolChanged(what="dispatch", thing=telling.dispatch))
    if telling.panic is not None:
        bus.publish(PatrolChanged(what="panic", thing=telling.panic))
