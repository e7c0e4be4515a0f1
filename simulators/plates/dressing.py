"""What a plate has besides its characters: paper, border, dot, sign, pressed edges, bolts and slots."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from .layouts import GREEN_PALE, YELLOW, Layout, Style
from .strokes import Mask

Picture = NDArray[np.uint8]


def relief(picture: Picture, ink: Mask, scale: float, rng: np.random.Generator) -> None:
    """The shadow of the pressed characters, on the side away from the light."""
    down, across = max(1, round(1.3 * scale)), round(rng.uniform(-1.6, 1.6) * scale)
    depth = rng.uniform(0.1, 0.4)
    height, width = ink.shape
    left, right = max(0, across), width + min(0, across)
    shadow = cv2.convertScaleAbs(ink[: height - down, left - across : right - across], alpha=depth)
    under = picture[down:, left:right]
    cv2.subtract(under, cv2.merge((shadow, shadow, shadow)), dst=under)


def paper(layout: Layout, style: Style, size: tuple[int, int], rng: np.random.Generator) -> Picture:
    """The plate without ink: green ones run from pale at the top to green at the bottom."""
    picture = filled(size, vary(layout.paper, rng, 8 if layout.colour == "black" else 14))
    if layout.colour == "green":
        pale, full = np.array(vary(GREEN_PALE, rng, 8)), np.array(vary(layout.paper, rng, 14))
        share = _fade(size[1])
        picture[:] = np.round(pale * (1 - share) + full * share).astype(np.uint8)[:, None]
        if style is Style.GREEN_LARGE:
            picture[:, : round(size[0] * 128 / 480)] = vary(YELLOW, rng, 14)
            picture[:, round(size[0] * 128 / 480) :] = vary(layout.paper, rng, 14)
    return picture


@lru_cache(maxsize=64)
def _fade(height: int) -> NDArray[np.float64]:
    return np.linspace(0, 1, height)[:, None] ** 1.2


def dot(ink: Mask, place: tuple[float, float, float], scale: float, rng: np.random.Generator) -> None:
    """The round dot between two groups of characters."""
    x, y, width = place
    width *= rng.uniform(0.65, 1.1)
    centre = (round(x * scale * 16), round(y * scale * 16))
    cv2.circle(ink, centre, round(width * scale * 8), 255, -1, cv2.LINE_AA, 4)


def emblem(picture: Picture, scale: float, rng: np.random.Generator) -> None:
    """The small round sign of a car with new energy, between the second and the third character."""
    if rng.random() < 0.1:
        return
    x, y = round(137 * scale * 16), round((70 + rng.normal(0, 2)) * scale * 16)
    radius = rng.uniform(9, 12) * scale * 16
    rim = tuple(float(part) for part in rng.uniform((60, 90, 20), (180, 190, 110)))
    cv2.circle(picture, (x, y), round(radius), rim, -1, cv2.LINE_AA, 4)
    cv2.circle(picture, (x, y), round(radius * 0.6), (215, 225, 225), -1, cv2.LINE_AA, 4)
    cv2.circle(picture, (x, round(y + radius * 0.2)), round(radius * 0.3), (40, 120, 40), -1, cv2.LINE_AA, 4)


def border(ink: Mask, scale: float, rng: np.random.Generator) -> None:
    """The line around: 1.5 mm to 3 mm wide, 3 mm to 5 mm from the edge, with round corners; at times worn off."""
    strength = int(255 * min(1.0, rng.uniform(0.3, 1.3)))
    height, width = ink.shape
    inset, line = rng.uniform(3, 6) * scale, rng.uniform(1.8, 3.6) * scale
    shade = round(strength * min(1.0, line))
    left, top, right, bottom = inset, inset, width - 1 - inset, height - 1 - inset
    corner = 8 * scale
    points = [
        (left + corner, top), (right - corner, top), (right, top + corner), (right, bottom - corner),
        (right - corner, bottom), (left + corner, bottom), (left, bottom - corner), (left, top + corner),
    ]  # fmt: skip
    fixed = np.round(np.array(points) * 16).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(ink, [fixed], True, shade, max(1, round(line)), cv2.LINE_AA, 4)


def bolts(picture: Picture, layout: Layout, scale: float, rng: np.random.Generator) -> None:
    """Caps of bolts and slots of the holder, above and below the second and the last but one character."""
    wide, high = layout.size
    across = 110.0 + rng.uniform(-6, 6)
    caps, slots = rng.random() < 0.6, rng.random() < 0.5
    bolted = 4 if rng.random() < 0.3 else 2
    shade = rng.uniform(40, 240)
    for at, (x, y) in enumerate(((across, 13), (wide - across, 13), (across, high - 13), (wide - across, high - 13))):
        if caps and at < bolted:
            _cap(picture, (x + rng.normal(0, 2), y + rng.normal(0, 2)), shade, scale, rng)
        elif slots:
            _slot(picture, (x, y), shade, scale)


def _cap(picture: Picture, middle: tuple[float, float], shade: float, scale: float, rng: np.random.Generator) -> None:
    """A round cap in front of its own shadow."""
    x, y = (round(place * scale * 16) for place in middle)
    radius = rng.uniform(5, 11) * scale * 16
    away = round(radius * 0.2)
    warm = rng.uniform(-20, 20)
    cv2.circle(picture, (x + away, y + away), round(radius), (25, 22, 20), -1, cv2.LINE_AA, 4)
    cv2.circle(picture, (x, y), round(radius * 0.9), (shade - warm, shade, shade + warm), -1, cv2.LINE_AA, 4)
    cv2.circle(picture, (x, y), round(radius * 0.4), (shade * 0.8, shade * 0.8, shade * 0.8), -1, cv2.LINE_AA, 4)


def _slot(picture: Picture, middle: tuple[float, float], shade: float, scale: float) -> None:
    """A hole 14 mm long, with what is behind it."""
    x, y = middle
    ends = [(round((x + side) * scale * 16), round(y * scale * 16)) for side in (-5.0, 5.0)]
    cv2.line(picture, ends[0], ends[1], (shade, shade, shade), max(1, round(7 * scale)), cv2.LINE_AA, 4)


def vary(colour: tuple[int, int, int], rng: np.random.Generator, by: float) -> tuple[float, float, float]:
    b, g, r = (float(np.clip(part + shift, 0, 255)) for part, shift in zip(colour, rng.normal(0, by, 3), strict=True))
    return b, g, r


def filled(size: tuple[int, int], colour: tuple[float, float, float]) -> Picture:
    picture = np.empty((size[1], size[0], 3), np.uint8)
    cv2.rectangle(picture, (0, 0), size, colour, -1)
    return picture
