"""A domestic water pump room: a tank, two or three variable-speed pumps behind one header, a riser with its taps."""

import math

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import at_hour, hour_of_day
from simulators.physics.hydraulics import pressure_after, pump_flow, speed_for
from simulators.physics.noise import Noise
from simulators.physics.pump import RATED_HZ, RUNNING, Pump
from simulators.physics.pump_control import PumpControl
from simulators.plant import Plant, short_steps

FAULTS: tuple[Fault, ...] = (
    fault("pump_room", "pump_trip", "the duty pump trips, the standby takes over", "主用泵跳闸，备用泵投入"),
    fault(
        "pump_room",
        "standby_trip",
        "one more pump trips: with pump_trip the standby too",
        "再有一台泵跳闸（备用泵故障）",
    ),
    fault("pump_room", "dry_run", "the suction is lost: a pump runs without flow", "吸水中断，水泵空转"),
    fault("pump_room", "burst_pipe", "a riser bursts: flow leaps, pressure falls", "立管爆裂，流量激增、压力骤降"),
    fault("pump_room", "power_loss", "control power is lost, all pumps stop", "控制电源失电，水泵全停"),
    fault("pump_room", "floor_leak", "water stands on the floor of the room", "泵房地面积水"),
)

TRIPS = frozenset({"pump_trip", "standby_trip"})
"""Each of them trips one pump, the one on duty at that moment."""
LONGEST_STEP_S = 1.0
NOMINAL_MPA = 0.45
BURST_OPENING = 200.0
TANK_M3 = 60.0
INFLOW_M3_PER_H = 45.0
FLOAT_OPEN_PERCENT, FLOAT_SHUT_PERCENT = 65.0, 85.0
DRY_PERCENT = 2.0
DEMAND_M3_PER_H = (
    6.0, 5.0, 4.5, 4.5, 5.0, 9.0, 20.0, 29.0, 27.0, 20.0, 16.0, 18.0,
    21.0, 17.0, 14.0, 14.0, 17.0, 22.0, 27.0, 30.0, 29.0, 24.0, 16.0, 9.0,
)  # fmt: skip
"""What some 600 dwellings draw at the nominal pressure, by the hour."""


class PumpRoom(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup, *, pumps: int) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = Noise(setup.seed)
        self._scale = self._noise.between(0.9, 1.05)
        self._room_c = self._noise.between(20.0, 26.0)
        self._setpoint = self._pressure = NOMINAL_MPA
        self._pumps = [self._pump(number) for number in range(1, pumps + 1)]
        self._settle(setup.time)

    def step(self, dt_s: float, time: float) -> None:
        for short_s, until in short_steps(dt_s, time, longest_s=LONGEST_STEP_S):
            self._step(short_s, until)
        self._measure()

    def write(self, point: str, value: float) -> None:
        if point != "pressure_setpoint" or not 0.2 <= value <= 0.8:
            raise ValueError(f"{point} cannot be set to {value:g}")
        self._setpoint = value
        self._measure()

    def _pump(self, number: int) -> Pump:
        starts = int(self._noise.between(400.0, 1500.0))
        return Pump(number=number, starts=starts, hours=self._noise.between(3000.0, 9000.0))

    def _settle(self, time: float) -> None:
        """Begin in the middle of a quiet day: pressure at the set-point, the level where the float balances it."""
        demand = self._demand(time, 0.0)
        band = FLOAT_SHUT_PERCENT - FLOAT_OPEN_PERCENT
        self._level = FLOAT_SHUT_PERCENT - band * demand / INFLOW_M3_PER_H
        speed_hz = RATED_HZ * speed_for(demand, self._pressure, self._head())
        self._control = PumpControl(self._pumps, time=time, speed_hz=speed_hz)
        self._flows(0.0, demand)
        for pump in self._pumps:
            pump.load(0.0, self._room_c)
            pump.winding_c = pump.settled_c(self._room_c)
        self._measure()

    def _step(self, dt_s: float, time: float) -> None:
        demand = self._demand(time, dt_s)
        self._control.choose(time, powered="power_loss" not in self.faults, trips=len(TRIPS & self.faults))
        self._control.drive(dt_s, pressure=self._pressure, setpoint=self._setpoint)
        self._flows(dt_s, demand)
        for pump in self._pumps:
            pump.load(dt_s, self._room_c)
        self._level += 100.0 / TANK_M3 * (self._inflow() - self._flow) * dt_s / 3600.0
        self._level = max(0.0, self._level)

    def _demand(self, time: float, dt_s: float) -> float:
        """What the taps would draw at the nominal pressure, m³/h."""
        wander = self._noise.drift("demand", sigma=0.04, tau_s=90.0, dt_s=dt_s)
        return self._scale * at_hour(DEMAND_M3_PER_H, hour_of_day(time, self._zone)) * (1.0 + wander)

    def _head(self) -> float:
        """Pressure of the tank's water at the pumps, MPa."""
        return 0.005 + 0.03 * self._level / 100.0

    def _inflow(self) -> float:
        """What comes from the mains past the float valve, m³/h."""
        opening = (FLOAT_SHUT_PERCENT - self._level) / (FLOAT_SHUT_PERCENT - FLOAT_OPEN_PERCENT)
        return INFLOW_M3_PER_H * max(0.0, min(1.0, opening))

    def _flows(self, dt_s: float, demand: float) -> None:
        """The network's pressure `dt_s` later, and what each pump delivers against it."""
        wet = "dry_run" not in self.faults and self._level > DRY_PERCENT
        lifting = [pump for pump in self._pumps if wet and pump.state == RUNNING]
        opening = demand / math.sqrt(NOMINAL_MPA) + (BURST_OPENING if "burst_pipe" in self.faults else 0.0)
        speeds = [pump.speed for pump in lifting]
        self._pressure = pressure_after(self._pressure, dt_s, speeds=speeds, inlet=self._head(), opening=opening)
        for pump in self._pumps:
            pump.flow = 0.0
        for pump in lifting:
            pump.flow = pump_flow(pump.speed, self._pressure, self._head())
        self._flow = sum(pump.flow for pump in lifting)

    def _measure(self) -> None:
        """Every reading once a step, with the error of its instrument."""
        error = self._noise.error
        powered = "power_loss" not in self.faults
        self._values = {
            "tank_level": self._level + error(0.04),
            "inlet_pressure": max(0.0, self._head() + error(0.0003)),
            "outlet_pressure": max(0.0, self._pressure + error(0.001)),
            "pressure_setpoint": self._setpoint,
            "flow": max(0.0, self._flow + error(0.08)) if self._flow > 0.0 else 0.0,
            "leak": float("floor_leak" in self.faults),
            "power_present": float(powered),
            "mode": 1.0,
            "duty_pump": float(self._control.duty.number),
        }
        for pump in self._pumps:
            self._values.update(self._readings(pump))

    def _readings(self, pump: Pump) -> dict[str, float]:
        running = pump.state == RUNNING
        readings = {
            "state": float(pump.state),
            "speed": pump.speed_hz,
            "current": max(0.0, pump.current_a + self._noise.error(0.05)) if running else 0.0,
            "winding_temperature": pump.winding_c + self._noise.error(0.1),
            "starts": float(pump.starts),
            "hours": pump.hours,
        }
        return {f"pump_{pump.number}_{name}": value for name, value in readings.items()}


def build(setup: Setup) -> PumpRoom:
    """A pump room with as many pumps as its points tell of."""
    return PumpRoom(setup, pumps=sum(f"pump_{number}_state" in setup.fitted for number in (1, 2, 3)))
