"""People and vehicles that come one by one, more often at some hours than at others."""

import math
from collections.abc import Sequence

from simulators.physics.day import at_hour
from simulators.physics.noise import Noise


class Arrivals:
    """`per_h` is a curve of 24 hourly means; the intervals between two arrivals are those of a Poisson process."""

    def __init__(self, noise: Noise, per_h: Sequence[float]) -> None:
        self._noise = noise
        self._per_h = per_h
        self._until_next = self._interval()

    def come(self, dt_s: float, hour: float) -> int:
        """How many come within `dt_s` at this hour of the day."""
        self._until_next -= at_hour(self._per_h, hour) * dt_s / 3600.0
        count = 0
        while self._until_next <= 0.0:
            self._until_next += self._interval()
            count += 1
        return count

    def _interval(self) -> float:
        """Until the next one comes, as a share of the mean."""
        return -math.log(1.0 - self._noise.between(0.0, 0.999))
