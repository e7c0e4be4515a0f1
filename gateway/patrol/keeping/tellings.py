"""What is told of patrols, as the journal keeps it until the database has it: the things as they are from now on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.journal import Entry
from gateway.patrol.calls import Dispatch, Incident, Panic, Shift
from gateway.patrol.model import Round
from gateway.patrol.scanning.judge import Seen
from gateway.patrol.view import dumped, from_dict
from gateway.patrol.visits import Excuse, Visit

KIND = "patrol"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person did, for the audit log."""

    action: str
    who: str
    role: str
    target: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A visit, and what is remembered of it beside.

    missed_since  its stop counted as missed since then, until this visit was heard of
    recalls       a device and its points, whose values at that time are to be looked up: the visit came too late to
                  see them
    """

    seen: Seen
    missed_since: float | None = None
    recalls: tuple[str, ...] = ()

    @property
    def visit(self) -> Visit:
        return self.seen.visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """id  of this telling: that of the visit it tells of, if it does. Applied twice it is applied once.

    gone  rounds that will not be: the programme has changed before they began
    """

    id: str
    time: float
    visit: Kept | None = None
    rounds: tuple[Round, ...] = ()
    gone: tuple[str, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    shifts: tuple[Shift, ...] = ()
    dispatch: Dispatch | None = None
    panic: Panic | None = None
    incidents: tuple[Incident, ...] = ()
    act: Act | None = None


def to_entry(telling: Telling) -> Entry:
    """As the journal takes it."""
    return Entry(id=f"{KIND}/{telling.id}", kind=KIND, time=telling.time, body=dumped(telling))


def from_entry(entry: Entry) -> Telling:
    """What `to_entry` wrote; ValueError, TypeError or KeyError where the body is none."""
    body = orjson.loads(entry.body)
    return Telling(
        id=body["id"],
        time=body["time"],
        visit=None if body["visit"] is None else _kept(body["visit"]),
        rounds=tuple(from_dict(Round, each) for each in body["rounds"]),
        gone=tuple(body["gone"]),
        excuses=tuple(from_dict(Excuse, each) for each in body["excuses"]),
        shifts=tuple(from_dict(Shift, each) for each in body["shifts"]),
        dispatch=None if body["dispatch"] is None else from_dict(Dispatch, body["dispatch"]),
        panic=None if body["panic"] is None else from_dict(Panic, body["panic"]),
        incidents=tuple(from_dict(Incident, each) for each in body["incidents"]),
        act=None if body["act"] is None else Act(**body["act"]),
    )


def _kept(fields: Mapping[str, Any]) -> Kept:
    seen = fields["seen"]
    return Kept(
        seen=Seen(**{**seen, "visit": from_dict(Visit, seen["visit"])}),
        missed_since=fields["missed_since"],
        recalls=tuple(fields["recalls"]),
    )
