"""The gateway, put together: read from top to bottom it is the way of a value from the wire to people."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from gateway import parts
from gateway.acquisition.connections import ConnectionPoints
from gateway.acquisition.events import DeviceEvents
from gateway.acquisition.service import Acquisition
from gateway.acquisition.sink import AcquisitionSink
from gateway.alarms.events import AlarmChanged
from gateway.alarms.model import Action
from gateway.alarms.service import AlarmService
from gateway.alarms.writing import AlarmWriter
from gateway.arrivals import Reports, Vehicles
from gateway.bus import Bus
from gateway.clock import Clock, SystemClock
from gateway.config.lines import shared_lines
from gateway.config.site import Site
from gateway.control.duty import DutyChecks
from gateway.control.service import ControlService, Target
from gateway.errors import Unavailable
from gateway.evaluation import Evaluation, columns_of
from gateway.gates.lanes.alarm_pictures import AlarmPictures
from gateway.gates.lanes.applying import PassageApply
from gateway.gates.lanes.build import build as build_gates
from gateway.gates.lanes.tellings import KIND as PASSAGE
from gateway.gates.registry.register import GateRegister
from gateway.health import Health
from gateway.history.events import DEVICE_EVENT, DeviceEventStore
from gateway.history.link import DatabaseLink
from gateway.history.query import HistoryQuery
from gateway.history.spool import Spool
from gateway.history.trend import Kept
from gateway.history.writer import HistoryWriter
from gateway.jobs.calendar import Calendar
from gateway.jobs.passages import add_passage_jobs
from gateway.jobs.patrol import add_patrol_jobs
from gateway.jobs.readings import add_reading_jobs
from gateway.journal import Journal
from gateway.notify.service import Notifier
from gateway.patrol.build import build as build_patrols
from gateway.patrol.keeping.applying import PatrolApply
from gateway.patrol.keeping.tellings import KIND as PATROL
from gateway.points.table import PointTable
from gateway.store.migrate import migrate
from gateway.store.pool import Database
from gateway.tickets.service import TicketService
from rules.engine import Engine
from rules.model import Transition

log = structlog.get_logger(__name__)

CLOCKS_S = 2.0  # how often the tickets' clocks are looked at
DATABASE_RETRY_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the gateway finds its servers, and where it keeps its own files."""

    data: Path
    database_url: str
    mqtt_url: str | None


