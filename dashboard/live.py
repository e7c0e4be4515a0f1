"""The live channel's hub: what changed goes to every screen, alarms at once, values four times a second.

Each part of a message is encoded once, whoever gets it. The rules of the channel are in docs/internals.md.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog

from dashboard.audience import SESSION_OVER, Audience, Screen, Wire, parts_of
from dashboard.due import Due
from dashboard.identity import Door, Who
from dashboard.patrol_now import PatrolNow
from dashboard.plant import Plant, site_json
from dashboard.ports import Gateway
from dashboard.tickets_open import OpenTickets
from dashboard.watch import Watch
from gateway.alarms.events import AlarmChanged
from gateway.alarms.model import Alarm
from gateway.alarms.view import alarm_json
from gateway.errors import Unavailable
from gateway.gates.events import PassageChanged
from gateway.gates.view import passage_json
from gateway.patrol.events import PatrolChanged
from gateway.tickets.events import TicketChanged
from gateway.tickets.view import ticket_json

Json = dict[str, Any]
TICK_S = 0.25
IDLE_S = 1.0  # nobody looks; a screen that comes is told at once and then waits for its first value at most so long
SPACING_S = 0.01  # between two messages about alarms, so that a storm does not become a storm of messages
HEARTBEAT_S = 2.0
SESSIONS_S = 20.0
ALARMS_S = 1.0
RETRY_S = 2.0
ALWAYS = frozenset({"epoch", "site"})
log = structlog.get_logger(__name__)


class Hub:
    """Knows every screen. All of it runs on the event loop, and nothing in it waits for a client."""

    def __init__(self, gateway: Gateway, plant: Plant, door: Door) -> None:
        self._gateway = gateway
        self._plant = plant
        self._door = door
        self._tickets = OpenTickets(gateway.tickets)
        self._patrol = PatrolNow(gateway)
        self._watch = Watch(gateway, plant, self._patrol, self.health)
        self._audiences: dict[frozenset[str], Audience] = {}
        self._epoch = secrets.token_hex(8)
        self._alarms: dict[str, Alarm] = {}
        self._changed: dict[str, dict[str, Json]] = {}
        self._flush: asyncio.TimerHandle | None = None
        self._flushed_at = float("-inf")
        self._due = Due()
        gateway.bus.subscribe(AlarmChanged, self._alarm_changed)
        gateway.bus.subscribe(TicketChanged, self._ticket_changed)
        gateway.bus.subscribe(PassageChanged, self._passage_changed)
        gateway.bus.subscribe(PatrolChanged, self._patrol_changed)

    def join(self, who: Who, wire: Wire) -> Screen:
        """A new screen; its snapshot comes with the next turn of the loop."""
        parts = parts_of(who.role)
        screen = Screen(who, wire)
        if self.screens == 0:
            self._start_over()
        self._audiences.setdefault(parts, Audience(parts)).screens.add(screen)
        self.ask(screen)
        return screen

    def _start_over(self) -> None:
        """What changed while nobody looked is in the snapshot."""
        self._alarms = {alarm.id: alarm for alarm in self._gateway.alarms.open_alarms()}
        self._watch.start_over()

    def leave(self, screen: Screen) -> None:
        """The screen is gone."""
        for audience in self._audiences.values():
            audience.screens.discard(screen)

    def ask(self, screen: Screen) -> None:
        """The screen wants a snapshot. Those who ask within SPACING_S share one."""
        screen.wants_snapshot = True
        self._flush_soon()

    @property
    def screens(self) -> int:
        """How many are connected."""
        return sum(len(audience.screens) for audience in self._audiences.values())

    def health(self) -> Json:
        """The gateway's report, with how many screens there are."""
        report = dict(self._gateway.health.report())
        report["detail"] = {**report["detail"], "screens": self.screens}
        return report

    async def run(self) -> None:
        """Tell values, devices and health, and the heartbeat, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._load())
            group.create_task(self._tick_for_ever())

    async def _tick_for_ever(self) -> None:
        loop = asyncio.get_running_loop()
        next_at = loop.time()
        while True:
            try:
                self._tick()
            except Exception:
                log.exception("the live channel failed for a moment")
            pace_s = TICK_S if self.screens else IDLE_S
            next_at = max(next_at + pace_s, loop.time())
            await asyncio.sleep(next_at - loop.time())

    async def _load(self) -> None:
        """As soon as the database is there; whoever came before gets everything anew."""
        while True:
            try:
                await self._tickets.load()
                await self._patrol.load()
                break
            except Unavailable:
                await asyncio.sleep(RETRY_S)
        for screen in self.everybody():
            self.ask(screen)

    def close(self) -> None:
        """Send everybody away: the program ends."""
        for screen in self.everybody():
            screen.close(1001)

    def _tick(self) -> None:
        if self._due.now("sessions", SESSIONS_S):
            self.see_out()
        if self.screens == 0:
            return
        now = self._gateway.clock.now()
        self._tell(self._watch.take(now), now)
        if self._due.now("alarms", ALARMS_S):
            self._look_for_missed_alarms()
        if self._due.now("heartbeat", HEARTBEAT_S):
            for audience in self._audiences.values():
                audience.heartbeat(now)

    def _alarm_changed(self, event: AlarmChanged) -> None:
        if self.screens:
            self._tell_alarm(event.alarm)

    def _tell_alarm(self, alarm: Alarm) -> None:
        self._alarms.pop(alarm.id, None)
        if alarm.open:
            self._alarms[alarm.id] = alarm
        self._note("alarms", alarm.id, alarm_json(alarm))

    def _look_for_missed_alarms(self) -> None:
        """The bus tells at once, but a start or a failed listener may pass it by: what is open is compared as well."""
        now_open = {alarm.id: alarm for alarm in self._gateway.alarms.open_alarms()}
        for alarm in now_open.values():
            if self._alarms.get(alarm.id) != alarm:
                self._tell_alarm(alarm)
        if self._alarms.keys() - now_open.keys():
            self._alarms = now_open
            for screen in self.everybody():
                self.ask(screen)

    def _ticket_changed(self, event: TicketChanged) -> None:
        ticket = ticket_json(event.ticket)
        self._tickets.note(ticket)
        if self.screens:
            self._note("tickets", event.ticket.id, ticket)

    def _passage_changed(self, event: PassageChanged) -> None:
        if self.screens:
            self._note("passages", event.passage.id, passage_json(event.passage))

    def _patrol_changed(self, event: PatrolChanged) -> None:
        self._patrol.note(event.thing)
        if self.screens:
            news = self._patrol.told(event.thing)
            self._note("patrol", f"{event.what} {news['id']}", news)

    def _note(self, part: str, key: str, told: Json) -> None:
        """To be told with the next message; the last word about a thing replaces those before."""
        self._changed.setdefault(part, {})[key] = told
        self._flush_soon()

    def _flush_soon(self) -> None:
        """On the next turn of the loop, or SPACING_S after the last time."""
        if self._flush is None:
            loop = asyncio.get_running_loop()
            self._flush = loop.call_at(max(loop.time(), self._flushed_at + SPACING_S), self._flush_now)

    def _flush_now(self) -> None:
        self._flush, self._flushed_at = None, asyncio.get_running_loop().time()
        now = self._gateway.clock.now()
        waiting, self._changed = self._changed, {}
        self._tell({part: list(some.values()) for part, some in waiting.items()}, now)
        self._tell_all(now)

    def _tell(self, changed: Mapping[str, Any], now: float) -> None:
        """A delta to every audience."""
        if changed:
            encoded = _encoded(changed)
            for audience in self._audiences.values():
                audience.delta(encoded, now)

    def _tell_all(self, now: float) -> None:
        """A snapshot to every screen that wants one."""
        asking = [audience for audience in self._audiences.values() if audience.wants_snapshot]
        if not asking:
            return
        encoded = _encoded(self._everything())
        for audience in asking:
            seen = {name: text if name in audience.parts | ALWAYS else b"[]" for name, text in encoded.items()}
            audience.snapshot(seen, now)

    def _everything(self) -> dict[str, Any]:
        gateway = self._gateway
        return {
            "epoch": self._epoch,
            "site": site_json(gateway),
            "devices": self._plant.devices(),
            "points": self._plant.points(self._plant.shown),
            "alarms": [alarm_json(alarm) for alarm in gateway.alarms.open_alarms()],
            "tickets": self._tickets.listing(),
            "passages": [passage_json(passage) for passage in gateway.gates.recent()],
            "patrol": self._patrol.everything(),
            "health": self.health(),
        }

    def see_out(self) -> None:
        """Close the screens of those who are no longer signed in."""
        for screen in self.everybody():
            if not self._door.stands(screen.who):
                screen.close(SESSION_OVER)

    def everybody(self) -> Sequence[Screen]:
        """All that are connected."""
        return [screen for audience in self._audiences.values() for screen in audience.screens]


def _encoded(fields: Mapping[str, Any]) -> dict[str, bytes]:
    return {name: orjson.dumps(value) for name, value in fields.items()}
