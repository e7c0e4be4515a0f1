"""A sump of 2 m by 2 m, 2.5 m deep, in the lowest basement, with two pumps that take turns."""

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import at_hour, hour_of_day
from simulators.physics.noise import Noise
from simulators.physics.sump_control import RUNNING, START_M, STOP_M, SumpControl, SumpPump
from simulators.plant import Plant, short_steps

FAULTS: tuple[Fault, ...] = (
    fault("drainage", "flooding", "far more water comes than both pumps can lift", "大量进水，两台泵排不及"),
    fault("drainage", "pump_trip", "the lead pump trips, the other takes over", "主用泵跳闸，备用泵投入"),
    fault("drainage", "both_pumps_trip", "both pumps trip", "两台泵全部跳闸"),
    fault("drainage", "power_loss", "the pumps lose their power", "水泵动力电源失电"),
    fault("drainage", "short_cycling", "water runs back: the pumps start every minute", "止回阀漏水，水泵频繁启停"),
    fault("drainage", "no_alternation", "the lead never changes", "主备泵不轮换"),
)  # fmt: skip

LONGEST_STEP_S = 5.0
AREA_M2, DEPTH_M = 4.0, 2.5
HIGH_M, SUPER_HIGH_M, FLOAT_BAND_M = 1.7, 2.0, 0.05
INFLOW_M3_PER_H = (
    3.4, 3.1, 3.0, 3.0, 3.1, 3.6, 4.6, 5.4, 5.2, 4.8, 4.6, 4.8,
    5.0, 4.7, 4.5, 4.5, 4.7, 5.0, 5.4, 5.8, 5.6, 5.0, 4.4, 3.8,
)  # fmt: skip
"""Seepage, car wash and condensate, by the hour."""
PUMP_M3_PER_H = 25.0
PUMP_A = 6.4
FLOOD_M3_PER_H = 300.0
"""A fire main that has burst gives half as much; a demo cannot wait so long."""
RETURN_M3_PER_H = 25.0
"""What a leaking check valve lets back while no pump runs."""


class Drainage(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup, *, pumps: int) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._scale = noise.between(0.9, 1.1)
        self._level_m = noise.between(STOP_M + 0.1, START_M - 0.1)
        self._high = self._super_high = False
        self._pumps = [
            SumpPump(number=n, starts=int(noise.between(2e3, 5e3)), hours=noise.between(300.0, 900.0))
            for n in range(1, pumps + 1)
        ]
        self._control = SumpControl(self._pumps, lead=1 + setup.seed % pumps)
        self._tripped: tuple[int, ...] = ()
        self._measure()

    def step(self, dt_s: float, time: float) -> None:
        for short_s, until in short_steps(dt_s, time, longest_s=LONGEST_STEP_S):
            self._step(short_s, until)
        self._measure()

    def _step(self, dt_s: float, time: float) -> None:
        self._trip()
        self._control.decide(
            self._level_m,
            powered="power_loss" not in self.faults,
            tripped=self._tripped,
            alternates="no_alternation" not in self.faults,
            short="short_cycling" in self.faults,
        )
        running = [pump for pump in self._pumps if pump.state == RUNNING]
        for pump in running:
            pump.hours += dt_s / 3600.0
        gain = self._inflow(dt_s, time, idle=not running) - PUMP_M3_PER_H * len(running)
        self._level_m = max(0.0, min(DEPTH_M, self._level_m + gain / AREA_M2 * dt_s / 3600.0))

    def _trip(self) -> None:
        """Who is tripped now: the pump that led when the fault began stays the one."""
        if "both_pumps_trip" in self.faults:
            self._tripped = tuple(pump.number for pump in self._pumps)
        elif "pump_trip" not in self.faults:
            self._tripped = ()
        elif len(self._tripped) != 1:
            self._tripped = (self._control.lead,)

    def _inflow(self, dt_s: float, time: float, *, idle: bool) -> float:
        """What runs into the sump, m³/h."""
        wander = self._noise.drift("inflow", sigma=0.06, tau_s=300.0, dt_s=dt_s)
        inflow = self._scale * at_hour(INFLOW_M3_PER_H, hour_of_day(time, self._zone)) * (1.0 + wander)
        if "flooding" in self.faults:
            inflow += FLOOD_M3_PER_H
        return inflow + (RETURN_M3_PER_H if idle and "short_cycling" in self.faults else 0.0)

    def _measure(self) -> None:
        """Every reading once a step, with the error of its instrument."""
        self._high = self._level_m > HIGH_M - FLOAT_BAND_M * self._high
        self._super_high = self._level_m > SUPER_HIGH_M - FLOAT_BAND_M * self._super_high
        self._values = {
            "sump_level": max(0.0, self._level_m + self._noise.error(0.002)),
            "high": float(self._high),
            "super_high": float(self._super_high),
            "lead_pump": float(self._control.lead),
            "power_present": float("power_loss" not in self.faults),
            "mode": 1.0,
        }
        for pump in self._pumps:
            self._values.update(self._readings(pump))

    def _readings(self, pump: SumpPump) -> dict[str, float]:
        readings = {
            "state": float(pump.state),
            "current": PUMP_A + self._noise.error(0.05) if pump.state == RUNNING else 0.0,
            "hours": pump.hours,
            "starts": float(pump.starts),
        }
        return {f"pump_{pump.number}_{name}": value for name, value in readings.items()}


def build(setup: Setup) -> Drainage:
    """A sump with as many pumps as its points tell of."""
    return Drainage(setup, pumps=sum(f"pump_{number}_state" in setup.fitted for number in (1, 2)))
