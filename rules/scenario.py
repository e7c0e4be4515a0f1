"""A scenario: series of values in, the transitions that must come out. Rules are tested by such files.

kind: switchgear
name: one phase goes
base: normal/switchgear.yaml        the other points, steady
points: {voltage_b: 220x5 3x20 220}
expect: [{at_s: 6, rule: phase_loss}, {at_s: 28, rule: phase_loss, active: false}]
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
from pydantic import ConfigDict, Field, NaiveDatetime, field_validator

from rules.columns import DeviceColumns
from rules.engine import Engine
from rules.errors import OverrideError
from rules.loader import ONLINE
from rules.model import Name, Transition
from rules.override import Override
from rules.pack import Pack
from rules.series import Sample, parse_series
from yamlfile import Document, Strict, YamlFileError, suggest

DEVICE = "device"
SOME_DAY = datetime.fromisoformat("2027-01-15T08:00")  # any moment will do where no clock is asked
CODES = {"good": 0, "bad": 1, "stale": 2}
Series = str | float


class Base(Strict):
    """A file of steady values that several scenarios build on."""

    points: dict[Name, float]


class Change(Strict):
    """A site's change of a rule, as in a site file."""

    model_config = ConfigDict(validate_by_name=True)
    rule: str
    limit: float | None = None
    deadband: float | None = None
    on_delay_s: float | None = None
    off_delay_s: float | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    priority: int | None = None
    enabled: bool = True


class Expected(Strict):
    """A transition; `point`, `value`, `message` are compared where they are given."""

    at_s: float
    rule: str
    active: bool = True
    point: str | None = None
    value: float | None = None
    message: str | None = Field(default=None, description="the English message")


class Scenario(Strict):
    """The points that it names are fitted, all others are not."""

    kind: Name
    name: str
    step_s: float = Field(default=1.0, gt=0)
    base: str | None = Field(default=None, description="a file of steady values, beside this one")
    start: NaiveDatetime = Field(default=SOME_DAY, description="local time of the first step, for rules with a clock")
    timezone: str = "UTC"
    points: dict[Name, Series] = {}
    texts: dict[Name, str] = Field(default={}, description="what string points say all the time")
    overrides: tuple[Change, ...] = ()
    active: tuple[str, ...] = Field(default=(), description="rules that were active when the program last ran")
    expect: tuple[Expected, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def begin(self) -> float:
        """Seconds UTC at the first step."""
        return self.start.replace(tzinfo=self.zone).timestamp()

    @field_validator("timezone")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError(f"'{name}' is not a time zone{suggest(name, available_timezones())}")
        return name

    @field_validator("points")
    @classmethod
    def _readable(cls, points: dict[str, Series]) -> dict[str, Series]:
        for point, series in points.items():
            try:
                parse_series(str(series))
            except ValueError as error:
                raise ValueError(f"{point}: {error}") from error
        return points


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a scenario went: `difference` is empty if it passed, otherwise lines with + for what must not have come."""

    name: str
    difference: tuple[str, ...]


def run_file(path: Path, packs: Mapping[str, Pack]) -> Outcome:
    """Run one file; YamlFileError if it or its base does not read, or names what its pack does not have."""
    document = Document(path)
    scenario = document.read(Scenario)
    steady: dict[str, float] = {}
    if scenario.base is not None:
        steady = Document(path.parent / scenario.base).read(Base).points
    pack = packs.get(scenario.kind)
    if pack is None:
        raise YamlFileError([document.problem(("kind",), f"no pack of that kind{suggest(scenario.kind, packs)}")])
    unknown = [
        document.problem(("expect", at, "rule"), f"no rule of that id{suggest(expected.rule, pack.flat)}")
        for at, expected in enumerate(scenario.expect)
        if expected.rule not in pack.flat
    ]
    if unknown:
        raise YamlFileError(unknown)
    try:
        found = [replace(one, time=round(one.time - scenario.begin, 3)) for one in transitions(scenario, steady, pack)]
    except OverrideError as error:
        raise YamlFileError([document.problem(("overrides",), str(error))]) from error
    return Outcome(name=scenario.name, difference=_difference(scenario.expect, found))


def transitions(scenario: Scenario, steady: Mapping[str, float], pack: Pack) -> Iterator[Transition]:
    """What the engine says, at times in seconds UTC."""
    series = {ONLINE: [Sample(1.0, "good")]}
    series |= {point: [Sample(value, "good")] for point, value in steady.items()}
    series |= {point: parse_series(str(text)) for point, text in scenario.points.items()}
    texts = {point: text for point, text in scenario.texts.items() if point not in series}
    series |= {point: [Sample(np.nan, "good")] for point in texts}
    points = (*(point for point in series if point != ONLINE), ONLINE)
    device = DeviceColumns(id=DEVICE, kind=scenario.kind, start=0, points=points, fitted=np.ones(len(points), np.bool_))
    said = {points.index(point): text for point, text in texts.items()}
    changes = [Override(device=DEVICE, **change.model_dump()) for change in scenario.overrides]
    engine = Engine([device], {pack.kind: pack}, changes, scenario.zone)
    engine.restore((DEVICE, rule) for rule in scenario.active)
    times = np.full(len(points), np.nan)
    for step in range(max(map(len, series.values()))):
        now = scenario.begin + step * scenario.step_s
        samples = [series[point][min(step, len(series[point]) - 1)] for point in points]
        values = np.array([sample.value for sample in samples])
        quality = np.array([CODES[sample.quality] for sample in samples], np.uint8)
        times = np.where(quality == CODES["stale"], times, now)
        yield from engine.evaluate(now, values, quality, times, said)


def _difference(expected: Sequence[Expected], found: Sequence[Transition]) -> tuple[str, ...]:
    """Lines with - for what should have come and did not, and + for what came and should not."""
    given = {_key(one): one for one in expected}
    came = {(one.time, one.alert.rule, one.active): one for one in found}
    wanted_lines = [_line(key, given[key], None) for key in sorted(given)]
    came_lines = [_line(key, given.get(key), came[key]) for key in sorted(came)]
    return tuple(line.rstrip() for line in difflib.ndiff(wanted_lines, came_lines) if line[0] in "+-")


def _key(expected: Expected) -> tuple[float, str, bool]:
    return round(expected.at_s, 3), expected.rule, expected.active


def _line(key: tuple[float, str, bool], expected: Expected | None, found: Transition | None) -> str:
    """A transition as text, with those of the further fields that are expected."""
    at_s, rule, active = key
    line = f"{at_s:g} s  {rule}  {'begins' if active else 'ends'}"
    if expected is None:
        return line
    if expected.point is not None:
        line += f"  point {found.point if found else expected.point}"
    if expected.value is not None:
        line += f"  value {found.value if found else expected.value:g}"
    if expected.message is not None:
        line += f"  “{found.message.en if found else expected.message}”"
    return line
