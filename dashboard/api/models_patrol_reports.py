"""Labels to print, figures of a time, and the sheets of inspections."""

from typing import Literal

from pydantic import BaseModel

from dashboard.api.models import Time, Words
from dashboard.api.models_patrol import PatrolFinding, RoundStateName, StopStateName

Period = Literal["day", "week", "month"]


class PatrolLabel(BaseModel):
    """`address` is what the code says, `svg` its picture (a `data:` address), `digits` what is typed instead."""

    checkpoint: str
    name: Words
    location: Words | None
    address: str
    digits: str
    svg: str


class ShownCode(BaseModel):
    """What a screen at a checkpoint is to show until `good_until`."""

    code: str
    address: str
    svg: str
    good_until: Time


class ChangedKey(BaseModel):
    """The number of the new key: every label must be printed anew."""

    key: int


class Tally(BaseModel):
    """Stops by what became of them. `key` is a period, a route, a guard (empty: nobody's) or a checkpoint.

    planned = done + late + missed + excused; visited = done + late. `pending` are due or not known yet, and in no other
    number. `completion` is visited of planned without the excused, `punctuality` is done of visited, both in percent;
    null where there was nothing. `flagged`: visits that a person should look at.
    """

    key: str
    name: Words | None
    planned: int
    visited: int
    done: int
    late: int
    missed: int
    excused: int
    pending: int
    flagged: int
    completion: float | None
    punctuality: float | None


class Figures(BaseModel):
    """Every list adds up to `total`."""

    rounds: int
    rounds_done: int
    rounds_missed: int
    total: Tally
    periods: list[Tally]
    routes: list[Tally]
    guards: list[Tally]
    checkpoints: list[Tally]


class SheetReading(BaseModel):
    """What the device said at that moment."""

    point: str
    name: Words
    unit: str
    value: float | None
    text: Words | None


class SheetCheck(BaseModel):
    """What the engineer has entered; null: nothing. `outside`: a number beyond its limits, or a check not passed."""

    check: str
    name: Words
    unit: str
    value: bool | float | None
    low: float | None
    high: float | None
    outside: bool


class SheetEntry(BaseModel):
    """A stop of an inspection."""

    checkpoint: str
    name: Words
    device: str | None
    device_name: Words | None
    state: StopStateName
    time: Time | None
    who: str | None
    signed: str | None
    readings: list[SheetReading]
    checks: list[SheetCheck]
    finding: PatrolFinding | None
    note: str


class InspectionSheet(BaseModel):
    """设备运行巡检记录表: the record of one inspection."""

    round: str
    route: str
    name: Words
    state: RoundStateName
    starts_at: Time
    signed_by: list[str]
    outside: int
    entries: list[SheetEntry]
