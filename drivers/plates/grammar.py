"""The most probable plate that the nets' frames allow, the runner-up, and which characters could as well be others.

A view is what one net said of one strip: frames x classes, logarithms. Several views of a plate are weighed together:
the score of a text is the weighted sum of the logarithms of its probability in each, every alignment counted.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from drivers.plates.alphabet import BLANK, CHARACTERS, CLASS_OF, CLASSES
from drivers.plates.kinds import PATTERNS, Pattern
from drivers.plates.viterbi import Told, Way, allowed, best_ways, clear_way

FLOOR = 1e-7  # no net is surer than this that a frame is not something
CLEAR = 0.9  # so probable is what needs no other pattern tried
ROUNDS = 3  # of changing one character at a time
UNLIKELY = -7.0  # the logarithm below which a character is not tried in another's place
MOST_HEADS = 3  # first characters that are tried because they alone were said to be likely
PERHAPS = 2.0  # a character is unsure where another one is less than e² times less probable


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a net told, and how much its word counts."""

    told: Told
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A text that fits a pattern; score: the logarithm of its probability, with the pattern's prior."""

    text: str
    score: float
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The best candidate, how much better than the second it is (logarithm), and its places that are not sure."""

    best: Candidate
    second: Candidate | None
    margin: float
    unsure: tuple[int, ...]


Prior = Callable[[Pattern], float]
Heads = Mapping[str, float]
"""What was said of the first character alone, as what is added to a text's score; "" for those that are not named."""


def decode(
    views: Sequence[View],
    prior: Prior = lambda _: 0.0,
    patterns: Sequence[Pattern] = PATTERNS,
    *,
    heads: Heads | None = None,
) -> Decoded | None:
    """The most probable plate; None where no pattern has a way through the frames."""
    ways = _ways([view.told for view in views], patterns)
    first = {way.text: way.pattern for own in ways for way in own}
    if not first:
        return None
    heads = heads or {"": 0.0}
    known = _scored(first, views, prior, heads)
    for _ in range(ROUNDS):
        best = max(known.values(), key=lambda each: each.score)
        others = _neighbours(best, views, ways) | _other_heads(best, heads)
        fresh = {text: best.pattern for text in others if text not in known}
        if not fresh:
            break
        known |= _scored(fresh, views, prior, heads)
        if max(known.values(), key=lambda each: each.score) is best:
            break
    return _decoded(list(known.values()))


def _ways(tolds: Sequence[Told], patterns: Sequence[Pattern]) -> list[list[Way]]:
    """Of every view: the clear way alone where no frame holds anything else for possible, else each pattern's best."""
    found: list[list[Way]] = []
    for told in tolds:
        way = clear_way(told, patterns)
        found.append([way] if way is not None and _undisputed(told, way) else [])
    open_ = [number for number, ways in enumerate(found) if not ways]
    if open_:
        searched = best_ways([tolds[number] for number in open_], patterns)
        for number, ways in zip(open_, searched, strict=True):
            found[number] = ways
    return found


def _undisputed(told: Told, way: Way) -> bool:
    """Whether every frame is sure to be blank, the character before it on the way, or the one behind."""
    classes = np.array([CLASSES, *(CLASS_OF[c] for c in way.text), CLASSES])  # at both ends: none
    rows = np.arange(len(told))
    before = np.searchsorted(way.frames, rows, side="right")
    shares = np.pad(np.exp(told), ((0, 0), (0, 1)))
    known = shares[:, BLANK] + shares[rows, classes[before]] + shares[rows, classes[before + 1]]
    return bool(known.min() > CLEAR and min(shares[at].max() for at in way.frames) > CLEAR)


def log_probability(told: Told, texts: Sequence[str]) -> NDArray[np.float64]:
    """The logarithm of each text's probability, summed over its alignments."""
    return np.asarray(_probabilities([told], texts)[0])


