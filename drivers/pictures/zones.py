"""How long a vehicle has been standing where none may.

What walks or drives through does not rest; a shadow or a lamp changes the light and not the structure; rain is over
in the mean of some seconds. What was there at the start is part of the scene.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from drivers.driver import Zone
from drivers.pictures.scene import Mask, Scene
from drivers.pictures.structure import Field

LEAST_OVERLAP = 0.35  # of the vehicle, or of a zone that is smaller
GAP_S = 10.0  # somebody stands in front of it
ABSORBED_S = 86_400.0  # after so long it is part of the scene
WARM_UP_S = 10.0


@dataclass(slots=True, kw_only=True)
class _Place:
    """since: when the vehicle came; None: nothing stands there."""

    mask: Mask
    since: float | None = None
    seen: float = 0.0

    def see(self, vehicles: Sequence[Mask], time: float) -> None:
        if any(_overlap(vehicle, self.mask) >= LEAST_OVERLAP for vehicle in vehicles):
            self.since = time if self.since is None else self.since
            self.seen = time
        elif self.since is not None and time - self.seen > GAP_S:
            self.since = None


class Zones:
    """The zones of one camera."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        self._zones = zones
        self._places: list[_Place] = []
        self._scene: Scene | None = None
        self._shape: tuple[int, ...] = ()
        self._began = 0.0

    def see(self, now: Field, recent: Field, time: float) -> list[float]:
        """For each zone since how many seconds a vehicle has been standing in it; 0: none is.

        now, recent: the slopes of the last moment and of the last seconds (structure.Settled)
        """
        if not self._zones:
            return []
        if self._scene is None or self._shape != recent.shape:
            self._begin(recent, time)
        assert self._scene is not None
        vehicles = self._scene.see(now, recent, time, is_known=time - self._began >= WARM_UP_S)
        if vehicles is not None:
            for place in self._places:
                place.see(vehicles, time)
        stood = [0.0 if place.since is None else time - place.since for place in self._places]
        if max(stood) > ABSORBED_S:
            self._scene.absorb(recent)
        return stood

    def forget(self) -> None:
        """The camera shows something else now: what stands there is learnt anew."""
        self._scene = None

    def _begin(self, recent: Field, time: float) -> None:
        self._scene, self._shape, self._began = Scene(recent, time), recent.shape, time
        self._places = [_Place(mask=_filled(zone, recent)) for zone in self._zones]


def _filled(zone: Zone, field: Field) -> Mask:
    high, wide = field.shape[:2]
    outline = np.array([(x * wide, y * high) for x, y in zone.corners], np.int32)
    mask = np.zeros((high, wide), np.uint8)
    cv2.fillPoly(mask, [outline], (1,))
    return mask.astype(np.bool_)


def _overlap(vehicle: Mask, zone: Mask) -> float:
    """What they share, of the smaller of the two."""
    smaller = min(int(vehicle.sum()), int(zone.sum()))
    return float((vehicle & zone).sum()) / smaller if smaller else 0.0
