"""What a camera's frames say, as a reading of its points: about once a second, and at once when something changes."""

from collections import deque
from dataclasses import dataclass, fields

import numpy as np

from drivers.driver import Device
from drivers.frame import Frame, Quality
from drivers.pictures.looking import Seen

REPORT_S = 1.0
RATE_OVER_S = 5.0


@dataclass(slots=True, kw_only=True)
class Counts:
    """Of vehicles, since the start."""

    vehicles: int = 0
    unsure: int = 0
    last_plate: str = ""


class Report:
    """One camera's readings."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._told_s = -np.inf
        self._state: tuple[bool, ...] = ()
        self._arrived: deque[tuple[float, int]] = deque()
        self.counts = Counts()

    def begin(self) -> None:
        """The camera was connected: its frames are counted from 0 again."""
        self._arrived.clear()
        self._told_s = -np.inf

    def see(self, seen: Seen, frames: int, time: float) -> Frame | None:
        """A reading where one is due. frames: how many have arrived since `begin`; time: seconds UTC."""
        self._arrived.append((time, frames))
        while time - self._arrived[0][0] > RATE_OVER_S:
            self._arrived.popleft()
        flaws = seen.watched.flaws
        state = (*(getattr(flaws, flaw.name) for flaw in fields(flaws)), *(bool(zone) for zone in seen.zones))
        if 0 <= time - self._told_s < REPORT_S and state == self._state:
            return None
        self._told_s, self._state = time, state
        return self._frame(self._values(seen), time)

    def _values(self, seen: Seen) -> dict[str, float | str | None]:
        watched = seen.watched
        values: dict[str, float | str | None] = {
            "frame_rate": self._rate(),
            "motion": 100 * seen.moving.share,
            "brightness": watched.brightness,
            "sharpness": watched.sharpness,
            "vehicles": self.counts.vehicles,
            "unsure": self.counts.unsure,
            "last_plate": self.counts.last_plate,
        }
        values |= {flaw.name: float(getattr(watched.flaws, flaw.name)) for flaw in fields(watched.flaws)}
        return values | {zone.id: stood_s for zone, stood_s in zip(self._device.zones, seen.zones, strict=True)}

    def _rate(self) -> float | None:
        """Frames a second; None until two were seen."""
        (began, before), (ended, now) = self._arrived[0], self._arrived[-1]
        return (now - before) / (ended - began) if ended > began else None

    def _frame(self, said: dict[str, float | str | None], time: float) -> Frame:
        points = self._device.profile.points
        values = np.full(len(points), np.nan)
        quality = np.full(len(points), Quality.BAD, np.uint8)
        texts: dict[int, str] = {}
        for position, point in enumerate(points):
            value = said.get(point.id)
            if value is None or point.id in self._device.without:
                continue
            quality[position] = Quality.GOOD
            if isinstance(value, str):
                texts[position] = value
            else:
                values[position] = value
        return Frame(device=self._device.id, time=time, values=values, quality=quality, texts=texts)
