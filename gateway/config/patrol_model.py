"""What a site file may say of patrols and inspections. Whether it fits is `patrol.py`'s to say."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, field_validator

from gateway.config.fields import Account, Id, Share, TimeOfDay
from yamlfile import Strict, Text

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EndOfDay = Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]


def _card(given: object) -> object:
    """A number is a text of digits as well."""
    return str(given) if isinstance(given, int) and not isinstance(given, bool) else given


Card = Annotated[str, BeforeValidator(_card), Field(pattern=r"^[0-9A-Za-z]{1,32}$")]


class CheckEntry(Strict):
    """A line of a checkpoint's list: in order or not, or, with a unit, a number that is typed."""

    id: Id
    name: Text
    unit: str = Field(default="", max_length=16)
    low: float | None = Field(default=None, allow_inf_nan=False)
    high: float | None = Field(default=None, allow_inf_nan=False)


class CheckpointEntry(Strict):
    """A place to be visited, with what proves that somebody was there."""

    id: Id
    name: Text
    location: Text | None = None
    device: str | None = Field(default=None, description="what stands there, of `devices`")
    nfc: str | None = Field(default=None, pattern=r"^([0-9A-F]{2}){4,10}$", description="its tag's number, hex digits")
    reader: str | None = Field(default=None, description="the device that reads guards' cards there")
    rotating: bool = Field(default=False, description="a screen shows its code, which changes")
    key: bool = Field(default=False, description="a miss is grave")
    position: tuple[Latitude, Longitude] | None = None
    plan: tuple[Share, Share] | None = Field(
        default=None, description="on the floor plan, from the left and from the top"
    )
    checks: tuple[CheckEntry, ...] = Field(default=(), max_length=40)

    @field_validator("nfc", mode="before")
    @classmethod
    def _written(cls, given: object) -> object:
        """As phones and labels write it, with colons or without."""
        if isinstance(given, int | float):
            raise ValueError("write it in quotes: without them YAML takes it for a number")
        return given.replace(":", "").upper() if isinstance(given, str) else given


class StopEntry(Strict):
    """A stop of a route; where only `at` is told, it may stand alone."""

    at: str
    walk_s: float = Field(default=120.0, ge=0, le=7200, description="from the stop before, or from the start")


class ScheduleEntry(Strict):
    """When rounds begin: one of `every_h`, `every_min`, `at` and `draw`."""

    model_config = ConfigDict(validate_by_name=True)
    every_h: int | None = Field(default=None, ge=1, le=24)
    every_min: int | None = Field(default=None, ge=1, le=1440)
    at: tuple[TimeOfDay, ...] | None = Field(default=None, min_length=1, max_length=48)
    draw: int | None = Field(default=None, ge=1, le=24)
    from_: TimeOfDay = Field(default="00:00", alias="from", description="local time, 22:00")
    to: EndOfDay = Field(default="24:00", description="may be on the next day; begins before it")
    spacing_min: int = Field(default=30, ge=1, le=720, description="between drawn rounds, at least")
    weekdays: frozenset[Weekday] = frozenset()
    month_days: frozenset[Annotated[int, Field(ge=1, le=31)]] = frozenset()
    months: frozenset[Annotated[int, Field(ge=1, le=12)]] = frozenset()


class RouteEntry(Strict):
    """Checkpoints in a row, when they are walked, and by whom."""

    id: Id
    name: Text
    kind: Literal["patrol", "inspection"] = "patrol"
    order: Literal["fixed", "free"] = "fixed"
    stops: tuple[StopEntry, ...] = Field(min_length=1, max_length=100)
    early_min: float = Field(default=10, ge=0, le=1440)
    late_min: float = Field(default=15, gt=0, le=44640)
    sync_min: float = Field(default=60, ge=0, le=1440)
    guard: Account | None = None
    team: tuple[Account, ...] = ()
    schedules: tuple[ScheduleEntry, ...] = Field(min_length=1, max_length=12)

    @field_validator("stops", mode="before")
    @classmethod
    def _names_alone(cls, given: object) -> object:
        if not isinstance(given, list | tuple):
            return given
        return tuple({"at": stop} if isinstance(stop, str) else stop for stop in given)


class PatrolSettings(Strict):
    """All that is patrolled."""

    checkpoints: tuple[CheckpointEntry, ...] = ()
    routes: tuple[RouteEntry, ...] = ()
    cards: dict[Card, Account] = Field(default={}, description="number on a guard's card → account")
    plan: str | None = Field(default=None, description="a picture of the floor plan, relative to the file")
