"""What MQTT messages of devices mean: a topic and its payload become frames, events or news of being online. Pure.

Below the root of a device, unless its profile maps a point to another topic:

    state            {"time": …, "values": {point: value}}, any part of the points
    state/{point}    a bare value
    event            any JSON object; of a kind that reads plates, a vehicle where it tells of one
    online           true or false
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson

from drivers.driver import Device
from drivers.frame import Frame
from drivers.passages import COUNTED, PassageCount, PassageReader
from drivers.protocols.mqtt_values import Path, ValueReader, at_path, compile_path, time_of
from drivers.sighting import Sighting

# How many different sets of points in a state message are remembered for one kind; more are compiled again.
SHAPES = 256
ONLINE = {b"true": True, b"1": True, b"online": True, b"false": False, b"0": False, b"offline": False}


@dataclass(slots=True, kw_only=True)
class Heard:
    """What one message says. `problems` tell what of it could not be read; the rest holds."""

    frames: list[Frame] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    events: list[tuple[str, float, Mapping[str, Any]]] = field(default_factory=list)
    online: list[tuple[str, bool]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """A set of points that come together: their columns, and for each its key and its reader."""

    at: np.ndarray[Any, np.dtype[np.intp]] | None
    fields: tuple[tuple[str, ValueReader], ...]
    unknown: tuple[str, ...]


class _Kind:
    """The points of a profile, compiled for messages."""

    def __init__(self, device: Device) -> None:
        profile = device.profile
        self.position = {point.id: position for position, point in enumerate(profile.points)}
        self.readers = [ValueReader(point) for point in profile.points]
        self.time_path = compile_path(profile.mqtt.time_path)
        self._shapes: dict[tuple[str, ...], _Shape] = {}

    def shape(self, names: tuple[str, ...]) -> _Shape:
        """The columns for points of these names, in the order of the profile."""
        if names not in self._shapes:
            if len(self._shapes) >= SHAPES:
                self._shapes.clear()
            self._shapes[names] = self._compile(names)
        return self._shapes[names]

    def _compile(self, names: tuple[str, ...]) -> _Shape:
        known = sorted((self.position[name], name) for name in names if name in self.position)
        is_whole = len(known) == len(self.readers)
        return _Shape(
            at=None if is_whole else np.array([position for position, _ in known], dtype=np.intp),
            fields=tuple((name, self.readers[position]) for position, name in known),
            unknown=tuple(name for name in names if name not in self.position),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mapped:
    """Points of one device that a profile finds in one topic of the device's own making."""

    device: str
    kind: _Kind
    paths: dict[str, Path]


