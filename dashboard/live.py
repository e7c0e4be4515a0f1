"""The live channel's hub: what changed goes to every screen, alarms at once, values four times a second.

Each part of a message is encoded once, whoever gets it. The rules of the channel are in docs/internals.md.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog

from dashboard.audience import SESSION_OVER, Audience, Screen, parts_of
from dashboard.changes import Changes
from dashboard.identity import Door, Who
from dashboard.plant import Plant, site_json
from dashboard.ports import Gateway
from dashboard.tickets_open import OpenTickets
from gateway.alarms.events import AlarmChanged
from gateway.alarms.view import alarm_json
from gateway.tickets.events import TicketChanged
from gateway.tickets.view import ticket_json

Json = dict[str, Any]
TICK_S = 0.25
SPACING_S = 0.01  # between two messages about alarms, so that a storm does not become a storm of messages
HEARTBEAT_S = 2.0
HEALTH_S = 2.0
LAST_SEEN_S = 10.0  # a device that is only seen again is told this often
SESSIONS_S = 20.0
ALWAYS = frozenset({"epoch", "site"})
log = structlog.get_logger(__name__)


class Hub:
    """Knows every screen. All of it runs on the event loop, and nothing in it waits for a client."""

    def __init__(self, gateway: Gateway, plant: Plant, door: Door) -> None:
        self._gateway = gateway
        self._plant = plant
        self._door = door
        self._changes = Changes(gateway.table)
        self._tickets = OpenTickets(gateway.tickets)
        self._audiences: dict[frozenset[str], Audience] = {}
        self._epoch = secrets.token_hex(8)
        self._alarms_changed: dict[str, Json] = {}
        self._tickets_changed: dict[str, Json] = {}
        self._flush: asyncio.TimerHandle | None = None
        self._flushed_at = float("-inf")
        self._devices: dict[str, Json] = {}
        self._health: Json = {}
        self._due: dict[str, float] = {}
        gateway.bus.subscribe(AlarmChanged, self._alarm_changed)
        gateway.bus.subscribe(TicketChanged, self._ticket_changed)

    def join(self, who: Who) -> Screen:
        """A new screen; its snapshot comes with the next turn of the loop."""
        parts = parts_of(who.role)
        screen = Screen(who)
        if self.screens == 0:
            self._start_over()
        self._audiences.setdefault(parts, Audience(parts)).screens.add(screen)
        self.ask(screen)
        return screen

    def _start_over(self) -> None:
        """What changed while nobody looked is in the snapshot."""
        self._changes.take(self._gateway.table.quality_at(self._gateway.clock.now()))
        self._devices = {device["id"]: device for device in self._plant.devices()}
        self._health = self._gateway.health.report()

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

    async def run(self) -> None:
        """Tell values, devices and health, and the heartbeat, until cancelled."""
        loop = asyncio.get_running_loop()
        next_at = loop.time()
        while True:
            try:
                await self._tickets.load()
                self._tick()
            except Exception:
                log.exception("the live channel failed for a moment")
            next_at = max(next_at + TICK_S, loop.time())
            await asyncio.sleep(next_at - loop.time())

    def close(self) -> None:
        """Send everybody away: the program ends."""
        for screen in self.everybody():
            screen.close(1001)

    def _tick(self) -> None:
        if self._is_due("sessions", SESSIONS_S):
            self.see_out()
        if self.screens == 0:
            return
        now = self._gateway.clock.now()
        self._tell(self._what_changed(now), now)
        if self._is_due("heartbeat", HEARTBEAT_S):
            for audience in self._audiences.values():
                audience.heartbeat(now)

    def _what_changed(self, now: float) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        quality = self._gateway.table.quality_at(now)
        rows = self._changes.take(quality)
        if len(rows):
            changed["points"] = self._plant.changes(rows, quality)
        if devices := self._changed_devices():
            changed["devices"] = devices
        if self._is_due("health", HEALTH_S) and (health := self._gateway.health.report()) != self._health:
            self._health = changed["health"] = health
        return changed

    def _changed_devices(self) -> list[Json]:
        """Those whose state changed; every LAST_SEEN_S also those that were seen again."""
        all_of_it = self._is_due("last_seen", LAST_SEEN_S)
        changed = []
        for device in self._plant.devices():
            told = self._devices.get(device["id"])
            if told is None or told["state"] != device["state"] or (all_of_it and told != device):
                self._devices[device["id"]] = device
                changed.append(device)
        return changed

    def _alarm_changed(self, event: AlarmChanged) -> None:
        if self.screens:
            self._alarms_changed[event.alarm.id] = alarm_json(event.alarm)
            self._flush_soon()

    def _ticket_changed(self, event: TicketChanged) -> None:
        ticket = ticket_json(event.ticket)
        self._tickets.note(ticket)
        if self.screens:
            self._tickets_changed[event.ticket.id] = ticket
            self._flush_soon()

    def _flush_soon(self) -> None:
        """On the next turn of the loop, or SPACING_S after the last time."""
        if self._flush is None:
            loop = asyncio.get_running_loop()
            self._flush = loop.call_at(max(loop.time(), self._flushed_at + SPACING_S), self._flush_now)

    def _flush_now(self) -> None:
        self._flush, self._flushed_at = None, asyncio.get_running_loop().time()
        now = self._gateway.clock.now()
        changed: dict[str, Any] = {}
        if self._alarms_changed:
            changed["alarms"] = list(self._alarms_changed.values())
        if self._tickets_changed:
            changed["tickets"] = list(self._tickets_changed.values())
        self._alarms_changed, self._tickets_changed = {}, {}
        self._tell(changed, now)
        self._tell_all(now)

    def _tell(self, changed: Mapping[str, Any], now: float) -> None:
        """A delta to every audience."""
        if changed:
            encoded = _encoded(changed)
            for audience in self._audiences.values():
                audience.delta(encoded, now)

    def _tell_all(self, now: float) -> None:
        """A snapshot to every screen that wants one."""
        asking = [audience for audience in self._audiences.values() if _somebody_asks(audience)]
        if not asking:
            return
        encoded = _encoded(self._everything())
        for audience in asking:
            seen = {name: text if name in audience.parts | ALWAYS else "[]" for name, text in encoded.items()}
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
            "health": gateway.health.report(),
        }

    def see_out(self) -> None:
        """Close the screens of those who are no longer signed in."""
        for screen in self.everybody():
            if not self._door.stands(screen.who):
                screen.close(SESSION_OVER)

    def everybody(self) -> Sequence[Screen]:
        """All that are connected."""
        return [screen for audience in self._audiences.values() for screen in audience.screens]

    def _is_due(self, what: str, every_s: float) -> bool:
        """Whether it is time again for something that is done every so often."""
        now = asyncio.get_running_loop().time()
        if now < self._due.get(what, float("-inf")):
            return False
        self._due[what] = now + every_s
        return True


def _somebody_asks(audience: Audience) -> bool:
    return any(screen.wants_snapshot for screen in audience.screens)


def _encoded(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: orjson.dumps(value).decode() for name, value in fields.items()}
