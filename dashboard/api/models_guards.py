"""Guards on duty: shifts, what a phone is told, dispatches, panic buttons, incidents."""

from typing import Literal

from pydantic import BaseModel

from dashboard.api.models import Time, Words
from dashboard.api.models_patrol import Checkpoint, PatrolRoute, Round

DispatchStateName = Literal["sent", "accepted", "arrived", "done", "cancelled"]


class GuardPosition(BaseModel):
    """In degrees; `accuracy_m` as the phone believes it."""

    lat: float
    lon: float
    accuracy_m: float


class Shift(BaseModel):
    """A guard is on duty with a phone. `last_contact` and `waiting` (records still on the phone) as it last told."""

    id: str
    who: str
    phone: str
    started_at: Time
    ended_at: Time | None
    last_contact: Time | None
    waiting: int | None


class Dispatch(BaseModel):
    """ "Go and look". `guard`: to whom it was sent, null for whoever takes it; `taken_by`: who has."""

    id: str
    time: Time
    by: str
    guard: str | None
    place: Words
    device: str | None
    checkpoint: str | None
    alarm: str | None
    note: str
    state: DispatchStateName
    taken_by: str | None
    answer: str
    changed_at: Time


class Panic(BaseModel):
    """Somebody has pressed the panic button; `checkpoint`: where they were last."""

    id: str
    time: Time
    who: str
    phone: str | None
    position: GuardPosition | None
    checkpoint: str | None
    cleared_at: Time | None
    cleared_by: str | None
    note: str


class Incident(BaseModel):
    """Something that a guard has found; `media` are photos and recordings, by their SHA-256."""

    id: str
    time: Time
    who: str
    kind: str
    checkpoint: str | None
    device: str | None
    round: str | None
    visit: str | None
    note: str
    media: list[str]
    ticket: str | None
    closed_at: Time | None
    closed_by: str | None
    outcome: str


class ShiftStart(Shift):
    """All that a phone needs until the end of its shift, also where there is no network.

    `proofs`: by checkpoint the SHA-256 (hex) of every code that is good there, and of its digits.
    """

    good_until: Time
    server_time: Time
    timezone: str
    routes: list[PatrolRoute]
    checkpoints: list[Checkpoint]
    rounds: list[Round]
    proofs: dict[str, list[str]]
    dispatches: list[Dispatch]


class PhoneSync(BaseModel):
    """`shift`: the one that runs on this phone; null: none does."""

    server_time: Time
    shift: Shift | None
    rounds: list[Round]
    dispatches: list[Dispatch]


class RoundNews(Round):
    """A round as it is now."""

    what: Literal["round"]


class DispatchNews(Dispatch):
    what: Literal["dispatch"]


class PanicNews(Panic):
    what: Literal["panic"]


class ShiftNews(Shift):
    what: Literal["shift"]


class IncidentNews(Incident):
    what: Literal["incident"]


PatrolNews = RoundNews | DispatchNews | PanicNews | ShiftNews | IncidentNews
