"""Values and times in JSON, as devices write them. Pure."""

import math
import re
from datetime import datetime
from typing import Any

from drivers.codec import scaled
from drivers.places import MqttPoint
from drivers.profile import Point

Path = tuple[str | int, ...]
# A source whose clock is this far ahead is wrong; its time is not taken.
AHEAD_S = 3600.0
# Larger numbers are milliseconds: as seconds they would lie beyond the year 5000.
MILLISECONDS = 1e11
WORDS = {"true": 1.0, "false": 0.0, "on": 1.0, "off": 0.0}


class ValueReader:
    """How one point's value is read from JSON."""

    def __init__(self, point: Point) -> None:
        spec = point.mqtt or MqttPoint()
        self._scale, self._offset = spec.scale, spec.offset
        self._invalid = frozenset(spec.invalid)
        self._words = dict(WORDS)
        for number, text in point.texts.items():
            self._words |= {text.zh.casefold(): float(number), text.en.casefold(): float(number)}
        self._words |= {word.casefold(): number for word, number in spec.values.items()}

    def read(self, raw: Any) -> float:
        """The value in the point's unit; NaN for null, a marker or a number that is none.

        A word stands for its number as it is, without scale. Raises ValueError for anything else.
        """
        if isinstance(raw, str):
            if (word := self._words.get(raw.casefold())) is not None:
                return word
            raw = _number(raw)
        if raw is None:
            return math.nan
        if not isinstance(raw, int | float):
            raise ValueError("is neither a number nor a word")
        if raw in self._invalid:
            return math.nan
        value = scaled(raw, self._scale, self._offset)
        return value if math.isfinite(value) else math.nan


def compile_path(path: str) -> Path:
    """`a.b[0]` as ("a", "b", 0)."""
    return tuple(int(part[1:-1]) if part.startswith("[") else part for part in re.findall(r"[^.\[\]]+|\[\d+\]", path))


def at_path(body: Any, path: Path) -> tuple[bool, Any]:
    """Whether there is something at the path, and what."""
    for part in path:
        is_there = part in body if isinstance(body, dict) else isinstance(body, list) and part in range(len(body))
        if not is_there:
            return False, None
        body = body[part]
    return True, body


def time_of(body: Any, path: Path, received: float) -> float:
    """The time in a message: RFC 3339, or seconds or milliseconds since 1970.

    `received` where there is none, where it can't be read, and where it lies more than an hour ahead of it.
    """
    is_there, raw = at_path(body, path)
    found = _seconds(raw) if is_there else None
    if found is None or not 0 < found <= received + AHEAD_S:
        return received
    return found


def _seconds(raw: Any) -> float | None:
    if isinstance(raw, str):
        try:
            moment = datetime.fromisoformat(raw)
        except ValueError:
            return None
        # Without an offset it is some local time that we can't know.
        return moment.timestamp() if moment.tzinfo is not None else None
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw / 1000 if raw > MILLISECONDS else float(raw)
    return None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise ValueError(f"'{text[:40]}' is not a word that is known here") from error
