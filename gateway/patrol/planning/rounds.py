"""The rounds of a route: the same ones whenever they are worked out, so that a restart makes none twice."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.patrol.model import Checkpoint, Order, Round, Route, Stop
from gateway.patrol.planning.schedule import starts

LATEST = timedelta(days=2)
"""A round begins less than so long after the first minute of the day that it belongs to."""


def rounds(
    route: Route, checkpoints: Mapping[str, Checkpoint], since: float, until: float, zone: ZoneInfo, secret: bytes
) -> list[Round]:
    """Those that begin in [since, until), seconds UTC, in the order of their beginnings.

    A round's id is its route, its local day and its number on that day: `night-20260401-02`.
    """
    made = []
    day, last = _day(since, zone) - LATEST, _day(until, zone)
    while day <= last:
        for number, start in enumerate(starts(route, day, zone, secret), start=1):
            if since <= start < until:
                made.append(round_at(route, checkpoints, start, f"{route.id}-{day:%Y%m%d}-{number:02}"))
        day += timedelta(days=1)
    return sorted(made, key=lambda each: (each.starts_at, each.id))


def round_at(route: Route, checkpoints: Mapping[str, Checkpoint], start: float, id_: str) -> Round:
    """The round of a route that begins at `start`."""
    stops = _fixed(route, checkpoints, start) if route.order is Order.FIXED else _free(route, checkpoints, start)
    return Round(
        id=id_, route=route.id, starts_at=start, stops=tuple(stops), order=route.order, sync_s=route.sync_s,
        guard=route.guard, team=route.team,
    )  # fmt: skip


def _fixed(route: Route, checkpoints: Mapping[str, Checkpoint], start: float) -> Iterator[Stop]:
    """One after the other, each due when one has walked there."""
    due = start
    for leg in route.legs:
        due += leg.travel_s
        yield Stop(
            checkpoint=leg.checkpoint, opens_at=due - route.early_s, due_at=due, closes_at=due + route.late_s,
            is_key=_is_key(checkpoints, leg.checkpoint),
        )  # fmt: skip


def _free(route: Route, checkpoints: Mapping[str, Checkpoint], start: float) -> Iterator[Stop]:
    """In any order: all while the round lasts."""
    due = start + route.duration_s
    for leg in route.legs:
        yield Stop(
            checkpoint=leg.checkpoint, opens_at=start - route.early_s, due_at=due, closes_at=due + route.late_s,
            is_key=_is_key(checkpoints, leg.checkpoint),
        )  # fmt: skip


def _is_key(checkpoints: Mapping[str, Checkpoint], checkpoint: str) -> bool:
    known = checkpoints.get(checkpoint)
    return known is not None and known.is_key


def _day(time: float, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(time, zone).date()
