"""Strips for the reading net to learn from: made plates, seen by a camera, found with some error, straightened."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.plates.alphabet import CLASS_OF, COLOURS
from drivers.plates.rectify import Corners, Picture, straighten
from simulators.plates.draw import FlatPlate
from training.plates.backdrops import SIDE_PX, Backdrops

STRIP = (144, 40)
HEIGHTS = (48, 64, 88)  # of the flat plate: few, so that its glyphs are drawn once
NO_COLOUR = -100  # what the loss of colours leaves out
REAL_SHARE = 0.35  # of plates with a made scene around them, not just two shades
ENDS = 0.07  # by which the finder misses a plate's ends, in plate heights
CUT_OUT = 0.35  # the share of plates that come as an upright cut-out, not straightened
STEEP = 0.5  # of the cut-outs, plates that slope as on a car that stands aside
STEEPEST = 0.3  # rise of such a plate over its length

Degrade = Callable[[Picture, np.random.Generator], Picture]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """How plates are seen.

    small   the share of them as low as they come from a wide view
    high    of a row, in pixels: small ones from the first to the second, the others up to the third
    wide    the width, by what it would be from the front
    left    of a plate of one row so much is seen, from its left end
    """

    small: float = 0.45
    high: tuple[int, int, int] = (13, 24, 60)
    wide: tuple[float, float] = (0.78, 1.08)
    left: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A strip (40 x 144 x 3) with what is on it: classes of the characters, number of the colour."""

    strip: Picture
    classes: list[int]
    colour: int


def example(
    plate: FlatPlate,
    rng: np.random.Generator,
    degrade: Degrade,
    backdrops: Backdrops,
    size: tuple[int, int] = STRIP,
) -> Example:
    """A made plate as the reader will meet it, as a strip of size (width, height)."""
    cut_out = plate.rows == 1 and bool(rng.random() < CUT_OUT)
    steep = cut_out and bool(rng.random() < STEEP)
    seen, corners = photograph(plate, rng, backdrops, steep=steep)
    degraded = degrade(seen, rng)
    strip = upright(degraded, corners, rng, size) if cut_out else strip_of(degraded, corners, plate.rows, rng, size)
    return Example(strip=strip, classes=[CLASS_OF[c] for c in plate.text], colour=COLOURS.index(plate.colour))


