"""When a rule holds: the conditions that a pack may write.

A condition is a mapping with one key. Each is three-valued: on a bad, stale or missing value it is unknown, and an
unknown condition neither raises nor clears.
"""

from collections.abc import Callable, Iterator
from typing import ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from rules.clock import Clock as Clock
from rules.expression import parse
from rules.template import ForEach, TemplateName, fill_in, members
from yamlfile import Strict

SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0}


class Limit(Strict):
    """`high` and `low`: a point, or a number made of points, beyond its limit; it ceases `deadband` inside."""

    threshold: ClassVar[str] = "limit"
    point: TemplateName | None = None
    expr: str | None = Field(default=None, description="a number made of the device's points, instead of one point")
    limit: float
    deadband: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.point is None) == (self.expr is None):
            raise ValueError("needs either 'point' or 'expr'")
        if self.expr is not None and "{" not in self.expr:
            parse(self.expr, "number")
        return self


class State(Strict):
    """`state`: a point that counts states, in one of them or in none of them."""

    model_config = ConfigDict(validate_by_name=True)
    threshold: ClassVar[str] = ""
    point: TemplateName
    equals: int | None = None
    in_: tuple[int, ...] | None = Field(default=None, alias="in", min_length=1)
    not_in: tuple[int, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        if sum(given is not None for given in (self.equals, self.in_, self.not_in)) != 1:
            raise ValueError("needs exactly one of 'equals', 'in', 'not_in'")
        return self


class Rate(Strict):
    """`rate`: a point that changes faster than `above` a second (minute, hour), told over the last `window_s`."""

    threshold: ClassVar[str] = "above"
    point: TemplateName
    above: float = Field(gt=0)
    per: Literal["second", "minute", "hour"] = "second"
    window_s: float = Field(gt=0, le=86400)
    direction: Literal["rising", "falling", "either"] = "either"


class Silence(Strict):
    """`silence`: no new reading of a point for longer than `for_s`, by the time at the source."""

    threshold: ClassVar[str] = "for_s"
    point: TemplateName
    for_s: float = Field(gt=0)


class Stuck(Strict):
    """`stuck`: good readings that have not moved by more than `within` for longer than `for_s`."""

    threshold: ClassVar[str] = "for_s"
    point: TemplateName
    for_s: float = Field(gt=0)
    within: float = Field(default=0.0, ge=0)


class Count(Strict):
    """`count`: more than `above` times in the last `window_s`: growth of a counter, or beginnings of a condition."""

    threshold: ClassVar[str] = "above"
    point: TemplateName | None = Field(default=None, description="a counter; a fall of it counts nothing")
    of: "Condition | None" = Field(default=None, description="a condition; each beginning of it counts one")
    above: float = Field(ge=0)
    window_s: float = Field(gt=0, le=604800)

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.point is None) == (self.of is None):
            raise ValueError("needs either 'point' (a counter) or 'of' (a condition)")
        if self.of is not None and any(isinstance(leaf, Count) for leaf in leaves(self.of)):
            raise ValueError("a count cannot count another count")
        return self


class Family(Strict):
    """`every` and `some`: a condition over those members of a family of points that the device has."""

    for_each: ForEach
    when: "Condition"

    def members(self) -> list["Condition"]:
        """The condition once for each member, with its names filled in."""
        return [fill_in(self.when, names) for names in members(self.for_each)]


class Condition(Strict):
    """Exactly one of these."""

    model_config = ConfigDict(validate_by_name=True)
    high: Limit | None = None
    low: Limit | None = None
    state: State | None = None
    rate: Rate | None = None
    silence: Silence | None = None
    stuck: Stuck | None = None
    count: Count | None = None
    clock: Clock | None = None
    expr: str | None = Field(default=None, description="a comparison over the device's points")
    all_of: tuple["Condition", ...] | None = Field(default=None, alias="all", min_length=1)
    any_of: tuple["Condition", ...] | None = Field(default=None, alias="any", min_length=1)
    not_: "Condition | None" = Field(default=None, alias="not")
    every: Family | None = None
    some: Family | None = None
    rule: TemplateName | None = Field(default=None, description="another rule's condition, without its delays")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(getattr(self, field) is not None for field in type(self).model_fields) != 1:
            names = ", ".join(field.alias or name for name, field in type(self).model_fields.items())
            raise ValueError(f"a condition has exactly one of: {names}")
        if self.expr is not None and "{" not in self.expr:
            parse(self.expr, "truth")
        return self

    def parts(self) -> tuple["Condition", ...]:
        """The conditions that this one combines (not those that a count counts)."""
        if self.not_ is not None:
            return (self.not_,)
        family = self.every or self.some
        if family is not None:
            return tuple(family.members())
        return self.all_of or self.any_of or ()

    def leaf(self) -> "Leaf | None":
        """The condition itself, where it has fields of its own instead of parts."""
        found = (getattr(self, name) for name in LEAVES)
        return next((leaf for leaf in found if leaf is not None), None)


Leaf = Limit | State | Rate | Silence | Stuck | Count | Clock
LEAVES = ("high", "low", "state", "rate", "silence", "stuck", "count", "clock")


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf in the order in which it is written, those that a count counts left out."""
    leaf = condition.leaf()
    if leaf is not None:
        yield leaf
    for part in condition.parts():
        yield from leaves(part)


def points(condition: Condition) -> Iterator[str]:
    """Every point that the condition looks at, as often as it is named."""
    if condition.expr is not None:
        yield from parse(condition.expr, "truth").points()
    leaf = condition.leaf()
    if isinstance(leaf, Limit) and leaf.expr is not None:
        yield from parse(leaf.expr, "number").points()
    elif leaf is not None and not isinstance(leaf, Clock) and leaf.point is not None:
        yield leaf.point
    if isinstance(leaf, Count) and leaf.of is not None:
        yield from points(leaf.of)
    for part in condition.parts():
        yield from points(part)


def references(condition: Condition) -> Iterator[str]:
    """Every rule that the condition refers to."""
    if condition.rule is not None:
        yield condition.rule
    if condition.count is not None and condition.count.of is not None:
        yield from references(condition.count.of)
    for part in condition.parts():
        yield from references(part)


def limits(condition: Condition) -> set[float]:
    """The different limits (`limit`, `above`, `for_s`) in the condition."""
    return {getattr(leaf, leaf.threshold) for leaf in leaves(condition) if leaf.threshold}


def rewritten(condition: Condition, change: Callable[[Leaf], Leaf]) -> Condition:
    """The condition with every leaf replaced by `change(leaf)`."""
    for name in LEAVES:
        leaf = getattr(condition, name)
        if leaf is not None:
            return condition.model_copy(update={name: change(leaf)})
    if condition.not_ is not None:
        return condition.model_copy(update={"not_": rewritten(condition.not_, change)})
    for name in ("all_of", "any_of"):
        parts = getattr(condition, name)
        if parts is not None:
            return condition.model_copy(update={name: tuple(rewritten(part, change) for part in parts)})
    for name in ("every", "some"):
        family = getattr(condition, name)
        if family is not None:
            inner = family.model_copy(update={"when": rewritten(family.when, change)})
            return condition.model_copy(update={name: inner})
    return condition
