"""Colours of plates: what was seen, held against what the text allows."""

import numpy as np
import pytest
from numpy.typing import NDArray

from drivers.plates.alphabet import COLOURS
from drivers.plates.colour import colour_of, colour_prior, mixed
from drivers.plates.kinds import PATTERNS, PlateKind


def seen(**shares: float) -> NDArray[np.float32]:
    rest = (1 - sum(shares.values())) / (len(COLOURS) - len(shares))
    return np.log(np.array([shares.get(colour, rest) for colour in COLOURS], np.float32))


PATTERN = {pattern.kind: pattern for pattern in PATTERNS}


def test_a_colour_that_fits_costs_nothing_and_one_that_does_not_costs_little() -> None:
    green = seen(green=0.99)
    assert colour_prior(green, PATTERN[PlateKind.GREEN]) == pytest.approx(0, abs=0.02)
    assert -4 < colour_prior(green, PATTERN[PlateKind.POLICE]) < -1


def test_the_text_rules_out_colours() -> None:
    assert colour_of(seen(blue=0.6, white=0.35), ("white",)) == "white"
    assert colour_of(seen(blue=0.6, white=0.35), ()) == "blue"


def test_no_colour_is_told_where_none_stands_out() -> None:
    assert colour_of(seen(blue=0.3, yellow=0.3), ()) == ""


def test_two_looks_are_mixed_to_shares_again() -> None:
    both = mixed([seen(blue=0.9), seen(blue=0.6, black=0.3)])
    assert float(np.exp(both).sum()) == pytest.approx(1.0, abs=1e-5)
    assert colour_of(both, ()) == "blue"
