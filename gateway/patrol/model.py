"""The words of patrols: what is to be visited and when, what was seen there, and who was sent.

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


class Method(StrEnum):
    """How a phone or a reader knows where it is, the strongest first."""

    NFC = "nfc"  # the tag's own number was read
    READER = "reader"  # a reader on the wall or in the hand, over MQTT
    QR = "qr"
    LINK = "link"  # the tag's or the label's address, opened by the phone itself
    MANUAL = "manual"  # the digits below the code


class Trust(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Flag(StrEnum):
    """What is odd about a visit. It is kept all the same, and a person looks at it."""

    CLOCK_OFF = "clock_off"  # the phone's clock is off by more than 120 s
    TOO_FAST = "too_fast"  # sooner after the stop before than anybody runs
    OUT_OF_ORDER = "out_of_order"
    ELSEWHERE = "elsewhere"  # the phone's own position is not that of the checkpoint
    CODE_REUSED = "code_reused"  # a code that changes, shown a second time
    CODE_OLD = "code_old"  # printed before the key was changed, or shown long ago
    CODE_UNKNOWN = "code_unknown"  # not signed by us
    TAG_UNKNOWN = "tag_unknown"  # another tag's number than the checkpoint has
    PHOTO_REUSED = "photo_reused"
    DUPLICATE = "duplicate"  # the same stop within 2 minutes
    CHAIN_BROKEN = "chain_broken"  # the phone's records do not follow from each other
    CHAIN_GAP = "chain_gap"  # some records of the phone have not come
    NOT_ASSIGNED = "not_assigned"  # somebody else's round
    NO_ROUND = "no_round"  # nothing was due there then


HARMLESS = frozenset({Flag.DUPLICATE, Flag.NO_ROUND, Flag.CHAIN_GAP})
"""Flags that are told but do not ask for a person."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was wrong at a stop. `kind`: doors_windows, fire_facility, suspicious_person, hazard, leak, other."""

    kind: str
    note: str = ""
    media: tuple[str, ...] = ()  # SHA-256 of photos and recordings, hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody was at a checkpoint. `id` is the client's own; the same visit sent twice is one.

    time         when, with the phone's clock put right
    received_at  when we heard of it
    seq          the phone's own count, from 1; 0 where nobody counts
    signed       by whose name an engineer has signed the sheet of a device
    """

    id: str
    time: float
    received_at: float
    checkpoint: str
    round: str
    method: Method
    trust: Trust
    flags: frozenset[Flag]
    who: str
    phone: str = ""
    seq: int = 0
    finding: Finding | None = None
    checks: Mapping[str, bool | float] = field(default_factory=dict)
    readings: Mapping[str, float | str] = field(default_factory=dict)
    note: str = ""
    signed: str = ""
    position: tuple[float, float, float] | None = None  # latitude, longitude, accuracy in metres

    @property
    def is_flagged(self) -> bool:
        return bool(self.flags - HARMLESS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """A person has said why a stop was not visited."""

    round: str
    checkpoint: str
    reason: str
    who: str
    time: float


class StopState(StrEnum):
    WAITING = "waiting"  # not yet
    DUE = "due"
    DONE = "done"
    LATE = "late"  # visited, but late or too early
    OFFLINE = "offline"  # the phone of the round is silent: not known yet
    MISSED = "missed"
    EXCUSED = "excused"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopProgress:
    """How a stop stands, and by which visit (the first that counts)."""

    stop: Stop
    state: StopState
    visit: Visit | None = None
    excuse: Excuse | None = None
    explained_at: float | None = None  # it counted as missed until a late upload came, at this time


class RoundState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    DONE = "done"  # every stop visited or excused
    MISSED = "missed"  # over, and some stop was not


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A round at some moment. `who`: those who have visited its stops; `offline_since`: of the phone on it."""

    round: Round
    state: RoundState
    stops: tuple[StopProgress, ...]
    who: tuple[str, ...] = ()
    offline_since: float | None = None
    flags: frozenset[Flag] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A guard is on duty with a phone."""

    id: str
    who: str
    phone: str
    started_at: float
    ended_at: float | None = None


class DispatchState(StrEnum):
    SENT = "sent"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """ "Go and look": to whom (guard "" for whoever takes it), where, why, and what was answered."""

    id: str
    time: float
    by: str
    guard: str
    place: Text
    device: str = ""
    checkpoint: str = ""
    alarm: str = ""
    note: str = ""
    state: DispatchState = DispatchState.SENT
    taken_by: str = ""
    answer: str = ""
    changed_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Panic:
    """Somebody has pressed the panic button."""

    id: str
    time: float
    who: str
    phone: str = ""
    position: tuple[float, float, float] | None = None
    checkpoint: str = ""  # where they were last
    cleared_at: float | None = None
    cleared_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something that a guard has found. `ticket` where its kind calls for one."""

    id: str
    time: float
    who: str
    kind: str
    checkpoint: str = ""
    device: str = ""
    round: str = ""
    visit: str = ""
    note: str = ""
    media: tuple[str, ...] = ()
    ticket: str = ""
    closed_at: float | None = None
    closed_by: str = ""
    outcome: str = ""
