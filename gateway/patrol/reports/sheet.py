"""The record of an inspection (设备运行巡检记录表): what devices said at that moment, and what was entered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.patrol.model import Check, Checkpoint, Programme
from gateway.patrol.visits import Finding, Progress, StopProgress, StopState, Visit
from yamlfile import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A point of a device, for people. `texts`: what its numbers mean, where they stand for states."""

    name: Text
    unit: str = ""
    texts: Mapping[int, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    """A device, for people: its name, and its points by their ids."""

    name: Text
    points: Mapping[str, Quantity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a device said: a number (`value`), and what it means or says in words (`text`)."""

    point: str
    quantity: Quantity
    value: float | None
    text: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A line of the checklist with what was entered, None for nothing; a check without unit is true if all is well."""

    check: Check
    value: bool | float | None

    @property
    def is_outside(self) -> bool:
        """A number beyond its limits, or a check that was not passed."""
        if self.value is None or isinstance(self.value, bool):
            return self.value is False
        low, high = self.check.low, self.check.high
        return (low is not None and self.value < low) or (high is not None and self.value > high)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A stop of the inspection. Without a visit only the checklist stands there, empty."""

    checkpoint: str
    name: Text
    device: str
    device_name: Text | None
    state: StopState
    visit: Visit | None
    readings: tuple[Reading, ...]
    checks: tuple[Entered, ...]

    @property
    def finding(self) -> Finding | None:
        return self.visit.finding if self.visit else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One round of an inspection."""

    progress: Progress
    name: Text
    entries: tuple[Entry, ...]

    @property
    def signed_by(self) -> tuple[str, ...]:
        """Who has signed any of it, each once, in the order of the stops."""
        return tuple(dict.fromkeys(each.visit.signed for each in self.entries if each.visit and each.visit.signed))

    @property
    def outside(self) -> int:
        """How many entries are beyond their limits."""
        return sum(entered.is_outside for each in self.entries for entered in each.checks)


def sheet_of(progress: Progress, programme: Programme, equipment: Mapping[str, Equipment]) -> Sheet:
    """The sheet of a round. What is no longer known is called by its id."""
    route = programme.routes.get(progress.round.route)
    return Sheet(
        progress=progress,
        name=route.name if route else _bare(progress.round.route),
        entries=tuple(_entry(stop, programme, equipment) for stop in progress.stops),
    )


def _entry(stop: StopProgress, programme: Programme, equipment: Mapping[str, Equipment]) -> Entry:
    name = stop.stop.checkpoint
    checkpoint = programme.checkpoints.get(name, Checkpoint(id=name, name=_bare(name)))
    device = equipment.get(checkpoint.device)
    return Entry(
        checkpoint=name,
        name=checkpoint.name,
        device=checkpoint.device,
        device_name=device.name if device else None,
        state=stop.state,
        visit=stop.visit,
        readings=_readings(stop.visit, device),
        checks=_entered(stop.visit, checkpoint),
    )


def _readings(visit: Visit | None, device: Equipment | None) -> tuple[Reading, ...]:
    points = device.points if device else {}
    told = visit.readings if visit else {}
    return tuple(
        _reading(point, points.get(point) or Quantity(name=_bare(point)), said) for point, said in told.items()
    )


def _reading(point: str, quantity: Quantity, said: float | str) -> Reading:
    if isinstance(said, str):
        known = (text for text in quantity.texts.values() if said in (text.zh, text.en))
        return Reading(point=point, quantity=quantity, value=None, text=next(known, _bare(said)))
    value = float(said)
    text = quantity.texts.get(int(value)) if value.is_integer() else None
    return Reading(point=point, quantity=quantity, value=value, text=text)


def _entered(visit: Visit | None, checkpoint: Checkpoint) -> tuple[Entered, ...]:
    """The list as the programme has it; then what was entered for lines that it has no longer."""
    told = visit.checks if visit else {}
    known = {check.id: check for check in checkpoint.checks}
    lines = [*checkpoint.checks, *(Check(id=name, name=_bare(name)) for name in told if name not in known)]
    return tuple(Entered(check=line, value=told.get(line.id)) for line in lines)


def _bare(name: str) -> Text:
    return Text(zh=name, en=name)
