"""A camera: at a gate it sees the cars of its lane; elsewhere people walk by, and now and then a car is parked.

What it tells is what a gateway makes of its pictures; `simulators.servers.camera` shows the pictures themselves.
"""

from collections.abc import Mapping

from simulators.fault import Fault, fault
from simulators.gates.lane import Visit
from simulators.gates.view import Standing, View, daylight, rain_at
from simulators.model import Setup
from simulators.physics.day import hour_of_day
from simulators.physics.noise import Noise, lag
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("camera", "black", "the picture is black", "画面全黑"),
    fault("camera", "white", "the picture is white", "画面全白"),
    fault("camera", "frozen", "the picture stands still", "画面静止"),
    fault("camera", "blurred", "the lens is out of focus", "画面模糊失焦"),
    fault("camera", "moved", "the camera is turned away", "摄像机被转动"),
    fault("camera", "covered", "something hangs before the lens", "镜头被遮挡"),
    fault("camera", "parked_in_zone", "a car is parked in the first zone", "车辆停在第一区域内"),
    fault("camera", "tailgating", "at a gate: a second car follows in the opening of the first", "闸口：后车尾随通过"),
    fault("camera", "blocked_vehicle", "at a gate: a car of the block list drives up", "闸口：黑名单车辆驶来"),
)

SPOILT = ("black", "white", "covered", "moved", "blurred")
"""The graver first: of two at once the first is seen."""
STATES = ("black", "white", "frozen", "blurred", "moved", "covered")
OF_THE_LANE = ("tailgating", "blocked_vehicle")
FRAME_RATE = 6.0
PARKS_S = 3.0
WALK_S, WALKER_EVERY_S = 9.0, 90.0
SAYS_S = 2.0
ZONES = ("zone_1", "zone_2", "zone_3", "zone_4")
SHARP, BLUNT = 45.0, 2.0
READ_AT_M = 5.0
"""So near a car has been read."""


class Camera(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone, self._seed = setup.zone, setup.seed
        self._noise = Noise(setup.seed)
        self._lane = setup.lane
        self._time = setup.time
        self._parked = self._parked_s = 0.0
        self._walk_s = self._noise.between(0.0, WALKER_EVERY_S)
        self._told: dict[str, float] = dict.fromkeys(STATES, 0.0)
        self._vehicles = self._last_number = 0
        self._plate = ""
        self._measure(0.0)

    @property
    def is_gate(self) -> bool:
        """Whether it looks at the lane of a gate."""
        return self._lane is not None

    @property
    def truth(self) -> list[dict[str, str | float | bool | None]]:
        """The cars that came, the oldest first: what a reader of the pictures should find."""
        visits = self._lane.truth if self._lane is not None else ()
        return [
            {
                "number": visit.number, "plate": visit.car.plate, "colour": visit.car.colour,
                "style": visit.car.style.value, "who": visit.car.who.value, "let_through": visit.let_through,
                "appeared_at": visit.appeared_at, "stopped_at": visit.stopped_at, "ended_at": visit.ended_at,
            }
            for visit in visits
        ]  # fmt: skip

    def step(self, dt_s: float, time: float) -> None:
        self._time = time
        if self._lane is not None:
            self._lane.faults = {name for name in OF_THE_LANE if name in self.faults}
            self._lane.live(time)
            self._count(self._lane.visits)
        inside = "parked_in_zone" in self.faults
        self._parked = max(0.0, min(1.0, self._parked + (dt_s if inside else -dt_s) / PARKS_S))
        self._parked_s = self._parked_s + dt_s if self._parked >= 1.0 else 0.0
        self._walk_s = (self._walk_s + dt_s) % WALKER_EVERY_S
        self._measure(dt_s)

    def view(self, now: float) -> View:
        """What is before it; `now` (UTC seconds) may lie a little behind the last step."""
        hour = hour_of_day(now, self._zone)
        lane = self._lane
        if lane is not None:
            lane.live(now)
        cars = () if lane is None else tuple(Standing(car=one.car, distance_m=one.distance_m) for one in lane.visits)
        return View(
            light=daylight(hour), rain=rain_at(now, self._seed % 7), cars=cars, parked=self._parked,
            arm=lane.arm if lane is not None and lane.has_barrier else None,
            walker=self._walk_s / WALK_S if lane is None and self._walk_s < WALK_S else None,
            spoilt=next((name for name in SPOILT if name in self.faults), ""),
        )  # fmt: skip

    def values(self) -> Mapping[str, float | str]:
        return {**self._values, "last_plate": self._plate}

    def _count(self, visits: list[Visit]) -> None:
        for visit in visits:
            if visit.number > self._last_number and visit.distance_m < READ_AT_M:
                self._last_number, self._plate = visit.number, visit.car.plate
                self._vehicles += 1

    def _measure(self, dt_s: float) -> None:
        """What a gateway would tell of its pictures, a little later than it is so."""
        for name in STATES:
            aim = float(name in self.faults)
            self._told[name] = lag(self._told[name], aim, tau_s=SAYS_S, dt_s=dt_s)
        light = daylight(hour_of_day(self._time, self._zone))
        dark, bright = "black" in self.faults, "white" in self.faults
        busy = bool(self._lane and self._lane.visits) or 0.0 < self._parked < 1.0 or self._walk_s < WALK_S
        spoilt = any(name in self.faults for name in ("black", "white", "covered", "blurred"))
        self._values = {
            "frame_rate": FRAME_RATE + self._noise.error(0.05),
            **{name: float(told > 0.5) for name, told in self._told.items()},
            "motion": self._noise.between(2.0, 12.0) if busy else self._noise.between(0.0, 0.2),
            "brightness": 1.0 if dark else 99.0 if bright else 12.0 + 35.0 * light + self._noise.error(0.3),
            "sharpness": BLUNT if spoilt else SHARP + self._noise.error(0.8),
            "vehicles": float(self._vehicles),
            "unsure": 0.0,
            **dict.fromkeys(ZONES, 0.0),
            "zone_1": self._parked_s,
        }


build = Camera
