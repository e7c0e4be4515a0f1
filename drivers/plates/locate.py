"""Finds number plates.

A first look at a small picture, closer ones where that finds nothing sure (the first of them where it had a hunch),
and a near look at each plate.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.plates import frame, views
from drivers.plates.nets import MODELS, bytes_of, session
from drivers.plates.peaks import Maps, Peak, likeliest, peaks
from drivers.plates.ranking import Found, ranked
from drivers.plates.views import Picture, View

Point = NDArray[np.float32]

MODEL = MODELS / "corners.onnx"

FIRST_AREA_PX = 102_400
CLOSE_AREA_PX = 360_000
LEAST_HUNCH = 0.1
"""Of the first net, for the quarter of the picture round that place to be looked at before all of it is."""
LEAST_PEAK = 0.3
"""Of the first net, for a near look to be worth while."""
LEAST_BESIDE = 0.5
"""The same where a sure plate is there already."""
LEAST_SCORE = 0.35
SURE_SCORE = 0.7
FAR_OFF = 0.03
"""Corners that the near look moves by more than this share of the plate's sides are looked at once more."""
MOST_LOOKS = 5
ENDS_OFF = 0.25
"""So much of a plate's width, at either end, may have been cut off."""
LEAST_SIDE_PX = 8
BORDER_PX = 48
FILLING_PX = 176
"""A plate that fills its picture is looked at in this width."""
LONG_ASPECT = 2.4
"""A picture so long and so low is a plate that was cut out."""


class Locator:
    """Holds the finder's nets; `find` may be called from one thread at a time."""

    def __init__(self, threads: int = 1, model: Path = MODEL, near_model: Path = frame.MODEL) -> None:
        self._net = session(bytes_of(model), threads)
        self._framer = frame.Framer(threads, near_model)

    def find(self, picture: NDArray[np.uint8], *, at_most: int = 5) -> list[Found]:
        """The plates of a picture (H x W x 3 BGR, or H x W grey), the likeliest first, the nearer before its like."""
        seen = _coloured(picture)
        if min(seen.shape[:2]) < LEAST_SIDE_PX:
            return []
        found: list[Found] = []
        hunches: list[Point] = []
        for view in _views(seen, hunches):
            maps = self._maps(view)
            found.extend(self._looked_at(seen, view, maps))
            if any(each.score >= SURE_SCORE for each in found):
                break
            if (place := likeliest(maps, LEAST_HUNCH)) is not None:
                hunches.append(view.back(place))
        return ranked(found, seen.shape[1], seen.shape[0])[:at_most]

    def wider(self, picture: Picture, found: Found) -> Found:
        """The same plate looked at anew from corners too far apart: for one whose ends may have been cut off."""
        framed = self._framer.look(picture, _stretched(found.corners))
        framed = self._framer.look(picture, framed.corners)
        return Found(corners=framed.corners, rows=framed.rows, score=found.score)

    def _maps(self, view: View) -> list[Maps]:
        blob = cv2.dnn.blobFromImage(view.picture, 1 / 64.0, mean=(127.5, 127.5, 127.5))
        return [each[0] for each in self._net.run(None, {"picture": blob})]

    def _looked_at(self, picture: Picture, view: View, maps: list[Maps]) -> list[Found]:
        """The plates that a near look at each peak confirms."""
        found: list[Found] = []
        for peak in peaks(maps, LEAST_PEAK)[:MOST_LOOKS]:
            if peak.score < LEAST_BESIDE and any(each.score >= SURE_SCORE for each in found):
                break
            found.append(self._near(picture, peak, view))
        return [each for each in found if each.score >= LEAST_SCORE]

    def _near(self, picture: Picture, peak: Peak, view: View) -> Found:
        """The plate with its corners set right; its score is the mean (geometric) of both nets'."""
        corners = view.back(peak.corners)
        framed = self._framer.look(picture, corners)
        if framed.score >= 0.2 and framed.moved >= FAR_OFF:
            framed = self._framer.look(picture, framed.corners)
        return Found(corners=framed.corners, rows=framed.rows, score=(peak.score * framed.score) ** 0.5)


def _stretched(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    """Corners moved outwards along the plate by ENDS_OFF of its width at both ends."""
    upper, lower = (corners[1] - corners[0]) * ENDS_OFF, (corners[2] - corners[3]) * ENDS_OFF
    return np.asarray(corners + np.stack((-upper, upper, lower, -lower)), np.float32)


def _views(picture: Picture, hunches: Sequence[Point]) -> Iterator[View]:
    """Ways to look at it, the most promising first; each is made only when it is asked for.

    hunches: where the looks so far saw something of a plate, the latest last; it grows from view to view.
    """
    height, width = picture.shape[:2]
    filling = width > LONG_ASPECT * height or max(width, height) < 2 * FILLING_PX // 3
    if filling:
        yield views.with_border(picture, FILLING_PX, BORDER_PX)
    yield views.whole(picture, FIRST_AREA_PX)
    if width * height > 1.5 * FIRST_AREA_PX:
        if hunches:
            yield views.around(picture, hunches[-1], FIRST_AREA_PX)
        yield views.whole(picture, CLOSE_AREA_PX)
    if not filling:
        yield views.with_border(picture, FILLING_PX, BORDER_PX)


def _coloured(picture: NDArray[np.uint8]) -> Picture:
    if picture.ndim == 2 or picture.shape[2] == 1:
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), np.uint8)
    return picture[:, :, :3]


__all__ = ["Found", "Locator"]
