"""The controller of a lift: whom the car fetches next, when its door opens, and where a fault makes it stop.

It looks at the names in `faults`, the set that its lift shares with it.
"""

import math

from simulators.physics.lift_car import CLOSING, OPEN, OPENING, RUNNING, STANDING, Car
from simulators.physics.lift_traffic import Traffic, Trip
from simulators.physics.noise import Noise

HALTING_STEP_S = 0.25
"""A car that is to stop between floors is watched this closely."""
HALFWAY = 0.35
RELEVELS_FROM_PERSONS = 3


class LiftControl:
    """`aboard` are the persons in the car; the counters are those of its life."""

    def __init__(self, noise: Noise, faults: set[str], *, floors: int, entrance: int) -> None:
        """Landings count from 0; `entrance` is the one of the ground floor."""
        self._noise, self._faults = noise, faults
        self._entrance, self._top = entrance, floors - 1
        self.traffic = Traffic(noise, floors=floors, entrance=entrance)
        self.car = Car(floor=entrance + int(noise.between(0.0, floors - entrance - 0.001)))
        self.aboard = 0
        self.runs = int(noise.between(2e5, 9e5))
        self.door_cycles = int(self.runs * noise.between(1.05, 1.2))
        self.relevellings = int(noise.between(500.0, 4000.0))
        self.hours = self.runs * noise.between(14.0, 18.0) / 3600.0
        self._trip: Trip | None = None
        self._halted_by: str | None = None
        self._door_failed = False

    @property
    def shown(self) -> set[str]:
        """The faults that can be seen by now."""
        shown = self._faults & {"power_loss"} | ({self._halted_by} if self._halted_by else set())
        if self._door_failed:
            shown.add("door_fault")
        if self.aboard and "alarm_button" in self._faults:
            shown.add("alarm_button")
        return shown

    @property
    def is_moving(self) -> bool:
        return self.car.phase == RUNNING and self._halted_by is None and "power_loss" not in self._faults

    def live(self, dt_s: float) -> None:
        """Go on for `dt_s`; what has ended lets go of the car and of the door."""
        if self._halted_by not in self._faults:
            self._halted_by = None
        self._door_failed &= "door_fault" in self._faults
        halting = self._halted_by is None and self._faults & {"entrapment", "overspeed_trip"}
        steps = max(1, math.ceil(dt_s / HALTING_STEP_S)) if halting else 1
        for _ in range(steps):
            self._live(dt_s / steps)

    def _live(self, dt_s: float) -> None:
        """Go through as many phases as the time allows, unless the car is held where it is."""
        while dt_s > 0.0 and not self._is_halted():
            if self.car.phase == RUNNING:
                self.hours += min(dt_s, self.car.left_s) / 3600.0
            dt_s = self.car.live(dt_s)
            if self.car.left_s <= 0.0 and not self._next():
                return

    def _is_halted(self) -> bool:
        if "power_loss" in self._faults or self._halted_by is not None:
            return True
        stopping = "entrapment" if self.aboard else "overspeed_trip"
        if stopping in self._faults and self.car.off_landing >= HALFWAY:
            self._halted_by = stopping
        return self._halted_by is not None

    def _next(self) -> bool:
        """Begin the next phase; False where the car waits for somebody."""
        car = self.car
        if car.phase == RUNNING:
            car.arrive()
            car.begin(OPENING)
        elif car.phase == OPENING:
            self.door_cycles += 1
            self._exchange()
            car.begin(OPEN, self._noise.between(3.0, 7.0))
        elif car.phase == OPEN:
            if self._door_is_held():
                return False
            car.begin(CLOSING)
        elif car.phase == CLOSING:
            self._door_failed = "door_fault" in self._faults
            car.begin(OPENING if self._door_failed else STANDING)
        else:
            return self._set_off()
        return True

    def _set_off(self) -> bool:
        """From a landing, with the door shut: run to the next goal, or open where that is here."""
        goal = self._goal()
        if goal is None:
            return False
        if goal == self.car.floor:
            self.car.begin(OPENING)
        else:
            self.runs += 1
            self.car.run_to(goal)
        return True

    def _goal(self) -> int | None:
        if "fire_return" in self._faults:
            return self._entrance
        if self._trip is None:
            self._trip = self._wanted() or (self.traffic.waiting.popleft() if self.traffic.waiting else None)
        if self._trip is None or ("inspection" in self._faults and not self.aboard):
            return None
        return self._trip.destination if self.aboard else self._trip.origin

    def _wanted(self) -> Trip | None:
        """Somebody who comes so that a fault may show: to board here, or to call the empty car away."""
        here = self.car.floor
        away = self._entrance if here > self._entrance + 3 else self._top
        if self._faults & {"entrapment", "alarm_button", "door_fault"}:
            return Trip(origin=here, destination=away, persons=1)
        if "overspeed_trip" in self._faults:
            return Trip(origin=away, destination=here, persons=1)
        return None

    def _exchange(self) -> None:
        """At the open door those who are there get out, or those who wait get in."""
        trip = self._trip
        if "fire_return" in self._faults or (trip and self.aboard and self.car.floor == trip.destination):
            stays = "alarm_button" in self._faults and self.aboard > 0
            self.aboard, self._trip = (self.aboard, trip) if stays else (0, None)
        elif trip and not self.aboard and self.car.floor == trip.origin:
            self.aboard = trip.persons
            self.relevellings += trip.persons >= RELEVELS_FROM_PERSONS

    def _door_is_held(self) -> bool:
        """A car that was recalled by fire waits open; so does one whose passenger does not get out."""
        arrived = self._trip is not None and self.car.floor == self._trip.destination
        return "fire_return" in self._faults or ("alarm_button" in self._faults and self.aboard > 0 and arrived)
