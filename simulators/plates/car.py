"""The front or the rear of a vehicle as flat shapes round its plate, in mm (x right, y down, 0 = the plate)."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from .grille import grille
from .shapes import Colour, Shape, box, colour_of, grey, polygon

PAINTS: tuple[tuple[Colour, float], ...] = (
    ((235, 235, 235), 4.0),
    ((25, 25, 25), 4.0),
    ((110, 110, 112), 2.0),
    ((185, 185, 188), 2.5),
    ((30, 30, 150), 1.5),
    ((140, 70, 25), 1.2),
    ((190, 120, 40), 0.9),
    ((80, 40, 20), 0.9),
    ((40, 170, 225), 0.7),
    ((70, 110, 30), 0.5),
    ((120, 160, 60), 0.4),
    ((30, 90, 220), 0.5),
    ((50, 60, 90), 0.6),
    ((160, 190, 200), 0.8),
)
_BASES = np.array([paint for paint, _ in PAINTS], float)
_EDGES = np.cumsum([weight for _, weight in PAINTS])


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """Shapes in the order of painting, its lamps (N x 2 mm), the box of its body (left, top, right, bottom)."""

    shapes: tuple[Shape, ...]
    lamps_mm: NDArray[np.float64]
    box_mm: tuple[float, float, float, float]
    front: bool


def random_vehicle(rng: Generator) -> Vehicle:
    """A car, van or lorry of random build and paint, of which the plate is the origin."""
    front = bool(rng.random() < 0.55)
    half = rng.uniform(780.0, 1000.0) if rng.random() < 0.8 else rng.uniform(1000.0, 1250.0)
    offset = rng.normal(0.0, 25.0) if rng.random() < 0.85 else rng.uniform(-450.0, 450.0)
    top = -rng.uniform(250.0, 750.0) if front else -rng.uniform(250.0, 900.0)
    bottom = rng.uniform(110.0, 420.0)
    paint = random_paint(rng)
    body = _Body(rng=rng, left=offset - half, right=offset + half, top=top, bottom=bottom, paint=paint)
    shapes = [*body.shell(), *(body.front() if front else body.rear()), *body.round_plate()]
    return Vehicle(
        shapes=tuple(shapes),
        lamps_mm=np.array([[body.left + 180.0, body.lamp_y], [body.right - 180.0, body.lamp_y]]),
        box_mm=(body.left, body.roof, body.right, body.bottom),
        front=front,
    )


def random_paint(rng: Generator) -> Colour:
    base = _BASES[int(np.searchsorted(_EDGES, rng.random() * _EDGES[-1], side="right"))]
    return colour_of(np.clip(base * rng.uniform(0.7, 1.25) + rng.normal(0.0, 10.0, 3), 0, 255))


class _Body:
    """Draws one vehicle: each method gives the shapes of a part, back to front."""

    def __init__(self, *, rng: Generator, left: float, right: float, top: float, bottom: float, paint: Colour) -> None:
        self._rng = rng
        self.left, self.right, self.top, self.bottom = left, right, top, bottom
        self._paint = paint
        self.roof = top - rng.uniform(350.0, 700.0)
        self.lamp_y = top * rng.uniform(0.25, 0.85)
        self._width = right - left

    def shell(self) -> list[Shape]:
        """Shadow, wheels, cabin with its window, body."""
        rng, inset = self._rng, self._width * self._rng.uniform(0.02, 0.16)
        ground = self.bottom + rng.uniform(60.0, 220.0)
        wheel = self._width * 0.14
        parts = [box(self.left - 120, self.bottom - 60, self.right + 120, ground, grey(rng, 10, 60))]
        tyre, sides = grey(rng, 10, 45), (self.left + 30, self.right - 30 - wheel)
        parts += [box(x, self.bottom - 150, x + wheel, ground, tyre) for x in sides]
        cabin = [
            (self.left + inset, self.roof),
            (self.right - inset, self.roof),
            (self.right - 20, self.top + 40),
            (self.left + 20, self.top + 40),
        ]
        parts.append(polygon(cabin, self._shade(rng.uniform(0.75, 1.0))))
        glass = np.array(cabin) * (0.93, 1.0) + (0.0, rng.uniform(25.0, 60.0))
        glass[2:, 1] -= 90.0
        parts.append(Shape(points_mm=glass, colour=grey(rng, 15, 190)))
        return [*parts, *self._plates_of_body()]

    def _plates_of_body(self) -> list[Shape]:
        """The body in bands of slightly different light, as sheet metal has."""
        rng = self._rng
        levels = np.sort(np.concatenate([[self.top, self.bottom], rng.uniform(self.top, self.bottom, 3)]))
        bulge = rng.uniform(0.0, 60.0)
        parts = []
        for index, (upper, lower) in enumerate(pairwise(levels)):
            out = bulge if index else 0.0
            corners = [(self.left - out, upper), (self.right + out, upper)]
            corners += [(self.right + bulge, lower), (self.left - bulge, lower)]
            parts.append(polygon(corners, self._shade(rng.uniform(0.7, 1.15))))
        return parts

    def front(self) -> list[Shape]:
        """Head lamps, grille, badge, lower intake."""
        rng = self._rng
        parts = self._lamps(grey(rng, 120, 255), grey(rng, 40, 200))
        half = self._width * rng.uniform(0.16, 0.40)
        middle = (self.left + self.right) / 2
        upper = max(self.top + 40.0, self.lamp_y - rng.uniform(60.0, 260.0))
        lower = rng.uniform(-120.0, -85.0) if rng.random() < 0.7 else rng.uniform(90.0, self.bottom)
        if upper < lower - 30.0:
            parts += grille(rng, (middle - half, upper, middle + half, lower))
            parts += self._badge(middle, rng.uniform(upper, max(upper + 1, min(lower, -110.0))))
        if rng.random() < 0.6:
            parts += grille(rng, (middle - half * 1.3, rng.uniform(70.0, 100.0), middle + half * 1.3, self.bottom - 20))
        return parts

    def rear(self) -> list[Shape]:
        """Tail lamps, the edge of the boot, badge, dark lower part."""
        rng = self._rng
        red = colour_of(np.array([40.0, 40.0, 170.0]) * rng.uniform(0.6, 1.4))
        parts = self._lamps(red, grey(rng, 60, 230))
        middle = (self.left + self.right) / 2
        edge = rng.uniform(90.0, 140.0)
        parts.append(box(self.left, edge, self.right, edge + rng.uniform(8.0, 30.0), self._shade(0.4)))
        if rng.random() < 0.5:
            dark = grey(rng, 15, 80)
            parts.append(box(self.left + 60, self.bottom - rng.uniform(60, 160), self.right - 60, self.bottom, dark))
        if rng.random() < 0.5:
            strip = self._width * rng.uniform(0.15, 0.38)
            parts.append(box(middle - strip, -130, middle + strip, -rng.uniform(85, 115), grey(rng, 20, 240)))
        return [*parts, *self._badge(middle, -rng.uniform(140.0, 260.0))]

    def round_plate(self) -> list[Shape]:
        """The recess or the frame that the plate sits in."""
        rng, parts = self._rng, []
        if rng.random() < 0.45:
            wide, high = rng.uniform(250.0, 420.0), rng.uniform(85.0, 150.0)
            slant = rng.uniform(0.0, 70.0)
            corners = [(-wide, -high), (wide, -high), (wide - slant, high), (slant - wide, high)]
            parts.append(
                polygon(corners, self._shade(rng.uniform(0.25, 1.1)) if rng.random() < 0.6 else grey(rng, 10, 200))
            )
        return parts

    def _lamps(self, outer: Colour, inner: Colour) -> list[Shape]:
        rng = self._rng
        wide, high = self._width * rng.uniform(0.10, 0.22), rng.uniform(70.0, 190.0)
        lift = rng.uniform(-60.0, 60.0)
        half = np.array([(0, -high / 2 - lift), (wide, -high / 3), (wide, high / 3), (0, high / 2)])
        left = half + np.array((self.left + 15.0, self.lamp_y))
        right = half * (-1.0, 1.0) + np.array((self.right - 15.0, self.lamp_y))
        parts = []
        for lamp in (left, right):
            middle = lamp.mean(axis=0)
            parts.append(Shape(points_mm=lamp, colour=outer))
            parts.append(Shape(points_mm=middle + (lamp - middle) * 0.5, colour=inner))
        return parts

    def _badge(self, x: float, y: float) -> list[Shape]:
        rng, radius = self._rng, self._rng.uniform(30.0, 75.0)
        angle = np.linspace(0.0, 2 * np.pi, 20)
        ring = np.column_stack([np.cos(angle), np.sin(angle)])
        at = [(x + step * radius * 1.4, y) for step in ((-1.5, -0.5, 0.5, 1.5) if rng.random() < 0.2 else (0.0,))]
        light, dark = grey(rng, 140, 255), grey(rng, 10, 120)
        return [
            Shape(points_mm=ring * size + middle, colour=colour)
            for middle in at
            for size, colour in ((radius, light), (radius * 0.75, dark))
        ]

    def _shade(self, gain: float) -> Colour:
        return colour_of(np.clip(np.array(self._paint) * gain, 0, 255))
