"""What has become of a round: who was where, how far that is to be trusted, what still lacks. Values, as in `model`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.patrol.model import Round, Stop


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
    """A person has said why a stop was not visited; one that was taken back counts for nothing."""

    round: str
    checkpoint: str
    reason: str
    who: str
    time: float
    taken_back_at: float | None = None
    taken_back_by: str = ""

    @property
    def stands(self) -> bool:
        return self.taken_back_at is None

    @property
    def changed_at(self) -> float:
        return self.time if self.taken_back_at is None else self.taken_back_at


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
