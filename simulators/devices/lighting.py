"""A panel of public lighting: eight circuits on a schedule, each behind a contactor and a breaker of its own."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import hour_of_day
from simulators.physics.noise import Noise
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("lighting", "lamp_failure", "most lamps of circuit 1 go out", "1 号回路多数灯具熄灭"),
    fault("lighting", "schedule_mismatch", "circuit 2 does the opposite of its schedule", "2 号回路与计划相反"),
    fault("lighting", "manual_mode", "somebody turns the switch to manual", "控制方式切至手动"),
    fault("lighting", "circuit_trip", "the breaker of circuit 3 trips, its contactor stays in", "3 号回路空开跳闸"),
)

LAMP_CIRCUIT, MISMATCHED_CIRCUIT, TRIPPED_CIRCUIT = 1, 2, 3
LAMPS_LEFT = 0.42
VOLTAGE_V, POWER_FACTOR = 220.0, 0.92
CONTACTOR_S = 2.0
BRIGHTEST_LX = 52_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a circuit is lit (local hours, over midnight where `until` is the smaller), and what it draws when new."""

    since: float
    until: float
    rated_a: float

    def lit(self, hour: float) -> bool:
        if self.since < self.until:
            return self.since <= hour < self.until
        return hour >= self.since or hour < self.until


PLANS: Mapping[int, Plan] = {
    1: Plan(since=17.5, until=6.5, rated_a=9.6),  # lobbies
    2: Plan(since=17.5, until=6.5, rated_a=12.4),  # staircases
    3: Plan(since=17.75, until=6.25, rated_a=8.2),  # paths
    4: Plan(since=18.0, until=6.0, rated_a=6.5),  # gates and fence
    5: Plan(since=0.0, until=24.0, rated_a=14.0),  # garage, the lanes
    6: Plan(since=6.5, until=23.5, rated_a=11.2),  # garage, the bays
    7: Plan(since=18.5, until=22.5, rated_a=5.4),  # garden
    8: Plan(since=18.5, until=22.0, rated_a=7.8),  # façade
}
"""What the circuits of an estate's panel light."""


class Lighting(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._plans = {n: plan for n, plan in PLANS.items() if f"circuit_{n}" in setup.fitted}
        # What a circuit draws with its lamps as they are now, as a share of what it drew when they were new.
        self._age = {n: noise.between(0.95, 1.02) for n in self._plans}
        self._energy_kwh = noise.between(2e4, 9e4)
        hour = hour_of_day(setup.time, setup.zone)
        self._on = {n: plan.lit(hour) for n, plan in self._plans.items()}
        self._waited_s = dict.fromkeys(self._plans, 0.0)
        self._measure(0.0, setup.time)

    def step(self, dt_s: float, time: float) -> None:
        hour = hour_of_day(time, self._zone)
        for n, plan in self._plans.items():
            self._drive(n, dt_s, wanted=plan.lit(hour))
        self._measure(dt_s, time)

    def _drive(self, n: int, dt_s: float, *, wanted: bool) -> None:
        """The controller moves a contactor that is not where it should be; by hand everything stays."""
        if "schedule_mismatch" in self.faults and n == MISMATCHED_CIRCUIT:
            wanted = not wanted
        if self._on[n] == wanted or "manual_mode" in self.faults:
            self._waited_s[n] = 0.0
            return
        self._waited_s[n] += dt_s
        if self._waited_s[n] >= CONTACTOR_S:
            self._on[n] = wanted
            self._waited_s[n] = 0.0

    def _current(self, n: int, dt_s: float) -> float:
        if not self._on[n] or ("circuit_trip" in self.faults and n == TRIPPED_CIRCUIT):
            return 0.0
        left = LAMPS_LEFT if "lamp_failure" in self.faults and n == LAMP_CIRCUIT else 1.0
        grid = self._noise.drift("grid", sigma=0.006, tau_s=300.0, dt_s=dt_s)
        return self._plans[n].rated_a * self._age[n] * left * (1.0 + grid + self._noise.error(0.002))

    def _measure(self, dt_s: float, time: float) -> None:
        hour = hour_of_day(time, self._zone)
        currents = {n: self._current(n, dt_s) for n in self._plans}
        self._energy_kwh += sum(currents.values()) * VOLTAGE_V * POWER_FACTOR * dt_s / 3.6e6
        self._values = {
            "mode": float("manual_mode" not in self.faults),
            "lux": self._daylight(hour, dt_s),
            "energy": self._energy_kwh,
        }
        for n, current in currents.items():
            self._values[f"circuit_{n}"] = float(self._on[n])
            self._values[f"expected_{n}"] = float(self._plans[n].lit(hour))
            self._values[f"circuit_{n}_current"] = current
            self._values[f"circuit_{n}_rated"] = self._plans[n].rated_a

    def _daylight(self, hour: float, dt_s: float) -> float:
        """What falls on the sensor on the roof, with clouds."""
        height = math.sin((hour - 6.0) / 12.0 * math.pi)
        clouds = self._noise.drift("clouds", sigma=0.15, tau_s=900.0, dt_s=dt_s)
        return max(0.0, BRIGHTEST_LX * height * (0.7 + clouds)) if height > 0.0 else 0.0


build = Lighting
