"""What is told of a passage, as the journal keeps it until the database has it."""

from dataclasses import asdict, dataclass

import orjson

from gateway.gates.model import Passage
from gateway.gates.registry import effects
from gateway.gates.registry.effects import Effects
from gateway.gates.view import from_dict, to_dict
from gateway.journal import Entry

KIND = "passage"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What a person did: `open`, `correct` or `show_pass`; or that something was `paid`, which no person here did."""

    action: str
    who: str
    role: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A passage as it is now, and what made it so.

    id        of this telling: applied twice it is applied once
    is_new    the passage is told of for the first time
    sighting  the camera and its id of the sighting; empty where it tells nothing of a camera
    effects   what it changes about who is inside and about passes
    """

    id: str
    time: float
    passage: Passage
    is_new: bool = False
    sighting: str = ""
    effects: Effects | None = None
    act: Act | None = None


def to_entry(telling: Telling) -> Entry:
    """As the journal takes it."""
    body = {
        "passage": to_dict(telling.passage),
        "is_new": telling.is_new,
        "sighting": telling.sighting,
        "effects": None if telling.effects is None else effects.encode(telling.effects),
        "act": None if telling.act is None else asdict(telling.act),
    }
    return Entry(id=telling.id, kind=KIND, time=telling.time, body=orjson.dumps(body))


def from_entry(entry: Entry) -> Telling:
    """What `to_entry` wrote; ValueError, TypeError or KeyError where the body is none."""
    body = orjson.loads(entry.body)
    return Telling(
        id=entry.id,
        time=entry.time,
        passage=from_dict(body["passage"]),
        is_new=body["is_new"],
        sighting=body["sighting"],
        effects=None if body["effects"] is None else effects.decode(body["effects"]),
        act=None if body["act"] is None else Act(**body["act"]),
    )
