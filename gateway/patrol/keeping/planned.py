"""What a look at the programme changes about the rounds that are known. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from gateway.patrol.model import Round

_DAY_AND_NUMBER = re.compile(r"-\d{8}-\d{2,}(-\d+)?$")
Changes = tuple[tuple[Round, ...], tuple[str, ...]]


def changes(
    known: Mapping[str, Round], worked_out: Iterable[Round], now: float, *, since: float, until: float, is_all: bool
) -> Changes:
    """Rounds that are new or have changed, and the ids of those that will not be.

    worked_out  all of the programme that begin in [since, until)
    is_all      `known` lacks none; otherwise those that have begun are taken as worked out, too

    A round that has begun stays as it was. One that lies in the past and was never known is made only where nothing
    was planned beyond it: the program stood still then. A route that is new begins with the next round to start.
    """
    planned_to: dict[str, float] = {}
    for round_ in known.values():
        planned_to[round_.route] = max(round_.starts_at, planned_to.get(round_.route, round_.starts_at))
    new, wanted = [], set()
    for each in worked_out:
        round_ = _own_name(each, known, now)
        wanted.add(round_.id)
        before = known.get(round_.id)
        if before is None:
            if round_.starts_at > now or not is_all or round_.starts_at > planned_to.get(round_.route, float("inf")):
                new.append(round_)
        elif before != round_ and before.opens_at > now:
            new.append(round_)
    gone = [
        each.id for each in known.values()
        if each.id not in wanted and each.opens_at > now and since <= each.starts_at < until
    ]  # fmt: skip
    return tuple(new), tuple(gone)


def _own_name(round_: Round, known: Mapping[str, Round], now: float) -> Round:
    """Where the programme has changed, the name may be that of another round which has begun."""
    name, number = round_.id, 2
    while (before := known.get(name)) is not None and before.opens_at <= now and before.starts_at != round_.starts_at:
        name, number = f"{round_.id}-{number}", number + 1
    return round_ if name == round_.id else replace(round_, id=name)


def route_of(round_: str) -> str:
    """The route that a round's id is made of; "" for what is no round's."""
    route, found = _DAY_AND_NUMBER.subn("", round_)
    return route if found else ""
