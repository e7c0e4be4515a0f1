"""Leaves that remember: how fast a point changes, how far a counter grew, how long a point is silent or stuck."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rules.blocks import BeginningSource, CounterSource, RateSource, Rows, SilenceSource, StuckSource, Truth
from rules.window import Windows

Column = NDArray[np.float64]
_, UNKNOWN, TRUE = map(int, Truth)
KEPT = 16  # samples of a rate's window


@dataclass(frozen=True, slots=True)
class Seen:
    """What one pass looks at: `values` are NaN where unknown, `times` those of the source, `elapsed` only grows."""

    now: float
    elapsed: float
    values: Column
    times: Column


class Rates:
    """The slope from the oldest kept sample inside the window; unknown until half of the window is covered."""

    def __init__(self, sources: Sequence[RateSource], widths: Sequence[int]) -> None:
        self._rows = joined([source.rows for source in sources])
        self._window_s = np.repeat([source.window_s for source in sources], widths)
        self._unit_s = np.repeat([source.unit_s for source in sources], widths)
        self._falling = np.repeat([source.direction == "falling" for source in sources], widths)
        self._either = np.repeat([source.direction == "either" for source in sources], widths)
        size = len(self._rows)
        self._last = np.full(size, np.nan)
        self._times = np.full((size, KEPT), np.nan)
        self._values = np.full((size, KEPT), np.nan)
        self._head = np.zeros(size, np.intp)
        self._slope = np.full(size, np.nan)

    def fill(self, seen: Seen, out: Column) -> None:
        values, times = seen.values[self._rows], seen.times[self._rows]
        fresh = np.flatnonzero((times != self._last) & ~np.isnan(values + times))
        if fresh.size:
            self._measure(fresh, values[fresh], times[fresh])
        signed = np.where(self._falling, -self._slope, self._slope)
        out[:] = np.where(self._either, np.abs(signed), signed) * self._unit_s
        out[np.isnan(values)] = np.nan

    def _measure(self, at: NDArray[np.intp], values: Column, times: Column) -> None:
        """Work out new slopes, and keep the samples that are far enough from the ones before."""
        self._times[at[times < self._last[at]]] = np.nan  # the source's clock was set back: begin again
        window_s = self._window_s[at]
        ages = times[:, None] - self._times[at]
        ages = np.where(ages <= window_s[:, None] + 1e-6, ages, -1.0)
        oldest = np.argmax(ages, axis=1)
        span = ages[np.arange(len(at)), oldest]
        enough = span >= window_s / 2
        rise = values - self._values[at, oldest]
        self._slope[at] = np.where(enough, rise / np.where(enough, span, 1.0), np.nan)
        newest = times - self._times[at, self._head[at]]
        keep = np.isnan(newest) | (newest >= window_s / (KEPT - 1) - 1e-6)
        self._last[at] = times
        kept = at[keep]
        self._head[kept] = (self._head[kept] + 1) % KEPT
        self._times[kept, self._head[kept]] = times[keep]
        self._values[kept, self._head[kept]] = values[keep]


class Counters:
    """Growth of counters. A counter that falls was reset: that counts nothing."""

    def __init__(self, sources: Sequence[CounterSource], widths: Sequence[int]) -> None:
        self._rows = joined([source.rows for source in sources])
        self._above = np.repeat([source.above for source in sources], widths)
        self._windows = Windows(np.repeat([source.window_s for source in sources], widths))
        self._last = np.full(len(self._rows), np.nan)

    def fill(self, seen: Seen, out: Column) -> None:
        self._windows.advance(seen.elapsed)
        values = seen.values[self._rows]
        known = ~np.isnan(values)
        self._windows.watch(np.flatnonzero(known), seen.elapsed)
        growth = values - self._last
        grown = np.flatnonzero(growth > 0)
        if grown.size:
            self._windows.add(grown, growth[grown])
        self._last = np.where(known, values, self._last)
        out[:] = np.where(known, self._windows.settled(seen.elapsed, self._above), np.nan)


class Silences:
    """Seconds since the last reading; unknown before the first."""

    def __init__(self, sources: Sequence[SilenceSource]) -> None:
        self._rows = joined([source.rows for source in sources])

    def fill(self, seen: Seen, out: Column) -> None:
        np.subtract(seen.now, seen.times[self._rows], out=out)


class Stucks:
    """Seconds without a move. Time for which the point is unknown does not count."""

    def __init__(self, sources: Sequence[StuckSource], widths: Sequence[int]) -> None:
        self._rows = joined([source.rows for source in sources])
        self._within = np.repeat([source.within for source in sources], widths)
        self._value = np.full(len(self._rows), np.nan)
        self._since = np.zeros(len(self._rows))
        self._elapsed = 0.0

    def fill(self, seen: Seen, out: Column) -> None:
        values = seen.values[self._rows]
        unknown = np.isnan(values)
        self._since[unknown] += seen.elapsed - self._elapsed
        self._elapsed = seen.elapsed
        moved = ~unknown & ~(np.abs(values - self._value) <= self._within)
        self._value[moved] = values[moved]
        self._since[moved] = seen.elapsed
        out[:] = np.where(unknown, np.nan, seen.elapsed - self._since)


class Beginnings:
    """How often conditions began to hold. They are known only after the gates were worked out: see `watch`."""

    def __init__(self, sources: Sequence[BeginningSource], widths: Sequence[int]) -> None:
        self._nodes = joined([source.block.offset + np.arange(source.block.width) for source in sources])
        self._above = np.repeat([source.above for source in sources], widths)
        self._windows = Windows(np.repeat([source.window_s for source in sources], widths))
        self._held = np.ones(len(self._nodes), np.bool_)

    def fill(self, seen: Seen, out: Column) -> None:
        self._windows.advance(seen.elapsed)
        out[:] = self._windows.settled(seen.elapsed, self._above)

    def watch(self, elapsed: float, truth: NDArray[np.int8]) -> bool:
        """Count the conditions that hold now and did not before; whether there were any."""
        now = truth[self._nodes]
        self._windows.watch(np.flatnonzero(now != UNKNOWN), elapsed)
        begun = np.flatnonzero((now == TRUE) & ~self._held)
        self._held = np.where(now == UNKNOWN, self._held, now == TRUE)
        if begun.size:
            self._windows.add(begun, np.ones(begun.size))
        return bool(begun.size)


def joined(rows: Sequence[Rows]) -> Rows:
    """Several blocks' rows as one array."""
    return np.concatenate(rows).astype(np.intp) if rows else np.zeros(0, np.intp)
