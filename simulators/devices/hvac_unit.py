"""An air conditioner of a machine room, and the room that it keeps at its set-point."""

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import at_hour, hour_of_day
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("hvac_unit", "compressor_failure", "the compressor trips, the room warms up", "压缩机跳停，室温上升"),
    fault("hvac_unit", "filter_dirty", "the filter is clogged", "滤网脏堵"),
    fault("hvac_unit", "water_leak", "condensate reaches the leak cable", "冷凝水溢出，漏水绳报警"),
    fault("hvac_unit", "stopped", "somebody switches the unit off, the room warms up", "机组被关停，室温上升"),
)

COOLING = 0.0
COMPRESSOR_OVERLOAD = 3.0
LOWEST_C, HIGHEST_C = 16.0, 30.0
HOT_ROOM_C = 39.0
WARMING_TAU_S = 60.0
"""A machine room really takes half an hour; a demo cannot wait so long."""
COOLING_TAU_S = 40.0
AIR_TAU_S = 15.0
LOAD = (
    0.52, 0.50, 0.49, 0.48, 0.48, 0.50, 0.55, 0.60, 0.64, 0.68, 0.72, 0.76,
    0.80, 0.82, 0.82, 0.80, 0.77, 0.74, 0.70, 0.67, 0.64, 0.61, 0.58, 0.55,
)  # fmt: skip
"""How much of its cooling power the room takes, by the hour."""
FULL_DROP_K = 13.0
FULL_CURRENT_A, IDLE_CURRENT_A = 21.0, 3.0


class HvacUnit(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._setpoint = 24.0
        self._mean_humidity = noise.between(47.0, 55.0)
        self._hours = noise.between(4000.0, 16000.0)
        self._room_c = self._setpoint
        self._supply_c = self._setpoint - FULL_DROP_K * self._load(setup.time, 0.0)
        self._values: dict[str, float] = {}
        self._measure(0.0, setup.time)

    def step(self, dt_s: float, time: float) -> None:
        load = self._load(time, dt_s)
        if self._cools:
            self._room_c = lag(self._room_c, self._setpoint, tau_s=COOLING_TAU_S, dt_s=dt_s)
            self._hours += dt_s / 3600.0
        else:
            self._room_c = lag(self._room_c, HOT_ROOM_C, tau_s=WARMING_TAU_S, dt_s=dt_s)
        drop_k = FULL_DROP_K * load if self._cools else 0.0
        self._supply_c = lag(self._supply_c, self._room_c - drop_k, tau_s=AIR_TAU_S, dt_s=dt_s)
        self._measure(dt_s, time)

    def write(self, point: str, value: float) -> None:
        if point != "setpoint" or not LOWEST_C <= value <= HIGHEST_C:
            raise ValueError(f"{point} cannot be set to {value:g}")
        self._setpoint = value
        self._values["setpoint"] = value

    @property
    def _cools(self) -> bool:
        return not self.faults & {"compressor_failure", "stopped"}

    def _load(self, time: float, dt_s: float) -> float:
        wander = self._noise.drift("load", sigma=0.04, tau_s=300.0, dt_s=dt_s)
        return at_hour(LOAD, hour_of_day(time, self._zone)) * (1.0 + wander)

    def _measure(self, dt_s: float, time: float) -> None:
        """Every reading once a step, with the error of its instrument."""
        failed = "compressor_failure" in self.faults
        error, drift = self._noise.error, self._noise.drift
        load = at_hour(LOAD, hour_of_day(time, self._zone))
        air_k = drift("air", sigma=0.15, tau_s=300.0, dt_s=dt_s)
        damp = self._mean_humidity + drift("moisture", sigma=1.2, tau_s=1200.0, dt_s=dt_s)
        current = IDLE_CURRENT_A + (FULL_CURRENT_A - IDLE_CURRENT_A) * load + error(0.15) if self._cools else 0.0
        self._values = {
            "return_temperature": self._room_c + air_k + error(0.04),
            "supply_temperature": self._supply_c + air_k + error(0.04),
            # Warm air at the same moisture is drier air.
            "humidity": damp * 0.945 ** (self._room_c - 24.0) + error(0.2),
            "setpoint": self._setpoint,
            "running": float("stopped" not in self.faults),
            "mode": COOLING,
            "compressor_current": current,
            "filter_dirty": float("filter_dirty" in self.faults),
            "fault": float(failed),
            "fault_code": COMPRESSOR_OVERLOAD if failed else 0.0,
            "water_leak": float("water_leak" in self.faults),
            "hours": self._hours,
        }


build = HvacUnit
