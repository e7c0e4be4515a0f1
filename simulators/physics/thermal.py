"""Conductors that warm up with the square of their current."""

from dataclasses import dataclass

from simulators.physics.noise import lag

CONDUCTOR_TAU_S = 900.0
JOINT_TAU_S = 25.0
"""A bad joint really takes a quarter of an hour; a demo cannot wait so long."""
BAD_JOINT_C = 97.0


@dataclass(slots=True, kw_only=True)
class Conductor:
    """`rise_k` is how much warmer than the air it gets at its rated current; `excess_k` is what a bad joint adds."""

    rated_a: float
    rise_k: float
    warmth_k: float = 0.0
    excess_k: float = 0.0

    def settled_k(self, current_a: float) -> float:
        """How far above the air a current ends up."""
        return self.rise_k * (current_a / self.rated_a) ** 2

    def step(self, dt_s: float, *, current_a: float, air_c: float, bad_joint: bool) -> float:
        """The temperature in °C `dt_s` later."""
        self.warmth_k = lag(self.warmth_k, self.settled_k(current_a), tau_s=CONDUCTOR_TAU_S, dt_s=dt_s)
        sound_c = air_c + self.warmth_k
        target_k = max(0.0, BAD_JOINT_C - sound_c) if bad_joint else 0.0
        self.excess_k = lag(self.excess_k, target_k, tau_s=JOINT_TAU_S, dt_s=dt_s)
        return sound_c + self.excess_k