class Application:
    """Everything that runs, and what the web side calls. Nothing is opened before `run`."""

    def __init__(self, site: Site, settings: Settings, clock: Clock | None = None) -> None:
        self.version = version("gatehouse")
        self.site = site
        self.data = settings.data
        self.clock = clock or SystemClock()
        self.ready = asyncio.Event()  # open alarms are known, and the database has been asked for
        self.bus = Bus()
        self.database = Database(settings.database_url)
        self.journal = Journal(settings.data / "journal.sqlite")
        self._lines = shared_lines(site)
        self._from_the_wire(site, settings)
        self._through_the_gates(site, settings)
        self._on_rounds(site, settings)
        self._to_people(site)
        self._by_the_calendar(site)

    def _from_the_wire(self, site: Site, settings: Settings) -> None:
        """Drivers, points, history, rules."""
        self.table = PointTable(
            [parts.table_device(device) for device in site.devices],
            own=parts.own_devices(site, self._lines),
        )
        lines = self._lines
        self._connections = ConnectionPoints(
            self.table, {line.id: line.devices for line in lines}, {line.id: line.connection for line in lines}
        )
        self.engine = Engine(columns_of(self.table), site.packs, site.overrides, ZoneInfo(site.timezone))
        self.evaluation = Evaluation(
            self.table, self.engine, self.clock, self._on_transitions, before_pass=self._before_pass
        )

        self.writer = HistoryWriter(
            self.table,
            DatabaseLink(settings.database_url, site.id, self.table.ids),
            Spool(settings.data / "spool", self.table.ids),
        )
        kept = Kept(readings_days=site.retention.readings_days, minutes_days=site.retention.minutes_days)
        self.history = HistoryQuery(self.database, self.table, site.id, kept, self.clock)

        self.events = DeviceEvents(self.journal, lambda: self.alarms.wake())
        self.sink = AcquisitionSink(
            self.table, self.writer, Reports(self.events, lambda: self.patrol), self.evaluation.request, self.clock,
            gates=Vehicles(lambda: self.gates),
        )  # fmt: skip
        cameras = frozenset(gate.camera for gate in site.gates)
        self.acquisition = Acquisition(
            connections=parts.urls(site, settings.mqtt_url),
            devices=[parts.read_device(device, cameras) for device in site.devices if not device.out_of_service],
            sink=self.sink,
            table=self.table,
            clock=self.clock,
        )

    def _through_the_gates(self, site: Site, settings: Settings) -> None:
        """Vehicles: who may pass, and what opens for them."""
        gates = parts.gates(site)
        self.register = GateRegister(
            site=site.id, database=self.database, clock=self.clock, folder=settings.data, park=parts.car_park(site),
            gates=[gate.id for gate in gates],
        )  # fmt: skip
        self.gates = build_gates(
            gates, site=site.id, register=self.register, journal=self.journal, database=self.database, bus=self.bus,
            clock=self.clock, table=self.table, commands=self.acquisition, data=settings.data,
            alarm_pictures=AlarmPictures(settings.data / "alarm-pictures", self.acquisition, parts.cameras_of(site)),
            on_kept=lambda: self.alarms.wake(),
        )  # fmt: skip
        self.register.on_paid = self.gates.paid
        self.bus.subscribe(AlarmChanged, self._on_alarm)

    def _on_rounds(self, site: Site, settings: Settings) -> None:
        """Guards and engineers on their rounds: what is due, who was there, what they found."""
        self.patrol = build_patrols(
            parts.programme(site), site=site.id, zone=ZoneInfo(site.timezone), plan=parts.plan_picture(site),
            journal=self.journal, database=self.database, bus=self.bus, clock=self.clock, table=self.table,
            data=settings.data, on_kept=lambda: self.alarms.wake(),
        )  # fmt: skip

    def _to_people(self, site: Site) -> None:
        """Alarms, tickets, notifications, writes to devices, and how Gatehouse itself is."""
        names = parts.names(site, self._lines)
        self.notifier = Notifier(site=site.id, database=self.database, clock=self.clock, channels=parts.channels(site))
        self.tickets = TicketService(
            database=self.database, bus=self.bus, time=self.clock, site=site.id, policy=parts.policy(site), names=names,
            notifier=self.notifier,
        )  # fmt: skip
        patrols = PatrolApply(
            site=site.id, tickets=self.tickets.for_patrols(self.patrol.programme(), parts.trades(site)), bus=self.bus,
            learned=self.patrol.learn,
        )  # fmt: skip
        self.alarms = AlarmService(
            site=site.id, journal=self.journal, database=self.database, bus=self.bus, clock=self.clock,
            writer=AlarmWriter(site=site.id, tickets=self.tickets.opener, notifier=self.notifier, names=names),
            feeds=parts.feeds(site, self._lines),
            others={DEVICE_EVENT: DeviceEventStore(site.id).apply, PASSAGE: PassageApply(site.id), PATROL: patrols},
        )  # fmt: skip
        self.control = ControlService(
            site=site.id, database=self.database, clock=self.clock,
            devices={each.id: Target(profile=each.profile, without=parts.left_out(each)) for each in site.devices},
            online=lambda device: self.table.is_online(self.table.slice_of(device)), writer=self.acquisition,
        )  # fmt: skip
        self.duty = DutyChecks(site=site.id, database=self.database, transmitters=self.acquisition)
        self.health = Health(
            version=self.version, site=site, clock=self.clock, table=self.table, acquisition=self.acquisition,
            sink=self.sink, history=self.writer, journal=self.journal, database=self.database, notifier=self.notifier,
            alarms=self.alarms, gates=self.gates, cards=self.patrol.readers,
        )  # fmt: skip

    def _by_the_calendar(self, site: Site) -> None:
        """What is done every so often, whatever the devices say."""
        self.calendar = Calendar(site.timezone)
        add_reading_jobs(
            self.calendar, self.database, self.clock,
            readings_days=site.retention.readings_days, minutes_days=site.retention.minutes_days,
        )  # fmt: skip
        add_passage_jobs(
            self.calendar, self.gates, self.clock,
            passages_days=site.retention.passages_days, pictures_days=site.retention.pictures_days,
        )  # fmt: skip
        add_patrol_jobs(self.calendar, self.patrol, self.clock, pictures_days=site.retention.pictures_days)
        self.calendar.every("watch the tickets' clocks", CLOCKS_S, self.tickets.check_clocks)

    async def run(self) -> None:
        """Until cancelled. The alarms that were open are taken up before the first value is judged."""
        async with self.journal:
            try:
                migrated = await self._open_database()
                await self.alarms.start()
                await self.register.start(await self.gates.start())
                await self.patrol.start()
                await self.alarms.retire(self.engine.restore(self.alarms.active()))
                self.ready.set()
                async with asyncio.TaskGroup() as tasks:
                    if not migrated:
                        tasks.create_task(self._open_database_later())
                    for task in self._tasks():
                        tasks.create_task(task)
            finally:
                await self.database.stop()

    def _tasks(self) -> list[Coroutine[None, None, None]]:
        return [
            self.writer.run(), self.events.run(), self.acquisition.run(), self.evaluation.run(), self.alarms.run(),
            self.notifier.run(), self.calendar.run(), self.register.run(), self.gates.run(),
            self.patrol.run(),
        ]  # fmt: skip

    def _before_pass(self, now: float) -> None:
        """What Gatehouse says of itself is made of what its devices say."""
        self._connections.refresh(now)
        self.gates.refresh(now)
        self.patrol.refresh(now)

    def _on_alarm(self, event: AlarmChanged) -> None:
        if event.action is Action.RAISED:
            self.gates.alarm_raised(event.alarm.id, event.alarm.device)

    async def _on_transitions(self, transitions: list[Transition]) -> None:
        await self.alarms.on_transitions(transitions)

    async def _open_database(self) -> bool:
        """Whether the database is there and in shape; while it is away the gateway runs without it."""
        try:
            await asyncio.to_thread(migrate, self.database.url)
        except Unavailable as error:
            log.error("the database is away; readings and alarms are kept here until it comes", reason=error.message)
            return False
        await self.database.start()
        return True

    async def _open_database_later(self) -> None:
        while True:
            await asyncio.sleep(DATABASE_RETRY_S)
            if await self._open_database():
                return