class Messages:
    """The messages of some devices. `subscriptions` are the topics to listen to."""

    def __init__(self, devices: Sequence[Device]) -> None:
        kinds: dict[int, _Kind] = {}
        self._own: dict[str, tuple[str, _Kind]] = {}
        self._mapped: dict[str, list[_Mapped]] = {}
        self._cameras: dict[str, tuple[PassageReader, PassageCount]] = {}
        self.subscriptions: list[str] = []
        for device in devices:
            kind = kinds.setdefault(id(device.profile), _Kind(device))
            self._own[device.topic] = (device.id, kind)
            self._map(device, kind)
            if (passage := device.profile.passage) is not None:
                self._cameras[device.id] = (PassageReader(device, passage), PassageCount(device))
            self.subscriptions += [f"{device.topic}/{end}" for end in ("state", "state/+", "event", "online")]
        self.subscriptions += self._mapped

    def hear(self, topic: str, payload: bytes, received: float) -> Heard:
        """What a message says; `received` stands in where it names no time."""
        heard = Heard()
        for mapped in self._mapped.get(topic, ()):
            _hear_mapped(mapped, payload, received, heard)
        root, _, end = topic.rpartition("/")
        if root in self._own:
            self._hear_own(end, *self._own[root], payload, received, heard)
        elif root.endswith("/state") and root[:-6] in self._own:
            device, kind = self._own[root[:-6]]
            if device in self._cameras and end in COUNTED:
                return heard
            _add_frame(heard, device, kind, {end: _json_or_text(payload)}, received)
        elif topic not in self._mapped:
            heard.problems.append("no device of ours has this topic")
        return heard

    def told(self, device: Device, end: str, body: Mapping[str, Any], received: float) -> Heard:
        """The same for a message that has come by another way: `end` is `state` or `event`, ValueError for others."""
        heard = Heard()
        _, kind = self._own[device.topic]
        if end not in ("state", "event"):
            raise ValueError(f"nothing is taken at '{end[:40]}'")
        if end == "state" or isinstance(body.get("values"), dict):
            self._add_state(heard, device.id, kind, body, received)
        else:
            self._add_event(heard, device.id, kind, body, received)
        return heard

    def _hear_own(self, end: str, device: str, kind: _Kind, payload: bytes, received: float, heard: Heard) -> None:
        if end == "state":
            if (body := _json_object(payload, heard)) is not None:
                self._add_state(heard, device, kind, body, received)
        elif end == "event":
            if (body := _json_object(payload, heard)) is not None:
                self._add_event(heard, device, kind, body, received)
        elif end == "online" and payload:
            is_online = ONLINE.get(payload.strip().lower())
            if is_online is None:
                heard.problems.append("'online' must be true or false")
            else:
                heard.online.append((device, is_online))

    def _add_state(self, heard: Heard, device: str, kind: _Kind, body: Mapping[str, Any], received: float) -> None:
        values = body.get("values")
        if not isinstance(values, dict):
            heard.problems.append("a state message needs 'values', an object")
            return
        if device in self._cameras:
            values = {name: value for name, value in values.items() if name not in COUNTED}
            self._add_count(heard, device, received)
        _add_frame(heard, device, kind, values, time_of(body, kind.time_path, received))

    def _add_event(self, heard: Heard, device: str, kind: _Kind, body: Mapping[str, Any], received: float) -> None:
        if device not in self._cameras:
            heard.events.append((device, time_of(body, kind.time_path, received), body))
            return
        reader, count = self._cameras[device]
        sighting = reader.read(body, received)
        heard.problems += reader.problems
        if sighting is None:
            heard.online.append((device, True))  # it tells that it is there, and of no vehicle
        else:
            heard.sightings.append(sighting)
            count.add(sighting)
        self._add_count(heard, device, received)

    def _add_count(self, heard: Heard, device: str, received: float) -> None:
        """With every sign of life, so that what is counted here does not grow old."""
        if (reading := self._cameras[device][1].reading(received)) is not None:
            heard.frames.append(reading)

    def _map(self, device: Device, kind: _Kind) -> None:
        paths: dict[str, dict[str, Path]] = {}
        for point in device.profile.points:
            if point.mqtt is not None and point.mqtt.topic is not None:
                topic = _below(device.topic, point.mqtt.topic)
                paths.setdefault(topic, {})[point.id] = compile_path(point.mqtt.path)
        for topic, found in paths.items():
            self._mapped.setdefault(topic, []).append(_Mapped(device=device.id, kind=kind, paths=found))


def _hear_mapped(mapped: _Mapped, payload: bytes, received: float, heard: Heard) -> None:
    body = _json_or_text(payload)
    values: dict[str, Any] = {}
    for name, path in mapped.paths.items():
        is_there, value = at_path(body, path)
        if is_there:
            values[name] = value
    if values:
        _add_frame(heard, mapped.device, mapped.kind, values, time_of(body, mapped.kind.time_path, received))
    else:
        heard.problems.append("no point of the profile was found in it")


def _add_frame(heard: Heard, device: str, kind: _Kind, values: dict[str, Any], time: float) -> None:
    """A frame with what is known of `values`; a value that can't be read is bad, and a problem."""
    shape = kind.shape(tuple(values))
    if shape.unknown:
        heard.problems.append(f"no point is named {', '.join(shape.unknown)}")
    numbers = []
    for name, reader in shape.fields:
        try:
            numbers.append(reader.read(values[name]))
        except ValueError as error:
            heard.problems.append(f"{name}: {error}")
            numbers.append(math.nan)
    if numbers:
        column = np.array(numbers, dtype=np.float64)
        # Good is 0 and bad is 1.
        quality = np.isnan(column).view(np.uint8)
        heard.frames.append(Frame(device=device, time=time, values=column, quality=quality, at=shape.at))


def _json_object(payload: bytes, heard: Heard) -> dict[str, Any] | None:
    """The payload as a JSON object; None, with a problem noted unless the payload is empty."""
    try:
        body = orjson.loads(payload)
    except ValueError:
        body = None
    if isinstance(body, dict):
        return body
    if payload:
        heard.problems.append("is not a JSON object")
    return None


def _json_or_text(payload: bytes) -> Any:
    """The payload as JSON, or else as a text; devices that can't be changed send `ON` and `23.5 `."""
    try:
        return orjson.loads(payload)
    except ValueError:
        return payload.decode("utf-8", errors="replace").strip()


def _below(root: str, topic: str) -> str:
    if topic.startswith("/"):
        return topic[1:]
    return f"{root}/{topic}" if topic else root
