"""The water meter of a branch behind which some sixty dwellings draw."""

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import DAY_S, at_hour, hour_of_day
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("water_meter", "night_leak", "a pipe leaks 1.6 m³/h all the time", "管道持续漏水约 1.6 m³/h"),
    fault("water_meter", "burst", "a pipe bursts behind the meter: 26 m³/h", "表后爆管，流量约 26 m³/h"),
    fault("water_meter", "reverse_flow", "water flows backwards through the meter", "水流倒流"),
    fault("water_meter", "battery_low", "the cell is nearly empty", "电池电压过低"),
    fault("water_meter", "jump", "the register leaps by 30 m³", "读数突跳 30 m³"),
    fault("water_meter", "counter_stopped", "water flows and the register stands still", "有流量但读数不走"),
)

DEMAND_M3_PER_H = (
    0.25, 0.16, 0.12, 0.11, 0.13, 0.45, 1.6, 2.8, 2.5, 1.7, 1.4, 1.6,
    2.0, 1.6, 1.3, 1.3, 1.6, 2.1, 2.7, 3.1, 3.0, 2.4, 1.5, 0.7,
)  # fmt: skip
LEAK_M3_PER_H = 1.6
BURST_M3_PER_H = 26.0
REVERSE_M3_PER_H = -0.8
JUMP_M3 = 30.0
NOMINAL_MPA = 0.36
MPA_PER_M3_PER_H_SQUARED = 0.00028
"""What the branch before the meter loses."""
FLOW_TAU_S = 4.0
FRESH_V, EMPTY_V = 3.6, 3.05
VOLT_PER_DAY = 0.0001


class WaterMeter(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone, self._fitted = setup.zone, setup.fitted
        self._noise = noise = Noise(setup.seed)
        self._scale = noise.between(0.85, 1.05)
        self._volume_m3 = noise.between(4000.0, 60000.0)
        self._battery_v = noise.between(3.5, FRESH_V)
        self._leaped = False
        self._flow = self._demand(setup.time, 0.0)
        self._measure(0.0)

    def step(self, dt_s: float, time: float) -> None:
        self._flow = lag(self._flow, self._target(time, dt_s), tau_s=FLOW_TAU_S, dt_s=dt_s)
        if "counter_stopped" not in self.faults:
            self._volume_m3 += max(0.0, self._flow) * dt_s / 3600.0
        if "jump" in self.faults and not self._leaped:
            self._volume_m3 += JUMP_M3
        self._leaped = "jump" in self.faults
        self._battery_v -= VOLT_PER_DAY * dt_s / DAY_S
        self._measure(dt_s)

    def _target(self, time: float, dt_s: float) -> float:
        """What would flow in the long run, m³/h."""
        flow = self._demand(time, dt_s)
        if "reverse_flow" in self.faults:
            return REVERSE_M3_PER_H
        leak = LEAK_M3_PER_H if "night_leak" in self.faults else 0.0
        return flow + leak + (BURST_M3_PER_H if "burst" in self.faults else 0.0)

    def _demand(self, time: float, dt_s: float) -> float:
        """Taps that open and close: it wanders by half of itself within minutes."""
        wander = self._noise.drift("taps", sigma=0.25, tau_s=60.0, dt_s=dt_s)
        return self._scale * at_hour(DEMAND_M3_PER_H, hour_of_day(time, self._zone)) * (1.0 + wander)

    def _measure(self, dt_s: float) -> None:
        mains = NOMINAL_MPA + self._noise.drift("mains", sigma=0.006, tau_s=600.0, dt_s=dt_s)
        pressure = mains - MPA_PER_M3_PER_H_SQUARED * self._flow * abs(self._flow) + self._noise.error(0.0008)
        readings = {
            "flow": self._flow,
            "volume": self._volume_m3,
            "pressure": pressure,
            "battery": EMPTY_V if "battery_low" in self.faults else self._battery_v,
            "reverse": float(self._flow < 0.0),
        }
        self._values = {point: value for point, value in readings.items() if point in self._fitted}


build = WaterMeter
