"""The time, as an argument: the program takes a Clock, tests hand in one that they move."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """`now` is UTC in seconds since 1970 and may step; `elapsed` only ever grows."""

    def now(self) -> float: ...
    def elapsed(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        return time.time()

    def elapsed(self) -> float:
        return time.monotonic()


def rfc3339(seconds: float) -> str:
    """UTC seconds as `2026-01-31T08:00:00.000Z`. Cut, not rounded: what happened then is never before the time told."""
    moment = datetime.fromtimestamp(seconds, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_datetime(seconds: float) -> datetime:
    """UTC seconds as an aware datetime, for SQL."""
    return datetime.fromtimestamp(seconds, UTC)