def _probabilities(tolds: Sequence[Told], texts: Sequence[str]) -> NDArray[np.float64]:
    """Views x texts: the same for several views at once (the forward pass of CTC)."""
    longest = max(len(text) for text in texts)
    states = np.full((len(texts), 2 * longest + 1), BLANK, np.intp)
    for number, text in enumerate(texts):
        states[number, 1 : 2 * len(text) : 2] = [CLASS_OF[c] for c in text]
    skips = np.zeros(states.shape, np.float64)
    skips[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    said = _said(tolds)[:, :, states]
    reached = np.zeros((len(tolds), len(texts), states.shape[1] + 2))
    reached[:, :, 2] = 1.0  # before the first frame: as if in the first blank
    two_before, before, here = reached[:, :, :-2], reached[:, :, 1:-1], reached[:, :, 2:]
    for frame in said:
        stepped = skips * two_before
        stepped += before
        stepped += here
        np.multiply(stepped, frame, out=here)
    ends = np.array([2 * len(text) + 2 for text in texts])
    rows = np.arange(len(texts))
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(reached[:, rows, ends] + reached[:, rows, ends - 1]))


def _said(tolds: Sequence[Told]) -> NDArray[np.float64]:
    """Frames x views x classes: probabilities; a view with fewer frames ends in blanks."""
    said = np.full((max(map(len, tolds)), len(tolds), CLASSES), FLOOR)
    said[:, :, BLANK] = 1.0
    for view, told in enumerate(tolds):
        np.maximum(np.exp(told, dtype=np.float64), FLOOR, out=said[: len(told), view])
    return said


def clear_text(told: Told) -> tuple[str, float]:
    """What the frames say with no grammar at all, and the smallest probability among its characters."""
    best = told.argmax(axis=1)
    text, least, before = "", 1.0, BLANK
    for frame, each in enumerate(best):
        if each != BLANK and each != before:
            text += CHARACTERS[each - 1]
            run = told[frame : frame + 3, each].max()
            least = min(least, float(np.exp(run)))
        before = each
    return text, least if text else 0.0


def _scored(texts: dict[str, Pattern], views: Sequence[View], prior: Prior, heads: Heads) -> dict[str, Candidate]:
    names = list(texts)
    weights = np.array([view.weight for view in views])
    total = weights @ _probabilities([view.told for view in views], names)
    return {
        text: Candidate(
            text=text,
            score=float(score) + prior(texts[text]) + heads.get(text[0], heads[""]),
            pattern=texts[text],
        )
        for text, score in zip(names, total, strict=True)
    }


def _other_heads(best: Candidate, heads: Heads) -> set[str]:
    """The best text with the first characters that were said to be likeliest."""
    named = sorted((head for head in heads if head and head in best.pattern.places[0]), key=lambda head: -heads[head])
    return {head + best.text[1:] for head in named[:MOST_HEADS]}


def _neighbours(best: Candidate, views: Sequence[View], ways: Sequence[list[Way]]) -> set[str]:
    """Texts that differ from the best one in one place, by what any view holds possible there."""
    found: set[str] = set()
    for view, own in zip(views, ways, strict=True):
        way = next((each for each in own if each.pattern is best.pattern), None)
        if way is not None:
            found.update(best.text[:at] + c + best.text[at + 1 :] for at, c in _likely(view.told, way))
    found.discard(best.text)
    return found


def _likely(told: Told, way: Way, most: int = 3) -> Iterator[tuple[int, str]]:
    """Of each place the characters that may stand there and are most probable near its frame; none that is unlikely."""
    near = np.clip(np.array(way.frames)[:, None] + (-1, 0, 1), 0, len(told) - 1)
    peaks = told[near].max(axis=1) + allowed((way.pattern,))[0]
    for at, likeliest in enumerate(np.argsort(-peaks, axis=1)[:, :most]):
        yield from ((at, CHARACTERS[each - 1]) for each in likeliest.tolist() if peaks[at, each] > UNLIKELY)


def _decoded(candidates: list[Candidate]) -> Decoded:
    candidates.sort(key=lambda each: -each.score)
    best, second = candidates[0], candidates[1] if len(candidates) > 1 else None
    close = [each for each in candidates[1:] if best.score - each.score < PERHAPS]
    unsure = {
        at
        for each in close
        if len(each.text) == len(best.text)
        for at, (one, other) in enumerate(zip(best.text, each.text, strict=True))
        if one != other
    }
    margin = best.score - second.score if second else float("inf")
    return Decoded(best=best, second=second, margin=margin, unsure=tuple(sorted(unsure)))
