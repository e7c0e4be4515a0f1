"""The best way through a net's frames for every pattern of plates, found exactly, by dynamic programming."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from drivers.plates.alphabet import BLANK, CHARACTERS, CLASS_OF, CLASSES
from drivers.plates.kinds import Pattern, fits

Told = NDArray[np.float32]
"""Frames x classes: logarithms of probabilities, class BLANK first."""

NEVER = -1e9
STILL = -5e-4  # a frame this sure of being blank says nothing when the one before it was as well
TOO_RARE = -5.0  # a pattern that needs this one character is not tried where no frame says more of it
_STAY, _AFTER_BLANK = -1, -2


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The best way of a pattern: its text, the logarithm of its probability, the frame that tells each character."""

    text: str
    score: float
    frames: tuple[int, ...]
    pattern: Pattern


def clear_way(told: Told, patterns: Sequence[Pattern]) -> Way | None:
    """The best way of all, where it fits a pattern as it stands: then it is the best way of that pattern too."""
    best = told.argmax(axis=1)
    starts = np.flatnonzero((best != BLANK) & (best != np.concatenate(([BLANK], best[:-1]))))
    text = "".join(CHARACTERS[best[at] - 1] for at in starts)
    pattern = next((each for each in patterns if fits(text, each)), None)
    if pattern is None:
        return None
    frames = []
    for at in starts:
        run = 1
        while at + run < len(best) and best[at + run] == best[at]:
            run += 1
        frames.append(int(at + told[at : at + run, best[at]].argmax()))
    return Way(text=text, score=float(told.max(axis=1).sum()), frames=tuple(frames), pattern=pattern)


def leads(told: Told, way: Way) -> list[float]:
    """By how much (logarithm) each character leads over others that may stand there, in its own frame."""
    found = []
    for place, character, frame in zip(way.pattern.places, way.text, way.frames, strict=True):
        others = [CLASS_OF[other] for other in place if other != character]
        found.append(float(told[frame, CLASS_OF[character]] - told[frame, others].max()) if others else -NEVER)
    return found


def best_ways(tolds: Sequence[Told], patterns: Sequence[Pattern]) -> list[list[Way]]:
    """Of every view the best way of each pattern that is possible at all, best first."""
    peaks = np.max([told.max(axis=0) for told in tolds], axis=0)
    wanted = [pattern for pattern in patterns if _possible(peaks, pattern)]
    if not wanted:
        return [[] for _ in tolds]
    kept = [_telling(told) for told in tolds]
    classes = _classes(peaks, tuple(wanted))
    search = _Search([told[frames] for told, frames in zip(tolds, kept, strict=True)], classes, wanted)
    found = [search.ways(view, frames) for view, frames in enumerate(kept)]
    return [sorted(ways, key=lambda way: -way.score) for ways in found]


def _possible(peaks: NDArray[np.float32], pattern: Pattern) -> bool:
    return all(peaks[CLASS_OF[place]] > TOO_RARE for place in pattern.places if len(place) == 1)


def _telling(told: Told) -> NDArray[np.intp]:
    """The frames that matter: of a run of frames that are surely blank, the first."""
    still = told[:, BLANK] > STILL
    return np.flatnonzero(~(still & np.concatenate(([False], still[:-1]))))


def _classes(peaks: NDArray[np.float32], patterns: tuple[Pattern, ...], most: int = 9) -> NDArray[np.intp]:
    """The classes worth a thought: for every set of characters that a place takes, the most probable ones."""
    found: set[int] = set()
    for members in _sets(patterns):
        found.update(members[np.argsort(-peaks[members])[:most]].tolist())
    return np.array(sorted(found), np.intp)


@cache
def _sets(patterns: tuple[Pattern, ...]) -> tuple[NDArray[np.intp], ...]:
    places = {place for pattern in patterns for place in pattern.places}
    return tuple(np.array([CLASS_OF[c] for c in place], np.intp) for place in sorted(places))


@cache
def allowed(patterns: tuple[Pattern, ...]) -> NDArray[np.float32]:
    """Patterns x places x classes: 0 where the class may stand, NEVER elsewhere."""
    longest = max(len(pattern.places) for pattern in patterns)
    found = np.full((len(patterns), longest, CLASSES), NEVER, np.float32)
    for number, pattern in enumerate(patterns):
        for at, place in enumerate(pattern.places):
            found[number, at, [CLASS_OF[c] for c in place]] = 0.0
    return found


