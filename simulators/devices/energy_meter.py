"""The three-phase energy meter of a commercial floor."""

import math

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import at_hour, hour_of_day
from simulators.physics.noise import Noise
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("energy_meter", "jump", "the floor draws 80 kW more than ever", "用电突增约 80 kW"),
    fault("energy_meter", "voltage_loss", "the meter's fuse of phase B blows", "电表 B 相失压"),
    fault("energy_meter", "reverse_power", "the current transformers are turned round", "互感器接反，功率为负"),
    fault("energy_meter", "counter_stopped", "power flows and the register stands still", "有负荷但电能读数不走"),
)

LOAD_KW = (
    7.5, 7.0, 6.8, 6.7, 6.8, 7.2, 9.0, 14.0, 21.0, 26.0, 28.0, 29.0,
    26.0, 27.0, 29.0, 29.0, 28.0, 26.0, 23.0, 20.0, 17.0, 14.0, 10.5, 8.5,
)  # fmt: skip
JUMP_KW = 80.0
PHASES = ("a", "b", "c")


class EnergyMeter(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone, self._fitted = setup.zone, setup.fitted
        self._noise = noise = Noise(setup.seed)
        self._scale = noise.between(0.85, 1.1)
        self._shares = [1.0 + noise.between(-0.08, 0.08) for _ in PHASES]
        self._offsets_v = [noise.between(-0.8, 0.8) for _ in PHASES]
        self._energy_kwh = noise.between(3e4, 4e5)
        self._measure(0.0, setup.time)

    def step(self, dt_s: float, time: float) -> None:
        self._measure(dt_s, time)

    def _load(self, time: float, dt_s: float) -> float:
        """kW that the floor draws."""
        wander = self._noise.drift("load", sigma=0.04, tau_s=180.0, dt_s=dt_s)
        load_kw = self._scale * at_hour(LOAD_KW, hour_of_day(time, self._zone)) * (1.0 + wander)
        return load_kw + (JUMP_KW if "jump" in self.faults else 0.0)

    def _voltages(self, load_kw: float, dt_s: float) -> list[float]:
        base_v = 225.5 - 0.05 * load_kw + self._noise.drift("grid", sigma=0.6, tau_s=300.0, dt_s=dt_s)
        lost = "voltage_loss" in self.faults
        return [
            0.0 if lost and phase == "b" else base_v + offset + self._noise.error(0.1)
            for phase, offset in zip(PHASES, self._offsets_v, strict=True)
        ]

    def _measure(self, dt_s: float, time: float) -> None:
        """A phase without voltage at the meter still carries its current, and is not metered."""
        load_kw = self._load(time, dt_s)
        voltages = self._voltages(load_kw, dt_s)
        factor = 0.955 + self._noise.drift("factor", sigma=0.006, tau_s=300.0, dt_s=dt_s)
        total = sum(self._shares)
        live_v = max(voltages)
        currents = [1000.0 * load_kw * share / total / factor / live_v for share in self._shares]
        kva = [volts * amps / 1000.0 for volts, amps in zip(voltages, currents, strict=True)]
        sign = -1.0 if "reverse_power" in self.faults else 1.0
        active_kw = sign * math.fsum(kva) * factor
        if "counter_stopped" not in self.faults:
            self._energy_kwh += max(0.0, active_kw) * dt_s / 3600.0
        readings = {
            "energy": self._energy_kwh,
            "active_power": active_kw,
            **{f"voltage_{phase}": volts for phase, volts in zip(PHASES, voltages, strict=True)},
            **{f"current_{phase}": amps for phase, amps in zip(PHASES, currents, strict=True)},
            "power_factor": sign * factor,
            "frequency": 50.0 + self._noise.drift("frequency", sigma=0.015, tau_s=60.0, dt_s=dt_s),
        }
        self._values = {point: value for point, value in readings.items() if point in self._fitted}


build = EnergyMeter
