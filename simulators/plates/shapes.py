"""Filled polygons on a plane, in millimetres: what cars are drawn with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Colour = tuple[float, float, float]
"""Blue, green, red, 0 to 255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A filled polygon; N x 2 mm."""

    points_mm: NDArray[np.float64]
    colour: Colour


def box(left: float, top: float, right: float, bottom: float, colour: Colour) -> Shape:
    return polygon([(left, top), (right, top), (right, bottom), (left, bottom)], colour)


def polygon(corners: Sequence[tuple[float, float]], colour: Colour) -> Shape:
    return Shape(points_mm=np.array(corners, float), colour=colour)


def rounded(
    left: float, top: float, right: float, bottom: float, colour: Colour, *, power: float, taper: float
) -> Shape:
    """Between an ellipse (`power` 2) and a box (large powers); `taper` is by how much the lower side is shorter."""
    angle = np.linspace(0.0, 2 * np.pi, 28, endpoint=False)
    across = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** (2 / power)
    down = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** (2 / power)
    x = (left + right) / 2 + across * (right - left) / 2 * (1 - taper * (down + 1) / 2)
    y = (top + bottom) / 2 + down * (bottom - top) / 2
    return Shape(points_mm=np.column_stack([x, y]), colour=colour)


def grey(rng: Generator, low: float, high: float) -> Colour:
    level = rng.uniform(low, high)
    return colour_of(np.clip(level + rng.normal(0.0, 6.0, 3), 0, 255))


def colour_of(values: NDArray[np.float64]) -> Colour:
    return (float(values[0]), float(values[1]), float(values[2]))
