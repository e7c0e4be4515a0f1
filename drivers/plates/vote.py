"""Several frames of one car → one verdict: a plate that frames agree on, or none. Time comes in as an argument."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import cv2
import numpy as np

from drivers.plates.kinds import PlateKind
from drivers.plates.recognise import Plate
from drivers.plates.rectify import Corners

AGREEING = 2  # frames that must have told the same plate
LEAD = 1.0  # and their confidence over that of the next text, summed over the frames
OVERLAP = 0.2  # shared area over joint area: the same place
CHANGED = 2  # characters by which two readings of one plate may differ
REACH = 3.0  # plate widths that a plate moves at most between two frames
GAP_S = 1.5  # a car not seen for so long is gone
MOST_FRAMES = 60  # of a track that are kept, the newest


class Reason(StrEnum):
    """Why a verdict tells a plate, or why not."""

    AGREED = "agreed"
    TOO_FEW = "too_few"  # no text was told in enough frames
    DISPUTED = "disputed"  # frames told different texts, and none leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the frames say together: `text` is "" unless they agree; `seen` is the best text in any case."""

    text: str
    seen: str
    colour: str
    kind: PlateKind
    confidence: float
    agreeing: int
    frames: int
    uncertain: tuple[int, ...]
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One plate through the frames, oldest first; `number` is counted up from 1."""

    number: int
    since_s: float
    seen_s: float
    plates: tuple[Plate, ...]


def followed(tracks: Sequence[Track], plates: Sequence[Plate], at_s: float) -> list[Track]:
    """The tracks after one more frame: every plate joins the track that fits it best, or begins one."""
    free = list(tracks)
    after: list[Track] = []
    number = max((track.number for track in tracks), default=0)
    for plate in plates:
        track = max(free, key=lambda each: _fit(each, plate), default=None)
        if track is not None and _fit(track, plate) > 0:
            free.remove(track)
            kept = (*track.plates, plate)[-MOST_FRAMES:]
            after.append(replace(track, seen_s=at_s, plates=kept))
        else:
            number += 1
            after.append(Track(number=number, since_s=at_s, seen_s=at_s, plates=(plate,)))
    return sorted([*free, *after], key=lambda each: each.number)


def parted(tracks: Sequence[Track], at_s: float) -> tuple[list[Track], list[Track]]:
    """The tracks that go on, and those that have not been seen for GAP_S."""
    gone = [track for track in tracks if at_s - track.seen_s > GAP_S]
    return [track for track in tracks if track not in gone], gone


def verdict(plates: Sequence[Plate]) -> Verdict:
    """What the frames of one track (at least one) say together."""
    if not plates:
        raise ValueError("no frames, no verdict")
    weights: dict[str, float] = {}
    for plate in plates:
        weights[plate.seen] = weights.get(plate.seen, 0.0) + plate.confidence
    ranked = sorted(weights, key=lambda text: -weights[text])
    best = ranked[0]
    agreeing = sum(plate.text == best for plate in plates)
    lead = weights[best] - (weights[ranked[1]] if len(ranked) > 1 else 0.0)
    reason = _reason(agreeing, lead)
    clearest = max((plate for plate in plates if plate.seen == best), key=lambda plate: plate.confidence)
    return Verdict(
        text=best if reason is Reason.AGREED else "",
        seen=best,
        colour=_most(plates, best),
        kind=clearest.kind,
        confidence=_together(plates, best) if reason is Reason.AGREED else clearest.confidence * agreeing / len(plates),
        agreeing=agreeing,
        frames=len(plates),
        uncertain=_disputed(best, ranked[1:], clearest) if reason is not Reason.AGREED else (),
        reason=reason,
    )


def _reason(agreeing: int, lead: float) -> Reason:
    if agreeing < AGREEING:
        return Reason.TOO_FEW
    return Reason.AGREED if lead >= LEAD else Reason.DISPUTED


def _together(plates: Sequence[Plate], text: str) -> float:
    """One minus the product of the doubts of the two clearest frames: frames of one car are not independent."""
    doubts = sorted(1 - plate.confidence for plate in plates if plate.text == text)[:2]
    return 1 - float(np.prod(doubts))


def _most(plates: Sequence[Plate], text: str) -> str:
    """The colour that the frames with this text told most often."""
    told = [plate.colour for plate in plates if plate.seen == text and plate.colour]
    return max(set(told), key=lambda colour: (told.count(colour), colour), default="")


def _disputed(best: str, others: Sequence[str], clearest: Plate) -> tuple[int, ...]:
    """The places in which texts of the same length differ, and those that were unsure in the clearest frame."""
    differing = {at for other in others if len(other) == len(best) for at in range(len(best)) if other[at] != best[at]}
    return tuple(sorted(differing | set(clearest.uncertain)))


def _fit(track: Track, plate: Plate) -> float:
    """How well a plate goes on a track: over 0 where it can be the same one."""
    last = track.plates[-1]
    shared = _overlap(last.corners, plate.corners)
    alike = min(distance(seen.seen, plate.seen) for seen in track.plates[-5:]) <= CHANGED
    near = _moved(last.corners, plate.corners) <= REACH
    return shared + alike if (shared >= OVERLAP or (alike and near)) else 0.0


def _moved(one: Corners, other: Corners) -> float:
    """How far the middle has moved, in plate widths."""
    wide = max(float(np.hypot(*(one[1] - one[0]))), 1.0)
    return float(np.hypot(*(other.mean(0) - one.mean(0)))) / wide


def _overlap(one: Corners, other: Corners) -> float:
    """Shared area over joint area of two quadrangles, 0 to 1."""
    first, second = cv2.convexHull(one.astype(np.float32)), cv2.convexHull(other.astype(np.float32))
    shared = float(cv2.intersectConvexConvex(first, second)[0])
    joint = float(cv2.contourArea(first)) + float(cv2.contourArea(second)) - shared
    return shared / joint if joint > 0 else 0.0


def distance(one: str, other: str) -> int:
    """How many characters must be changed, put in or left out to turn one text into the other."""
    row = list(range(len(other) + 1))
    for at, character in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, wanted in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (character != wanted))
    return row[-1]
