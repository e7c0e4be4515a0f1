"""The fire water of a building: pool and roof tank, a hydrant and a sprinkler network, their pumps at rest."""

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("fire_water", "pool_low", "the fire pool has lost water", "消防水池水位下降"),
    fault("fire_water", "roof_tank_low", "the roof tank has lost water", "高位消防水箱水位下降"),
    fault("fire_water", "pressure_low", "the hydrants' network loses pressure", "消火栓管网失压"),
    fault("fire_water", "power_loss", "the fire pumps lose their power", "消防泵电源失电"),
    fault("fire_water", "not_automatic", "the pumps have been set to manual", "消防泵被切到手动"),
    fault("fire_water", "pump_running", "a hydrant is open: its pump runs", "有消火栓出水，消火栓泵启动"),
    fault("fire_water", "sprinkler_flow", "a sprinkler opens: water flows", "喷头动作，水流指示器报警"),
    fault("fire_water", "valve_closed", "a signal valve is closed", "信号阀被关闭"),
    fault("fire_water", "pump_trip", "hydrant pump 1 has tripped", "1 号消火栓泵故障跳闸"),
)  # fmt: skip

STOPPED, RUNNING, TRIPPED = 0.0, 1.0, 2.0
POOL_M, LOW_POOL_M = 3.6, 2.8
TANK_M, LOW_TANK_M = 2.0, 1.2
HYDRANT_MPA, LOST_HYDRANT_MPA, PUMPED_HYDRANT_MPA = 0.55, 0.40, 0.62
SPRINKLER_MPA, PUMPED_SPRINKLER_MPA, OPENED_SPRINKLER_MPA = 0.75, 0.70, 0.60
PUMP_START_MPA = 0.65
JOCKEY_ON_MPA, JOCKEY_OFF_MPA = 0.73, 0.77
SEEPAGE_MPA_PER_S = 0.03 / 1200.0
JOCKEY_MPA_PER_S = 0.04 / 40.0
LEVEL_TAU_S = 40.0
"""In life a leak takes hours; a demo cannot wait so long."""
PRESSURE_TAU_S, OPENED_TAU_S = 3.0, 6.0


class FireWater(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._noise = noise = Noise(setup.seed)
        self._pool_m, self._tank_m = POOL_M, TANK_M
        self._hydrant_mpa = HYDRANT_MPA
        self._sprinkler_mpa = noise.between(JOCKEY_ON_MPA + 0.01, JOCKEY_OFF_MPA - 0.01)
        self._jockey = False
        self._sprinkler_pump = False
        self._measure()

    def step(self, dt_s: float, time: float) -> None:
        faults = self.faults
        pool, tank = LOW_POOL_M if "pool_low" in faults else POOL_M, LOW_TANK_M if "roof_tank_low" in faults else TANK_M
        self._pool_m = lag(self._pool_m, pool, tau_s=LEVEL_TAU_S, dt_s=dt_s)
        self._tank_m = lag(self._tank_m, tank, tau_s=LEVEL_TAU_S, dt_s=dt_s)
        self._hydrant_mpa = lag(self._hydrant_mpa, self._hydrant_target(), tau_s=PRESSURE_TAU_S, dt_s=dt_s)
        self._sprinkle(dt_s)
        self._measure()

    @property
    def _can_pump(self) -> bool:
        return "power_loss" not in self.faults

    @property
    def _starts_by_itself(self) -> bool:
        return self._can_pump and "not_automatic" not in self.faults

    def _hydrant_target(self) -> float:
        if "pump_running" in self.faults and self._starts_by_itself:
            return PUMPED_HYDRANT_MPA
        return LOST_HYDRANT_MPA if self.faults & {"pressure_low", "pump_running"} else HYDRANT_MPA

    def _sprinkle(self, dt_s: float) -> None:
        """Pressure of the sprinklers: seepage and jockey pump, or an open head and the pump that it starts."""
        opened = "sprinkler_flow" in self.faults
        low = self._sprinkler_mpa < PUMP_START_MPA
        self._sprinkler_pump = opened and self._starts_by_itself and (low or self._sprinkler_pump)
        if opened:
            target = PUMPED_SPRINKLER_MPA if self._sprinkler_pump else OPENED_SPRINKLER_MPA
            self._sprinkler_mpa = lag(self._sprinkler_mpa, target, tau_s=OPENED_TAU_S, dt_s=dt_s)
            self._jockey = False
            return
        threshold = JOCKEY_OFF_MPA if self._jockey else JOCKEY_ON_MPA
        self._jockey = self._can_pump and self._sprinkler_mpa < threshold
        gain = JOCKEY_MPA_PER_S if self._jockey else 0.0
        self._sprinkler_mpa += (gain - SEEPAGE_MPA_PER_S) * dt_s

    def _hydrant_pumps(self) -> tuple[float, float]:
        running = "pump_running" in self.faults and self._starts_by_itself
        if "pump_trip" in self.faults:
            return TRIPPED, RUNNING if running else STOPPED
        return RUNNING if running else STOPPED, STOPPED

    def _measure(self) -> None:
        """Every reading once a step, with the error of its instrument."""
        error = self._noise.error
        first, second = self._hydrant_pumps()
        self._values = {
            "pool_level": self._pool_m + error(0.004),
            "roof_tank_level": self._tank_m + error(0.004),
            "hydrant_pressure": self._hydrant_mpa + error(0.001),
            "sprinkler_pressure": self._sprinkler_mpa + error(0.001),
            "hydrant_pump_1_state": first,
            "hydrant_pump_2_state": second,
            "sprinkler_pump_1_state": float(self._sprinkler_pump),
            "sprinkler_pump_2_state": STOPPED,
            "jockey_pump_state": float(self._jockey),
            "pump_power": float(self._can_pump),
            "mode": float("not_automatic" not in self.faults),
            "valve_signal": float("valve_closed" in self.faults),
            "flow_switch": float("sprinkler_flow" in self.faults),
        }


build = FireWater
