"""From conditions to alarms: inactive → pending → active → clearing, for all rules on all devices at once.

A rule becomes active when its condition has held for `on_delay`, and inactive when it has not for `off_delay`. While
the condition is unknown a running delay stands still, and nothing begins or ends.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from rules.blocks import Truth

INACTIVE, PENDING, ACTIVE, CLEARING = range(4)
# What follows: a row a truth (false, unknown, true), a column a state. Odd states are those with a running delay.
NEXT = np.array(
    [
        [INACTIVE, INACTIVE, CLEARING, CLEARING],
        [INACTIVE, PENDING, ACTIVE, CLEARING],
        [PENDING, PENDING, ACTIVE, ACTIVE],
    ],
    np.int8,
)
ROUNDING_S = 1e-6  # a time in seconds since 1970 is exact to about a quarter of this
UNKNOWN = int(Truth.UNKNOWN)
Indexes = NDArray[np.intp]
NONE: Indexes = np.zeros(0, np.intp)


class Machine:
    """The states; delays in seconds, one a rule and device."""

    def __init__(self, on_delay_s: NDArray[np.float64], off_delay_s: NDArray[np.float64]) -> None:
        self._delay_s = np.concatenate([on_delay_s, off_delay_s])
        self._state = np.zeros(on_delay_s.size, np.int8)
        self._truth = np.full(on_delay_s.size, Truth.UNKNOWN, np.int8)
        self._due = np.zeros(on_delay_s.size)  # when a running delay ends, in elapsed seconds
        self._running = NONE
        self._elapsed = 0.0

    def active(self) -> Indexes:
        """Those that were raised and have not ended."""
        return np.flatnonzero(self._state >= ACTIVE)

    def activate(self, at: Iterable[int]) -> None:
        """These were active before the program started."""
        self._state[np.fromiter(at, np.intp)] = ACTIVE

    def step(self, changed: Indexes, truth: NDArray[np.int8], elapsed: float) -> tuple[Indexes, Indexes]:
        """What began and what ended, now that the conditions of `changed` are `truth`."""
        gap, self._elapsed = elapsed - self._elapsed, elapsed
        if self._running.size:
            before = self._truth[self._running]
            self._truth[changed] = truth
            self._freeze(before, gap)
        else:
            self._truth[changed] = truth
        if changed.size:
            self._turn(changed, truth)
        return self._fire() if self._running.size else (NONE, NONE)

    def _freeze(self, before: NDArray[np.int8], gap: float) -> None:
        """Time that began or ended with an unknown condition does not count."""
        unknown = (before == UNKNOWN) | (self._truth[self._running] == UNKNOWN)
        if unknown.any():
            self._due[self._running[unknown]] += gap

    def _turn(self, changed: Indexes, truth: NDArray[np.int8]) -> None:
        before = self._state[changed]
        after = NEXT.take(truth * 4 + before)
        self._state[changed] = after
        starting = (after & ~before & 1).view(np.bool_)
        begun, clearing = changed[starting], (after[starting] >> 1).astype(np.intp)
        self._due[begun] = self._elapsed + self._delay_s.take(begun + clearing * self._truth.size) - ROUNDING_S
        still = (self._state[self._running] & 1).view(np.bool_)
        self._running = np.concatenate([self._running[still], begun])

    def _fire(self) -> tuple[Indexes, Indexes]:
        due = self._due[self._running] <= self._elapsed
        if not due.any():
            return NONE, NONE
        due &= self._truth[self._running] != UNKNOWN
        fired = np.sort(self._running[due])
        clearing = self._state[fired] == CLEARING
        raised, ended = fired[~clearing], fired[clearing]
        self._state[raised] = ACTIVE
        self._state[ended] = INACTIVE
        self._running = self._running[~due]
        return raised, ended
