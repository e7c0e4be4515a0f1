"""Vehicles in simulated gate video, read and judged as at a gate; three times twenty, the bench has a thousand."""

import pytest

from bench.gate_video import play

CARS = 20


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_nearly_every_plate_is_right_and_nobody_is_let_in_who_may_not(seed: int) -> None:
    score = play(CARS, seed=seed, workers=0)
    assert score.counts.total() == CARS
    assert score.wrong_openings == 0
    assert score.counts["wrong"] <= 1, score.mistakes
    assert score.counts["right"] >= CARS - 2, score.mistakes
