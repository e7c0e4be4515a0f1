"""Randomness from a seed: the same seed gives the same day again."""

import math
from random import Random


class Noise:
    """Slow drifts and the small errors of instruments. Nothing ever strays further than three sigma."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._drifts: dict[str, float] = {}

    def drift(self, name: str, *, sigma: float, tau_s: float, dt_s: float) -> float:
        """The next value of a wandering quantity that forgets itself within about `tau_s`, around 0."""
        keep = math.exp(-dt_s / tau_s)
        last = self._drifts.get(name, 0.0)
        value = keep * last + sigma * math.sqrt(1.0 - keep * keep) * self._random.gauss(0.0, 1.0)
        value = self._drifts[name] = max(-3.0 * sigma, min(3.0 * sigma, value))
        return value

    def error(self, sigma: float) -> float:
        """What an instrument adds to a value that it measures."""
        return max(-3.0 * sigma, min(3.0 * sigma, self._random.gauss(0.0, sigma)))

    def between(self, low: float, high: float) -> float:
        """A constant of one specimen, somewhere between two bounds."""
        return self._random.uniform(low, high)


def lag(value: float, target: float, *, tau_s: float, dt_s: float) -> float:
    """A first-order lag: where `value` stands `dt_s` later on its way to `target`; exact for any step."""
    return target + (value - target) * math.exp(-dt_s / tau_s)
