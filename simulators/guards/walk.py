"""How a round is walked, decided before the first step: where, when, by what, and what it should look like."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import cos, hypot, radians
from random import Random

from simulators.guards.programme import Place, Round, Stop
from simulators.guards.temper import Temper

SETTING_OUT_S = (5.0, 45.0)
PACE = (0.9, 1.1)
"""Of the travel time that the route gives."""
LATE_BY_S = (30.0, 240.0)
PHOTO_EVERY_S = (3.0, 6.0)
SECOND_SCAN_S = (2.0, 20.0)
SKIPPED_SHARE, TWICE_SHARE = 0.05, 0.3
UPLOAD_AFTER_S = (60.0, 300.0)
"""How long after the last scan underground a phone has a network again."""
METRES_A_DEGREE = 111_195.0
"""Of latitude."""
NEAR_M = 80.0
RUN_SHARE = 0.4
"""Nobody needs less than this of the travel time that a route gives."""
STRAY_M, ACCURACY_M = 5.0, 12.0

Position = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A scan. Times are right ones, in seconds UTC; a phone's clock may say something else.

    told_at   when the gateway hears of it, if it can
    position  what the phone believes: latitude, longitude, accuracy in metres
    expected  the flags that must come of it, and no others
    """

    place: Place
    time: float
    told_at: float
    method: str
    position: Position | None = None
    expected: frozenset[str] = frozenset()


def walk(round_: Round, temper: Temper, random: Random, *, not_before: float = 0.0) -> list[Step]:
    """The scans of a round by somebody of this temper, by time. Who cannot start in time starts at `not_before`."""
    start = max(round_.starts_at + random.uniform(*SETTING_OUT_S), not_before)
    way = _there_or_back(round_) if random.random() < 0.5 else list(round_.stops)
    return _TEMPERS[temper](round_, _honest(way, start, random), random)


def _there_or_back(round_: Round) -> list[Stop]:
    """The stops as they are walked: a route of free order from its end; each with its own way to the next."""
    if not round_.is_free:
        return list(round_.stops)
    ways = [round_.stops[0].travel_s, *(stop.travel_s for stop in round_.stops[:0:-1])]
    return [replace(stop, travel_s=way) for stop, way in zip(round_.stops[::-1], ways, strict=True)]


def _honest(stops: Sequence[Stop], start: float, random: Random) -> list[Step]:
    ways = (stop.travel_s * random.uniform(*PACE) for stop in stops)
    return [
        Step(
            place=stop.place, time=start + way, told_at=start + way, method="nfc" if stop.place.tag else "qr",
            position=_near(stop.place, random),
        )
        for stop, way in zip(stops, accumulate(ways), strict=True)
    ]  # fmt: skip


def _late(round_: Round, steps: list[Step], random: Random) -> list[Step]:
    """The whole walk is put off until every stop is past its time."""
    closes = {stop.place.id: stop.closes_at for stop in round_.stops}
    behind = max(closes[step.place.id] - step.time for step in steps)
    delay = max(0.0, behind) + random.uniform(*LATE_BY_S)
    return [replace(step, time=step.time + delay, told_at=step.told_at + delay) for step in steps]


def _skipping(round_: Round, steps: list[Step], random: Random) -> list[Step]:
    return [step for step in steps if random.random() >= SKIPPED_SHARE] or steps[:1]


def _cheating(round_: Round, steps: list[Step], random: Random) -> list[Step]:
    """Photos of all labels, one after the other, where the first one hangs. A code that changes has no photo."""
    ways = {stop.place.id: stop.travel_s for stop in round_.stops}
    scans: list[Step] = []
    time = steps[0].time
    for step in steps:
        if step.place.rotating:
            continue
        pause = random.uniform(*PHOTO_EVERY_S)
        flags = {"too_fast"} if scans and pause < RUN_SHARE * ways[step.place.id] else set()
        flags |= {"elsewhere"} if _is_elsewhere(step.place, steps[0].position) else set()
        time += pause
        scans.append(
            replace(step, time=time, told_at=time, method="qr", position=steps[0].position, expected=frozenset(flags))
        )
    return scans


def _offline(round_: Round, steps: list[Step], random: Random) -> list[Step]:
    """Without a network from some stop on; all of it is told after the last."""
    dark_from = random.randrange(len(steps))
    back_at = steps[-1].time + random.uniform(*UPLOAD_AFTER_S)
    return [replace(step, told_at=back_at) if at >= dark_from else step for at, step in enumerate(steps)]


def _clumsy(round_: Round, steps: list[Step], random: Random) -> list[Step]:
    scans: list[Step] = []
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        scans.append(step)
        room = (following.time - step.time) / 2 if following is not None else SECOND_SCAN_S[1]
        if random.random() < TWICE_SHARE:
            again = step.time + min(random.uniform(*SECOND_SCAN_S), room)
            scans.append(replace(step, time=again, told_at=again, expected=frozenset({"duplicate"})))
    return scans


def _near(place: Place, random: Random) -> Position | None:
    if place.position is None:
        return None
    north, east = (random.uniform(-STRAY_M, STRAY_M) / METRES_A_DEGREE for _ in range(2))
    return place.position[0] + north, place.position[1] + east, ACCURACY_M


def _is_elsewhere(place: Place, position: Position | None) -> bool:
    """Whether a phone there cannot be at this place."""
    if place.position is None or position is None:
        return False
    north = position[0] - place.position[0]
    east = (position[1] - place.position[1]) * cos(radians(place.position[0]))
    return hypot(north, east) * METRES_A_DEGREE > NEAR_M + position[2]


_TEMPERS: dict[Temper, Callable[[Round, list[Step], Random], list[Step]]] = {
    Temper.PUNCTUAL: lambda _round, steps, _random: steps,
    Temper.LATE: _late,
    Temper.SKIPPING: _skipping,
    Temper.CHEATING: _cheating,
    Temper.OFFLINE: _offline,
    Temper.CLUMSY: _clumsy,
}
