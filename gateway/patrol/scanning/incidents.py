"""What a visit calls for: the incident of what was found, and that of a number out of its limits. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gateway.patrol.calls import Incident
from gateway.patrol.model import Check, Checkpoint
from gateway.patrol.visits import Finding, Visit
from rules.model import Urgency

OUT_OF_LIMIT = "out_of_limit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Who is to come, and how soon. `trade` "": whoever sees to that kind of device."""

    trade: str
    urgency: Urgency = "ordinary"


REPAIRS: Mapping[str, Repair] = {
    "doors_windows": Repair(trade="security"),
    "fire_facility": Repair(trade="fire"),
    "hazard": Repair(trade="security"),
    "leak": Repair(trade="plumbing", urgency="emergency"),
    OUT_OF_LIMIT: Repair(trade=""),
}
"""By kind of incident. What is not here calls for a person's judgement, not for a repair."""


def incidents_of(visit: Visit, place: Checkpoint | None) -> Iterator[Incident]:
    """Their ids are made of the visit's, so that none is made twice."""
    finding = visit.finding
    if finding is not None:
        yield _incident(visit, place, visit.id, finding)
    out = [said for check in (place.checks if place is not None else ()) if (said := _out_of_limit(check, visit))]
    if out:
        yield _incident(visit, place, f"{visit.id}-{OUT_OF_LIMIT}", Finding(kind=OUT_OF_LIMIT, note="; ".join(out)))


def _incident(visit: Visit, place: Checkpoint | None, id_: str, finding: Finding) -> Incident:
    return Incident(
        id=id_, time=visit.time, who=visit.who, kind=finding.kind, checkpoint=visit.checkpoint,
        device=place.device if place is not None else "", round=visit.round, visit=visit.id, note=finding.note,
        media=finding.media,
    )  # fmt: skip


def _out_of_limit(check: Check, visit: Visit) -> str:
    """The line of a check whose number is too low or too high; "" otherwise."""
    told = visit.checks.get(check.id)
    if told is None or isinstance(told, bool):
        return ""
    low, high = check.low is not None and told < check.low, check.high is not None and told > check.high
    if not low and not high:
        return ""
    limit = check.low if low else check.high
    return f"{check.name.zh} {told:g}{check.unit} {'<' if low else '>'} {limit:g}{check.unit}"
