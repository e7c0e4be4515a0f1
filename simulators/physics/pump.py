"""One pump of 11 kW (22 A) with its drive and its motor."""

import math
from dataclasses import dataclass

from simulators.physics.hydraulics import motor_power
from simulators.physics.noise import lag

STOPPED, RUNNING, TRIPPED = 0, 1, 2
RATED_HZ = 50.0
RATED_A = 22.0
AMPERE_PER_KW = 1000.0 / (math.sqrt(3.0) * 380.0 * 0.86 * 0.9)
"""Motor current a kW of shaft power, at 380 V with a power factor of 0.86 and an efficiency of 0.9."""
WINDING_RISE_K = 60.0
WINDING_TAU_S = 600.0
COOLER_THAN_WINDING_K = 4.0


@dataclass(slots=True, kw_only=True)
class Pump:
    """`number` counts from 1; `flow` is m³/h; `hours` is what it has run in its life."""

    number: int
    starts: int
    hours: float
    winding_c: float = 25.0
    state: int = STOPPED
    speed_hz: float = 0.0
    flow: float = 0.0
    current_a: float = 0.0

    @property
    def speed(self) -> float:
        """As a share of the rated speed."""
        return self.speed_hz / RATED_HZ

    def start(self) -> None:
        self.state = RUNNING
        self.starts += 1

    def stop(self, state: int = STOPPED) -> None:
        self.state, self.speed_hz = state, 0.0

    def load(self, dt_s: float, room_c: float) -> None:
        """Current and winding temperature after `dt_s` at the present speed and flow; 0 s only sets the current."""
        running = self.state == RUNNING
        self.current_a = AMPERE_PER_KW * motor_power(self.speed, self.flow) if running else 0.0
        self.hours += dt_s / 3600.0 if running else 0.0
        self.winding_c = lag(self.winding_c, self.settled_c(room_c), tau_s=WINDING_TAU_S, dt_s=dt_s)

    def settled_c(self, room_c: float) -> float:
        """The winding temperature that the present current leads to; losses go with its square."""
        return room_c + COOLER_THAN_WINDING_K + WINDING_RISE_K * (self.current_a / RATED_A) ** 2
