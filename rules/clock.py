"""When the clock on the wall lies in some hours of some days."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar, Literal, Self, get_args

from pydantic import ConfigDict, Field, model_validator

from yamlfile import Strict

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[str, ...] = get_args(Day)
BEGIN = r"^([01]\d|2[0-3]):[0-5]\d$"
END = r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"


class Clock(Strict):
    """`clock`: the site's local time lies in [`from`, `to`), where it may be midnight between the two."""

    model_config = ConfigDict(validate_by_name=True)
    threshold: ClassVar[str] = ""
    from_: str = Field(pattern=BEGIN, alias="from", description="local time, 22:00")
    to: str = Field(pattern=END, description="the first minute after it; 24:00 is midnight")
    days: tuple[Day, ...] = Field(default=(), description="on which the hours begin; none: every day")

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.from_ == self.to:
            raise ValueError("'from' and 'to' must differ; a whole day is 00:00 to 24:00")
        return self

    def reader(self) -> Callable[[datetime], bool]:
        """A function that says whether a local time lies within."""
        begin, end = _minutes(self.from_), _minutes(self.to)
        days = frozenset(DAYS.index(day) for day in self.days) or frozenset(range(len(DAYS)))

        def holds(local: datetime) -> bool:
            minute, today = local.hour * 60 + local.minute, local.weekday()
            if begin < end:
                return begin <= minute < end and today in days
            yesterday = (local - timedelta(days=1)).weekday()
            return (minute >= begin and today in days) or (minute < end and yesterday in days)

        return holds


def _minutes(hours: str) -> int:
    """From midnight."""
    return int(hours[:2]) * 60 + int(hours[3:])
