"""Who wants to go where in a residential tower: down in the morning, up in the evening, hardly anybody at night."""

from collections import deque
from dataclasses import dataclass

from simulators.physics.arrivals import Arrivals
from simulators.physics.day import at_hour
from simulators.physics.noise import Noise

TRIPS_PER_H = (
    2.0, 1.0, 0.5, 0.5, 0.8, 3.0, 14.0, 32.0, 36.0, 22.0, 15.0, 18.0,
    20.0, 16.0, 13.0, 14.0, 18.0, 26.0, 34.0, 32.0, 25.0, 18.0, 10.0, 5.0,
)  # fmt: skip
SHARE_DOWN = (
    0.4, 0.4, 0.5, 0.5, 0.6, 0.8, 0.9, 0.9, 0.85, 0.7, 0.6, 0.5,
    0.45, 0.55, 0.55, 0.5, 0.4, 0.3, 0.25, 0.3, 0.4, 0.35, 0.3, 0.3,
)  # fmt: skip
"""Trips, and the share of those that go down, by the hour."""
WAITING_AT_MOST = 3
"""Who finds more in front of him takes the other lift."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Landings counted from the lowest; `persons` board at the origin and leave at the destination."""

    origin: int
    destination: int
    persons: int


class Traffic:
    """Trips that are waiting. `entrance` is the landing of the ground floor; below it are cellars with cars."""

    def __init__(self, noise: Noise, *, floors: int, entrance: int) -> None:
        self._noise = noise
        self._floors, self._entrance = floors, entrance
        self._people = Arrivals(noise, TRIPS_PER_H)
        self.waiting: deque[Trip] = deque()

    def live(self, dt_s: float, hour: float) -> None:
        """Let people come for `dt_s` at this hour of the day."""
        for _ in range(self._people.come(dt_s, hour)):
            if len(self.waiting) < WAITING_AT_MOST:
                self.waiting.append(self.trip(down=self._noise.between(0.0, 1.0) < at_hour(SHARE_DOWN, hour)))

    def trip(self, *, down: bool) -> Trip:
        """Somebody between a dwelling and the way out."""
        home = self._entrance + 1 + int(self._noise.between(0.0, self._floors - self._entrance - 1.001))
        way_out = self._entrance if self._noise.between(0.0, 1.0) < 0.7 else 0
        persons = 1 + int(3.0 * self._noise.between(0.0, 1.0) ** 2)
        origin, destination = (home, way_out) if down else (way_out, home)
        return Trip(origin=origin, destination=destination, persons=persons)
