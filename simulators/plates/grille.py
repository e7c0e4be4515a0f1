"""Grilles: what is most like a plate on a car that has none. Bars, meshes, with a rim or without."""

import numpy as np
from numpy.random import Generator

from .shapes import Colour, Shape, box, grey, rounded

_Extent = tuple[float, float, float, float]
"""Left, top, right, bottom in mm."""


def grille(rng: Generator, extent: _Extent) -> list[Shape]:
    """A dark field in a rim, with bars along, across, or both."""
    left, top, right, bottom = extent
    high = bottom - top
    power, taper = float(np.exp(rng.uniform(np.log(2.2), np.log(12.0)))), float(max(0.0, rng.normal(0.05, 0.12)))
    dark, light = grey(rng, 5, 70), grey(rng, 70, 250)
    parts = []
    if rng.random() < 0.6:
        rim = high * rng.uniform(0.03, 0.14)
        outer = (left - rim, top - rim, right + rim, bottom + rim)
        parts.append(rounded(*outer, grey(rng, 90, 255), power=power, taper=taper))
    parts.append(rounded(left, top, right, bottom, dark, power=power, taper=taper))
    kind = rng.random()
    if kind < 0.35:
        parts += _along(rng, extent, light, taper)
    elif kind < 0.85:
        parts += _across(rng, extent, light, power, taper)
    else:
        parts += _along(rng, extent, light, taper) + _across(rng, extent, light, power, taper)
    return parts


def _along(rng: Generator, extent: _Extent, light: Colour, taper: float) -> list[Shape]:
    left, top, right, bottom = extent
    count = int(rng.integers(2, 12))
    thick = (bottom - top) / count * rng.uniform(0.12, 0.6)
    parts = []
    for share in (np.arange(count) + 0.5) / count:
        y = top + (bottom - top) * share
        inset = (right - left) / 2 * (taper * share + 0.06)
        parts.append(box(left + inset, y - thick / 2, right - inset, y + thick / 2, _lit(rng, light)))
    return parts


def _across(rng: Generator, extent: _Extent, light: Colour, power: float, taper: float) -> list[Shape]:
    """Upright bars, few and broad or many and thin, leaning a little towards the middle below."""
    left, top, right, bottom = extent
    count = int(np.exp(rng.uniform(np.log(5), np.log(42))))
    thick = (right - left) / count * rng.uniform(0.12, 0.6)
    middle, half = (left + right) / 2, (right - left) / 2
    spared = rng.uniform(0.0, 0.16) if rng.random() < 0.3 else 0.0
    parts = []
    for at in (np.arange(count) + 0.5) / count * 2 - 1:
        if abs(at) < spared:
            continue
        reach = (1 - abs(at) ** power) ** (1 / power) * 0.94
        y = (bottom - top) / 2 * reach
        upper, lower = middle + at * half, middle + at * half * (1 - taper)
        centre = (top + bottom) / 2
        outline = [
            (upper - thick / 2, centre - y),
            (upper + thick / 2, centre - y),
            (lower + thick / 2, centre + y),
            (lower - thick / 2, centre + y),
        ]
        parts.append(Shape(points_mm=np.array(outline), colour=_lit(rng, light)))
    return parts


def _lit(rng: Generator, light: Colour) -> Colour:
    """A bar's own share of the light."""
    gain = rng.uniform(0.6, 1.1)
    return (min(255.0, light[0] * gain), min(255.0, light[1] * gain), min(255.0, light[2] * gain))
