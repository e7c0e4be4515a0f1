"""Which device of a connection is read next, and when. Pure: the time is an argument (seconds that only grow).

A device is due on a grid of absolute moments, so that a late poll makes the next one no later; polls that were missed
altogether are skipped, not caught up on. Grids are spread over the period, so that devices don't all fire at once; and
as they count from the same moment on every line, devices of the same phase are read together, which costs less than to
wake up for each of them.

A device that does not answer is asked less and less often. On a line where others answer, each futile question costs
those others the length of a time-out: it is put where they are not due for so long, or else is made so seldom that
the delays stay rare (PROBE_SHARE of the time).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

OFFLINE_AFTER = 3  # failed polls
FIRST_BACKOFF_S = 1.0
LONGEST_BACKOFF_S = 60.0
FIRST_ROUND_S = 1.0  # every device is read once within this long after the start, however seldom later
PROBE_SHARE = 0.005  # under 1 in 100, so that the 99th percentile of the healthy ones' jitter is left alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a device is polled.

    phase      0..1: where in its period it is due
    timeout_s  how long a question without an answer takes
    """

    device: str
    poll_s: float
    phase: float
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The device to be read at `at`; `is_probe`: it was not there the last times."""

    device: str
    at: float
    is_probe: bool


@dataclass(slots=True, kw_only=True)
class _Pupil:
    pace: Pace
    origin: float  # of the grid
    due: float
    failures: int = 0

    @property
    def is_dead(self) -> bool:
        return self.failures >= OFFLINE_AFTER


class Schedule:
    """`next` gives a turn; then `answered` or `failed` must be told how it went."""

    def __init__(self, paces: Sequence[Pace], now: float, jitter: Callable[[], float]) -> None:
        """`jitter` gives numbers from 0 to 1."""
        self._jitter = jitter
        self._pupils = {
            pace.device: _Pupil(
                pace=pace, origin=pace.phase * pace.poll_s, due=now + pace.phase * min(pace.poll_s, FIRST_ROUND_S)
            )
            for pace in paces
        }
        self._no_probe_before = now
        self.skipped = 0

    def next(self, now: float) -> Turn:
        """Who is due first: of those that answer, unless a silent one may be asked before they are due."""
        alive = min((pupil for pupil in self._pupils.values() if not pupil.is_dead), key=_due, default=None)
        dead = min((pupil for pupil in self._pupils.values() if pupil.is_dead), key=_due, default=None)
        if dead is None or alive is None:
            chosen = alive or dead
            assert chosen is not None, "a schedule has at least one device"
            return _turn(chosen, chosen.due)
        at = max(dead.due, now)
        if at + dead.pace.timeout_s <= alive.due:
            return _turn(dead, at)  # done before anybody is due
        at = max(at, self._no_probe_before)
        return _turn(dead, at) if at <= alive.due else _turn(alive, alive.due)

    def answered(self, device: str, now: float) -> bool:
        """Whether it had been given up before."""
        pupil = self._pupils[device]
        was_dead = pupil.is_dead
        pupil.failures = 0
        self._to_next_period(pupil, now)
        return was_dead

    def failed(self, device: str, began: float, now: float) -> bool:
        """Whether it is to be given up now, not earlier and not later."""
        pupil = self._pupils[device]
        pupil.failures += 1
        if not pupil.is_dead:
            self._to_next_period(pupil, now)
            return False
        self._no_probe_before = now + (now - began) / PROBE_SHARE
        pupil.due = now + backoff_s(pupil.failures - OFFLINE_AFTER, self._jitter())
        return pupil.failures == OFFLINE_AFTER

    def revive(self, now: float) -> None:
        """The connection is back: everybody gets a new chance, spread as at the start."""
        for pupil in self._pupils.values():
            pupil.failures = min(pupil.failures, OFFLINE_AFTER - 1)
            pupil.due = now + pupil.pace.phase * min(pupil.pace.poll_s, FIRST_ROUND_S)
        self._no_probe_before = now

    def _to_next_period(self, pupil: _Pupil, now: float) -> None:
        poll_s = pupil.pace.poll_s
        # A timer may fire a little early, and sums of floats may fall a little short: neither makes a turn due again.
        periods = math.floor((max(now, pupil.due) - pupil.origin) / poll_s + 1e-6) + 1
        following = pupil.origin + periods * poll_s
        self.skipped += max(0, round((following - pupil.due) / poll_s) - 1)
        pupil.due = following


def backoff_s(attempt: int, jitter: float) -> float:
    """Doubling from FIRST_BACKOFF_S to LONGEST_BACKOFF_S, of which a random 0..1 takes up to half off."""
    whole = min(LONGEST_BACKOFF_S, FIRST_BACKOFF_S * 2.0 ** min(attempt, 16))
    return whole * (1 - jitter / 2)


def _due(pupil: _Pupil) -> float:
    return pupil.due


def _turn(pupil: _Pupil, at: float) -> Turn:
    return Turn(device=pupil.pace.device, at=at, is_probe=pupil.is_dead)
