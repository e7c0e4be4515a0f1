"""What a place looks like when nothing is there, and which vehicles have been added to it and stand still.

A vehicle is structure of its size, more than the ground had that it hides, which rests. Where there is less structure
than before, something that was there from the start has gone: that becomes the scene, but what it was is kept for a
while, as it may have been the plain side of a lorry that hid the scene.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.pictures.structure import Field, strength

CHANGED = 0.02  # slopes that differ by more from the scene's
ADDED = 1.3  # a vehicle has so many times the structure of the ground that it hides
AGREEING = 0.5  # of a change: the last moment may differ by so much from the last seconds where something rests
STEADY_S, LONGEST_S = 4.0, 8.0  # how long a pixel must have rested to count, and after what pause it no longer does
AS_BEFORE = 0.8  # correlation with a scene of before: it has come to light again
LEAST_SHARE = 0.02  # of the picture; a person is smaller
LEAST_WIDTH = 0.7  # of its height; a person is narrower
DIMMED = (0.3, 1.5)  # how much weaker or stronger light makes structure
LEAST_FILL = 0.55  # of the rectangle around it; of a shadow only the rim is structure
UPHEAVAL = 0.5  # so much of the picture changed at once is the light's or the camera's doing
SCENE_S = 300.0
GONE_S = 30.0  # structure that is missing for so long has gone
JOIN = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
SPECK = np.ones((3, 3), np.uint8)

Mask = NDArray[np.bool_]


class Scene:
    """One camera's place. `see` is given every frame that is looked at, in order."""

    def __init__(self, recent: Field, time: float) -> None:
        self._scene = recent.copy()
        self._before = recent.copy()
        self._dimmed = np.float32(1)
        self._steady_s = np.zeros(recent.shape[:2], np.float32)
        self._gone_s = np.zeros(recent.shape[:2], np.float32)
        self._time = self._began = time

    def see(self, now: Field, recent: Field, time: float, *, is_known: bool) -> list[Mask] | None:
        """The vehicles that stand there; None where too much has changed to tell.

        now, recent: slopes of the last moment and of the last seconds; is_known: False while the scene is still learnt
        """
        passed_s, self._time = max(0.0, time - self._time), time
        if not is_known:
            share = max(passed_s / max(time - self._began, 1e-3), 0.02)
            self._scene += np.float32(share) * (recent - self._scene)
            self._before = self._scene.copy()
            return []
        self._dimmed = _dimmed(recent, self._scene)
        changed = self._changed(now, recent, passed_s)
        is_upheaval = bool(changed.mean() > UPHEAVAL)
        vehicles, gone = ([], changed) if is_upheaval else self._sorted(changed, recent)
        self._learn(recent, vehicles, gone, passed_s)
        return None if is_upheaval else vehicles

    def absorb(self, recent: Field) -> None:
        """Whatever is there now belongs there."""
        self._scene = recent.copy()

    def _changed(self, now: Field, recent: Field, passed_s: float) -> Mask:
        """Where another structure rests: what moves leaves a trail in the last seconds, but not in the last moment."""
        change = strength(recent - self._dimmed * self._scene)
        rests = (change > CHANGED) & (strength(now - recent) < AGREEING * change)
        self._steady_s += np.where(rests, np.float32(passed_s), np.float32(-passed_s))
        np.clip(self._steady_s, 0, LONGEST_S, out=self._steady_s)
        steady = (self._steady_s > STEADY_S).astype(np.uint8)
        joined = cv2.morphologyEx(cv2.morphologyEx(steady, cv2.MORPH_CLOSE, JOIN), cv2.MORPH_OPEN, SPECK)
        return np.asarray(joined, np.bool_)

    def _sorted(self, changed: Mask, recent: Field) -> tuple[list[Mask], Mask]:
        """What has changed, as vehicles that stand there, and places from which something has gone."""
        vehicles: list[Mask] = []
        gone = np.zeros_like(changed)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(changed.astype(np.uint8))
        here, then = strength(recent), strength(self._scene) * self._dimmed
        for label in range(1, count):
            blob = np.asarray(labels == label)
            _, _, wide, high, area = (int(value) for value in stats[label])
            if here[blob].mean() < then[blob].mean():
                gone |= blob
            elif _alike(recent, self._before, blob) > AS_BEFORE:
                self._scene[blob] = self._before[blob]
            elif (
                area >= LEAST_SHARE * changed.size
                and area >= LEAST_FILL * wide * high
                and wide >= LEAST_WIDTH * high
                and here[blob].mean() > ADDED * then[blob].mean()
            ):
                vehicles.append(blob)
        return vehicles, gone

    def _learn(self, recent: Field, vehicles: list[Mask], gone: Mask, passed_s: float) -> None:
        """The scene as it is now; where a vehicle stands, as it was before."""
        self._gone_s = np.where(gone, self._gone_s + np.float32(passed_s), np.float32(0))
        lost = self._gone_s > GONE_S
        self._before[lost] = self._scene[lost]
        self._scene[lost] = recent[lost]
        self._gone_s[lost] = 0
        open_ground = np.ones_like(gone)
        for vehicle in vehicles:
            open_ground &= ~cv2.dilate(vehicle.astype(np.uint8), JOIN).astype(np.bool_)
        share = np.float32(min(1.0, passed_s / SCENE_S))
        self._scene[open_ground] += share * (recent - self._scene)[open_ground]


def _dimmed(recent: Field, scene: Field) -> np.float32:
    """How strong the scene's structure is now beside before: in little light all of it is weaker."""
    clear = strength(scene) > CHANGED
    if clear.mean() < LEAST_SHARE:
        return np.float32(1)
    ratios = (recent[clear] * scene[clear]).sum(axis=1) / (scene[clear] ** 2).sum(axis=1)
    return np.float32(np.clip(np.median(ratios), *DIMMED))


def _alike(one: Field, other: Field, where: Mask) -> float:
    """Correlation of two fields of slopes in a part of the picture, -1 to 1."""
    first, second = one[where], other[where]
    both = float(np.sqrt((first * first).sum() * (second * second).sum()))
    return float((first * second).sum()) / both if both > 0 else 0.0
