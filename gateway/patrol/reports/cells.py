"""What stands in the cells of a report: words in the reader's language, local times, and no formulas."""

from datetime import datetime, tzinfo
from typing import Any, Literal

from yamlfile import Text

Language = Literal["zh", "en"]
_STARTS_FORMULA = ("=", "+", "-", "@")


def said(text: Text | None, language: Language) -> str:
    """The words, safe."""
    return "" if text is None else safe(text.zh if language == "zh" else text.en)


def safe(text: str) -> str:
    """Nothing that a spreadsheet would take for a formula, on one line."""
    line = "".join(each if each.isprintable() else " " for each in text).strip()
    return f"'{line}" if line.startswith(_STARTS_FORMULA) else line


def local(seconds: float | None, zone: tzinfo) -> datetime | None:
    """As a cell has it: local time without its zone, whole seconds."""
    return None if seconds is None else datetime.fromtimestamp(int(seconds), zone).replace(tzinfo=None)


def number(value: Any) -> Any:
    """NaN and the infinite have no cell."""
    return value if isinstance(value, int) or (value == value and abs(value) != float("inf")) else None
