"""What differs from what the screens were last told: points, devices, Gatehouse's own health, guards on duty."""

from collections.abc import Callable
from typing import Any

from dashboard.changes import Changes
from dashboard.due import Due
from dashboard.patrol_now import PatrolNow
from dashboard.plant import Plant
from dashboard.ports import Gateway

Json = dict[str, Any]
HEALTH_S = 2.0
DEVICES_S = 0.5
SHIFTS_S = 5.0
LAST_SEEN_S = 10.0  # a device that is only seen again is told this often


class Watch:
    """Looks when it is asked to. `health` gives the report as the screens get it."""

    def __init__(self, gateway: Gateway, plant: Plant, patrol: PatrolNow, health: Callable[[], Json]) -> None:
        self._gateway = gateway
        self._plant = plant
        self._patrol = patrol
        self._health_now = health
        self._changes = Changes(gateway.table)
        self._devices: dict[str, Json] = {}
        self._health: Json = {}
        self._due = Due()

    def start_over(self) -> None:
        """What changed up to now needs no telling: it is in the snapshot."""
        self._changes.take(self._gateway.table.quality_at(self._gateway.clock.now()))
        self._devices = {device["id"]: device for device in self._plant.devices()}
        self._health = self._health_now()
        self._patrol.shifts_changed()

    def take(self, now: float) -> dict[str, Any]:
        """What has changed by part; from now on it counts as told."""
        changed: dict[str, Any] = {}
        quality = self._gateway.table.quality_at(now)
        rows = self._changes.take(quality)
        if len(rows):
            changed["points"] = self._plant.changes(rows, quality)
        if self._due.now("devices", DEVICES_S) and (devices := self._changed_devices()):
            changed["devices"] = devices
        if self._due.now("health", HEALTH_S) and (health := self._health_now()) != self._health:
            self._health = changed["health"] = health
        if self._due.now("shifts", SHIFTS_S) and (shifts := self._patrol.shifts_changed()):
            changed["patrol"] = shifts
        return changed

    def _changed_devices(self) -> list[Json]:
        """Those whose state changed; every LAST_SEEN_S also those that were seen again."""
        all_of_it = self._due.now("last_seen", LAST_SEEN_S)
        changed = []
        for device in self._plant.devices():
            told = self._devices.get(device["id"])
            if told is None or told["state"] != device["state"] or (all_of_it and told != device):
                self._devices[device["id"]] = device
                changed.append(device)
        return changed
