"""Whether a camera still shows what it is there to show: black, white, frozen, blurred, moved, covered.

Everything must last before it is told: a headlight, a lorry that passes and a person before the lens are over sooner.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from drivers.pictures.hold import Hold
from drivers.pictures.shot import Grey
from drivers.pictures.structure import Field, Settled

BLACK_MEAN, BLACK_BRIGHTEST = 14.0, 40.0  # of 255: the mean, and what 99 % of the pixels are below
WHITE_MEAN, WHITE_DARKEST = 235.0, 215.0
BLURRED_SHARE = 0.55  # of its own usual sharpness
FINEST_NOISE, MEDIAN_OF_SQUARES = 0.9, 0.455  # of white noise: its share in the finest detail, and of a normal one
LEAST_CONTRAST = 0.5
ADOPT_S = 1800.0  # after so long another view is the view

BLOCKS = (10, 6)
STRUCTURED = 0.012  # a block whose usual slopes are steeper (root of their mean square) can be known again
KNOWN_AGAIN = 0.35  # correlation of a block with what it usually shows
FLAT_SHARE = 0.3  # of its usual slopes: less is no structure
COVERED_SHARE, MOVED_SHARE = 0.5, 0.8  # of the blocks that can be known again
LEAST_BLOCKS = 5

RECENT_S, STILL_S, USUAL_S, SHARPNESS_S = 2.0, 8.0, 600.0, 600.0
JUDGE_S = 0.4  # what changes slowly is looked at so often
WARM_UP_S = 10.0  # before that nothing is usual yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaws:
    """What is wrong with a picture."""

    black: bool = False
    white: bool = False
    frozen: bool = False
    blurred: bool = False
    moved: bool = False
    covered: bool = False

    @property
    def blinds(self) -> bool:
        """Whether nothing can be told of what stands in the picture."""
        return self.black or self.white or self.blurred or self.moved or self.covered


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """brightness: %; sharpness: 0 to 100, of what stands still."""

    brightness: float
    sharpness: float
    flaws: Flaws


class PictureWatch:
    """One camera's past. `see` is given every frame that is looked at, in order."""

    def __init__(self) -> None:
        self._hold = {
            "black": Hold(5, 3), "white": Hold(5, 3), "frozen": Hold(10, 1), "blurred": Hold(15, 5),
            "moved": Hold(20, 5), "covered": Hold(12, 5),
        }  # fmt: skip
        self._last: Grey | None = None
        self._began: float | None = None
        self._still = Settled(STILL_S)
        self._view = View()
        self._judged_s = self._seen_s = -np.inf
        self._sharpness = 0.0
        self._usual_sharpness: float | None = None
        self._sharpness_time = self._learnt_time = 0.0

    def see(self, grey: Grey, recent: Field, time: float) -> Watched:
        """grey: as a shot gives it; recent: the slopes of what stands still (structure.Settled over RECENT_S)."""
        self._began = time if self._began is None else self._began
        mean = float(grey.mean())
        before, self._last = self._last, grey
        frozen = before is not None and np.array_equal(before, grey)
        black = mean < BLACK_MEAN and np.percentile(grey[::4, ::4], 99) < BLACK_BRIGHTEST
        white = mean > WHITE_MEAN and np.percentile(grey[::4, ::4], 1) > WHITE_DARKEST
        still = self._still.see(grey.astype(np.float32), time)
        told = {"black": bool(black), "white": bool(white), "frozen": frozen}
        if not 0 <= time - self._judged_s < JUDGE_S:
            noise = left_of_noise(grey, before, time - self._seen_s)
            self._judged_s, self._sharpness = time, sharpness_of(still, noise)
            told |= self._against_the_past(recent, time, can_be_judged=not (black or white))
        self._seen_s = time
        for name, holds in told.items():
            self._hold[name].see(holds, time)
        flaws = Flaws(**{name: hold.is_on for name, hold in self._hold.items()})
        return Watched(brightness=mean / 2.55, sharpness=self._sharpness, flaws=flaws)

    def _against_the_past(self, recent: Field, time: float, *, can_be_judged: bool) -> dict[str, bool]:
        """blurred, moved and covered, of which only the first that explains the others is told."""
        assert self._began is not None
        if not can_be_judged:
            return {"blurred": False, "moved": False, "covered": False}
        if time - self._began < WARM_UP_S:
            self._learn(recent, time)
            return {"blurred": False, "moved": False, "covered": False}
        covered, moved = self._view.compare(recent)
        blurred = self._sharpness < BLURRED_SHARE * (self._usual_sharpness or 0.0)
        found = {"covered": covered, "moved": moved and not covered, "blurred": blurred and not (covered or moved)}
        if not any(found.values()):
            self._learn(recent, time)
        elif self._has_lasted(time):
            self._view, self._usual_sharpness = View(), None
            self._learn(recent, time)
        return found

    def _learn(self, recent: Field, time: float) -> None:
        self._view.learn(recent, time)
        before, sharpness = self._usual_sharpness, self._sharpness
        share = min(1.0, max(0.0, time - self._sharpness_time) / SHARPNESS_S)
        self._usual_sharpness = sharpness if before is None else before + share * (sharpness - before)
        self._sharpness_time = self._learnt_time = time

    def _has_lasted(self, time: float) -> bool:
        return time - self._learnt_time > ADOPT_S


