"""What may stand in a cell of a spreadsheet: one line of text that is no formula, and local times."""

import unicodedata
from datetime import datetime, tzinfo
from typing import Any

# OWASP's list, tab and carriage return with it: a cell that others have written may begin with those.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """Nothing that a spreadsheet would take for a formula, on one line; `bare` takes the apostrophe off again."""
    line = one_line(text)
    return f"'{line}" if _is_formula(line) else line


def bare(cell: Any) -> Any:
    """Without the apostrophe that `safe` put before it."""
    is_guarded = isinstance(cell, str) and cell.startswith("'") and _is_formula(cell)
    return cell[1:] if is_guarded else cell


def one_line(text: str) -> str:
    """Line ends, tabs and whatever else can't be printed become spaces; what has no width is left out."""
    wide = (each for each in text if unicodedata.category(each) != "Cf")
    return "".join(each if each.isprintable() else " " for each in wide).strip()


def local(seconds: float | None, zone: tzinfo) -> datetime | None:
    """A time as a cell has it: that of the zone, without the zone."""
    return None if seconds is None else datetime.fromtimestamp(seconds, zone).replace(tzinfo=None)


def _is_formula(line: str) -> bool:
    """Behind apostrophes too: else a text that begins with one would lose it on the way back."""
    return line.lstrip("'").startswith(_STARTS_FORMULA)
