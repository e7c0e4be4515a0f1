"""Guards on duty, and what is not in the programme: somebody is sent, calls for help, or finds something. Values."""

from dataclasses import dataclass
from enum import StrEnum

from yamlfile import Text


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