class View:
    """What a camera usually shows, in blocks."""

    def __init__(self) -> None:
        self._usual = Settled(USUAL_S)

    def learn(self, recent: Field, time: float) -> None:
        """Take what is seen for what is usual, slowly."""
        self._usual.see(recent, time)

    def compare(self, recent: Field) -> tuple[bool, bool]:
        """(covered, moved): most of the structure is gone, or is another."""
        usual = self._usual.mean
        if usual is None or usual.shape != recent.shape:
            return False, False
        energy, now = _in_blocks(usual * usual), _in_blocks(recent * recent)
        alike = _in_blocks(usual * recent) / np.sqrt(energy * now + 1e-12)
        known = energy > STRUCTURED**2
        if known.sum() < LEAST_BLOCKS:
            return False, False
        flat = now < FLAT_SHARE**2 * energy
        is_covered = float(flat[known].mean()) >= COVERED_SHARE
        is_moved = float((alike[known] < KNOWN_AGAIN).mean()) >= MOVED_SHARE
        return is_covered, is_moved


def sharpness_of(still: NDArray[np.float32], noise: float = 0.0) -> float:
    """How strong the finest detail is beside the coarser, 0 to 100; light and contrast do not matter.

    noise: its variance in the picture, which is no detail. By squares, so that edges count.
    """
    fine = cv2.GaussianBlur(still, (0, 0), 1.0)
    coarse = cv2.GaussianBlur(still, (0, 0), 4.0)
    finest = max(0.0, cv2.norm(still, fine) ** 2 / still.size - FINEST_NOISE * noise)
    coarser = cv2.norm(fine, coarse) ** 2 / still.size
    return float(min(100.0, 100 * np.sqrt(finest / (coarser + LEAST_CONTRAST))))


def left_of_noise(grey: Grey, before: Grey | None, passed_s: float) -> float:
    """The variance of the noise that is left in a mean over STILL_S, told by two frames that are `passed_s` apart."""
    if before is None or before.shape != grey.shape:
        return 0.0
    apart = grey[::4, ::4].astype(np.float32) - before[::4, ::4]
    share = min(1.0, passed_s / STILL_S)
    return float(np.median(apart * apart)) / 2 / MEDIAN_OF_SQUARES * share / (2 - share)


def _in_blocks(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means over the blocks, both slopes together."""
    return np.asarray(cv2.resize(values.sum(axis=2), BLOCKS, interpolation=cv2.INTER_AREA), np.float32)
