"""First characters for the province net to learn from: the left ends of made plates, spoilt as a camera spoils them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from drivers.plates.alphabet import PROVINCES
from drivers.plates.province import CLASSES, SIZE, head
from drivers.plates.rectify import Picture
from simulators.plates.draw import FlatPlate, flat
from simulators.plates.layouts import LAYOUTS
from simulators.plates.texts import random_plate
from simulators.plates.weather import degrade
from training.plates.backdrops import Backdrops
from training.plates.reader_crops import CUT_OUT, HEIGHTS, STEEP, Shot, as_cut_out, as_found, photograph
from training.plates.train_reader import hand_of

SEEN = 4  # photographs of a plate that was drawn
SHOT = Shot(small=0.6, high=(10, 22, 56), wide=(0.72, 1.1), left=0.45)
UPRIGHT = 0.4  # the share of cut-outs that are taken from edge to edge
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
    seen, corners = photograph(plate, rng, backdrops, steep=cut_out and bool(rng.random() < STEEP), shot=SHOT)
    if rng.random() < BLOOM:
        seen = _bloomed(seen, rng)
    seen = degrade(seen, rng, hardness=float(rng.uniform(0.1, 0.9)))
    upright = cut_out and rng.random() < UPRIGHT
    return head(seen, as_cut_out(corners, rng) if upright else as_found(corners, plate.rows, rng), plate.rows)


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
