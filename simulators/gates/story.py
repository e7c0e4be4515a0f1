"""Which vehicles come to the gates of a site, in which order, and which of them are inside; from a seed."""

import zlib
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Literal

import numpy as np

from simulators.gates.cast import Cast, VehicleEntry, demo_cast
from simulators.plates.layouts import LAYOUTS, Style
from simulators.plates.texts import number

Direction = Literal["in", "out"]


class Who(StrEnum):
    """Whose vehicle it is."""

    HOUSEHOLD = "household"
    BLOCKED = "blocked"
    EMERGENCY = "emergency"
    POLICE = "police"
    STRANGER = "stranger"


SHARES = {Who.HOUSEHOLD: 0.74, Who.STRANGER: 0.2, Who.POLICE: 0.02, Who.EMERGENCY: 0.01, Who.BLOCKED: 0.03}
STRANGERS = {Style.BLUE: 0.7, Style.GREEN_SMALL: 0.22, Style.YELLOW: 0.08}
INSIDE_AT_FIRST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A vehicle with its plate; `seed` makes its looks, the same whenever it comes."""

    plate: str
    style: Style
    who: Who

    @property
    def seed(self) -> int:
        return zlib.crc32(self.plate.encode())

    @property
    def colour(self) -> str:
        """Of its plate."""
        return LAYOUTS[self.style].colour


class Neighbourhood:
    """The vehicles of a site, shared by its gates: whoever came in by one may leave by another."""

    def __init__(self, seed: int, cast: Cast | None = None) -> None:
        self._random = Random(seed)
        self._numbers = np.random.default_rng(seed)
        vehicles = (cast or demo_cast()).vehicles
        self._blocked = _cars(vehicles, "blocked", Who.BLOCKED)
        self._emergency = _cars(vehicles, "emergency", Who.EMERGENCY)
        fixed = _cars(vehicles, "fixed", Who.HOUSEHOLD)
        self._random.shuffle(fixed)
        home = int(len(fixed) * INSIDE_AT_FIRST)
        self._inside, self._outside = fixed[:home], fixed[home:]

    def next_car(self, direction: Direction) -> Car | None:
        """Whoever comes next, from outside or inside; None where nobody is inside. It is nowhere until `settled`."""
        if direction == "out":
            return self._take(self._inside)
        who = self._random.choices(list(SHARES), list(SHARES.values()))[0]
        if who is Who.HOUSEHOLD and self._outside:
            return self._take(self._outside)
        return self.guest(who)

    def guest(self, who: Who) -> Car:
        """Somebody who does not live here."""
        if who is Who.BLOCKED and self._blocked:
            return self._random.choice(self._blocked)
        if who is Who.EMERGENCY and self._emergency:
            return self._random.choice(self._emergency)
        style = Style.WHITE_POLICE if who is Who.POLICE else self._strange_style()
        return Car(plate=number(style, self._numbers), style=style, who=who if who is Who.POLICE else Who.STRANGER)

    def settled(self, car: Car, *, inside: bool) -> None:
        """Where a car is now that came up to a gate; guests who have left are forgotten."""
        if inside:
            self._inside.append(car)
        elif car.who is Who.HOUSEHOLD:
            self._outside.append(car)

    def _take(self, among: list[Car]) -> Car | None:
        """One of those who have been there longer."""
        return among.pop(self._random.randrange(max(1, len(among) // 2))) if among else None

    def _strange_style(self) -> Style:
        return self._random.choices(list(STRANGERS), list(STRANGERS.values()))[0]


def _cars(vehicles: tuple[VehicleEntry, ...], named: str, who: Who) -> list[Car]:
    return [Car(plate=one.plate, style=one.style, who=who) for one in vehicles if one.list == named]
