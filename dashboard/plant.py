"""Devices, points and kinds as the JSON objects of the HTTP answers."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.ports import Gateway, LimitFacts
from drivers.frame import Quality
from drivers.profile import Point, Profile
from gateway.clock import rfc3339
from gateway.config.lines import shared_lines
from gateway.config.site import Site
from gateway.errors import NotFound
from gateway.points.layout import ONLINE, DeviceSlice
from yamlfile import Text

Json = dict[str, Any]
LANGUAGES = ("zh", "en")
QUALITIES = tuple(quality.name.lower() for quality in Quality)


class Plant:
    """Reads the point table; keeps what never changes of each row ready, so that an answer is put together quickly."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._table = gateway.table
        self._facts = {device.id: device for device in gateway.site.devices}
        self._texts = [{value: words(text) for value, text in point.texts.items()} for point in self._table.points]
        self.shown: NDArray[np.intp] = np.flatnonzero(self._table.fitted)

    def devices(self, kind: str | None = None) -> list[Json]:
        """Every device in the order of the site file, or those of one kind."""
        pieces = self._table.slices
        return [self._device(piece) for piece in pieces if kind is None or piece.kind == kind]

    def device(self, device: str) -> Json:
        """One device; NotFound."""
        return self._device(self._table.slice_of(device))

    def rows(self, device: str | None = None, kind: str | None = None) -> NDArray[np.intp]:
        """The rows of the points that are shown; NotFound for an unknown device or kind."""
        if kind is not None and kind not in self._gateway.site.profiles:
            raise NotFound(f"this site knows no kind '{kind}'")
        pieces: Iterable[DeviceSlice] = self._table.slices
        if device is not None:
            pieces = [self._table.slice_of(device)]
        wanted = [row for piece in pieces if kind in (None, piece.kind) for row in _rows(piece)]
        return np.array([row for row in wanted if self._table.fitted[row]], np.intp)

    def points(self, rows: NDArray[np.intp]) -> list[Json]:
        """The points of these rows."""
        changes = self.changes(rows, self._table.quality_at(self._gateway.clock.now()))
        for row, point in zip(rows.tolist(), changes, strict=True):
            point["unit"] = self._table.points[row].unit
            point.setdefault("text", None)
        return changes

    def changes(self, rows: NDArray[np.intp], quality: NDArray[np.uint8]) -> list[Json]:
        """Like `points`, without what never changes; `quality` is that of the whole table at the moment."""
        table = self._table
        usable = quality[rows] != Quality.BAD
        values = np.where(usable, table.value[rows], np.nan).tolist()
        times = _Times()
        return [
            self._change(row, value, QUALITIES[of], times(at))
            for row, value, of, at in zip(
                rows.tolist(), values, quality[rows].tolist(), table.source_time[rows].tolist(), strict=True
            )
        ]

    def _change(self, row: int, value: float, quality: str, time: str | None) -> Json:
        change: Json = {"id": self._table.ids[row], "value": value, "quality": quality, "time": time}
        if self._texts[row] and value == value and (text := self._texts[row].get(int(value))):
            change["text"] = text
        elif row in self._table.texts and quality != "bad":
            said = self._table.texts[row]
            change["text"] = {"zh": said, "en": said}
        return change

    def _device(self, piece: DeviceSlice) -> Json:
        facts = self._facts[piece.id]
        last_seen = self._table.last_seen(piece.id)
        return {
            "id": piece.id,
            "kind": piece.kind,
            "name": words(facts.name),
            "location": words(facts.location) if facts.location else None,
            "state": self._table.state(piece.id).value,
            "last_seen": rfc3339(last_seen) if last_seen is not None else None,
        }


def kinds(site: Site, limits: Sequence[LimitFacts]) -> list[Json]:
    """The kinds that the site has devices of."""
    used = {device.kind for device in site.devices}
    return [_kind(profile, limits) for profile in site.profiles.values() if profile.kind in used]


def site_json(gateway: Gateway) -> Json:
    """The site, as its file names it, and the version of the program."""
    site = gateway.site
    return {
        "id": site.id,
        "name": words(site.name),
        "timezone": site.timezone,
        "version": gateway.version,
        "languages": LANGUAGES,
        "point_names": {
            f"{device.id}/{point}": words(name) for device in site.devices for point, name in device.names.items()
        },
        "connections": [{"id": line.id, "name": words(line.name)} for line in shared_lines(site)],
        "gates": [{"id": gate.id, "name": words(gate.name)} for gate in site.gates],
    }


def words(text: Text) -> Json:
    """A text in both languages."""
    return {"zh": text.zh, "en": text.en}


def _kind(profile: Profile, limits: Sequence[LimitFacts]) -> Json:
    own = [limit for limit in limits if limit.kind == profile.kind]
    return {
        "kind": profile.kind,
        "name": words(profile.name),
        "protocol": profile.protocols[0],
        "protocols": profile.protocols,
        "screen": profile.screen.model_dump(),
        "read_only": profile.read_only,
        "points": [_point(point, own) for point in (*profile.points, ONLINE)],
    }


def _point(point: Point, limits: Sequence[LimitFacts]) -> Json:
    write = point.write
    return {
        "id": point.id,
        "name": words(point.name),
        "unit": point.unit,
        "decimals": point.decimals,
        "range": point.range,
        "texts": {str(value): words(text) for value, text in point.texts.items()},
        "write": {"minimum": write.minimum, "maximum": write.maximum} if write else None,
        "limits": [_limit(limit) for limit in limits if limit.point == point.id],
    }


def _limit(limit: LimitFacts) -> Json:
    return {
        "rule": limit.rule,
        "name": words(limit.name),
        "side": limit.side,
        "limit": limit.limit,
        "priority": limit.priority,
        "device": limit.device,
    }


def _rows(piece: DeviceSlice) -> range:
    return range(piece.start, piece.stop)


class _Times:
    """Times as text; a device's points mostly share one, so each is written once. NaN is no time."""

    def __init__(self) -> None:
        self._known: dict[float, str] = {}

    def __call__(self, seconds: float) -> str | None:
        if seconds != seconds:
            return None
        if seconds not in self._known:
            self._known[seconds] = rfc3339(seconds)
        return self._known[seconds]
