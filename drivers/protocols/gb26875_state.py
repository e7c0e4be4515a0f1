"""What a fire system is in at the moment, from its reports. Pure.

Nothing heard is not the same as returned: after a cut, and after a start, what has not been heard again is unknown
until the panel has been read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from drivers.places import Gb26875Kind
from drivers.protocols.gb26875_reports import (
    ComponentStatus,
    Operation,
    Report,
    SystemStatus,
    TransmitterStatus,
)
from drivers.protocols.gb26875_words import COMPONENTS, MANUAL_ALARM, PRESSED, described

# More components than this out of their normal state are no panel's.
MOST_COMPONENTS = 20_000
AHEAD_S = 3600.0
COUNTED = frozenset({"fire", "fault", "isolated", "supervisory", "started", "feedback"})
ENDED_BY_RESET = frozenset({"fire", "fault", "supervisory", "started", "feedback", "delayed", "power_fault"})
# The graver the greater: 0 normal, 1 isolated, 2 fault, 3 supervisory, 4 feedback, 5 started, 6 fire, 7 confirmed.
FIRE, CONFIRMED = 6, 7
GRAVITY = {"started": 5, "feedback": 4, "supervisory": 3, "fault": 2, "power_fault": 2, "isolated": 1}

Key = tuple[int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that began or ended. `time` in seconds UTC: by the panel's clock where it can be believed."""

    time: float
    body: Mapping[str, Any]


