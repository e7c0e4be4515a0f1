"""An emergency diesel generator of 400 kW: at rest, warm, charged and in automatic, until the mains are lost."""

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import at_hour, hour_of_day
from simulators.physics.genset_control import GensetControl, Orders
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant, short_steps

FAULTS: tuple[Fault, ...] = (
    fault("generator", "mains_loss", "the mains are lost: it starts, takes the load", "市电失电，启动带载"),
    fault("generator", "start_failure", "the engine does not catch: three tries fail", "发动机三次启动失败"),
    fault("generator", "battery_low", "the charger has failed, the battery sinks", "充电器故障，启动电池电压下降"),
    fault("generator", "oil_pressure_low", "a run shows a low oil pressure", "运行时机油压力低"),
    fault("generator", "overheating", "a run heats the engine up to about 104 °C", "运行时冷却水升至约 104 °C"),
    fault("generator", "fuel_low", "the tank has lost fuel", "燃油液位下降"),
    fault("generator", "not_automatic", "the selector stands at manual", "控制方式被切到手动"),
    fault("generator", "emergency_stop", "the emergency stop is pressed", "急停按钮被按下"),
)  # fmt: skip
CUTS = {"start_failure": "device", "emergency_stop": "device"}

LONGEST_STEP_S = 1.0
LOAD_KW = (
    72.0, 68.0, 66.0, 65.0, 66.0, 70.0, 82.0, 96.0, 102.0, 106.0, 110.0, 114.0,
    116.0, 112.0, 110.0, 110.0, 114.0, 124.0, 140.0, 152.0, 154.0, 140.0, 112.0, 86.0,
)  # fmt: skip
"""Lifts, pumps, emergency light and the control room, by the hour."""
TANK_L, L_PER_KWH, IDLE_L_PER_H = 1000.0, 0.26, 12.0
FULL_PERCENT, LOW_FUEL_PERCENT, FUEL_TAU_S = 85.0, 22.0, 40.0
WARM_C, RUNNING_C, HOT_C = 38.0, 82.0, 104.0
HEAT_TAU_S, COOL_TAU_S = 30.0, 900.0
CHARGED_V, CHARGING_V, RESTING_V, SUNK_V, CRANK_DROP_V = 27.2, 28.0, 25.6, 23.2, 5.5
BATTERY_TAU_S = 30.0
OIL_MPA, LOW_OIL_MPA, OIL_TAU_S = 0.42, 0.15, 2.0
SHOWN_BY_A_RUN = frozenset({"start_failure", "oil_pressure_low", "overheating"})
"""Faults that only a run shows: with the mains there, somebody starts a test."""


class Generator(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._scale = noise.between(0.9, 1.1)
        self._hours = noise.between(80.0, 400.0)
        self._fuel_percent = FULL_PERCENT
        self._water_c, self._battery_v, self._oil_mpa = WARM_C, CHARGED_V, 0.0
        self._power_kw = 0.0
        self._control = GensetControl(starts=int(noise.between(60.0, 300.0)))
        self._measure()

    def step(self, dt_s: float, time: float) -> None:
        for short_s, until in short_steps(dt_s, time, longest_s=LONGEST_STEP_S):
            self._step(short_s, until)
        self._measure()

    def _step(self, dt_s: float, time: float) -> None:
        faults = self.faults
        orders = Orders(
            mains="mains_loss" not in faults,
            automatic="not_automatic" not in faults,
            test=bool(faults & SHOWN_BY_A_RUN),
            fires="start_failure" not in faults,
            stop="emergency_stop" in faults,
        )
        self._control.step(dt_s, orders)
        wander = self._noise.drift("load", sigma=0.03, tau_s=60.0, dt_s=dt_s)
        load_kw = self._scale * at_hour(LOAD_KW, hour_of_day(time, self._zone)) * (1.0 + wander)
        self._power_kw = load_kw if self._control.on_load else 0.0
        self._hours += dt_s / 3600.0 if self._control.turning else 0.0
        self._engine(dt_s)
        self._battery(dt_s, mains=orders.mains)
        self._fuel(dt_s)

    def _engine(self, dt_s: float) -> None:
        """Water and oil: the pre-heater keeps it warm, a run makes it hot."""
        faults, turning = self.faults, self._control.turning
        hot = HOT_C if "overheating" in faults else RUNNING_C
        tau_s = HEAT_TAU_S if turning else COOL_TAU_S
        self._water_c = lag(self._water_c, hot if turning else WARM_C, tau_s=tau_s, dt_s=dt_s)
        oil = LOW_OIL_MPA if "oil_pressure_low" in faults else OIL_MPA
        self._oil_mpa = lag(self._oil_mpa, oil if turning else 0.0, tau_s=OIL_TAU_S, dt_s=dt_s)

    def _battery(self, dt_s: float, *, mains: bool) -> None:
        """Charged from the mains or by the engine; while it cranks, the voltage falls at once."""
        charged = CHARGING_V if self._control.turning else CHARGED_V if mains else RESTING_V
        target = SUNK_V if "battery_low" in self.faults else charged
        self._battery_v = lag(self._battery_v, target, tau_s=BATTERY_TAU_S, dt_s=dt_s)

    def _fuel(self, dt_s: float) -> None:
        """What it burns, or has lost; the tank is filled up again while it stands."""
        if self._control.turning:
            litres = (IDLE_L_PER_H + L_PER_KWH * self._power_kw) * dt_s / 3600.0
            self._fuel_percent = max(0.0, self._fuel_percent - 100.0 * litres / TANK_L)
        elif "fuel_low" not in self.faults:
            self._fuel_percent = lag(self._fuel_percent, FULL_PERCENT, tau_s=FUEL_TAU_S, dt_s=dt_s)
        if "fuel_low" in self.faults:
            self._fuel_percent = lag(self._fuel_percent, LOW_FUEL_PERCENT, tau_s=FUEL_TAU_S, dt_s=dt_s)

    def _measure(self) -> None:
        """Every reading once a step, with the error of its instrument."""
        error, control = self._noise.error, self._control
        turning = control.turning
        self._values = {
            "state": float(control.state),
            "mode": 1.0 if "not_automatic" in self.faults else 2.0,
            "mains_present": float("mains_loss" not in self.faults),
            "on_load": float(control.on_load),
            "voltage": 400.0 - 0.02 * self._power_kw + error(0.4) if turning else 0.0,
            "frequency": 50.0 - 0.0005 * self._power_kw + error(0.01) if turning else 0.0,
            "active_power": self._power_kw,
            "battery_voltage": self._battery_v - (CRANK_DROP_V if control.cranking else 0.0) + error(0.02),
            "oil_pressure": max(0.0, self._oil_mpa + (error(0.004) if turning else 0.0)),
            "water_temperature": self._water_c + error(0.1),
            "fuel_level": self._fuel_percent + error(0.1),
            "hours": self._hours,
            "starts": float(control.starts),
            "start_failure": float(control.start_failure),
            "emergency_stop": float("emergency_stop" in self.faults),
        }


build = Generator
