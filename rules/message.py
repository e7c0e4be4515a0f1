"""The sentence of an alarm, with its numbers, names and texts filled in."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from yamlfile import Text

_PLACE = re.compile(r"\{(?:(value|limit)(?::\.(\d)f)?|(unit|point)|text:([a-z][a-z0-9_]*))\}")
NOTHING = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one occurrence has to tell.

    value, limit  NaN where there is none
    point         the name of the point that it is about
    text          what a string point of the device says, by its id; empty where it says nothing
    """

    value: float
    limit: float
    unit: str
    point: Text
    text: Callable[[str], str]


def check(text: Text) -> None:
    """ValueError if a text holds anything in braces but what can be filled in."""
    for sentence in (text.zh, text.en):
        if re.search(r"[{}]", _PLACE.sub("", sentence)):
            raise ValueError(
                "in braces a message may hold value, limit (with decimals: {value:.1f}), unit, point or text:POINT"
            )


def texts(text: Text) -> Iterator[str]:
    """The string points that a message tells of."""
    for sentence in (text.zh, text.en):
        yield from (found[4] for found in _PLACE.finditer(sentence) if found[4])


def fill(text: Text, facts: Facts) -> Text:
    """The message for one occurrence; a number that is not known, and a text that is not there, is a dash."""
    if "{" not in text.zh and "{" not in text.en:
        return text
    return Text(zh=_filled(text.zh, facts, facts.point.zh), en=_filled(text.en, facts, facts.point.en))


def _filled(sentence: str, facts: Facts, point: str) -> str:
    numbers = {"value": facts.value, "limit": facts.limit}
    words = {"unit": facts.unit, "point": point}

    def put(found: re.Match[str]) -> str:
        number, decimals, word, said_by = found.groups()
        if number is not None:
            return _shown(numbers[number], decimals)
        return words[word] if word is not None else facts.text(said_by) or NOTHING

    return _PLACE.sub(put, sentence)


def _shown(number: float, decimals: str | None) -> str:
    """The number with the decimals asked for, otherwise with four digits that matter."""
    if not math.isfinite(number):
        return NOTHING
    if decimals is not None:
        return f"{number:.{decimals}f}"
    if abs(number) >= 1000:
        return f"{number:.0f}"
    return f"{number:.4g}" if abs(number) >= 1e-4 else f"{number:.6f}".rstrip("0").rstrip(".")