class _Search:
    """One pass over the frames of all views. A row is a place of a pattern in a view, a column a character.

    `last[row, c]`: the best score with the characters up to this place told, the last one, c, in this frame;
    `rest[row]`: the same, this frame blank; `none[pattern]`: with nothing told yet.
    Where a score came from is kept a frame: a column of the row before, _STAY, or _AFTER_BLANK.
    """

    def __init__(self, tolds: Sequence[Told], classes: NDArray[np.intp], patterns: list[Pattern]) -> None:
        self._classes = classes
        self._patterns = patterns
        may_stand = allowed(tuple(patterns))[:, :, classes]
        self._longest = may_stand.shape[1]
        self._places = may_stand.shape[0] * self._longest  # of a view
        rows = len(tolds) * self._places
        self._rows = np.arange(rows)
        self._heads = self._rows[:: self._longest]
        self._last = np.full((rows, len(classes)), NEVER, np.float32)
        self._rest = np.full(rows, NEVER, np.float32)
        self._from_last: list[NDArray[np.int16]] = []
        self._from_rest: list[NDArray[np.int16]] = []
        flat = may_stand.reshape(-1, len(classes))
        said, blank = _side_by_side(tolds, classes)
        nothing = np.cumsum(blank, axis=0, dtype=np.float32) - blank
        for frame, still, before in zip(said, blank, nothing, strict=True):
            gains = frame[:, None] + flat
            self._step(gains.reshape(rows, -1), np.repeat(still, self._places), np.repeat(before, len(patterns)))

    def _step(self, said: NDArray[np.float32], blank: NDArray[np.float32], nothing: NDArray[np.float32]) -> None:
        """One frame: `said` is what each character gains at each place, `nothing` the score of blanks alone."""
        last, rest, rows = self._last, self._rest, self._rows
        first = last.argmax(axis=1)
        first_score = last[rows, first]
        before, came = self._changed(first, first_score)
        paused = np.empty_like(rest)
        paused[1:] = rest[:-1]
        paused[self._heads] = nothing
        source = np.where(before >= paused[:, None], came, np.int16(_AFTER_BLANK))
        gained = np.maximum(before, paused[:, None])
        self._from_last.append(np.where(last >= gained, np.int16(_STAY), source))
        self._from_rest.append(np.where(rest >= first_score, np.int16(_STAY), first.astype(np.int16)))
        self._rest = np.maximum(rest, first_score) + blank
        self._last = np.maximum(last, gained) + said

    def _changed(
        self, first: NDArray[np.intp], first_score: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.int16]]:
        """For every place and character: the score of the best other character at the place before, and its column."""
        rows, others = self._rows, self._last.copy()
        others[rows, first] = NEVER
        second = others.argmax(axis=1)
        score, came = np.empty_like(others), np.empty(others.shape, np.int16)
        score[1:], came[1:] = first_score[:-1, None], first[:-1, None]
        score[rows[1:], first[:-1]], came[rows[1:], first[:-1]] = others[rows, second][:-1], second[:-1]
        score[self._heads] = NEVER
        return score, came

    def ways(self, view: int, kept: NDArray[np.intp]) -> list[Way]:
        """Of one view, whose frames are those `kept` of all."""
        found = (self._way(view, number, kept) for number in range(len(self._patterns)))
        return [way for way in found if way is not None]

    def _way(self, view: int, number: int, kept: NDArray[np.intp]) -> Way | None:
        """Back from the better end of a pattern: in a blank, or in its last character."""
        places = len(self._patterns[number].places)
        base = view * self._places + number * self._longest - 1
        row = base + places
        column = int(self._last[row].argmax())
        ends = (float(self._rest[row]), float(self._last[row, column]))
        if max(ends) < NEVER / 2:
            return None
        in_blank, told = ends[0] > ends[1], places
        text, frames = [""] * places, [0] * places
        for frame in range(len(self._from_last) - 1, -1, -1):
            if told == 0:
                break
            if in_blank:
                came = int(self._from_rest[frame][base + told])
                in_blank, column = came == _STAY, max(came, 0)
                continue
            text[told - 1], frames[told - 1] = CHARACTERS[int(self._classes[column]) - 1], int(kept[frame])
            came = int(self._from_last[frame][base + told, column])
            if came != _STAY:
                told, in_blank, column = told - 1, came == _AFTER_BLANK, max(came, 0)
        return Way(text="".join(text), score=max(ends), frames=tuple(frames), pattern=self._patterns[number])


def _side_by_side(tolds: Sequence[Told], classes: NDArray[np.intp]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Frames x views x classes, and of the blanks frames x views; a view with fewer frames ends in blanks."""
    longest = max(map(len, tolds))
    said = np.full((longest, len(tolds), len(classes)), NEVER, np.float32)
    blank = np.zeros((longest, len(tolds)), np.float32)
    for view, told in enumerate(tolds):
        said[: len(told), view], blank[: len(told), view] = told[:, classes], told[:, BLANK]
    return said, blank
