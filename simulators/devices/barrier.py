"""The barrier of a vehicle gate: the arm goes up, cars pass over the loop, it comes down.

One that belongs to a gate of its site goes up when it is told to, for the cars of that gate. Any other lets cars
through by itself, as a barrier with a remote control does.
"""

from simulators.fault import Fault, fault
from simulators.gates.lane import Lane
from simulators.model import Setup
from simulators.physics.arrivals import Arrivals
from simulators.physics.day import hour_of_day
from simulators.physics.noise import Noise
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("barrier", "forced", "the arm is pushed up by force", "闸杆被强行抬起"),
    fault("barrier", "held_open", "the arm stays up although nobody is there", "无车时闸杆不落"),
    fault("barrier", "arm_broken", "the arm is broken, its drive reports a fault", "闸杆断裂，驱动报故障"),
    fault("barrier", "loop_stuck", "the loop tells of a vehicle that is not there", "地感线圈误报有车"),
    fault("barrier", "raise_ignored", "the arm does not follow the order to go up", "抬杆指令不执行"),
)

CARS_PER_H = (
    6.0, 4.0, 2.0, 2.0, 4.0, 12.0, 40.0, 80.0, 75.0, 45.0, 35.0, 36.0,
    40.0, 35.0, 32.0, 34.0, 45.0, 70.0, 90.0, 75.0, 50.0, 34.0, 22.0, 12.0,
)  # fmt: skip
WAITING_AT_MOST = 4
CLOSED, OPEN, MOVING = 0, 1, 2
SWING_S = 2.0
LINGERS_S = 3.0
"""How long the arm stays up behind the last car."""
STAYS_S = 12.0
"""How long it stays up after an order when no car comes."""
FORGETS_S = 10.0
"""How long an order stands that the arm does not follow."""


class Barrier(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = noise = Noise(setup.seed)
        self._cars = Arrivals(noise, CARS_PER_H)
        self._lane = setup.lane
        self._cycles = int(noise.between(5e4, 8e5))
        self._waiting = 0
        self._up = 0.0
        self._passing_s = self._linger_s = 0.0
        self._open_command = self._raise = False
        self._ordered_s = 0.0
        self._measure()

    def step(self, dt_s: float, time: float) -> None:
        self._obey(dt_s)
        if self._lane is None:
            self._waiting += self._cars.come(dt_s, hour_of_day(time, self._zone))
            self._waiting = min(self._waiting, WAITING_AT_MOST)
            self._pass(dt_s)
        else:
            self._follow(self._lane, dt_s)
        self._swing(dt_s)
        if self._lane is not None:
            self._tell(self._lane)
        self._measure()

    def write(self, point: str, value: float) -> None:
        if point not in ("open_command", "raise") or value not in (0.0, 1.0):
            raise ValueError(f"{point} cannot be set to {value:g}")
        if point == "raise":
            self._raise, self._ordered_s = value == 1.0, 0.0
        else:
            self._open_command = value == 1.0
        self._measure()

    def _obey(self, dt_s: float) -> None:
        """An order is over when the arm is up, or has not moved for long; a car then has its time to come."""
        self._ordered_s += dt_s
        if self._raise and self._up >= 1.0:
            self._raise, self._linger_s = False, STAYS_S
            if self._lane is not None:
                self._lane.opened()
        elif self._raise and self._ordered_s > FORGETS_S:
            self._raise = False

    def _follow(self, lane: Lane, dt_s: float) -> None:
        """The loop of the lane is that of the barrier."""
        if lane.is_on_loop:
            self._passing_s, self._linger_s = max(dt_s, 0.01), LINGERS_S
        else:
            self._passing_s = 0.0
            self._linger_s = max(0.0, self._linger_s - dt_s)

    def _tell(self, lane: Lane) -> None:
        """What the drivers of the lane see."""
        lane.arm = self._up
        lane.is_up = self._up >= 1.0
        lane.is_free = self._open_command or "forced" in self.faults or "held_open" in self.faults

    def _pass(self, dt_s: float) -> None:
        """Cars go under an open arm one after the other."""
        if self._passing_s > 0.0:
            self._passing_s = max(0.0, self._passing_s - dt_s)
            self._linger_s = LINGERS_S
        elif self._waiting and self._up >= 1.0:
            self._waiting -= 1
            self._passing_s = self._noise.between(3.0, 6.0)
        else:
            self._linger_s = max(0.0, self._linger_s - dt_s)

    def _swing(self, dt_s: float) -> None:
        if "arm_broken" in self.faults:
            self._up = 0.5
            return
        was_down = self._up <= 0.0
        way = dt_s / SWING_S if self._is_wanted_up() else -dt_s / SWING_S
        self._up = 1.0 if "forced" in self.faults else max(0.0, min(1.0, self._up + way))
        self._cycles += was_down and self._up > 0.0

    def _is_wanted_up(self) -> bool:
        held = self._open_command or "held_open" in self.faults or (self._loop() and self._up > 0.0)
        raised = self._raise and "raise_ignored" not in self.faults
        # What lingers holds an arm that is up; it lifts none that is down.
        return held or raised or self._waiting > 0 or (self._linger_s > 0.0 and self._up > 0.0)

    def _loop(self) -> bool:
        return self._passing_s > 0.0 or "loop_stuck" in self.faults

    def _measure(self) -> None:
        """The controller says `held_open` once the arm is up without a command, a car or a reason of its own."""
        position = OPEN if self._up >= 1.0 else CLOSED if self._up <= 0.0 else MOVING
        awaits = self._waiting or self._raise or self._linger_s > 0.0
        idle = not (self._open_command or self._loop() or awaits)
        forced = "forced" in self.faults
        self._values = {
            "position": float(position),
            "loop": float(self._loop()),
            "forced": float(forced),
            "held_open": float(position == OPEN and idle and not forced),
            "open_command": float(self._open_command),
            "cycles": float(self._cycles),
            "fault": float("arm_broken" in self.faults),
            "mode": 1.0,
            "raise": float(self._raise),
        }


build = Barrier
