"""A dry-type transformer of 1250 kVA: windings that warm with the load, fans by its temperature controller."""

import math
from collections.abc import Mapping

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import at_hour, hour_of_day
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("transformer", "overheating", "blocked air heats the windings to 138 °C", "散热受阻，绕组升至 138 °C"),
    fault("transformer", "fan_failure", "the fans have failed", "冷却风机故障"),
    fault("transformer", "trip", "the temperature controller trips the breaker", "温控器超温跳闸"),
    fault("transformer", "door_open", "the door of the enclosure stands open", "变压器柜门打开"),
    fault("transformer", "overload", "the load rises to about 112 %", "负载升至约 112%"),
)  # fmt: skip
CUTS: Mapping[str, str] = {"trip": "device"}

RATED_A = 1804.0
LOAD_PERCENT = (
    24.0, 21.0, 20.0, 19.5, 20.0, 23.0, 30.0, 38.0, 41.0, 43.0, 45.0, 47.0,
    48.0, 46.0, 45.0, 45.0, 47.0, 52.0, 60.0, 66.0, 67.0, 60.0, 46.0, 32.0,
)  # fmt: skip
OVERLOAD_PERCENT = 112.0
FAN_ON_C, FAN_OFF_C = 110.0, 90.0
ALARM_C, ALARM_OFF_C = 130.0, 125.0
RISE_K = {
    "winding_temperature_a": 95.0,
    "winding_temperature_b": 100.0,
    "winding_temperature_c": 94.0,
    "core_temperature": 55.0,
}
"""Above the air at rated load without fans; the middle limb stands worst in the air."""
BLOCKED_C = {
    "winding_temperature_a": 134.0,
    "winding_temperature_b": 138.0,
    "winding_temperature_c": 133.0,
    "core_temperature": 105.0,
}
"""Where blocked air leads to."""
FANS_LEAVE = 0.6
"""What the fans leave of the rise."""
WINDING_TAU_S = 1800.0
BLOCKED_TAU_S = 25.0
"""In life half an hour too; a demo cannot wait so long."""


class Transformer(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._scale = noise.between(0.9, 1.05)
        self._shares = {phase: 1.0 + noise.between(-0.03, 0.03) for phase in "abc"}
        self._air_c = noise.between(26.0, 30.0)
        self._fan = self._alarm = False
        self._draw(0.0, setup.time)
        self._warmth_k = {name: self._settled_k(name) for name in RISE_K}
        self._excess_k = dict.fromkeys(RISE_K, 0.0)
        self._control()
        self._measure()

    def step(self, dt_s: float, time: float) -> None:
        self._draw(dt_s, time)
        blocked = "overheating" in self.faults
        for name in RISE_K:
            warmth = lag(self._warmth_k[name], self._settled_k(name), tau_s=WINDING_TAU_S, dt_s=dt_s)
            target = max(0.0, BLOCKED_C[name] - self._air_c - warmth) if blocked else 0.0
            self._warmth_k[name] = warmth
            self._excess_k[name] = lag(self._excess_k[name], target, tau_s=BLOCKED_TAU_S, dt_s=dt_s)
        self._control()
        self._measure()

    def _draw(self, dt_s: float, time: float) -> None:
        """The load in % of the rated one."""
        wander = self._noise.drift("load", sigma=0.02, tau_s=120.0, dt_s=dt_s)
        usual = self._scale * at_hour(LOAD_PERCENT, hour_of_day(time, self._zone)) * (1.0 + wander)
        if "overload" in self.faults:
            usual = OVERLOAD_PERCENT * (1.0 + wander / 4.0)
        self._load = 0.0 if "trip" in self.faults else usual

    def _settled_k(self, name: str) -> float:
        """Where the present load leads to. Losses go with the square, the air's draught takes some of that back."""
        return RISE_K[name] * math.pow(self._load / 100.0, 1.6) * (FANS_LEAVE if self._fan else 1.0)

    def _temperature(self, name: str) -> float:
        return self._air_c + self._warmth_k[name] + self._excess_k[name]

    def _control(self) -> None:
        """The temperature controller: fans and the alarm contact, both by the hottest winding."""
        hottest = max(self._temperature(name) for name in RISE_K if name.startswith("winding"))
        self._fan = hottest > (FAN_OFF_C if self._fan else FAN_ON_C) and "fan_failure" not in self.faults
        self._alarm = hottest > (ALARM_OFF_C if self._alarm else ALARM_C)

    def _measure(self) -> None:
        error = self._noise.error
        amperes = RATED_A * self._load / 100.0
        loaded = amperes > 0.0
        self._values = {
            **{name: self._temperature(name) + error(0.1) for name in RISE_K},
            "load": self._load,
            **{f"current_{p}": amperes * share + (error(0.8) if loaded else 0.0) for p, share in self._shares.items()},
            "fan": float(self._fan),
            "fan_fault": float("fan_failure" in self.faults),
            "over_temperature": float(self._alarm),
            "trip": float("trip" in self.faults),
            "door": float("door_open" in self.faults),
        }


build = Transformer
