"""One vehicle before a camera, from the first frame in which its plate is found until it has been gone for a while."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from drivers.pictures.shot import Shot
from drivers.plates.recognise import Plate
from drivers.plates.rectify import Corners
from drivers.plates.vote import Track, Verdict, distance
from drivers.sighting import Direction

CAME_WIDTHS = 0.3  # plate widths that a plate must have moved: what has never moved is parked there
STILL_WIDTHS = 0.25
NEAR_WIDTHS = 2.0  # how far a vehicle that stands there may have moved between two readings
CLOSER = 1.1  # times as wide
GROWN = 0.06  # logarithm of the ratio of widths by which "towards" can be told from "away"
DOWNWARDS = 0.4  # plate widths, where the width does not tell
ALIKE_SURE, ALIKE_UNSURE = 1, 3  # characters that may differ in a reading of the same vehicle


class Told(StrEnum):
    """What has been said of a vehicle. PARKED: nothing, it was there already and never came."""

    AGREED = "agreed"
    UNSURE = "unsure"
    PARKED = "parked"


@dataclass(slots=True, kw_only=True)
class Arriving:
    """What is noted of a track that has not been told: where it was first and where it rests, its best frame."""

    first: Corners
    rest: Corners
    rest_since_s: float
    came: bool = False
    best: tuple[float, Shot, Plate] | None = None

    def see(self, plate: Plate, shot: Shot) -> None:
        """One more frame of it."""
        wide = width(plate.corners)
        self.came = self.came or moved(self.first, plate.corners) >= CAME_WIDTHS
        self.came = self.came or wide >= CLOSER * width(self.first) or width(self.first) >= CLOSER * wide
        if moved(self.rest, plate.corners) > STILL_WIDTHS:
            self.rest, self.rest_since_s = plate.corners, shot.time
        score = plate.confidence * min(wide, 200.0)
        if self.best is None or score > self.best[0]:
            self.best = (score, shot, plate)


@dataclass(slots=True, kw_only=True)
class Stay:
    """A vehicle that has been told (or is parked) and stands there still.

    rest, last   where it was when it was told, and when it was read last, at `seen_s`
    """

    told: Told
    text: str
    rest: Corners
    last: Corners
    seen_s: float
    plates: list[Plate] = field(default_factory=list)

    def is_this(self, plate: Plate) -> bool:
        """Whether a reading is of this vehicle."""
        apart = distance(self.text, plate.seen)
        if plate.text and self.told is Told.AGREED:
            return apart <= ALIKE_SURE
        return apart <= ALIKE_UNSURE and moved(self.last, plate.corners) <= NEAR_WIDTHS


def width(corners: Corners) -> float:
    """Of a plate in pixels, at least 1."""
    above, below = corners[1] - corners[0], corners[2] - corners[3]
    return max(1.0, float(np.hypot(*above) + np.hypot(*below)) / 2)


def moved(before: Corners, after: Corners) -> float:
    """How far the middle has moved, in plate widths."""
    return float(np.hypot(*(after.mean(0) - before.mean(0)))) / width(before)


def direction_of(track: Track) -> Direction:
    """Towards the camera is `in`: the plate grows, or else comes down in the picture."""
    first, last = track.plates[0].corners, track.plates[-1].corners
    grown = float(np.log(width(last) / width(first)))
    if abs(grown) > GROWN:
        return "in" if grown > 0 else "out"
    down = float(last.mean(0)[1] - first.mean(0)[1]) / width(first)
    if abs(down) > DOWNWARDS:
        return "in" if down > 0 else "out"
    return ""


def candidates(track: Track, said: Verdict, most: int = 3) -> tuple[str, ...]:
    """Other readings of it, the most probable first."""
    weights: dict[str, float] = {}
    for plate in track.plates:
        weights[plate.seen] = weights.get(plate.seen, 0.0) + plate.confidence
    return tuple(sorted((text for text in weights if text != said.seen), key=lambda text: -weights[text])[:most])
