"""A passenger lift of 1000 kg and 1.75 m/s in a tower of 18 floors: it serves calls, and its unit watches it."""

from simulators.fault import Fault, fault
from simulators.model import Setup
from simulators.physics.day import hour_of_day
from simulators.physics.lift_car import CLOSING, OPEN, OPENING
from simulators.physics.lift_control import LiftControl
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("elevator", "entrapment", "the car stops between floors with a passenger in it", "轿厢载人停在层间（困人）"),
    fault("elevator", "door_fault", "the door does not close and opens again and again", "层门无法关闭，反复开门"),
    fault("elevator", "overspeed_trip", "the governor opens the safety circuit", "限速器动作，安全回路断开"),
    fault("elevator", "machine_room_hot", "the machine room heats up to about 48 °C", "机房升温至约 48°C"),
    fault("elevator", "power_loss", "the mains fail: the car stops where it is", "主电源断电，轿厢停在原处"),
    fault("elevator", "inspection", "the lift is switched to inspection", "电梯转入检修模式"),
    fault("elevator", "alarm_button", "a passenger stays inside and presses the button", "乘客滞留并按下报警按钮"),
    fault("elevator", "fire_return", "a fire signal calls the car to the ground floor", "消防信号使轿厢返回首层"),
)

HIGHEST_FLOOR = 18
PERSON_PERCENT = 7.5
HOT_ROOM_C, HEATING_TAU_S = 48.0, 20.0
NORMAL, INSPECTION, FIRE_RETURN = (1, 0), (2, 43), (3, 44)
"""Service modes of GB/T 24476, and the code that goes with each."""
CODES = {"power_loss": 41, "overspeed_trip": 1, "entrapment": 4, "door_fault": 2, "alarm_button": 90}
"""What the controller tells of each fault once it shows, the graver first."""
DOORS = {OPEN: 1.0, OPENING: 2.0, CLOSING: 3.0}
UP, DOWN = 1.0, 2.0


class Elevator(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._cellars = 1 if noise.between(0.0, 1.0) < 0.5 else 2
        self._control = LiftControl(noise, self.faults, floors=self._cellars + HIGHEST_FLOOR, entrance=self._cellars)
        self._room_c = self._mean_c = noise.between(24.0, 29.0)
        self._measure(0.0)

    def step(self, dt_s: float, time: float) -> None:
        self._control.traffic.live(dt_s, hour_of_day(time, self._zone))
        self._control.live(dt_s)
        target_c = HOT_ROOM_C if "machine_room_hot" in self.faults else self._mean_c
        self._room_c = lag(self._room_c, target_c, tau_s=HEATING_TAU_S, dt_s=dt_s)
        self._measure(dt_s)

    def _floor(self) -> float:
        """The floor as people count it: there is none between -1 and 1."""
        landing = round(self._control.car.position) - self._cellars
        return float(landing + 1 if landing >= 0 else landing)

    def _mode_and_code(self) -> tuple[int, int]:
        mode, code = NORMAL
        if "fire_return" in self.faults:
            mode, code = FIRE_RETURN
        elif "inspection" in self.faults and not self._control.aboard:
            mode, code = INSPECTION
        return mode, next((told for name, told in CODES.items() if name in self._control.shown), code)

    def _measure(self, dt_s: float) -> None:
        """Every reading once a step."""
        control, car, shown = self._control, self._control.car, self._control.shown
        moving = control.is_moving
        mode, code = self._mode_and_code()
        warmth_k = self._noise.drift("room", sigma=0.6, tau_s=1200.0, dt_s=dt_s)
        self._values = {
            "floor": self._floor(),
            "direction": (UP if car.direction > 0 else DOWN) if moving else 0.0,
            "door": DOORS.get(car.phase, 0.0),
            "door_zone": float(car.in_door_zone),
            "moving": float(moving),
            "passenger": float(control.aboard > 0),
            "service_mode": float(mode),
            "fault_code": float(code),
            "runs": float(control.runs),
            "door_cycles": float(control.door_cycles),
            "hours": control.hours,
            "machine_room_temperature": self._room_c + warmth_k + self._noise.error(0.05),
            "speed": car.speed_m_per_s if moving else 0.0,
            "load": PERSON_PERCENT * control.aboard,
            "alarm_button": float("alarm_button" in shown),
            "emergency_light": float("power_loss" in shown),
            "relevellings": float(control.relevellings),
        }


build = Elevator
