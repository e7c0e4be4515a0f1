"""Which known plates an unsure reading may be."""

import re
from collections.abc import Iterable, Sequence


def fitting(seen: str, uncertain: Sequence[int], plates: Iterable[str]) -> frozenset[str]:
    """The plates that agree with the reading wherever it is sure."""
    places = frozenset(uncertain)
    agrees = re.compile("".join("." if place in places else re.escape(c) for place, c in enumerate(seen)), re.DOTALL)
    return frozenset(filter(agrees.fullmatch, plates))


def alone(seen: str, uncertain: Sequence[int], candidates: Sequence[str], plates: Iterable[str]) -> str | None:
    """The one known plate that the reading can be: one character alone is uncertain, and no other plate that is known
    fits it or stands among the other readings. None otherwise.
    """
    if len(set(uncertain)) != 1 or not 0 <= uncertain[0] < len(seen):
        return None
    known = frozenset(plates)
    found = fitting(seen, uncertain, known) | (known & frozenset(candidates))
    if len(found) != 1:
        return None
    plate = next(iter(found))
    return plate if fitting(seen, uncertain, (plate,)) else None
