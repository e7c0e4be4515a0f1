"""The file of one device: what it is, how it is, and what happened to it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboard.permissions import Permission, may
from dashboard.plant import Plant, words
from dashboard.ports import Gateway
from drivers.frame import Quality
from drivers.profile import Point
from gateway.alarms.view import alarm_json
from gateway.clock import rfc3339
from gateway.config.feeds import split
from gateway.config.site import SiteDevice
from gateway.errors import Unavailable
from gateway.history.timeline import Entry, Sort
from gateway.history.timeline_query import TimelineQuery

Json = dict[str, Any]
SEES: Mapping[Sort, Permission] = {
    Sort.ALARM: Permission.SEE_ALARMS,
    Sort.TICKET: Permission.SEE_TICKETS,
    Sort.STATE: Permission.SEE_POINTS,
    Sort.EVENT: Permission.SEE_POINTS,
}


class DeviceFiles:
    """Every call is NotFound for a device that the site does not have."""

    def __init__(self, gateway: Gateway, plant: Plant) -> None:
        site = gateway.site
        self._gateway = gateway
        self._plant = plant
        self._devices = {device.id: device for device in site.devices}
        self._timeline = TimelineQuery(
            gateway.database, site.id, gateway.clock, readings_days=site.retention.readings_days
        )

    async def file(self, device: str, role: str) -> Json:
        """Everything but its past. `times_offline` is null while the database is away."""
        told = self._plant.device(device)
        facts = self._devices[device]
        alarms = self._gateway.alarms.open_alarms() if may(role, Permission.SEE_ALARMS) else ()
        return {
            "device": told,
            "connection": facts.connection,
            "protocol": facts.protocol,
            "address": _address(facts),
            "poll_s": facts.poll_s,
            "nameplate": dict(facts.nameplate),
            "zones": [{"name": words(zone.name), "corners": zone.corners} for zone in facts.zones],
            "fed_by": [self._link(*split(source)) for source in facts.fed_by],
            "feeds": [self._link(fed, point) for fed, point in self._fed(device)],
            "points": self._counts(device),
            "times_offline": await self._times_offline(device),
            "days": self._timeline.states_days,
            "alarms": [alarm_json(alarm) for alarm in alarms if alarm.device == device][::-1],
        }

    async def timeline(self, device: str, role: str, *, sort: Sort | None, after: str | None, limit: int) -> list[Json]:
        """What happened, the newest first, as far as the role may see it; Unavailable while the database is away."""
        piece = self._gateway.table.slice_of(device)
        points = {point: piece.point(row) for row, point in enumerate(piece.points, piece.start)}
        wanted = tuple(Sort) if sort is None else (sort,)
        found = await self._timeline.entries(
            device,
            [point for point, description in points.items() if description.texts],
            sorts=frozenset(each for each in wanted if may(role, SEES[each])),
            after=after,
            limit=limit,
        )
        names = self._devices[device].names
        return [_told(entry, points, names) for entry in found]

    def _fed(self, device: str) -> list[tuple[str, str | None]]:
        """(device that hangs on this one, the point of this one that it hangs on)."""
        hanging = ((other.id, split(source)) for other in self._devices.values() for source in other.fed_by)
        return [(other, point) for other, (source, point) in hanging if source == device]

    def _link(self, device: str, point: str | None) -> Json:
        facts = self._devices[device]
        return {"device": device, "kind": facts.kind, "name": words(facts.name), "point": point}

    def _counts(self, device: str) -> Json:
        """How many of its points are good, bad and stale; `online` is none of them."""
        table = self._gateway.table
        rows = [row for row in self._plant.rows(device).tolist() if row != table.slice_of(device).online_row]
        of = np.bincount(table.quality_at(self._gateway.clock.now())[rows], minlength=len(Quality))
        return {quality.name.lower(): int(of[quality]) for quality in Quality}

    async def _times_offline(self, device: str) -> int | None:
        try:
            return await self._timeline.times_offline(device)
        except Unavailable:
            return None


def _address(device: SiteDevice) -> str:
    """Where it is on its connection, as its protocol has it."""
    return {"mqtt": device.topic, "gb26875": device.address}.get(device.protocol, str(device.unit))


def _told(entry: Entry, points: Mapping[str, Point], names: Mapping[str, Any]) -> Json:
    about = dict(entry.about)
    point = points.get(about.get("point") or "")
    return {
        "id": entry.id,
        "time": rfc3339(entry.time),
        "sort": entry.sort.value,
        "action": entry.action,
        "who": entry.who,
        "message": _message(entry, point, names),
        "alarm": about.get("alarm"),
        "ticket": about.get("ticket"),
        "number": about.get("number"),
        "priority": about.get("priority"),
        "point": about.get("point"),
        "before": _meaning(point, about.get("before")),
        "value": _meaning(point, about.get("value")),
        "detail": about.get("detail") or {},
    }


def _message(entry: Entry, point: Point | None, names: Mapping[str, Any]) -> Json | None:
    """What an alarm said, what a ticket is about, what a point is called here."""
    if entry.sort is Sort.STATE:
        return words(names.get(point.id, point.name)) if point else None
    said = entry.about.get("message")
    title = entry.about.get("title")
    return said or ({"zh": title, "en": title} if title else None)


def _meaning(point: Point | None, value: float | None) -> Json | None:
    if point is None or value is None:
        return None
    text = point.texts.get(int(value))
    return words(text) if text else {"zh": f"{value:g}", "en": f"{value:g}"}
