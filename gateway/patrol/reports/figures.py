"""Figures of a time: how many stops were visited, how punctually, and by whom. Pure sums over the rounds themselves."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from gateway.patrol.visits import Progress, RoundState, StopProgress, StopState
from yamlfile import Text


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Stops by what became of them.

    pending   waited for, due, or on a phone without a network: in no other number
    flagged   visits (done or late) that a person should look at
    """

    key: str = ""
    done: int = 0
    late: int = 0
    missed: int = 0
    excused: int = 0
    pending: int = 0
    flagged: int = 0

    @property
    def visited(self) -> int:
        return self.done + self.late

    @property
    def planned(self) -> int:
        """All that is decided."""
        return self.visited + self.missed + self.excused

    @property
    def completion(self) -> float | None:
        """Visited of planned, without what was excused, in percent; None where nothing was planned."""
        return _percent(self.visited, self.planned - self.excused)

    @property
    def punctuality(self) -> float | None:
        """Done in time of visited, in percent; None where nothing was visited."""
        return _percent(self.done, self.visited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Every one of the lists adds up to `total`; each is in the order of its keys.

    periods       by the local time at which a round starts: 2026-01-31, 2026-W05 (ISO 8601) or 2026-01
    guards        a visit counts for who made it, the rest for whose round it is; "" where that is nobody's
    """

    rounds: int
    rounds_done: int
    rounds_missed: int
    total: Tally
    periods: tuple[Tally, ...]
    routes: tuple[Tally, ...]
    guards: tuple[Tally, ...]
    checkpoints: tuple[Tally, ...]


Names = Mapping[str, Mapping[str, Text]]
"""What people call a key, by the list in which it stands (`routes`, `checkpoints`). What has no name keeps its id."""
Row = tuple[Progress, StopProgress]
_COUNTED_AS = {
    StopState.DONE: "done",
    StopState.LATE: "late",
    StopState.MISSED: "missed",
    StopState.EXCUSED: "excused",
}


def figures(rounds: Sequence[Progress], by: Period, zone: tzinfo) -> Figures:
    """The sums over these rounds; `zone` is that of the site."""
    rows = [(each, stop) for each in rounds for stop in each.stops]
    states = [each.state for each in rounds]
    return Figures(
        rounds=len(rounds),
        rounds_done=states.count(RoundState.DONE),
        rounds_missed=states.count(RoundState.MISSED),
        total=_tally("", [stop for _, stop in rows]),
        periods=_grouped(rows, lambda row: period_of(row[0].round.starts_at, by, zone)),
        routes=_grouped(rows, lambda row: row[0].round.route),
        guards=_grouped(rows, lambda row: _guard(*row)),
        checkpoints=_grouped(rows, lambda row: row[1].stop.checkpoint),
    )


def period_of(seconds: float, by: Period, zone: tzinfo) -> str:
    """The name of the day, week or month in which this moment lies."""
    day = datetime.fromtimestamp(seconds, zone).date()
    if by is Period.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return day.isoformat() if by is Period.DAY else f"{day.year}-{day.month:02}"


def _guard(progress: Progress, stop: StopProgress) -> str:
    """Who is to be asked about it: the visitor, else whose round it is, else the only one who was on it."""
    if stop.visit is not None:
        return stop.visit.who
    if progress.round.guard:
        return progress.round.guard
    return progress.who[0] if len(progress.who) == 1 else ""


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> tuple[Tally, ...]:
    groups: dict[str, list[StopProgress]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row[1])
    return tuple(_tally(name, stops) for name, stops in sorted(groups.items()))


def _tally(key: str, stops: Iterable[StopProgress]) -> Tally:
    counts = dict.fromkeys(("done", "late", "missed", "excused", "pending", "flagged"), 0)
    for stop in stops:
        column = _COUNTED_AS.get(stop.state, "pending")
        counts[column] += 1
        counts["flagged"] += column in ("done", "late") and stop.visit is not None and stop.visit.is_flagged
    return Tally(key=key, **counts)


def _percent(part: int, whole: int) -> float | None:
    return round(100.0 * part / whole, 1) if whole else None
