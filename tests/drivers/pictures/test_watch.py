"""A camera's own troubles on drawn pictures, and what must not be taken for one. Two looks a second."""

from collections.abc import Callable, Sequence
from dataclasses import fields

import cv2
import numpy as np
import pytest

from drivers.pictures.looking import Looking, Seen
from drivers.pictures.shot import PictureShot
from tests.drivers.pictures.drawing import HIGH, WIDE, Picture, Scene

SCENE = Scene()
PLACE = SCENE.place()
FROZEN = SCENE.seen(PLACE)
STEP_S = 0.5

Part = tuple[float, Callable[[float], Picture]]


def turned(right: int, down: int) -> Picture:
    move = np.array([[1, 0, right], [0, 1, down]], float)
    return cv2.warpAffine(PLACE, move, (WIDE, HIGH), borderMode=cv2.BORDER_REFLECT)


def covered(share: float) -> Picture:
    picture = PLACE.copy()
    picture[:, : int(WIDE * share)] = 90
    return picture


def lorry(t: float) -> Picture:
    picture, x = PLACE.copy(), int(-700 + t * 150)
    cv2.rectangle(picture, (x, 0), (x + 600, 330), (200, 190, 180), -1)
    return picture


def calm(t: float) -> Picture:
    return SCENE.seen(PLACE)


def night(t: float) -> Picture:
    return SCENE.seen(PLACE, light=0.25, noise=4)


def told(parts: Sequence[Part], step_s: float = STEP_S) -> tuple[set[str], set[str], Seen]:
    """The flaws that were told at any time, those at the end, and what was seen last."""
    looking, time, ever = Looking(), 1000.0, set()
    seen = looking.see(PictureShot(calm(0), time))
    for lasts_s, shown in parts:
        for step in range(int(lasts_s / step_s)):
            time += step_s
            seen = looking.see(PictureShot(shown(step * step_s), time))
            ever |= flaws(seen)
    return ever, flaws(seen), seen


def flaws(seen: Seen) -> set[str]:
    return {flaw.name for flaw in fields(seen.watched.flaws) if getattr(seen.watched.flaws, flaw.name)}


@pytest.mark.parametrize(
    ("shown", "flaw"),
    [
        (lambda t: SCENE.seen(PLACE * 0, noise=2), "black"),
        (lambda t: SCENE.seen(PLACE * 0 + 250, noise=2), "white"),
        (lambda t: FROZEN, "frozen"),
        (lambda t: SCENE.seen(cv2.GaussianBlur(PLACE, (0, 0), 4)), "blurred"),
        (lambda t: SCENE.seen(turned(120, 40)), "moved"),
        (lambda t: SCENE.seen(covered(0.65)), "covered"),
        (lambda t: SCENE.seen(covered(1.0)), "covered"),
    ],
    ids=["black", "white", "frozen", "blurred", "moved", "covered", "all covered"],
)
def test_a_trouble_is_told_alone_and_ends(shown: Callable[[float], Picture], flaw: str) -> None:
    assert told([(15, calm), (36, shown)])[:2] == ({flaw}, {flaw})
    assert told([(15, calm), (36, shown), (24, calm)])[:2] == ({flaw}, set())


@pytest.mark.parametrize(
    "parts",
    [
        [(60, calm)],
        [(20, night), (3, lambda t: SCENE.seen(PLACE * 0 + 252)), (20, night)],
        [(20, calm), (12, lambda t: SCENE.seen(lorry(t))), (30, calm)],
        [(30, night), (40, calm)],
        [(30, calm), (40, night)],
        [(20, calm), (4, lambda t: SCENE.seen(PLACE * 0)), (20, calm)],
        [(20, calm), (10, lambda t: SCENE.seen(covered(0.8))), (20, calm)],
        [(20, calm), (40, lambda t: SCENE.seen(SCENE.rain(PLACE)))],
    ],
    ids=["nothing", "headlight", "lorry", "lamp on", "lamp off", "a moment of black", "a hand", "rain"],
)
def test_what_is_no_trouble(parts: Sequence[Part]) -> None:
    assert told(parts)[0] == set()


def test_another_view_is_the_view_after_half_an_hour() -> None:
    ever, at_end, _ = told([(100, calm), (1900, lambda t: SCENE.seen(turned(120, 40)))], step_s=10)
    assert (ever, at_end) == ({"moved"}, set())


def test_light_is_told_in_percent_and_sharpness_does_not_hang_on_it() -> None:
    day, dusk = told([(30, calm)])[2].watched, told([(30, night)])[2].watched
    assert day.brightness == pytest.approx(49, abs=2)
    assert dusk.brightness == pytest.approx(12, abs=2)
    assert dusk.sharpness == pytest.approx(day.sharpness, rel=0.2)