class FireState:
    """One fire system behind a transmitter. Times are seconds UTC, `now` the time of arrival.

    revision   grows whenever something may have changed
    """

    def __init__(self, kind: Gb26875Kind) -> None:
        self.expects_answers = kind.reads
        self.systems: dict[int, frozenset[str]] = {}
        self.transmitter: frozenset[str] | None = None
        self.components: dict[Key, ComponentStatus] = {}
        self.is_manual_alarm = False
        self.is_whole = False
        self.duty_check = 0
        self.revision = 0
        self.latest = {"fire": "", "fault": ""}
        self._heard: set[Key] = set()
        self.lost()

    def lost(self) -> None:
        """The line is cut: what is remembered may have ended since."""
        self.revision += 1
        self.systems = {}
        self.transmitter = None if self.expects_answers else frozenset()
        self.is_whole = not self.expects_answers
        self._heard.clear()

    def begin_reading(self) -> None:
        """The panel is asked for everything that is out of its normal state."""
        self._heard.clear()

    def end_reading(self, answered: bool, now: float) -> list[Happening]:
        """It has told all. What it did not name is normal; unanswered, only where the system says all is normal."""
        self.revision += 1
        said = frozenset().union(*self.systems.values())
        if not answered and (self.is_whole or not self.systems or said & COUNTED):
            return []
        gone = [self.components.pop(key) for key in list(self.components) if key not in self._heard]
        self.is_whole = True
        return [happening for one in gone for happening in self._changed(one, one.bits, frozenset(), now)]

    def apply(self, report: Report, now: float) -> list[Happening]:
        """Take a report in; what it changed."""
        if not isinstance(report, TransmitterStatus) or report.bits != self.transmitter:
            self.revision += 1
        match report:
            case ComponentStatus():
                return self._component(report, now)
            case SystemStatus():
                return self._system(report, now)
            case TransmitterStatus():
                before = self.transmitter or frozenset()
                self.transmitter = report.bits
                return _changes({"report": "transmitter"}, before, report.bits, _time(report.time, now))
            case Operation():
                return self._operation(report, now)

    def check_duty(self, result: int) -> None:
        """0 none, 1 asked, 2 answered, 3 not answered."""
        self.revision += 1
        self.duty_check = result

    def is_on(self, bit: str) -> bool:
        """Whether a system, or a component of it, is in that state; an isolated component starts no fire."""
        return any(bit in bits for bits in self.systems.values()) or next(self.components_in(bit), None) is not None

    def components_in(self, bit: str) -> Iterator[ComponentStatus]:
        """The components in that state."""
        for component in self.components.values():
            is_in = bit in component.bits or (bit == "fault" and "power_fault" in component.bits)
            if is_in and (bit != "fire" or "isolated" not in component.bits):
                yield component

    def _component(self, report: ComponentStatus, now: float) -> list[Happening]:
        key = (report.system, report.place)
        before = self.components.get(key)
        abnormal = report.bits - {"normal"}
        if before is None and (not abnormal or len(self.components) >= MOST_COMPONENTS):
            return []
        self._heard.add(key)
        if abnormal:
            self.components[key] = report
        else:
            del self.components[key]
        return self._changed(report, before.bits if before else frozenset(), report.bits, _time(report.time, now))

    def _changed(
        self, one: ComponentStatus, before: frozenset[str], after: frozenset[str], time: float
    ) -> list[Happening]:
        about = {
            "report": "component", "zone": one.zone, "number": one.number, "component": one.component,
            "name": COMPONENTS.get(one.component, ""), "place": one.text,
        }  # fmt: skip
        for what, bits in (("fire", {"fire"}), ("fault", {"fault", "power_fault"})):
            if (after - before) & bits and "isolated" not in after:
                self.latest[what] = described(one.zone, one.number, one.component, one.text)
        return _changes(about, before, after, time)

    def _system(self, report: SystemStatus, now: float) -> list[Happening]:
        if "reset" in report.bits:
            self._reset()
        before = self.systems.get(report.system, frozenset())
        self.systems[report.system] = report.bits - {"reset"}
        return _changes({"report": "system", "system": report.system}, before, report.bits, _time(report.time, now))

    def _operation(self, report: Operation, now: float) -> list[Happening]:
        if report.address is not None and "reset" in report.done:
            self._reset()
        if "manual_alarm" in report.done:
            self.is_manual_alarm = True
            self.latest["fire"] = MANUAL_ALARM
        elif report.done & {"reset", "alarm_cancelled"}:
            self.is_manual_alarm = False
        if "duty_answer" in report.done:
            self.duty_check = 2
        by = "transmitter" if report.address is None else "panel"
        body = {"report": "operation", "by": by, "operator": report.operator, "done": sorted(report.done)}
        return [Happening(time=_time(report.time, now), body=body)]

    def _reset(self) -> None:
        """Somebody reset the panel: what still holds comes again. What is isolated stays isolated."""
        kept = {key: replace(one, bits=one.bits - ENDED_BY_RESET) for key, one in self.components.items()}
        self.components = {key: one for key, one in kept.items() if one.bits - {"normal"}}
        self.systems = {system: bits - ENDED_BY_RESET for system, bits in self.systems.items()}
        self.is_manual_alarm = False


def zone_state(components: Iterable[ComponentStatus]) -> int:
    """The gravest state among the components of a zone.

    One detector is an unconfirmed fire; a button that a person pressed, or a second device in the zone, confirms it
    (a meaning of ours).
    """
    gravest, burning = 0, 0
    for one in components:
        if "isolated" in one.bits:
            gravest = max(gravest, GRAVITY["isolated"])
        elif "fire" in one.bits:
            burning += 2 if one.component in PRESSED else 1
        else:
            gravest = max(gravest, *(GRAVITY.get(bit, 0) for bit in one.bits), 0)
    return CONFIRMED if burning > 1 else FIRE if burning else gravest


def _changes(about: Mapping[str, Any], before: frozenset[str], after: frozenset[str], time: float) -> list[Happening]:
    began, ended = after - before - {"normal"}, before - after - {"normal"}
    if not began and not ended:
        return []
    return [Happening(time=time, body={**about, "began": sorted(began), "ended": sorted(ended)})]


def _time(said: float | None, now: float) -> float:
    """What the panel says, unless its clock runs more than an hour ahead."""
    return now if said is None or not 0 < said <= now + AHEAD_S else said
