"""What a meter computes from its phases."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.physics.three_phase import deviation, line_voltage, negative_sequence

volts = st.floats(150.0, 250.0)


def sequences(a: float, b: float, c: float) -> float:
    """Negative over positive sequence by Fortescue's definition, for phases that stand exactly 120° apart."""
    turn = complex(-0.5, math.sqrt(3) / 2)
    phases = (complex(a), b * turn * turn, c * turn)
    positive = phases[0] + turn * phases[1] + turn * turn * phases[2]
    negative = phases[0] + turn * turn * phases[1] + turn * phases[2]
    return 100.0 * abs(negative) / abs(positive)


@given(a=volts, b=volts, c=volts)
def test_unbalance_is_that_of_the_symmetrical_components(a: float, b: float, c: float) -> None:
    lines = line_voltage(a, b), line_voltage(b, c), line_voltage(c, a)
    assert negative_sequence(*lines) == pytest.approx(sequences(a, b, c), abs=1e-4)


def test_equal_phases() -> None:
    assert line_voltage(220.0, 220.0) == pytest.approx(381.05, abs=0.01)
    assert negative_sequence(380.0, 380.0, 380.0) == pytest.approx(0.0, abs=1e-4)


def test_a_lost_phase_is_half_negative_sequence() -> None:
    assert negative_sequence(220.0, line_voltage(220.0, 220.0), 220.0) == pytest.approx(50.0)


def test_nothing_is_balanced() -> None:
    assert negative_sequence(0.0, 0.0, 0.0) == 0.0
    assert deviation([0.0, 0.0, 0.0]) == 0.0


def test_deviation_is_the_largest_from_the_mean() -> None:
    assert deviation([100.0, 110.0, 90.0]) == pytest.approx(10.0)
