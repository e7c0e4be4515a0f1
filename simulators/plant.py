"""What the simulated plants have in common."""

import math
from collections.abc import Iterator, Mapping


class Plant:
    """`simulators.model.Model` but for `step`, which leaves in `_values` what the instruments say.

    Nothing of it can be set; a plant of which something can has a `write` of its own.
    """

    def __init__(self) -> None:
        self.faults: set[str] = set()
        self._values: dict[str, float] = {}

    def values(self) -> Mapping[str, float | str]:
        return self._values

    def write(self, point: str, value: float) -> None:
        raise ValueError(f"{point} cannot be set")


def short_steps(dt_s: float, time: float, *, longest_s: float) -> Iterator[tuple[float, float]]:
    """A step until `time` as equal ones of at most `longest_s`: how long each is, and when it ends."""
    steps = max(1, math.ceil(dt_s / longest_s))
    for left in range(steps - 1, -1, -1):
        yield dt_s / steps, time - left * dt_s / steps
