"""The number that each leaf holds against its limit, for the whole site in one array; NaN is unknown."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from typing import Protocol, TypeVar

import numpy as np

from rules.arithmetic import evaluate, known
from rules.blocks import (
    BeginningSource,
    ClockSource,
    CounterSource,
    ExpressionSource,
    Leaf,
    PointSource,
    RateSource,
    SilenceSource,
    StuckSource,
)
from rules.history import Beginnings, Column, Counters, Rates, Seen, Silences, Stucks, joined

Kind = TypeVar("Kind")
MINUTE_S = 60.0


class Signal(Protocol):
    """Fills the numbers of its own leaves."""

    def fill(self, seen: Seen, out: Column) -> None: ...


class Signals:
    """`leaves` are those of a Program: leaves of one source stand side by side."""

    def __init__(self, leaves: Sequence[Leaf], zone: tzinfo = UTC) -> None:
        self._parts: list[tuple[slice, Signal]] = []
        self.beginnings: Beginnings | None = None
        for source, group in groupby(leaves, key=lambda leaf: type(leaf.source)):
            same = list(group)
            if source is ExpressionSource:
                self._add_expressions(same)
            else:
                self._add(same, _signal(same, zone))

    def fill(self, seen: Seen, out: Column) -> None:
        """Every leaf's number for this pass."""
        for where, signal in self._parts:
            signal.fill(seen, out[where])

    def refill(self, signal: Signal, seen: Seen, out: Column) -> None:
        """The numbers of one signal once more."""
        for where, candidate in self._parts:
            if candidate is signal:
                candidate.fill(seen, out[where])

    def _add(self, leaves: Sequence[Leaf], signal: Signal) -> None:
        self._parts.append((slice(leaves[0].offset, leaves[-1].offset + leaves[-1].width), signal))
        if isinstance(signal, Beginnings):
            self.beginnings = signal

    def _add_expressions(self, leaves: Sequence[Leaf]) -> None:
        """Equal expressions of several kinds or cohorts are worked out together."""
        pairs = zip(leaves, _sources(leaves, ExpressionSource), strict=True)
        for _, group in groupby(pairs, key=lambda pair: pair[1].node):
            same = list(group)
            self._add([leaf for leaf, _ in same], _Expression([source for _, source in same]))


class _Points:
    """Points as they are, and behind them those that count states, as their distance from a state."""

    def __init__(self, leaves: Sequence[Leaf], sources: Sequence[PointSource]) -> None:
        self._rows = joined([source.rows for source in sources])
        centres = [
            np.full(leaf.width, source.centre)
            for leaf, source in zip(leaves, sources, strict=True)
            if source.centre is not None
        ]
        self._centres = np.concatenate([np.zeros(0), *centres])

    def fill(self, seen: Seen, out: Column) -> None:
        # 'clip' spares NumPy a buffer; the rows were checked when the program was compiled
        seen.values.take(self._rows, out=out, mode="clip")
        states = out[out.size - self._centres.size :]
        np.subtract(states, self._centres, out=states)
        np.abs(states, out=states)


class _Expression:
    """One expression over all devices that have it."""

    def __init__(self, sources: Sequence[ExpressionSource]) -> None:
        self._node = sources[0].node
        self._rows = {point: joined([source.rows[point] for source in sources]) for point in sources[0].rows}

    def fill(self, seen: Seen, out: Column) -> None:
        result = evaluate(self._node, {point: seen.values[rows] for point, rows in self._rows.items()})
        out[:] = known(result) if self._node.type == "truth" else result


class _Clocks:
    """Hours of the day, looked up once a minute and for each different clock once."""

    def __init__(self, sources: Sequence[ClockSource], widths: Sequence[int], zone: tzinfo) -> None:
        different = list(dict.fromkeys(source.clock for source in sources))
        self._readers = [clock.reader() for clock in different]
        self._which = np.repeat([different.index(source.clock) for source in sources], widths)
        self._zone = zone
        self._minute = np.nan
        self._holds = np.zeros(len(self._which))

    def fill(self, seen: Seen, out: Column) -> None:
        minute = seen.now // MINUTE_S
        if minute != self._minute:
            self._minute = minute
            local = datetime.fromtimestamp(seen.now, self._zone)
            self._holds = np.array([float(holds(local)) for holds in self._readers])[self._which]
        out[:] = self._holds


def _signal(leaves: Sequence[Leaf], zone: tzinfo) -> Signal:
    widths = [leaf.width for leaf in leaves]
    source = type(leaves[0].source)
    if source is PointSource:
        return _Points(leaves, _sources(leaves, PointSource))
    if source is RateSource:
        return Rates(_sources(leaves, RateSource), widths)
    if source is CounterSource:
        return Counters(_sources(leaves, CounterSource), widths)
    if source is SilenceSource:
        return Silences(_sources(leaves, SilenceSource))
    if source is StuckSource:
        return Stucks(_sources(leaves, StuckSource), widths)
    if source is ClockSource:
        return _Clocks(_sources(leaves, ClockSource), widths, zone)
    return Beginnings(_sources(leaves, BeginningSource), widths)


def _sources(leaves: Sequence[Leaf], kind: type[Kind]) -> list[Kind]:
    return [leaf.source for leaf in leaves if isinstance(leaf.source, kind)]
