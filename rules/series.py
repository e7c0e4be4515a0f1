"""A scenario's values in short notation: `220x5 3x20 180..220x10 badx2 stale`.

    220      once             220x5       five times
    bad      no good value    stalex3     three times the value before, grown old
    1..4x4   1, 2, 3, 4: from the first to the last in equal steps
What comes last holds until the scenario ends.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import nan
from typing import Literal

Quality = Literal["good", "bad", "stale"]
_NUMBER = r"-?\d+(?:\.\d+)?"
_TOKEN = re.compile(rf"(?:(bad|stale)|({_NUMBER})(?:\.\.({_NUMBER}))?)(?:x(\d+))?")
LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a series; `value` is NaN where it is bad."""

    value: float
    quality: Quality


def parse_series(text: str) -> list[Sample]:
    """The samples; ValueError says which part is not understood."""
    samples: list[Sample] = []
    for token in text.split():
        found = _TOKEN.fullmatch(token)
        if not found:
            raise ValueError(f"'{token}' is not understood; write 220, 220x5, 180..220x10, bad or stale")
        samples.extend(_samples(found, samples))
    if not 0 < len(samples) <= LONGEST:
        raise ValueError(f"a series has 1 to {LONGEST} samples")
    return samples


def _samples(found: re.Match[str], before: list[Sample]) -> Iterator[Sample]:
    word, first, last, times = found.groups()
    count = min(int(times or 1), LONGEST + 1)
    if word == "bad":
        yield from [Sample(nan, "bad")] * count
    elif word == "stale":
        yield from [Sample(before[-1].value if before else nan, "stale")] * count
    elif last is None:
        yield from [Sample(float(first), "good")] * count
    else:
        start, step = float(first), (float(last) - float(first)) / max(count - 1, 1)
        yield from (Sample(start + step * number, "good") for number in range(count))
