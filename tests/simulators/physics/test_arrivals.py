"""As many come as the curve says, whatever the step."""

import pytest

from simulators.physics.arrivals import Arrivals
from simulators.physics.noise import Noise

CURVE = (0.0,) * 8 + (60.0,) * 8 + (0.0,) * 8


@pytest.mark.parametrize("dt_s", [1.0, 30.0, 600.0])
def test_as_many_come_as_the_curve_says(dt_s: float) -> None:
    people = Arrivals(Noise(3), CURVE)
    hours = 50
    came = sum(people.come(dt_s, 12.0) for _ in range(int(hours * 3600 / dt_s)))
    assert came == pytest.approx(60 * hours, rel=0.06)


def test_nobody_comes_when_nobody_is_to() -> None:
    people = Arrivals(Noise(3), CURVE)
    assert sum(people.come(60.0, 3.0) for _ in range(10_000)) == 0
