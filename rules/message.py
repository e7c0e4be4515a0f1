"""The sentence of an alarm, with its numbers filled in."""

import math
import re

from yamlfile import Text

_PLACE = re.compile(r"\{(?:(value|limit)(?::\.(\d)f)?|unit)\}")


def check(text: Text) -> None:
    """ValueError if a text holds anything in braces but {value}, {limit}, {unit} and {value:.1f}."""
    for sentence in (text.zh, text.en):
        if re.search(r"[{}]", _PLACE.sub("", sentence)):
            raise ValueError("in braces a message may hold value, limit (with decimals: {value:.1f}) and unit only")


def fill(text: Text, *, value: float, limit: float, unit: str) -> Text:
    """The message for one occurrence; a number that is not known is shown as a dash."""
    if "{" not in text.zh and "{" not in text.en:
        return text
    numbers = {"value": value, "limit": limit}

    def put(found: re.Match[str]) -> str:
        name, decimals = found.groups()
        return unit if name is None else _shown(numbers[name], decimals)

    return Text(zh=_PLACE.sub(put, text.zh), en=_PLACE.sub(put, text.en))


def _shown(number: float, decimals: str | None) -> str:
    """The number with the decimals asked for, otherwise with four digits that matter."""
    if not math.isfinite(number):
        return "—"
    if decimals is not None:
        return f"{number:.{decimals}f}"
    if abs(number) >= 1000:
        return f"{number:.0f}"
    return f"{number:.4g}" if abs(number) >= 1e-4 else f"{number:.6f}".rstrip("0").rstrip(".")
