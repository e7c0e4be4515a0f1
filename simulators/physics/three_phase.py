"""Three phases that stand 120° apart."""

import math
from collections.abc import Sequence


def line_voltage(one: float, other: float) -> float:
    """The voltage between two phases from their voltages to the neutral."""
    return math.sqrt(one * one + other * other + one * other)


def negative_sequence(ab: float, bc: float, ca: float) -> float:
    """Voltage unbalance in % (negative over positive sequence) from three line voltages (GB/T 15543-2008, annex)."""
    squares = ab * ab + bc * bc + ca * ca
    if squares == 0.0:
        return 0.0
    ratio = (ab**4 + bc**4 + ca**4) / (squares * squares)
    root = math.sqrt(max(0.0, 3.0 - 6.0 * ratio))
    return 100.0 * math.sqrt(max(0.0, (1.0 - root) / (1.0 + root)))


def deviation(values: Sequence[float]) -> float:
    """Unbalance in % as the largest deviation from the mean; 0 where nothing flows."""
    mean = sum(values) / len(values)
    return 100.0 * max(abs(value - mean) for value in values) / mean if mean > 0.0 else 0.0
