"""A 380 V switchboard: an incomer of 1000 A with its meter, four feeders, sensors on the joints of busbar and cable."""

import math
from collections.abc import Mapping

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import at_hour, hour_of_day
from simulators.physics.noise import Noise
from simulators.physics.thermal import Conductor
from simulators.physics.three_phase import deviation, line_voltage, negative_sequence
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("switchgear", "phase_loss", "phase B is lost: no voltage, its current collapses", "B 相缺相，电压与电流消失"),
    fault("switchgear", "overvoltage", "all phases rise to about 110 %", "三相电压升至约 110%"),
    fault("switchgear", "unbalance", "the phases drift apart to about 3 %", "三相电压不平衡约 3%"),
    fault("switchgear", "overheating_joint", "the busbar joint of phase B heats up", "B 相母排接头过热"),
    fault("switchgear", "supply_loss", "the whole supply is lost", "进线全部失电"),
    fault("switchgear", "breaker_trip", "the incomer's breaker trips", "进线断路器跳闸"),
    fault("switchgear", "feeder_trip", "the breaker of feeder 2 trips", "2 号馈线断路器跳闸"),
)
CUTS = {"supply_loss": "device", "breaker_trip": "device", "feeder_trip": "feeder_2_breaker"}

LOAD_KW = (
    82.0, 74.0, 70.0, 68.0, 70.0, 80.0, 105.0, 130.0, 142.0, 150.0, 156.0, 162.0,
    165.0, 160.0, 158.0, 156.0, 162.0, 178.0, 205.0, 225.0, 228.0, 205.0, 160.0, 112.0,
)  # fmt: skip
FEEDER_SHARES = (0.34, 0.28, 0.23, 0.15)
TRIPPING_FEEDER = 2
PHASES = ("a", "b", "c")
PHASE_FACTORS: dict[str, tuple[float, float, float]] = {
    "phase_loss": (1.0, 0.01, 1.0),
    "overvoltage": (1.1, 1.1, 1.1),
    "unbalance": (1.025, 1.0, 0.925),
    "supply_loss": (0.0, 0.0, 0.0),
}
"""What a fault does to the phase voltages."""
LIT_V = 100.0
"""Below this voltage loads drop off."""
CLOSED, TRIPPED = 1.0, 2.0


