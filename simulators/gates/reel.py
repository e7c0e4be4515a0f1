"""A gate's film faster than life: cars come one after the other to a lane with its barrier; somebody lets them in."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

import cv2

from simulators.devices.barrier import Barrier
from simulators.gates.lane import Lane, Visit
from simulators.gates.painter import Painter
from simulators.gates.story import Car, Direction, Who
from simulators.gates.view import Standing, View
from simulators.model import Setup

FRAMES_PER_S = 6.0
QUALITY = 80
CROWDED = (3600.0,) * 24
BEGAN = 1_767_240_000.0
"""2026-01-01 04:00 UTC."""


class Procession:
    """`simulators.gates.lane.Comings`: these cars, in this order."""

    def __init__(self, cars: Sequence[Car]) -> None:
        self._coming = list(reversed(cars))

    def next_car(self, direction: Direction) -> Car | None:
        return self._coming.pop() if self._coming else None

    def guest(self, who: Who) -> Car:
        raise LookupError(f"nobody like {who} stands in this line")

    def settled(self, car: Car, *, inside: bool) -> None:
        """Nobody comes twice."""

    @property
    def is_over(self) -> bool:
        return not self._coming


class Reel:
    """One gate, one kind of weather. Take its `frames`, and `open` when somebody may pass."""

    def __init__(self, cars: Sequence[Car], *, seed: int, light: float, rain: float) -> None:
        self._procession = Procession(cars)
        self.lane = Lane(
            neighbourhood=self._procession, direction="in", seed=seed, zone=ZoneInfo("UTC"), time=BEGAN, per_h=CROWDED
        )
        fitted = frozenset({"position", "raise"})
        self._barrier = Barrier(Setup(seed=seed, fitted=fitted, zone=ZoneInfo("UTC"), time=BEGAN, lane=self.lane))
        self._painter = Painter(seed)
        self._light, self._rain = light, rain

    def frames(self) -> Iterator[tuple[float, bytes]]:
        """Time (seconds UTC) and JPEG of each, until the last car has gone."""
        number = 0
        while not self._procession.is_over or self.lane.visits:
            number += 1
            now = BEGAN + number / FRAMES_PER_S
            self.lane.live(now)
            self._barrier.step(1.0 / FRAMES_PER_S, now)
            yield now, self._jpeg(number)

    def open(self) -> None:
        """Let the first of those who have not been let in pass."""
        self._barrier.write("raise", 1.0)

    @property
    def waiting(self) -> Visit | None:
        """Who stands before the arm, or drives up to it, without having been let in."""
        return next((visit for visit in self.lane.visits if not visit.let_through and not visit.turns_back), None)

    def _jpeg(self, number: int) -> bytes:
        cars = tuple(Standing(car=visit.car, distance_m=visit.distance_m) for visit in self.lane.visits)
        view = View(light=self._light, rain=self._rain, arm=self.lane.arm, cars=cars)
        _, jpeg = cv2.imencode(".jpg", self._painter.picture(view, number), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        return jpeg.tobytes()
