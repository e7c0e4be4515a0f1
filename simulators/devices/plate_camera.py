"""A camera that reads plates itself: each car that comes up to it is told at once, with a picture of its plate."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

import cv2

from simulators.fault import Fault, fault
from simulators.gates.lane import CARS_PER_H, Lane, Visit
from simulators.gates.painter import plate_of
from simulators.gates.story import Neighbourhood
from simulators.model import Setup
from simulators.physics.day import hour_of_day
from simulators.physics.noise import Noise
from simulators.plant import Plant

FAULTS: tuple[Fault, ...] = (
    fault("plate_camera", "unreadable_plates", "it reads no plate for sure any more", "车牌均无法确认"),
    fault("plate_camera", "overheating", "its housing heats up to about 75 °C", "机身升温至约 75°C"),
)

READS_AT_M = 3.0
HOT_C, HEATING_C_PER_S = 75.0, 0.8
EVENTS_AT_MOST = 20
"""What is not taken by then is forgotten, the oldest first."""


class PlateCamera(Plant):
    """See `simulators.model.Model`."""

    def __init__(self, setup: Setup) -> None:
        super().__init__()
        self._zone = setup.zone
        self._noise = Noise(setup.seed)
        self._random = Random(setup.seed)
        self._lane = setup.lane or Lane(
            neighbourhood=Neighbourhood(setup.seed), direction="in", seed=setup.seed, zone=setup.zone,
            time=setup.time, has_barrier=False, per_h=tuple(0.2 * cars for cars in CARS_PER_H),
        )  # fmt: skip
        self._heat_k = 0.0
        self._vehicles = self._unsure = self._last_number = 0
        self._last = ""
        self._events: list[dict[str, Any]] = []
        self._measure(setup.time, 0.0)

    def step(self, dt_s: float, time: float) -> None:
        self._lane.live(time)
        for visit in self._lane.visits:
            if visit.number > self._last_number and visit.distance_m < READS_AT_M:
                self._last_number = visit.number
                self._read(visit, time)
        self._measure(time, dt_s)

    def take_events(self) -> list[dict[str, Any]]:
        """The cars that were read since this was last asked, as the camera tells them."""
        taken, self._events = self._events, []
        return taken

    def values(self) -> Mapping[str, float | str]:
        return {**self._values, "last_plate": self._last}

    def _read(self, visit: Visit, time: float) -> None:
        unsure = "unreadable_plates" in self.faults
        self._vehicles += 1
        self._unsure += unsure
        self._last = visit.car.plate
        moment = datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        _, crop = cv2.imencode(".jpg", plate_of(visit.car).picture)
        told = {
            "time": moment, "id": f"{self._random.getrandbits(32):08x}-{visit.number}", "plate": visit.car.plate,
            "colour": visit.car.colour, "direction": self._lane.direction,
            "confidence": 41 if unsure else 99 - visit.car.seed % 5, "crop": base64.b64encode(crop.tobytes()).decode(),
        }  # fmt: skip
        self._events = [*self._events, told][-EVENTS_AT_MOST:]

    def _measure(self, time: float, dt_s: float) -> None:
        warmer = HEATING_C_PER_S * dt_s if "overheating" in self.faults else -HEATING_C_PER_S * dt_s
        hour = hour_of_day(time, self._zone)
        mean_c = 34.0 + 6.0 * max(0.0, 1.0 - abs(hour - 14.0) / 6.0)
        self._heat_k = max(0.0, min(HOT_C - mean_c, self._heat_k + warmer))
        self._values = {
            "vehicles": float(self._vehicles),
            "unsure": float(self._unsure),
            "temperature": round(mean_c + self._heat_k + self._noise.error(0.1), 1),
        }


build = PlateCamera
