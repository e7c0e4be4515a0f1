"""From the conditions that look at points to leaf blocks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules.blocks import (
    ClockSource,
    CounterSource,
    ExpressionSource,
    Leaf,
    PointSource,
    RateSource,
    Rows,
    SilenceSource,
    StuckSource,
)
from rules.condition import SECONDS, Clock, Count, Limit, Rate, Silence, State, Stuck
from rules.expression import Node, parse

ONLINE = "online"  # the point that every device has
HALF_A_STATE = 0.25  # a state that was scaled on the wire may be off its whole number by rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the points of equal devices stand: `offsets` inside a device, `starts` of the devices."""

    offsets: Mapping[str, int]
    starts: NDArray[np.intp]

    @property
    def width(self) -> int:
        return len(self.starts)

    def has(self, points: Iterable[str]) -> bool:
        return all(point in self.offsets for point in points)

    def rows(self, point: str) -> Rows:
        return self.starts + self.offsets[point]


def limit_leaf(place: Place, limit: Limit, *, above: bool) -> Leaf:
    """`high` or `low`."""
    source: PointSource | ExpressionSource
    rows: Rows | None = None
    if limit.point is not None:
        point, rows = limit.point, place.rows(limit.point)
        source = PointSource(rows=rows)
    else:
        node = parse(limit.expr or "", "number")
        point, source = next(node.points()), _expression(place, limit.expr or "", node)
    return Leaf(
        width=place.width,
        source=source,
        above=above,
        limit=limit.limit,
        deadband=limit.deadband,
        point=point,
        rows=rows,
        shown=limit.limit,
    )


def truth_leaf(place: Place, text: str) -> Leaf:
    """`expr`: true counts as 1."""
    node = parse(text, "truth")
    point = next(node.points())
    source = _expression(place, text, node)
    return Leaf(width=place.width, source=source, above=True, limit=0.5, point=point, rows=place.rows(point))


def state_leaves(place: Place, state: State) -> Iterator[Leaf]:
    """One leaf for each run of neighbouring states; `in` holds if any does, `not_in` if all do."""
    wanted = state.not_in or state.in_ or (state.equals or 0,)
    rows = place.rows(state.point)
    for lowest, highest in _runs(wanted):
        yield Leaf(
            width=place.width,
            source=PointSource(rows=rows, centre=(lowest + highest) / 2),
            above=state.not_in is not None,
            limit=(highest - lowest) / 2 + HALF_A_STATE,
            point=state.point,
            rows=rows,
        )


def rate_leaf(place: Place, rate: Rate) -> Leaf:
    unit_s = SECONDS[rate.per]
    source = RateSource(rows=place.rows(rate.point), window_s=rate.window_s, unit_s=unit_s, direction=rate.direction)
    unit = "{}/" + {"second": "s", "minute": "min", "hour": "h"}[rate.per]
    return Leaf(
        width=place.width, source=source, above=True, limit=rate.above, point=rate.point, shown=rate.above, unit=unit
    )


def silence_leaf(place: Place, silence: Silence) -> Leaf:
    source = SilenceSource(rows=place.rows(silence.point))
    return _seconds(place, source, silence.point, silence.for_s)


def stuck_leaf(place: Place, stuck: Stuck) -> Leaf:
    source = StuckSource(rows=place.rows(stuck.point), within=stuck.within)
    return _seconds(place, source, stuck.point, stuck.for_s)


def counter_leaf(place: Place, count: Count, point: str) -> Leaf:
    """Growth of a counter."""
    source = CounterSource(rows=place.rows(point), window_s=count.window_s, above=count.above)
    return Leaf(
        width=place.width, source=source, above=True, limit=count.above, point=point, shown=count.above, unit=""
    )


def clock_leaf(place: Place, clock: Clock) -> Leaf:
    """The hours; where an alarm has nothing else to point at, it points at the device's `online`."""
    return Leaf(
        width=place.width, source=ClockSource(clock=clock), above=True, limit=0.5, point=ONLINE,
        rows=place.rows(ONLINE),
    )  # fmt: skip


def _seconds(place: Place, source: SilenceSource | StuckSource, point: str, for_s: float) -> Leaf:
    return Leaf(width=place.width, source=source, above=True, limit=for_s, point=point, shown=for_s, unit="s")


def _expression(place: Place, text: str, node: Node) -> ExpressionSource:
    rows = {point: place.rows(point) for point in dict.fromkeys(node.points())}
    return ExpressionSource(text=text, node=node, rows=rows)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring numbers as (lowest, highest): 1, 2, 3, 7 gives (1, 3) and (7, 7)."""
    run: list[int] = []
    for number in sorted(set(numbers)):
        if run and number != run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(number)
    yield run[0], run[-1]
