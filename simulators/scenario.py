"""A story of faults, told in a file: at so many seconds this device does that, and this must be seen on the gateway."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from simulators.errors import SimulatorError
from yamlfile import Strict, Text, load, suggest

FOLDER = Path(__file__).parent / "scenarios"
Seconds = Annotated[float, Field(ge=0)]


class Step(Strict):
    """`device` may be a glob; without `for_s` the fault stays until it is cleared."""

    at_s: Seconds
    device: str
    fault: str
    for_s: Seconds | None = None


class Seen(Strict):
    """An alarm that must be raised within `within_s` of `at_s`, what brings it. `device` may be a glob."""

    at_s: Seconds
    device: str
    rule: str
    within_s: float = Field(gt=0)
    priority: int | None = Field(default=None, ge=1, le=4)
    urgency: Literal["emergency", "ordinary", "appointment"] | None = Field(default=None, description="of its ticket")
    trade: str | None = Field(default=None, description="of its ticket")
    returned_within_s: float | None = Field(
        default=None, gt=0, description="how long after at_s it is over at the latest"
    )
    holds_until_s: float | None = Field(default=None, gt=0, description="on the story's clock: not over before this")
    suppression: Literal["none", "by_design"] | None = None
    cause: str | None = Field(default=None, description="the rule of the alarm whose consequence it is")
    devices: int | None = Field(default=None, ge=1, description="that its consequences count at least")
    count: int | None = Field(default=None, ge=1, description="so many of it during the whole story, and no more")
    notify: tuple[str, ...] = Field(default=(), description="the channels on which its ticket is told")


class Unseen(Strict):
    """An alarm that nobody must be shown while the story is told (one that is held back is not); both may be globs."""

    device: str
    rule: str


class Scenario(Strict):
    """Seconds are simulated ones and count from the start; `repeat_s` tells the story again and again."""

    description: Text
    repeat_s: float | None = Field(default=None, gt=0)
    steps: tuple[Step, ...] = Field(min_length=1)
    expect: tuple[Seen, ...] = ()
    never: tuple[Unseen, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One thing to do to one device."""

    at_s: float
    device: str
    fault: str
    for_s: float | None


def scenarios() -> tuple[str, ...]:
    """The names of the scenarios that come along."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def read_scenario(name: str) -> Scenario:
    """A scenario by its name, or by the path of a file; SimulatorError if there is none."""
    path = Path(name) if name.endswith((".yaml", ".yml")) else FOLDER / f"{name}.yaml"
    if not path.is_file():
        raise SimulatorError(f"there is no scenario '{name}'{suggest(name, scenarios())}")
    return load(path, Scenario)


def cues(scenario: Scenario, devices: list[str]) -> list[Cue]:
    """One telling of the story for these devices, in order; a step for devices that are not there is left out."""
    return sorted(
        (
            Cue(at_s=step.at_s, device=device, fault=step.fault, for_s=step.for_s)
            for step in scenario.steps
            for device in devices
            if fnmatchcase(device, step.device)
        ),
        key=lambda cue: cue.at_s,
    )
