"""What is said when a rule begins or ceases on a device."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from rules.blocks import Leaf, RuleBlock, Truth
from rules.columns import DeviceColumns
from rules.message import Facts, fill
from rules.model import Alert, Transition
from yamlfile import Text

TRUE = int(Truth.TRUE)  # looking a member up takes longer than comparing with it
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a transition is about: the leaf that made the rule hold, or the rule's own point."""

    leaf: Leaf
    point: str
    row: int | None
    limit: float


@dataclass(frozen=True, slots=True)
class Moment:
    """What a pass has found: point values (NaN unknown), the leaves' numbers, the truths of all blocks, and by row
    what string points say.
    """

    now: float
    values: NDArray[np.float64]
    numbers: NDArray[np.float64]
    truth: NDArray[np.int8]
    texts: Mapping[int, str]


class Report:
    """Instances are numbered rule by rule, and inside a rule in the order of its devices."""

    def __init__(self, devices: Sequence[DeviceColumns], rules: Sequence[RuleBlock]) -> None:
        self._devices = devices
        self._rules = rules
        self._starts = list(accumulate((len(rule.devices) for rule in rules), initial=0))[:-1]
        self._alerts: list[Alert] = [rule.rule.alert() for rule in rules]
        self._raised: dict[int, tuple[_Subject | None, Text | None]] = {}

    def name(self, instance: int) -> Name:
        """The device and the rule."""
        at, column = self._place(instance)
        return self._devices[self._rules[at].devices[column]].id, self._rules[at].rule.id

    def find(self, names: Iterable[Name]) -> tuple[list[int], list[Name]]:
        """The instances of these devices and rules, and the names that stand for none."""
        known = {
            (self._devices[device].id, rule.rule.id): start + column
            for rule, start in zip(self._rules, self._starts, strict=True)
            for column, device in enumerate(rule.devices)
        }
        wanted = list(names)
        return [known[name] for name in wanted if name in known], [name for name in wanted if name not in known]

    def own_leaves(self, instance: int) -> NDArray[np.intp]:
        """The leaves that hold while the rule does."""
        at, column = self._place(instance)
        return np.array([leaf.offset + column for leaf in self._rules[at].own], np.intp)

    def transitions(self, moment: Moment, raised: NDArray[np.intp], ended: NDArray[np.intp]) -> list[Transition]:
        """The transitions of one pass, the ended ones first; an end says what its beginning said."""
        found = []
        for instance in ended.tolist():
            subject, message = self._raised.pop(instance, (None, None))
            subject = subject or self._subject(instance, moment)
            found.append(self._transition(moment, instance, subject, message, active=False))
        for instance in raised.tolist():
            subject = self._subject(instance, moment)
            transition = self._transition(moment, instance, subject, None, active=True)
            found.append(transition)
            self._raised[instance] = subject, transition.message
        return found

    def _subject(self, instance: int, moment: Moment) -> _Subject:
        """The likeliest leaf that holds; if none does (a `not`), the likeliest of all."""
        at, column = self._place(instance)
        rule = self._rules[at]
        leaf = rule.leaves[0]
        if len(rule.leaves) > 1:
            leaf = next((one for one in rule.leaves if moment.truth[one.offset + column] == TRUE), leaf)
        if rule.rows is None or rule.rule.point is None:
            row = None if leaf.rows is None else int(leaf.rows[column])
            return _Subject(leaf, leaf.point, row, leaf.shown)
        limit = leaf.shown if leaf.point == rule.rule.point else np.nan
        return _Subject(leaf, rule.rule.point, int(rule.rows[column]), limit)

    def _transition(
        self, moment: Moment, instance: int, subject: _Subject, message: Text | None, *, active: bool
    ) -> Transition:
        at, column = self._place(instance)
        device = self._devices[self._rules[at].devices[column]]
        alert = self._alerts[at]
        if subject.row is None:
            value = float(moment.numbers[subject.leaf.offset + column])
        else:
            value = float(moment.values[subject.row])
        if message is None:
            message = fill(alert.message, _facts(moment, device, subject, value))
        return Transition(
            device=device.id, point=subject.point, alert=alert, active=active, time=moment.now,
            value=value, limit=float(subject.limit), message=message,
        )  # fmt: skip

    def _place(self, instance: int) -> tuple[int, int]:
        """Which rule, and which of its devices."""
        at = bisect_right(self._starts, instance) - 1
        return at, instance - self._starts[at]


def _facts(moment: Moment, device: DeviceColumns, subject: _Subject, value: float) -> Facts:
    """What a message may tell."""

    def text(point: str) -> str:
        row = device.row(point)
        return "" if row is None else moment.texts.get(row, "")

    unit = subject.leaf.unit.replace("{}", device.unit(subject.point))
    return Facts(value=value, limit=subject.limit, unit=unit, point=device.name(subject.point), text=text)
