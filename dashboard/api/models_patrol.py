"""Patrols: what is to be visited, the rounds, and what becomes of a scan. Distances in seconds of walking."""

from typing import Literal

from pydantic import BaseModel

from dashboard.api.models import Time, Words

RouteKindName = Literal["patrol", "inspection"]
OrderName = Literal["fixed", "free"]
MethodName = Literal["nfc", "reader", "qr", "link", "manual"]
TrustName = Literal["high", "medium", "low"]
StopStateName = Literal["waiting", "due", "done", "late", "offline", "missed", "excused"]
RoundStateName = Literal["planned", "open", "done", "missed"]
FindingKind = Literal["doors_windows", "fire_facility", "suspicious_person", "hazard", "leak", "other"]
FlagName = Literal[
    "clock_off", "too_fast", "out_of_order", "elsewhere", "code_reused", "code_old", "code_unknown", "tag_unknown",
    "photo_reused", "duplicate", "chain_broken", "chain_gap", "not_assigned", "no_round",
]  # fmt: skip


class PatrolCheck(BaseModel):
    """A line of a checkpoint's list: yes or no, or with a unit a number, which has limits or has not."""

    id: str
    name: Words
    unit: str
    low: float | None
    high: float | None


class Checkpoint(BaseModel):
    """`key`: a miss is grave. `position` in degrees; `plan`: on the floor plan, from 0 to 1 from the left, the top."""

    id: str
    name: Words
    location: Words | None
    device: str | None
    reader: str | None
    rotating: bool
    key: bool
    position: tuple[float, float] | None
    plan: tuple[float, float] | None
    checks: list[PatrolCheck]


class RouteStop(BaseModel):
    """`travel_s`: how long one walks to it from the stop before."""

    checkpoint: str
    name: Words
    location: Words | None
    device: str | None
    key: bool
    travel_s: float


class PatrolRoute(BaseModel):
    """`guard` and `team`: whose rounds these are; neither: whoever is on shift."""

    id: str
    name: Words
    kind: RouteKindName
    order: OrderName
    duration_s: float
    early_s: float
    late_s: float
    sync_s: float
    guard: str | None
    team: list[str]
    stops: list[RouteStop]


class PatrolFinding(BaseModel):
    """What was wrong at a stop; `media` are photos and recordings, by their SHA-256."""

    kind: FindingKind
    note: str
    media: list[str]


class PatrolExcuse(BaseModel):
    reason: str
    who: str
    time: Time


class RoundStop(BaseModel):
    """A stop of a round. What follows `state` up to `flags` is of the visit that counts, null where there is none.

    `explained_at`: it counted as missed until a late upload came, at this time.
    """

    checkpoint: str
    name: Words
    key: bool
    opens_at: Time
    due_at: Time
    closes_at: Time
    state: StopStateName
    visit: str | None
    visited_at: Time | None
    received_at: Time | None
    who: str | None
    method: MethodName | None
    trust: TrustName | None
    flags: list[FlagName]
    finding: PatrolFinding | None
    checks: dict[str, bool | float]
    readings: dict[str, float | str]
    note: str
    signed: str | None
    excuse: PatrolExcuse | None
    explained_at: Time | None


class Round(BaseModel):
    """One walk along a route. `done`: stops visited or excused; `who`: those who have visited its stops.

    `offline_since`: the phone on it has been silent since; what it has not told yet is not missed.
    """

    id: str
    route: str
    name: Words
    kind: RouteKindName
    state: RoundStateName
    starts_at: Time
    opens_at: Time
    closes_at: Time
    guard: str | None
    team: list[str]
    who: list[str]
    offline_since: Time | None
    flags: list[FlagName]
    done: int
    total: int
    missed: int
    stops: list[RoundStop]


class ScanTaken(BaseModel):
    """What became of a scan. `known`: it had come before, and this is what became of it then.

    `checkpoint` is empty where the code was none of ours.
    """

    id: str
    checkpoint: str
    round: str | None
    trust: TrustName
    flags: list[FlagName]
    known: bool
    incident: str | None
    ticket: str | None
