"""A burglar alarm: armed every night, and by day its detectors see people whom nobody minds."""

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.arrivals import Arrivals
from simulators.physics.day import hour_of_day
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("intrusion", "infrared", "somebody walks before the second infrared detector", "2 号红外探测器被触发"),
    fault("intrusion", "perimeter", "somebody crosses the third beam of the fence", "周界 3 号防区被触发"),
    fault("intrusion", "tamper", "the panel's housing is opened", "主机外壳被打开"),
    fault("intrusion", "mains_loss", "the panel runs on its battery", "主机失去市电，由蓄电池供电"),
    fault("intrusion", "not_armed", "the panel is left disarmed", "到时未布防"),
)

DETECTORS = tuple(f"{sort}_{n}" for sort in ("infrared", "perimeter") for n in (1, 2, 3, 4))
TRIGGERED_BY = {"infrared_2": "infrared", "perimeter_3": "perimeter"}
PEOPLE_PER_H = (0.0,) * 8 + (10.0, 10.0, 8.0, 8.0, 9.0, 8.0, 8.0, 8.0, 9.0, 10.0, 9.0, 7.0, 5.0, 2.0) + (0.0,) * 2
"""By the hour, before any of its detectors. Nobody while the panel may be armed, 22:00 to 6:30."""
ARMED_FROM_H, ARMED_TO_H = 22.5, 6.5
CHARGED_V, DISCHARGED_V, DISCHARGE_TAU_S = 13.6, 12.1, 7200.0
CHARGE_TAU_S = 30.0


class Intrusion(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._people = Arrivals(noise, PEOPLE_PER_H)
        self._early_h = noise.between(0.0, 0.4)
        self._seen_s = dict.fromkeys(DETECTORS, 0.0)
        self._battery_v = CHARGED_V - noise.between(0.0, 0.2)
        self._charged_v = self._battery_v
        self._measure(setup.time)

    def step(self, dt_s: float, time: float) -> None:
        self._seen_s = {name: max(0.0, left_s - dt_s) for name, left_s in self._seen_s.items()}
        for _ in range(self._people.come(dt_s, hour_of_day(time, self._zone))):
            passed = DETECTORS[int(self._noise.between(0.0, len(DETECTORS) - 0.001))]
            self._seen_s[passed] = self._noise.between(2.0, 6.0)
        on_battery = "mains_loss" in self.faults
        target_v, tau_s = (DISCHARGED_V, DISCHARGE_TAU_S) if on_battery else (self._charged_v, CHARGE_TAU_S)
        self._battery_v = lag(self._battery_v, target_v, tau_s=tau_s, dt_s=dt_s)
        self._measure(time)

    def _is_armed(self, time: float) -> bool:
        """The guard arms the panel some time before he has to."""
        hour = hour_of_day(time, self._zone)
        return "not_armed" not in self.faults and (hour >= ARMED_FROM_H - self._early_h or hour < ARMED_TO_H)

    def _measure(self, time: float) -> None:
        triggered = {
            name: left_s > 0.0 or TRIGGERED_BY.get(name) in self.faults for name, left_s in self._seen_s.items()
        }
        armed = self._is_armed(time)
        self._values = {
            "armed": float(armed),
            **{name: float(is_triggered) for name, is_triggered in triggered.items()},
            "tamper": float("tamper" in self.faults),
            "siren": float(armed and any(triggered.values())),
            "mains": float("mains_loss" not in self.faults),
            "battery": self._battery_v + self._noise.error(0.01),
        }


build = Intrusion
