"""Draws a number plate from the front, clean, as it leaves the press."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from . import chinese as own
from . import dressing, latin, strokes
from .layouts import LAYOUTS, RED_INK, Cell, Layout, Style

Picture = NDArray[np.uint8]
Chinese = Callable[[str, tuple[int, int]], strokes.Mask]
"""A Chinese character and the size (width, height) wanted, to its mask: 255 is ink."""

_PENS = (7.6, 8.5, 9.3, 10.1, 11.2)
"""Widths of the pen that are met, millimetres at 90 mm of height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatPlate:
    """A plate that fills its picture; colour: blue, yellow, green, white or black."""

    picture: Picture
    text: str
    colour: str
    rows: int


def flat(
    text: str,
    style: Style,
    rng: np.random.Generator,
    *,
    height: int = 140,
    chinese: Chinese | None = None,
) -> FlatPlate:
    """The plate, height pixels high (140 is one pixel a millimetre for plates of one row)."""
    layout = LAYOUTS[style]
    if len(text) != len(layout.cells):
        raise ValueError(f"{text!r} does not fit {style}: {len(layout.cells)} characters wanted")
    scale = height / layout.size[1]
    size = (round(layout.size[0] * scale), height)
    paper = dressing.paper(layout, style, size, rng)
    ink, red = _ink(text, layout, scale, size, rng, chinese)
    if layout.dot is not None:
        dressing.dot(ink, layout.dot, scale, rng)
    dressing.border(ink, scale, rng)
    if rng.random() < 0.5:
        dressing.relief(paper, ink, scale, rng)
    picture = _print(paper, ink, _faded(layout.ink, rng))
    if red is not None:
        picture = _print(picture, red, dressing.vary(RED_INK, rng, 15))
    if layout.colour == "green":
        dressing.emblem(picture, scale, rng)
    dressing.bolts(picture, layout, scale, rng)
    return FlatPlate(picture=picture, text=text, colour=layout.colour, rows=layout.rows)


def _ink(
    text: str,
    layout: Layout,
    scale: float,
    size: tuple[int, int],
    rng: np.random.Generator,
    chinese: Chinese | None,
) -> tuple[strokes.Mask, strokes.Mask | None]:
    """Where ink is, and where red ink is."""
    ink = np.zeros((size[1], size[0]), np.uint8)
    red = np.zeros_like(ink) if layout.red else None
    pen = _PENS[int(rng.integers(len(_PENS)))]
    shifts = rng.uniform(-1.2, 1.2, (len(text), 2))
    for at, (character, cell) in enumerate(zip(text, layout.cells, strict=True)):
        target = red if red is not None and at in layout.red else ink
        _place(target, character, cell, (shifts[at, 0], shifts[at, 1]), scale, pen, chinese)
    return ink, red


def _place(
    target: strokes.Mask,
    character: str,
    cell: Cell,
    shift: tuple[float, float],
    scale: float,
    pen: float,
    chinese: Chinese | None,
) -> None:
    left, top = round((cell[0] + shift[0]) * scale), round((cell[1] + shift[1]) * scale)
    size = (max(3, round(cell[2] * scale)), max(3, round(cell[3] * scale)))
    target[top : top + size[1], left : left + size[0]] |= glyph(character, size, pen, chinese)


def glyph(character: str, size: tuple[int, int], pen: float, chinese: Chinese | None = None) -> strokes.Mask:
    """One character filling size (width, height) pixels."""
    words = latin.LATIN.get(character)
    if words is not None:
        return strokes.mask(words, latin.BOX_MM, pen * latin.THIN.get(character, 1.0), size)
    if chinese is not None:
        return chinese(character, size)
    thin = round(own.pen_mm(character) * pen / latin.PEN_MM, 1) * own.BOX[1] / latin.BOX_MM[1]
    return strokes.mask(own.CHINESE[character], own.BOX, thin, size, inset=True)


def _faded(ink: tuple[int, int, int], rng: np.random.Generator) -> tuple[float, float, float]:
    """White ink grows grey and yellow, black ink grows grey."""
    b, g, r = dressing.vary(ink, rng, 12)
    if sum(ink) > 3 * 128:
        worn = rng.uniform(0.65, 1.0) if rng.random() < 0.2 else rng.uniform(0.88, 1.05)
        return b * worn * rng.uniform(0.88, 1.0), g * worn, r * worn
    worn = rng.uniform(0, 70) * (rng.random() < 0.4)
    return b + worn, g + worn, r + worn


def _print(picture: Picture, ink: strokes.Mask, colour: tuple[float, float, float]) -> Picture:
    """Ink of one colour laid over the picture."""
    share = cv2.merge((ink, ink, ink))
    laid = cv2.multiply(dressing.filled((picture.shape[1], picture.shape[0]), colour), share, scale=1 / 255)
    kept = cv2.multiply(picture, cv2.bitwise_not(share), scale=1 / 255)
    return np.asarray(cv2.add(kept, laid), np.uint8)
