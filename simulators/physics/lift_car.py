"""A lift's car: how it runs from floor to floor, and how its door opens and shuts.

Floors count from 0 at the lowest landing. The car is always in one of five phases; each but STANDING takes its time.
"""

import math

STANDING, OPENING, OPEN, CLOSING, RUNNING = range(5)
STOREY_M = 3.0
RATED_M_PER_S = 1.75
ACCELERATION_M_PER_S2 = 0.8
DOOR_ZONE_M = 0.2
DOOR_S = {OPENING: 2.2, CLOSING: 3.0}


class Car:
    """`left_s` is what is left of the phase; `floor` is the last landing it stood at, `target` where it goes."""

    def __init__(self, *, floor: int) -> None:
        self.floor = self.target = floor
        self.phase = STANDING
        self.left_s = 0.0
        self._run_s = 0.0

    @property
    def position(self) -> float:
        """Where the car is, in storeys above the lowest landing."""
        if self.phase != RUNNING:
            return float(self.floor)
        gone_m = travelled_m(abs(self.target - self.floor) * STOREY_M, self._run_s - self.left_s)
        return self.floor + self.direction * gone_m / STOREY_M

    @property
    def direction(self) -> int:
        """1 up, -1 down, 0 standing."""
        return (self.target > self.floor) - (self.target < self.floor) if self.phase == RUNNING else 0

    @property
    def speed_m_per_s(self) -> float:
        if self.phase != RUNNING:
            return 0.0
        peak = peak_m_per_s(abs(self.target - self.floor) * STOREY_M)
        return min(peak, ACCELERATION_M_PER_S2 * min(self.left_s, self._run_s - self.left_s))

    @property
    def in_door_zone(self) -> bool:
        return self.off_landing * STOREY_M <= DOOR_ZONE_M

    @property
    def off_landing(self) -> float:
        """How far the nearest landing is, in storeys: 0.5 is half-way between two."""
        return abs(self.position - round(self.position))

    def begin(self, phase: int, for_s: float | None = None) -> None:
        """Enter a phase of the door; OPEN for `for_s` seconds."""
        self.phase = phase
        self.left_s = DOOR_S.get(phase, 0.0) if for_s is None else for_s

    def run_to(self, target: int) -> None:
        """Set off for another landing."""
        self.target, self.phase = target, RUNNING
        self.left_s = self._run_s = run_s(abs(target - self.floor) * STOREY_M)

    def live(self, dt_s: float) -> float:
        """Go on with the phase for at most `dt_s`; what of it is left when the phase has ended."""
        spent_s = min(dt_s, self.left_s)
        self.left_s -= spent_s
        return dt_s - spent_s

    def arrive(self) -> None:
        """End a run at its target."""
        self.floor, self.phase, self.left_s = self.target, STANDING, 0.0


def peak_m_per_s(distance_m: float) -> float:
    """The highest speed on a run; on a short one the rated speed is never reached."""
    return min(RATED_M_PER_S, math.sqrt(ACCELERATION_M_PER_S2 * distance_m))


def run_s(distance_m: float) -> float:
    """How long a run takes."""
    peak = peak_m_per_s(distance_m)
    return distance_m / peak + peak / ACCELERATION_M_PER_S2


def travelled_m(distance_m: float, elapsed_s: float) -> float:
    """How far a run of `distance_m` has come after `elapsed_s`."""
    peak, whole_s = peak_m_per_s(distance_m), run_s(distance_m)
    ramp_s = peak / ACCELERATION_M_PER_S2
    if elapsed_s < ramp_s:
        return 0.5 * ACCELERATION_M_PER_S2 * elapsed_s**2
    if elapsed_s > whole_s - ramp_s:
        return distance_m - 0.5 * ACCELERATION_M_PER_S2 * (whole_s - elapsed_s) ** 2
    return peak * (elapsed_s - 0.5 * ramp_s)
