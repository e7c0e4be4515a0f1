"""One lane at a gate: cars drive up, wait for the arm, pass over the loop, or turn back when nobody lets them in.

Distances are metres from the stop line to a car's front: positive before it, negative behind.
"""

from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import Protocol
from zoneinfo import ZoneInfo

from simulators.gates.story import Car, Direction, Who
from simulators.physics.arrivals import Arrivals
from simulators.physics.day import hour_of_day
from simulators.physics.noise import Noise

CARS_PER_H = (
    3.0, 2.0, 1.0, 1.0, 2.0, 6.0, 20.0, 40.0, 38.0, 22.0, 18.0, 18.0,
    20.0, 18.0, 16.0, 17.0, 22.0, 35.0, 45.0, 38.0, 25.0, 17.0, 11.0, 6.0,
)  # fmt: skip
STEP_S = 0.1
LONGEST_LIVE_S = 60.0
APPEARS_M, GONE_M = 14.0, -7.0
CAR_M, GAP_M, CLOSE_GAP_M = 4.5, 1.8, 1.2
LOOP_M = (-6.5, -0.8)
"""Where the front of a car is whose body lies over the loop."""
CRUISE_M_PER_S, BACK_M_PER_S, BRAKE_M_PER_S2 = 3.2, 1.8, 1.6
PATIENCE_S = 75.0
WAITING_AT_MOST = 4
TRUTH_KEPT = 500


class Comings(Protocol):
    """Who comes to a lane; see `simulators.gates.story.Neighbourhood`."""

    def next_car(self, direction: Direction) -> Car | None: ...
    def guest(self, who: Who) -> Car: ...
    def settled(self, car: Car, *, inside: bool) -> None: ...


@dataclass(slots=True, kw_only=True)
class Visit:
    """A car's time before the gate; times are UTC seconds. `let_through` False at the end: it turned back."""

    number: int
    car: Car
    appeared_at: float
    distance_m: float = APPEARS_M
    let_through: bool = False
    follows: bool = False
    turns_back: bool = False
    waited_s: float = 0.0
    stopped_at: float | None = None
    ended_at: float | None = None


@dataclass(slots=True, kw_only=True)
class Lane:
    """What camera and barrier of a gate share. `live` moves the cars; the barrier sets what stands below.

    is_up       the arm is up (where there is none, always)
    is_free     it is up for everybody: held or forced
    arm         how far up it is, 0 to 1
    faults      of the camera: `tailgating`, `blocked_vehicle`
    """

    neighbourhood: Comings
    direction: Direction
    seed: int
    zone: ZoneInfo
    time: float
    has_barrier: bool = True
    per_h: tuple[float, ...] = CARS_PER_H
    is_up: bool = False
    is_free: bool = False
    arm: float = 0.0
    faults: set[str] = field(default_factory=set)
    visits: list[Visit] = field(default_factory=list)
    truth: deque[Visit] = field(default_factory=lambda: deque(maxlen=TRUTH_KEPT))
    _arrivals: Arrivals = field(init=False)
    _random: Random = field(init=False)
    _waiting: int = 0
    _count: int = 0
    _follower: bool = False
    _blocked_told: bool = False

    def __post_init__(self) -> None:
        self._arrivals = Arrivals(Noise(self.seed), self.per_h)
        self._random = Random(self.seed)
        self.is_up = self.is_free = not self.has_barrier
        self.arm = 0.0 if self.has_barrier else 1.0

    @property
    def is_on_loop(self) -> bool:
        """Whether a car is over the loop behind the stop line."""
        return any(LOOP_M[0] <= visit.distance_m <= LOOP_M[1] for visit in self.visits)

    def live(self, until: float) -> None:
        """Until a time (UTC seconds); one that has been is passed over."""
        self.time = max(self.time, until - LONGEST_LIVE_S)
        while self.time + STEP_S <= until:
            self.time += STEP_S
            self._come()
            for visit in self.visits:
                self._move(visit)
            self._leave()

    def opened(self) -> None:
        """The arm has gone up for one car: the first that has not been let through."""
        for visit in self.visits:
            if not visit.let_through and not visit.turns_back:
                visit.let_through = True
                return

    def send(self, car: Car) -> None:
        """Let this one come now, whatever the hour."""
        self._count += 1
        self.visits.append(Visit(number=self._count, car=car, appeared_at=self.time))
        self.truth.append(self.visits[-1])

    def _come(self) -> None:
        self._waiting += self._arrivals.come(STEP_S, hour_of_day(self.time, self.zone))
        self._waiting = min(self._waiting, WAITING_AT_MOST)
        room = all(visit.distance_m < APPEARS_M - CAR_M - GAP_M and not visit.turns_back for visit in self.visits)
        if self._provoke(room=room):
            return
        if self._waiting and room:
            self._waiting -= 1
            # Whoever slips in behind another is a stranger: the others have no need to.
            follows, self._follower = self._follower, False
            next_car = self.neighbourhood.next_car
            car = self.neighbourhood.guest(Who.STRANGER) if follows else next_car(self.direction)
            if car is not None:
                self.send(car)
                self.visits[-1].follows = follows

    def _provoke(self, *, room: bool) -> bool:
        """What a fault brings about: a car on the block list, or two cars of which the second does not wait.

        Whether a car has been sent by that.
        """
        sends = "blocked_vehicle" in self.faults and room and not self._blocked_told
        self._blocked_told = (self._blocked_told or sends) and "blocked_vehicle" in self.faults
        if sends:
            self.send(self.neighbourhood.guest(Who.BLOCKED))
        if "tailgating" in self.faults and not self._follower:
            if not self.visits:
                self._waiting = max(2, self._waiting)
            elif len(self.visits) == 1 and not self.visits[0].follows:
                self._follower = True
        return sends

    def _move(self, visit: Visit) -> None:
        ahead = [other for other in self.visits if other.number < visit.number]
        if visit.turns_back:
            visit.distance_m += BACK_M_PER_S * STEP_S
            return
        goes = self.is_up and (visit.let_through or self.is_free or visit.follows)
        stop_m = GONE_M - 1.0 if goes or visit.distance_m < -0.3 else 0.0
        if ahead:
            gap_m = CLOSE_GAP_M if visit.follows else GAP_M
            stop_m = max(stop_m, ahead[-1].distance_m + CAR_M + gap_m)
        way_m = visit.distance_m - stop_m
        speed = min(CRUISE_M_PER_S, (2.0 * BRAKE_M_PER_S2 * max(0.0, way_m)) ** 0.5)
        visit.distance_m -= min(speed * STEP_S, max(0.0, way_m))
        if visit.distance_m < 0.15 and visit.stopped_at is None:
            visit.stopped_at = self.time
        if -0.3 < visit.distance_m < 0.15:
            self._wait(visit, goes)

    def _wait(self, visit: Visit, goes: bool) -> None:
        visit.waited_s = 0.0 if goes else visit.waited_s + STEP_S
        if visit.waited_s > PATIENCE_S:
            for behind in self.visits:  # whoever stands behind it has to make way
                behind.turns_back = behind.turns_back or behind.number >= visit.number

    def _leave(self) -> None:
        for visit in list(self.visits):
            passed = visit.distance_m <= GONE_M
            if passed or visit.distance_m > APPEARS_M + 1.0:
                visit.ended_at, visit.let_through = self.time, passed
                self.visits.remove(visit)
                self.neighbourhood.settled(visit.car, inside=passed == (self.direction == "in"))
