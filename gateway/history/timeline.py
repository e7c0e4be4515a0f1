"""What happened to one device: alarms, tickets, changes of state and events in one order. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from gateway.errors import Invalid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US


class Sort(StrEnum):
    """Where an entry comes from."""

    ALARM = "alarm"
    TICKET = "ticket"
    STATE = "state"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the timeline.

    time_us  microseconds since 1970 UTC, exactly as the database has them
    key      with the sort it tells entries of one moment apart
    action   what was done: `raised`, `accept`, `changed` …
    who      an account or `system`; None for what the plant did by itself
    about    what else is known, by sort
    """

    time_us: int
    sort: Sort
    key: str
    action: str
    who: str | None
    about: Mapping[str, Any]

    @property
    def place(self) -> "Place":
        return Place(time_us=self.time_us, key=f"{self.sort}.{self.key}")

    @property
    def id(self) -> str:
        """By which the next page is asked for."""
        return f"{self.time_us}.{self.sort}.{self.key}"

    @property
    def time(self) -> float:
        """Seconds UTC."""
        return self.time_us / SECOND_US


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where an entry stands: earlier is less, and at one moment the key decides."""

    time_us: int
    key: str

    @classmethod
    def of(cls, entry: str | None) -> Self:
        """The place of the entry with this id, after everything for None; Invalid for what is no id."""
        if entry is None:
            return cls(time_us=LATEST_US, key="")
        moment, _, key = entry.partition(".")
        if not (moment.isascii() and moment.isdigit()) or not key or int(moment) > LATEST_US:
            raise Invalid("'after' must be the id of an entry", field="after")
        return cls(time_us=int(moment), key=key)

    @property
    def moment(self) -> datetime:
        return to_moment(self.time_us)


LATEST_US = int((datetime(9999, 1, 1, tzinfo=UTC) - EPOCH) / timedelta(microseconds=1))


def to_moment(time_us: int) -> datetime:
    return EPOCH + timedelta(microseconds=time_us)


def day_of(time_us: int) -> int:
    """When its day began, in UTC."""
    return time_us - time_us % DAY_US


def newest(entries: Iterable[Entry], before: Place, limit: int) -> list[Entry]:
    """The latest `limit` of those that stand before a place, the latest first."""
    fitting = [entry for entry in entries if entry.place < before]
    return sorted(fitting, key=lambda entry: entry.place, reverse=True)[:limit]
