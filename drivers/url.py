"""The URL of a connection, taken apart: host, port, and options from its query.

Every message names the part that is wrong and what would do, and never repeats the URL, which may hold a password.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import SplitResult, parse_qsl, urlsplit

Value = TypeVar("Value")


def host_and_port(url: str, default_port: int) -> tuple[str, int]:
    """ValueError where the host is missing or the port is none."""
    parts = _split(url)
    if not parts.hostname:
        raise ValueError("the host is missing")
    if parts.path not in ("", "/"):
        raise ValueError(f"'{parts.path}' after the host means nothing")
    try:
        port = parts.port
    except ValueError as error:
        raise ValueError("the port must be a number from 1 to 65535") from error
    if port == 0:
        raise ValueError("the port must be a number from 1 to 65535")
    return parts.hostname, port or default_port


def options(url: str, known: Mapping[str, Callable[[str], Value]]) -> dict[str, Value]:
    """The options after '?', read by their functions; ValueError for one that is not known, twice, or unreadable."""
    found: dict[str, Value] = {}
    for name, text in parse_qsl(_split(url).query, keep_blank_values=True):
        if name not in known:
            raise ValueError(f"'{name}' is not an option here; known are {', '.join(sorted(known))}")
        if name in found:
            raise ValueError(f"option '{name}' is given twice")
        try:
            found[name] = known[name](text)
        except ValueError as error:
            raise ValueError(f"option '{name}': {error}") from error
    return found


def number(low: float, high: float) -> Callable[[str], float]:
    """A reader for numbers from `low` to `high`."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError as error:
            raise ValueError(f"'{text}' is not a number") from error
        if not low <= value <= high:
            raise ValueError(f"{text} is not from {low:g} to {high:g}")
        return value

    return read


def one_of(*words: str) -> Callable[[str], str]:
    """A reader for one of a few words."""

    def read(text: str) -> str:
        if text not in words:
            raise ValueError(f"'{text}' is not one of {', '.join(words)}")
        return text

    return read


def text(value: str) -> str:
    """A reader for any text but none."""
    if not value:
        raise ValueError("is empty")
    return value


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise ValueError("is not a URL") from error