class Switchgear(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._scale = noise.between(0.85, 1.1)
        self._phase_shares = [1.0 + noise.between(-0.02, 0.02) for _ in PHASES]
        self._phase_offsets_v = [noise.between(-0.6, 0.6) for _ in PHASES]
        self._energy_kwh = noise.between(4e5, 2.5e6)
        self._joints = {
            **{f"busbar_temperature_{phase}": Conductor(rated_a=1000.0, rise_k=45.0) for phase in PHASES},
            **{f"cable_temperature_{phase}": Conductor(rated_a=1000.0, rise_k=38.0) for phase in PHASES},
        }
        self._electrics(0.0, setup.time)
        for name, joint in self._joints.items():
            joint.warmth_k = joint.settled_k(self._currents[PHASES.index(name[-1])])
        self._measure(self._temperatures(0.0, setup.time))

    def step(self, dt_s: float, time: float) -> None:
        self._electrics(dt_s, time)
        self._energy_kwh += self._active_kw * dt_s / 3600.0
        self._measure(self._temperatures(dt_s, time))

    def _electrics(self, dt_s: float, time: float) -> None:
        """Voltages, then the load that they carry, then what the meter makes of both."""
        drift = self._noise.drift
        load_kw = self._scale * at_hour(LOAD_KW, hour_of_day(time, self._zone))
        load_kw *= 1.0 + drift("load", sigma=0.02, tau_s=120.0, dt_s=dt_s)
        # The transformer's own drop: about 6 V between an idle night and the evening's peak.
        base_v = 226.5 - 0.026 * load_kw + drift("grid", sigma=0.6, tau_s=300.0, dt_s=dt_s)
        self._voltages = [
            base_v + offset + drift(f"voltage_{phase}", sigma=0.12, tau_s=30.0, dt_s=dt_s)
            for phase, offset in zip(PHASES, self._phase_offsets_v, strict=True)
        ]
        for name in self.faults & PHASE_FACTORS.keys():
            self._voltages = [v * f for v, f in zip(self._voltages, PHASE_FACTORS[name], strict=True)]
        self._feeder_shares = [
            share * (1.0 + drift(f"feeder_{n}", sigma=0.03, tau_s=600.0, dt_s=dt_s))
            for n, share in enumerate(FEEDER_SHARES, 1)
        ]
        if "feeder_trip" in self.faults:
            load_kw *= 1.0 - FEEDER_SHARES[TRIPPING_FEEDER - 1]
            self._feeder_shares[TRIPPING_FEEDER - 1] = 0.0
        self._load(load_kw, dt_s)

    def _load(self, load_kw: float, dt_s: float) -> None:
        """Phase currents and powers. Motors on two phases draw more, and worse."""
        dead = [voltage < LIT_V for voltage in self._voltages]
        single = any(dead) and not all(dead)
        open_ = "breaker_trip" in self.faults
        drift = self._noise.drift
        factor = 0.955 + drift("factor", sigma=0.004, tau_s=300.0, dt_s=dt_s) - (0.09 if single else 0.0)
        self._currents, self._active_kw, self._reactive_kvar = [], 0.0, 0.0
        for phase, voltage, share, lost in zip(PHASES, self._voltages, self._phase_shares, dead, strict=True):
            wander = drift(f"current_{phase}", sigma=0.008, tau_s=60.0, dt_s=dt_s)
            kw = 0.0 if lost or open_ else load_kw / 3.0 * share * (1.0 + wander) * (1.12 if single else 1.0)
            apparent = kw / factor
            self._currents.append(1000.0 * apparent / voltage if kw else 0.0)
            self._active_kw += kw
            self._reactive_kvar += math.sqrt(apparent * apparent - kw * kw)
        self._harmonics(dt_s, single=single)

    def _harmonics(self, dt_s: float, *, single: bool) -> None:
        drift = self._noise.drift
        live, loaded = max(self._voltages) > LIT_V, self._active_kw > 0.0
        frequency = 50.0 + drift("frequency", sigma=0.015, tau_s=60.0, dt_s=dt_s)
        voltage = 2.1 + drift("thd_voltage", sigma=0.1, tau_s=300.0, dt_s=dt_s) + (1.2 if single else 0.0)
        current = 8.5 + drift("thd_current", sigma=0.4, tau_s=300.0, dt_s=dt_s) + (6.0 if single else 0.0)
        self._frequency = frequency if live else 0.0
        self._thd = (voltage if live else 0.0, current if loaded else 0.0)

    def _temperatures(self, dt_s: float, time: float) -> dict[str, float]:
        air_c = 27.0 + 3.0 * math.sin((hour_of_day(time, self._zone) - 9.0) / 24.0 * 2.0 * math.pi)
        hot = "busbar_temperature_b" if "overheating_joint" in self.faults else ""
        return {
            name: joint.step(dt_s, current_a=self._currents[PHASES.index(name[-1])], air_c=air_c, bad_joint=name == hot)
            for name, joint in self._joints.items()
        }

    def _measure(self, temperatures: Mapping[str, float]) -> None:
        """Every reading once a step; what a meter computes is computed from what it shows."""
        a, b, c = self._voltages
        lines = {"ab": line_voltage(a, b), "bc": line_voltage(b, c), "ca": line_voltage(c, a)}
        apparent = math.hypot(self._active_kw, self._reactive_kvar)
        mean_a = sum(self._currents) / len(PHASES)
        total_share = sum(self._feeder_shares)
        self._values = {
            **{f"voltage_{phase}": value for phase, value in zip(PHASES, self._voltages, strict=True)},
            **{f"voltage_{pair}": value for pair, value in lines.items()},
            **{f"current_{phase}": value for phase, value in zip(PHASES, self._currents, strict=True)},
            "active_power": self._active_kw,
            "reactive_power": self._reactive_kvar,
            "apparent_power": apparent,
            "power_factor": self._active_kw / apparent if apparent else 1.0,
            "frequency": self._frequency,
            "voltage_unbalance": negative_sequence(*lines.values()),
            "current_unbalance": deviation(self._currents),
            "thd_voltage": self._thd[0],
            "thd_current": self._thd[1],
            "energy": self._energy_kwh,
            "breaker": TRIPPED if "breaker_trip" in self.faults else CLOSED,
            **{name: value + self._noise.error(0.08) for name, value in temperatures.items()},
            **{f"feeder_{n}_current": mean_a * share / total_share for n, share in enumerate(self._feeder_shares, 1)},
            **{f"feeder_{n}_breaker": CLOSED for n in range(1, len(FEEDER_SHARES) + 1)},
            **({f"feeder_{TRIPPING_FEEDER}_breaker": TRIPPED} if "feeder_trip" in self.faults else {}),
        }


build = Switchgear
