"""The place without cars, by full daylight: a lane between kerbs; at a gate with its hedge and its gate house."""

import cv2
import numpy as np
from numpy.typing import NDArray

from simulators.gates.lens import HORIZON_PX, SIZE, on_ground

Picture = NDArray[np.uint8]
Polygon = list[tuple[float, float]]


def lane_picture(seed: int, *, is_gate: bool) -> Picture:
    """The same for the same seed."""
    rng = np.random.default_rng(seed)
    picture = np.empty((SIZE[1], SIZE[0], 3), np.uint8)
    _gradient(picture, 0, HORIZON_PX, (225, 205, 185), (215, 215, 210))
    _gradient(picture, HORIZON_PX, SIZE[1], (125, 130, 132), (98, 100, 102))
    if is_gate:
        _houses(picture, rng)
        _hedge(picture, rng)
        _lane(picture)
        _gate_house(picture, rng)
    else:
        _wall(picture, rng)
        _lane(picture)
    grain = np.zeros((SIZE[1] // 2, SIZE[0] // 2), np.int8)
    cv2.randn(grain, np.zeros(1), np.full(1, 9.0))
    rough = cv2.resize(grain.astype(np.float32), SIZE, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.add(picture, cv2.merge((rough, rough, rough)), dtype=cv2.CV_8U), np.uint8)


def _houses(picture: Picture, rng: np.random.Generator) -> None:
    """Towers behind the hedge, with rows of windows."""
    left = -20
    while left < SIZE[0]:
        wide, high = int(rng.integers(70, 150)), int(rng.integers(40, HORIZON_PX - 4))
        shade = int(rng.integers(135, 200))
        cv2.rectangle(picture, (left, HORIZON_PX - high), (left + wide, HORIZON_PX), (shade, shade + 6, shade + 12), -1)
        for y in range(HORIZON_PX - high + 8, HORIZON_PX - 12, 14):
            for x in range(left + 8, left + wide - 10, 18):
                cv2.rectangle(picture, (x, y), (x + 9, y + 8), (shade - 70, shade - 65, shade - 70), -1)
        left += wide + int(rng.integers(4, 40))


def _wall(picture: Picture, rng: np.random.Generator) -> None:
    """The side of a tower: plain at the left, with windows and a door further right."""
    shade = int(rng.integers(165, 200))
    _gradient(picture, 0, HORIZON_PX + 6, (shade, shade + 8, shade + 14), (shade - 20, shade - 12, shade - 8))
    for x in range(300, SIZE[0] - 30, 62):
        for y in (10, 58):
            cv2.rectangle(picture, (x, y), (x + 30, y + 30), (70, 62, 50), -1)
            cv2.rectangle(picture, (x, y), (x + 30, y + 30), (220, 225, 228), 2)
    cv2.rectangle(picture, (250, 46), (282, HORIZON_PX + 6), (48, 66, 96), -1)


def _hedge(picture: Picture, rng: np.random.Generator) -> None:
    for _ in range(420):
        centre = (int(rng.integers(0, SIZE[0])), HORIZON_PX + int(rng.normal(4, 6)))
        green = int(rng.integers(60, 130))
        cv2.circle(picture, centre, int(rng.integers(3, 9)), (green // 3, green, green // 2), -1)


def _lane(picture: Picture) -> None:
    """The carriageway between two kerbs, with the stop line and its edge lines."""
    _fill(picture, [on_ground(x, z) for x, z in ((-2.0, 1.0), (2.2, 1.0), (2.2, 60.0), (-2.0, 60.0))], (92, 94, 95))
    for x in (-2.0, 2.2):
        _fill(
            picture,
            [on_ground(*at) for at in ((x, 1.0), (x + 0.25, 1.0), (x + 0.25, 60.0), (x, 60.0))],
            (170, 175, 175),
        )
    for x in (-1.6, 1.75):
        _fill(
            picture, [on_ground(*at) for at in ((x, 1.0), (x + 0.1, 1.0), (x + 0.1, 60.0), (x, 60.0))], (205, 215, 215)
        )
    _fill(picture, [on_ground(*at) for at in ((-1.9, 3.3), (2.1, 3.3), (2.1, 3.6), (-1.9, 3.6))], (215, 220, 220))


def _gate_house(picture: Picture, rng: np.random.Generator) -> None:
    """At the left edge, with a window and a notice."""
    wide = int(rng.integers(70, 95))
    cv2.rectangle(picture, (0, 60), (wide, 250), (150, 165, 175), -1)
    cv2.rectangle(picture, (0, 52), (wide + 10, 66), (80, 85, 95), -1)
    cv2.rectangle(picture, (14, 90), (wide - 16, 160), (90, 80, 60), -1)
    cv2.rectangle(picture, (14, 176), (wide - 30, 206), (185, 190, 195), -1)


def _gradient(picture: Picture, top: int, bottom: int, first: tuple[int, ...], last: tuple[int, ...]) -> None:
    share = np.linspace(0.0, 1.0, bottom - top)[:, None, None]
    picture[top:bottom] = np.array(first) * (1 - share) + np.array(last) * share


def _fill(picture: Picture, corners: Polygon, colour: tuple[int, int, int]) -> None:
    cv2.fillPoly(picture, [np.round(np.array(corners) * 16).astype(np.int32)], colour, cv2.LINE_AA, 4)
