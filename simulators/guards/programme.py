"""What a guard's phone knows of the programme, as the gateway tells it over HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A checkpoint. `tag` is the number of its NFC tag, "" where it has none.

    `limits`: of every line of its list, what a good instrument shows (low, high), or None where it is only ticked.
    """

    id: str
    position: tuple[float, float] | None = None
    tag: str = ""
    rotating: bool = False
    limits: Mapping[str, tuple[float, float] | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place of a round; `travel_s` is the way from the stop before. Times in seconds UTC."""

    place: Place
    travel_s: float
    opens_at: float
    closes_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One walk along a route. `guard` and `team` say whose it is; neither: whoever is on shift."""

    id: str
    route: str
    is_inspection: bool
    is_free: bool
    starts_at: float
    closes_at: float
    stops: tuple[Stop, ...]
    guard: str = ""
    team: tuple[str, ...] = ()

    @property
    def ends_at(self) -> float:
        """When somebody who starts in time and does not dawdle is at the last stop."""
        return self.starts_at + sum(stop.travel_s for stop in self.stops)

    def is_for(self, name: str, role: str) -> bool:
        """Whether this person may walk it."""
        if self.guard or self.team:
            return name == self.guard or name in self.team
        return role == ("engineer" if self.is_inspection else "guard")


def places_of(checkpoints: Sequence[Json], tags: Mapping[str, str]) -> dict[str, Place]:
    """The answer of GET /patrol/checkpoints, by id, with the tags that hang there."""
    return {told["id"]: _place(told, tags.get(told["id"], "")) for told in checkpoints}


def round_of(told: Json, route: Json, places: Mapping[str, Place]) -> Round:
    """A round of GET /patrol/rounds; `route` is its own of GET /patrol/routes."""
    travel = {leg["checkpoint"]: float(leg["travel_s"]) for leg in route["stops"]}
    stops = tuple(
        Stop(
            place=places.get(stop["checkpoint"]) or Place(id=stop["checkpoint"]),
            travel_s=travel.get(stop["checkpoint"], 0.0),  # the route has changed since the round was made
            opens_at=seconds(stop["opens_at"]),
            closes_at=seconds(stop["closes_at"]),
        )
        for stop in told["stops"]
    )
    return Round(
        id=told["id"], route=told["route"], is_inspection=told["kind"] == "inspection",
        is_free=route["order"] == "free", starts_at=seconds(told["starts_at"]), closes_at=seconds(told["closes_at"]),
        stops=stops, guard=told["guard"] or "", team=tuple(told["team"] or ()),
    )  # fmt: skip


def seconds(text: str) -> float:
    """UTC seconds of an RFC 3339 time."""
    return datetime.fromisoformat(text).timestamp()


def _place(told: Json, tag: str) -> Place:
    position = told.get("position")
    return Place(
        id=told["id"],
        position=(float(position[0]), float(position[1])) if position else None,
        tag=tag,
        rotating=bool(told.get("rotating")),
        limits={check["id"]: _limits(check) for check in told.get("checks", ())},
    )


def _limits(check: Json) -> tuple[float, float] | None:
    """What a good instrument shows: between the limits, or close to the only one."""
    if not check.get("unit"):
        return None
    low, high = check.get("low"), check.get("high")
    if low is None:
        low = 0.0 if high is None else float(high) - 1.0
    return float(low), float(low) + 1.0 if high is None else float(high)
