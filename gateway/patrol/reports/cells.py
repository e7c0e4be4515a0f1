"""What stands in the cells of a report: words in the reader's language, and numbers."""

from typing import Any, Literal

from gateway.cells import safe
from yamlfile import Text

Language = Literal["zh", "en"]


def said(text: Text | None, language: Language) -> str:
    """The words, safe."""
    return "" if text is None else safe(text.zh if language == "zh" else text.en)


def number(value: Any) -> Any:
    """NaN and the infinite have no cell."""
    return value if isinstance(value, int) or (value == value and abs(value) != float("inf")) else None
