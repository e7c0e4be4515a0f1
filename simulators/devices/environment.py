"""A room sensor: temperature, humidity, a probe on the floor, a battery."""

import math

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import DAY_S, hour_of_day
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("environment", "water_leak", "water reaches the probe on the floor", "地面水浸探头触发"),
    fault("environment", "overheating", "the room heats up to about 50 °C", "房间升温至约 50°C"),
)

HOT_ROOM_C = 50.0
HEATING_TAU_S = 20.0
SENSOR_TAU_S = 15.0
BATTERY_PERCENT_PER_DAY = 0.03


class Environment(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._mean_c = noise.between(21.0, 25.0)
        self._mean_humidity = noise.between(45.0, 60.0)
        self._battery = noise.between(72.0, 99.0)
        self._excess_k = 0.0
        self._damp = 0.0
        self._room(0.0, setup.time)

    def step(self, dt_s: float, time: float) -> None:
        hot = "overheating" in self.faults
        target_k = HOT_ROOM_C - self._mean_c if hot else 0.0
        self._excess_k = lag(self._excess_k, target_k, tau_s=HEATING_TAU_S, dt_s=dt_s)
        self._damp = lag(self._damp, float("water_leak" in self.faults), tau_s=SENSOR_TAU_S, dt_s=dt_s)
        self._battery = max(0.0, self._battery - BATTERY_PERCENT_PER_DAY * dt_s / DAY_S)
        self._room(dt_s, time)

    def _room(self, dt_s: float, time: float) -> None:
        """Warmest in the afternoon; warm air at the same moisture is drier air."""
        swing = math.sin((hour_of_day(time, self._zone) - 9.0) / 24.0 * 2.0 * math.pi)
        warmth_k = 1.5 * swing + self._excess_k + self._noise.drift("air", sigma=0.2, tau_s=900.0, dt_s=dt_s)
        wander = self._noise.drift("moisture", sigma=1.5, tau_s=1800.0, dt_s=dt_s)
        humidity = (self._mean_humidity + wander + 6.0 * self._damp) * math.exp(-0.055 * warmth_k)
        self._values = {
            "temperature": round(self._mean_c + warmth_k + self._noise.error(0.03), 2),
            "humidity": round(max(0.0, min(100.0, humidity + self._noise.error(0.1))), 1),
            "water_leak": float("water_leak" in self.faults),
            "battery": math.ceil(self._battery),
        }


build = Environment
