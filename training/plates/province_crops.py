"""First characters for the province net to learn from: the left ends of made plates, spoilt as a camera spoils them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from drivers.plates.alphabet import PROVINCES
from drivers.plates.province import CLASSES, SIZE, head
from drivers.plates.rectify import Corners, Picture
from simulators.plates.draw import FlatPlate, flat
from simulators.plates.layouts import LAYOUTS
from simulators.plates.texts import random_plate
from simulators.plates.weather import degrade
from training.plates.backdrops import SIDE_PX, Backdrops
from training.plates.reader_crops import CUT_OUT, ENDS, HEIGHTS, REAL_SHARE, STEEP, slanted, surroundings
from training.plates.train_reader import hand_of

SEEN = 4  # photographs of a plate that was drawn
LEFT = 0.45  # of a plate of one row is drawn so much
LOW, MIDDLE, HIGH = 10, 22, 56  # heights of a row in pixels: SMALL from LOW to MIDDLE, the others up to HIGH
SMALL = 0.6
NOTHING = 0.03  # the share of heads that are none
BENT = 0.03  # by which strokes are out of place, in widths of the piece
BLOOM = 0.15  # the share of pictures where bright strokes flow together


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A piece of 48 x 104 x 3 pixels, and its class."""

    piece: Picture
    kind: int


def heads(rng: np.random.Generator, backdrops: Backdrops) -> Iterator[Head]:
    """Without end."""
    while True:
        plate = _plate(rng)
        for _ in range(SEEN):
            if rng.random() < NOTHING:
                yield Head(piece=_nothing(rng, backdrops), kind=len(CLASSES) - 1)
            yield Head(piece=_seen(plate, rng, backdrops), kind=_kind(plate.text))


def _nothing(rng: np.random.Generator, backdrops: Backdrops) -> Picture:
    """What is no plate."""
    high = int(rng.integers(12, 60))
    piece = degrade(backdrops.piece((2 * high, high)), rng)
    return np.asarray(cv2.resize(piece, SIZE, interpolation=cv2.INTER_LINEAR), np.uint8)


def _kind(text: str) -> int:
    return CLASSES.index(text[0]) if text[0] in PROVINCES else len(CLASSES) - 1


def _plate(rng: np.random.Generator) -> FlatPlate:
    text, style = random_plate(rng)
    high = HEIGHTS[int(rng.integers(len(HEIGHTS)))] * (1 + (LAYOUTS[style].rows == 2))
    hand = hand_of(None if rng.random() < 0.5 else int(rng.integers(8)), rng)
    plate = flat(text, style, rng, height=high, chinese=hand)
    return replace(plate, picture=_bent(plate.picture, rng))


def _seen(plate: FlatPlate, rng: np.random.Generator, backdrops: Backdrops) -> Picture:
    """The head as the net gets it."""
    cut_out = plate.rows == 1 and bool(rng.random() < CUT_OUT)
    seen, corners = _photograph(plate, rng, backdrops, steep=cut_out and bool(rng.random() < STEEP))
    if rng.random() < BLOOM:
        seen = _bloomed(seen, rng)
    seen = degrade(seen, rng, hardness=float(rng.uniform(0.1, 0.9)))
    return head(seen, _found(corners, plate.rows, rng, cut_out=cut_out), plate.rows)


def _photograph(
    plate: FlatPlate, rng: np.random.Generator, backdrops: Backdrops, *, steep: bool
) -> tuple[Picture, Corners]:
    """The left end of a plate (all of one of two rows) as a camera sees it; the corners are the whole plate's."""
    flat_high, flat_wide = plate.picture.shape[:2]
    least, most = (LOW, MIDDLE) if rng.random() < SMALL else (MIDDLE, HIGH)
    high = float(np.exp(rng.uniform(np.log(least), np.log(most)))) * plate.rows**0.7
    wide = high * flat_wide / flat_high * rng.uniform(0.72, 1.1)
    box = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    corners = slanted(box - box.mean(0), high / plate.rows, rng, steep)
    corners += rng.uniform(3, 6, 2).astype(np.float32) - corners.min(0)
    flat_box = np.array([[0, 0], [flat_wide, 0], [flat_wide, flat_high], [0, flat_high]], np.float32)
    turn = cv2.getPerspectiveTransform(flat_box, corners)
    kept = plate.picture if plate.rows == 2 else plate.picture[:, : round(flat_wide * LEFT)]
    right, bottom = corners.max(0) + rng.uniform(3, 6, 2)
    size = (min(int(right * kept.shape[1] / flat_wide) + 1, SIDE_PX), min(int(bottom) + 1, SIDE_PX))
    around = backdrops.piece(size) if rng.random() < REAL_SHARE else surroundings(size, rng)
    shrink = flat_high / high
    kept = kept if shrink < 1.6 else np.asarray(cv2.blur(kept, (round(shrink), round(shrink))), np.uint8)
    cv2.warpPerspective(kept, turn, size, around, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
    return np.asarray(around, np.uint8), corners


def _bent(picture: Picture, rng: np.random.Generator) -> Picture:
    """Strokes a little out of place, as in another press's hand; at times thicker or thinner."""
    high, wide = picture.shape[:2]
    by = (rng.normal(0, BENT * high * 0.5, (2, 5, 8))).astype(np.float32)
    across, down = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
    field = [cv2.resize(each, (wide, high), interpolation=cv2.INTER_CUBIC) for each in by]
    bent = cv2.remap(picture, across + field[0], down + field[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    chance = rng.random()
    if chance < 0.2:
        bent = cv2.dilate(bent, np.ones((2, 2), np.uint8))
    elif chance < 0.4:
        bent = cv2.erode(bent, np.ones((2, 2), np.uint8))
    return np.asarray(bent, np.uint8)


def _bloomed(picture: Picture, rng: np.random.Generator) -> Picture:
    """Too much light: what is bright flows over its edges."""
    spread = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.6, 1.4)) * picture.shape[0] / 32)
    return np.asarray(
        cv2.addWeighted(picture, float(rng.uniform(0.6, 1.2)), spread, float(rng.uniform(0.4, 1.2)), 0), np.uint8
    )


def _found(corners: Corners, rows: int, rng: np.random.Generator, *, cut_out: bool) -> Corners:
    """The corners as the product has them: the finder's with its errors, or the edges of an upright cut-out."""
    side_high = float(np.hypot(*(corners[3] - corners[0]))) / rows
    if cut_out and rng.random() < 0.4:
        (left, top), (right, bottom) = corners.min(0), corners.max(0)
        found = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
        return found + rng.normal(0, 0.05 * side_high, (2, 2)).astype(np.float32)[[0, 0, 1, 1]]
    found = corners + rng.normal(0, rng.uniform(0.01, 0.08) * side_high, (4, 2)).astype(np.float32)
    found[:, 0] += rng.normal(0, ENDS * side_high, 2).astype(np.float32)[[0, 1, 1, 0]]
    return np.asarray(found, np.float32)
