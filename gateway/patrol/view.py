"""The things of a patrol as plain JSON values, every field, for the journal and the database; and back again."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

import orjson

from gateway.patrol.calls import Dispatch, DispatchState, Incident, Panic, Shift
from gateway.patrol.model import Order, Round, Stop
from gateway.patrol.visits import Excuse, Finding, Flag, Method, Trust, Visit
from yamlfile import Text

Thing = Visit | Round | Excuse | Shift | Dispatch | Panic | Incident
Made = TypeVar("Made", Visit, Round, Excuse, Shift, Dispatch, Panic, Incident)
Fields = Mapping[str, Any]
_ENUMS: Mapping[str, type[StrEnum]] = {"method": Method, "trust": Trust, "order": Order, "state": DispatchState}


def to_dict(thing: Thing) -> dict[str, Any]:
    """Every field; times stay seconds."""
    fields: dict[str, Any] = orjson.loads(dumped(thing))
    return fields


def dumped(value: object) -> bytes:
    """Any value that is made of the things of a patrol, as JSON."""
    return orjson.dumps(value, default=_plain)


def from_dict(kind: type[Made], fields: Fields) -> Made:
    """What `to_dict` made; fields that are not known are passed over. ValueError, TypeError or KeyError otherwise."""
    known = {name: value for name, value in fields.items() if name in kind.__dataclass_fields__}
    for name, value in known.items():
        if name in _ENUMS:
            known[name] = _ENUMS[name](value)
        elif name in _MADE and value is not None:
            known[name] = _MADE[name](value)
    return kind(**known)


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    raise TypeError(f"{type(value).__name__} is no plain value")


def _finding(fields: Fields) -> Finding:
    return Finding(kind=fields["kind"], note=fields.get("note", ""), media=tuple(fields.get("media", ())))


def _flags(names: Any) -> frozenset[Flag]:
    return frozenset(map(Flag, names))


def _stops(stops: Any) -> tuple[Stop, ...]:
    return tuple(Stop(**stop) for stop in stops)


_MADE: Mapping[str, Any] = {
    "flags": _flags, "finding": _finding, "position": tuple, "stops": _stops, "team": tuple, "media": tuple,
    "place": Text.model_validate,
}  # fmt: skip
