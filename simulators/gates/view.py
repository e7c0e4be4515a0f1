"""What a camera looks at in one moment, in plain values: the painter needs nothing else."""

import math
from dataclasses import dataclass

from simulators.gates.story import Car

DAWN_H, DUSK_H = 6.0, 18.5
TWILIGHT_H = 0.75
RAINY = 0.12
"""The share of hours in which it rains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A car in the lane; `distance_m` from the stop line to its front."""

    car: Car
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One moment.

    light      0 night to 1 day
    rain       0 none to 1 heavy
    arm        how far up it is, 0 to 1; None: there is none
    cars       those in the lane
    parked     how far in a car stands that is parked beside the lane: 0 none, 1 in its place
    walker     where somebody walks by, 0 to 1 across the picture; None: nobody
    spoilt     black, white, blurred, moved or covered; empty: the camera is well
    """

    light: float
    rain: float = 0.0
    arm: float | None = None
    cars: tuple[Standing, ...] = ()
    parked: float = 0.0
    walker: float | None = None
    spoilt: str = ""


def daylight(hour: float) -> float:
    """0 at night, 1 by day, in between at dawn and dusk; by the local hour, in sixteenths."""
    up = (hour - DAWN_H) / TWILIGHT_H
    down = (DUSK_H - hour) / TWILIGHT_H
    return round(16 * max(0.0, min(1.0, up, down))) / 16


def rain_at(time: float, seed: int) -> float:
    """How hard it rains in the hour of a time (UTC seconds), 0 to 1: the same for all cameras of a site."""
    chance = math.sin((time // 3600.0) * 12.9898 + seed * 0.017) * 43758.5453
    share = chance - math.floor(chance)
    return round((RAINY - share) / RAINY, 1) if share < RAINY else 0.0
