"""The words of a patrol programme: what is to be visited, by which way, and when.

Times are in seconds UTC, lengths of time in seconds. Everything here is a value; nothing knows of clocks or disks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from yamlfile import Text


class RouteKind(StrEnum):
    """A guard's patrol, or an engineer's inspection of equipment."""

    PATROL = "patrol"
    INSPECTION = "inspection"


class Order(StrEnum):
    """Whether the stops of a route are to be visited as they are listed."""

    FIXED = "fixed"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A line of a checkpoint's list. With a unit it is a number that is typed, with limits where it has some."""

    id: str
    name: Text
    unit: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A place to be visited.

    device    what stands there, of the site's devices; "" for none
    nfc       the number of its tag, capital hex digits; "" where it has none
    reader    the device that reads guards' cards there; "" where there is none
    rotating  its code is shown by a screen and changes
    is_key    a miss is grave
    position  latitude and longitude in degrees
    plan      where it is on the site's floor plan, from 0 to 1 from the left and from the top
    """

    id: str
    name: Text
    location: Text | None = None
    device: str = ""
    nfc: str = ""
    reader: str = ""
    rotating: bool = False
    is_key: bool = False
    position: tuple[float, float] | None = None
    plan: tuple[float, float] | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A stop of a route. `travel_s`: how long one walks to it from the stop before, or from the start."""

    checkpoint: str
    travel_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """On which days of the site's calendar; an empty set: on all. Monday is 0."""

    weekdays: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Rounds at given times of the day: minutes after midnight, local time."""

    minutes: tuple[int, ...]
    days: Days = Days()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """`count` rounds between two times of the day (`until` may be on the next), at least `spacing_s` apart."""

    count: int
    since: int
    until: int
    spacing_s: float
    days: Days = Days()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """early_s, late_s  how far from its time a stop counts as punctual
    sync_s         how long records of a phone without a network are waited for
    guard, team    whose round it is; neither: whoever is on shift
    """

    id: str
    name: Text
    kind: RouteKind = RouteKind.PATROL
    order: Order = Order.FIXED
    legs: tuple[Leg, ...]
    schedules: tuple[Times | Draw, ...]
    early_s: float = 600.0
    late_s: float = 900.0
    sync_s: float = 3600.0
    guard: str = ""
    team: tuple[str, ...] = ()

    @property
    def duration_s(self) -> float:
        """From the start to the last stop."""
        return sum(leg.travel_s for leg in self.legs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """All that is to be patrolled. `cards`: number of a guard's card → account."""

    checkpoints: Mapping[str, Checkpoint] = field(default_factory=dict)
    routes: Mapping[str, Route] = field(default_factory=dict)
    cards: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A checkpoint of a round: punctual from `opens_at` to `closes_at`, best at `due_at`."""

    checkpoint: str
    opens_at: float
    due_at: float
    closes_at: float
    is_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One walk along a route. Its id is made of route, day and number, so that it is never made twice."""

    id: str
    route: str
    starts_at: float
    stops: tuple[Stop, ...]
    order: Order
    sync_s: float
    guard: str = ""
    team: tuple[str, ...] = ()

    @property
    def opens_at(self) -> float:
        return min(stop.opens_at for stop in self.stops)

    @property
    def closes_at(self) -> float:
        return max(stop.closes_at for stop in self.stops)
