"""The columns of a profile, filled from the state of a fire system. Pure."""

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drivers.driver import Device
from drivers.frame import Frame
from drivers.places import Gb26875Point
from drivers.protocols.gb26875_reports import ComponentStatus
from drivers.protocols.gb26875_state import CONFIRMED, COUNTED, FIRE, FireState, zone_state


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A state, with its zones worked out once for all points. `zones[0]` is whatever the profile has no zone for."""

    state: FireState
    zones: dict[int, int]
    confirmed: int


Column = Callable[[_Seen], float]


class Columns:
    """How the points of a device are filled. A point that is not known is bad."""

    def __init__(self, device: Device) -> None:
        self._device = device.id
        places = [point.gb26875 or Gb26875Point(duty_check=True) for point in device.profile.points]
        self._zones = frozenset(place.zone for place in places if place.zone)
        self._columns = [_column(place) for place in places]
        self._latest = {at: place.latest for at, place in enumerate(places) if place.latest is not None}
        missing = [point.id in device.without for point in device.profile.points]
        self._missing = np.array(missing, dtype=np.bool_)
        self._revision = -1
        self._worked_out: tuple[NDArray[np.float64], NDArray[np.uint8], dict[int, str]] | None = None

    def frame(self, state: FireState, time: float) -> Frame:
        """All points as they are at `time`. A heartbeat that changes nothing costs nothing."""
        if self._worked_out is None or self._revision != state.revision:
            self._worked_out, self._revision = self._work_out(state), state.revision
        values, quality, texts = self._worked_out
        return Frame(device=self._device, time=time, values=values, quality=quality, texts=texts)

    def _work_out(self, state: FireState) -> tuple[NDArray[np.float64], NDArray[np.uint8], dict[int, str]]:
        seen = self._see(state)
        values = np.array([column(seen) for column in self._columns], dtype=np.float64)
        quality = np.isnan(values)
        quality[list(self._latest)] = False
        values[self._missing], quality[self._missing] = math.nan, True
        texts = {at: state.latest[what] for at, what in self._latest.items() if not self._missing[at]}
        return values, quality.astype(np.uint8), texts

    def _see(self, state: FireState) -> _Seen:
        members: dict[int, list[ComponentStatus]] = defaultdict(list)
        for one in state.components.values():
            members[one.zone].append(one)
        zones = {zone: zone_state(ones) for zone, ones in members.items()}
        burning = [reached for reached in zones.values() if reached >= FIRE]
        elsewhere = max((reached for zone, reached in zones.items() if zone not in self._zones), default=0)
        is_told = state.is_on("fire") or "fire" in (state.transmitter or ())
        if state.is_manual_alarm:
            elsewhere = CONFIRMED
        elif is_told and not burning:
            elsewhere = FIRE
        gravest = max([*burning, elsewhere])
        zones[0] = elsewhere
        return _Seen(state=state, zones=zones, confirmed=2 if gravest == CONFIRMED else 1 if gravest == FIRE else 0)


def _column(place: Gb26875Point) -> Column:
    if place.zone is not None:
        return _zone(place.zone)
    if place.system is not None:
        return _system(place.system)
    if place.transmitter is not None:
        return _transmitter(place.transmitter)
    if place.count is not None:
        return _count(place.count)
    if place.confirmed is not None:
        return _confirmed
    return _duty_check if place.duty_check is not None else _text


def _zone(zone: int) -> Column:
    # What has not been heard again may have ended or not; a fire is told at once.
    def read(seen: _Seen) -> float:
        reached = seen.zones.get(zone, 0)
        return float(reached) if seen.state.is_whole or reached >= FIRE else math.nan

    return read


def _system(bit: str) -> Column:
    def read(seen: _Seen) -> float:
        if seen.state.is_on(bit):
            return 1.0
        is_known = seen.state.is_whole if bit in COUNTED else bool(seen.state.systems)
        return 0.0 if is_known or not seen.state.expects_answers else math.nan

    return read


def _transmitter(bit: str) -> Column:
    def read(seen: _Seen) -> float:
        bits = seen.state.transmitter
        return math.nan if bits is None else float(bit in bits)

    return read


def _count(bit: str) -> Column:
    def read(seen: _Seen) -> float:
        return float(sum(1 for _ in seen.state.components_in(bit))) if seen.state.is_whole else math.nan

    return read


def _confirmed(seen: _Seen) -> float:
    return float(seen.confirmed) if seen.confirmed or seen.state.is_whole else math.nan


def _duty_check(seen: _Seen) -> float:
    return float(seen.state.duty_check)


def _text(_: _Seen) -> float:
    return math.nan
