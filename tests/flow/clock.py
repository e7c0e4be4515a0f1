"""A clock that stands still until the test moves it: however slow the machine is, nothing is over before its time."""

import time

LOOK_S = 1e-6


class MovedClock:
    """Each look at it takes a microsecond, so that no two things happen at once."""

    def __init__(self, start: float) -> None:
        self._now = start
        self._moved_s = 0.0

    def now(self) -> float:
        self._now += LOOK_S
        return self._now

    def elapsed(self) -> float:
        """Goes on by itself, and further with each move: whatever works at a pace of its own does so here too."""
        return time.monotonic() + self._moved_s

    def move_to(self, moment: float) -> None:
        """Never back."""
        by_s = max(0.0, moment - self._now)
        self._now += by_s
        self._moved_s += by_s
