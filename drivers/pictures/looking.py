"""Everything that is made of one camera's frames but its plates: flaws, motion, zones."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from drivers.driver import Zone
from drivers.pictures.motion import Motion, Moving
from drivers.pictures.shot import Shot
from drivers.pictures.structure import Field, Settled, glance, structure
from drivers.pictures.watch import JUDGE_S, RECENT_S, PictureWatch, Watched
from drivers.pictures.zones import Zones

NOW_S = 0.6  # over so long the last moment is a mean, against noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one frame says. zones: seconds that a vehicle has been standing in each, None while it can't be told."""

    watched: Watched
    moving: Moving
    zones: tuple[float | None, ...]


class Looking:
    """One camera's eye. `see` takes its frames in order, from one thread at a time."""

    def __init__(self, zones: Sequence[Zone] = ()) -> None:
        self._watch = PictureWatch()
        self._motion = Motion()
        self._now = Settled(NOW_S)
        self._recent = Settled(RECENT_S)
        self._zones = Zones(zones)
        self._places = len(zones)
        self._stood: tuple[float | None, ...] = (0.0,) * len(zones)
        self._judged_s = -math.inf
        self._was_moved = False

    def see(self, shot: Shot) -> Seen:
        """Raises shot.Unreadable for a frame that is no picture."""
        grey = shot.grey()
        small = glance(grey)
        slopes = structure(small)
        now, recent = self._now.see(slopes, shot.time), self._recent.see(slopes, shot.time)
        watched = self._watch.see(grey, recent, shot.time)
        zones = self._in_zones(watched, now, recent, shot.time)
        return Seen(watched=watched, moving=self._motion.see(small, shot.time), zones=zones)

    def _in_zones(self, watched: Watched, now: Field, recent: Field, time: float) -> tuple[float | None, ...]:
        if watched.flaws.blinds:
            self._was_moved = self._was_moved or watched.flaws.moved
            return (None,) * self._places
        if self._was_moved:
            self._zones.forget()  # it may look elsewhere now
            self._was_moved = False
        if not 0 <= time - self._judged_s < JUDGE_S:
            self._judged_s, self._stood = time, tuple(self._zones.see(now, recent, time))
        return self._stood