def nothing(rng: np.random.Generator, degrade: Degrade, backdrops: Backdrops, size: tuple[int, int] = STRIP) -> Example:
    """A strip of what is no plate: no character is to be read there; its colour says nothing."""
    high = int(np.exp(rng.uniform(np.log(14), np.log(70))))
    piece = degrade(backdrops.piece((int(high * rng.uniform(2, 4)), high)), rng)
    strip = np.asarray(cv2.resize(piece, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return Example(strip=strip, classes=[], colour=NO_COLOUR)


def photograph(
    plate: FlatPlate, rng: np.random.Generator, backdrops: Backdrops, *, steep: bool = False, shot: Shot = Shot()
) -> tuple[Picture, Corners]:
    """The plate as large and as slanted as a camera sees it, with what is around it, and where its corners are."""
    flat_high, flat_wide = plate.picture.shape[:2]
    low, middle, high_px = shot.high
    least, most = (low, middle) if rng.random() < shot.small else (middle, high_px)
    high = float(np.exp(rng.uniform(np.log(least), np.log(most)))) * plate.rows**0.7
    wide = high * flat_wide / flat_high * rng.uniform(*shot.wide)
    box = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    corners = slanted(box - box.mean(0), high / plate.rows, rng, steep)
    corners += rng.uniform(3, 6, 2).astype(np.float32) - corners.min(0)
    flat = plate.picture if plate.rows == 2 else plate.picture[:, : round(flat_wide * shot.left)]
    right, bottom = corners.max(0) + rng.uniform(3, 6, 2)
    size = (min(int(right * flat.shape[1] / flat_wide) + 1, SIDE_PX), min(int(bottom) + 1, SIDE_PX))
    flat_box = np.array([[0, 0], [flat_wide, 0], [flat_wide, flat_high], [0, flat_high]], np.float32)
    turn = cv2.getPerspectiveTransform(flat_box, corners)
    around = backdrops.piece(size) if rng.random() < REAL_SHARE else surroundings(size, rng)
    shrink = flat_high / high
    flat = flat if shrink < 1.6 else np.asarray(cv2.blur(flat, (round(shrink), round(shrink))), np.uint8)
    cv2.warpPerspective(flat, turn, size, around, cv2.INTER_LINEAR, cv2.BORDER_TRANSPARENT)
    return np.asarray(around, np.uint8), corners


def slanted(box: Corners, row_high: float, rng: np.random.Generator, steep: bool) -> Corners:
    """A box around 0 turned, sheared both ways and bent as perspective does."""
    roll = np.deg2rad(np.clip(rng.normal(0, 4), -12, 12))
    # A car that stands aside: the plate slopes, its letters stay upright.
    slope = rng.uniform(-STEEPEST, STEEPEST) if steep else np.clip(rng.normal(0, 0.06), -0.16, 0.16)
    shear = np.clip(rng.normal(0, 0.12), -0.35, 0.35)
    turned = box @ np.array([[np.cos(roll), np.sin(roll) + slope], [-np.sin(roll) + shear, np.cos(roll)]], np.float32)
    return np.asarray(turned + rng.normal(0, 0.06 * row_high, (4, 2)), np.float32)


def surroundings(size: tuple[int, int], rng: np.random.Generator) -> Picture:
    """Something around a plate: a bumper of two shades, an edge, at times bright."""
    wide, high = size
    upper, lower = rng.uniform(0, 255, 3), rng.uniform(0, 255, 3)
    picture = np.empty((high, wide, 3), np.uint8)
    picture[:] = (upper.mean() + (upper - upper.mean()) * 0.3).astype(np.uint8)
    edge = int(rng.uniform(-0.2, 1.2) * high)
    picture[max(edge, 0) :] = (lower.mean() + (lower - lower.mean()) * 0.3).astype(np.uint8)
    if rng.random() < 0.3:
        ends = [tuple(int(v) for v in rng.uniform((0, 0), (wide, high))) for _ in range(2)]
        shade = rng.uniform(0, 255, 3).tolist()
        cv2.line(picture, ends[0], ends[1], shade, int(rng.integers(1, 6)))
    return picture


def strip_of(
    seen: Picture, corners: Corners, rows: int, rng: np.random.Generator, size: tuple[int, int] = STRIP
) -> Picture:
    """The strip that the reader gets of a plate that was found: straightened by corners with some error."""
    return straighten(seen, as_found(corners, rows, rng), rows, size=size, margin=rng.uniform(-0.03, 0.14))


def as_found(corners: Corners, rows: int, rng: np.random.Generator) -> Corners:
    """A plate's corners with the finder's errors."""
    side_high = float(np.hypot(*(corners[3] - corners[0]))) / rows
    found = corners + rng.normal(0, rng.uniform(0.01, 0.08) * side_high, (4, 2)).astype(np.float32)
    found[:, 0] += rng.normal(0, ENDS * side_high, 2).astype(np.float32)[[0, 1, 1, 0]]
    return np.asarray(found, np.float32)


def upright(seen: Picture, corners: Corners, rng: np.random.Generator, size: tuple[int, int] = STRIP) -> Picture:
    """The strip of a picture that somebody cut out upright, with some slack; a plate of one row."""
    return straighten(seen, as_cut_out(corners, rng), 1, size=size, margin=rng.uniform(-0.05, 0.08))


def as_cut_out(corners: Corners, rng: np.random.Generator) -> Corners:
    """The edges of a picture that somebody cut out upright, for the corners of its plate."""
    side_high = float(np.hypot(*(corners[3] - corners[0])))
    (left, top), (right, bottom) = corners.min(0), corners.max(0)
    found = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    return found + rng.normal(0, 0.05 * side_high, (2, 2)).astype(np.float32)[[0, 0, 1, 1]]


def normalised(strips: NDArray[np.uint8]) -> NDArray[np.float32]:
    """N x H x W x 3 → N x 3 x H x W, each picture with mean 0 and deviation 1."""
    values = strips.astype(np.float32).transpose(0, 3, 1, 2)
    mean = values.mean((1, 2, 3), keepdims=True)
    deviation = values.std((1, 2, 3), keepdims=True)
    return np.ascontiguousarray((values - mean) / (deviation + 4.0), np.float32)
