"""A pack: the rules of one kind of device, as its file holds them and as the engine takes them."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Self

from pydantic import Field, PrivateAttr, model_validator

from rules.condition import Condition, Leaf, limits, points, references, rewritten
from rules.message import check
from rules.model import FIRE, Alert, CutsOff, Name, Priority, TicketCall
from rules.template import ForEach, TemplateName, fill_in, members
from yamlfile import Document, Strict, Text, suggest

LONGEST_DELAY_S = 86400.0


class Level(Strict):
    """A second, graver limit of a rule: a rule of its own that takes from the first what it does not say itself."""

    id: TemplateName
    limit: float
    name: Text | None = None
    priority: Priority | None = None
    on_delay_s: float | None = Field(default=None, ge=0, le=LONGEST_DELAY_S)
    off_delay_s: float | None = Field(default=None, ge=0, le=LONGEST_DELAY_S)
    latched: bool | None = None
    message: Text | None = None
    advice: Text | None = None
    ticket: TicketCall | None = None
    source: str | None = None


class Rule(Strict):
    """One rule of a file; with `for_each` it stands for a family, with `level_2` for two."""

    id: TemplateName
    name: Text
    kind: Name = Field(description="the sort of trouble; with the device it names the one ticket that may be open")
    priority: Priority
    when: Condition
    on_delay_s: float = Field(default=0.0, ge=0, le=LONGEST_DELAY_S)
    off_delay_s: float = Field(default=0.0, ge=0, le=LONGEST_DELAY_S)
    unless: tuple[TemplateName, ...] = Field(default=(), description="rules whose condition silences this one")
    latched: bool = False
    cuts_off: CutsOff | None = Field(default=None, description="what is without supply while this alarm is active")
    held_back: bool = Field(default=True, description="false: it calls also where another alarm is its cause")
    point: TemplateName | None = Field(default=None, description="the point that is shown with the alarm")
    message: Text
    advice: Text | None = None
    ticket: TicketCall | None = None
    source: str = Field(min_length=1, description="where the limit comes from")
    for_each: ForEach | None = None
    level_2: Level | None = None

    def alert(self) -> Alert:
        """What alarms and tickets need of the rule."""
        return Alert(
            rule=self.id, kind=self.kind, name=self.name, message=self.message, advice=self.advice,
            priority=self.priority, latched=self.latched, ticket=self.ticket, cuts_off=self.cuts_off,
            held_back=self.held_back and self.kind != FIRE,
        )  # fmt: skip

    def written_out(self) -> list["Rule"]:
        """The single rules that this one stands for, the first level before the second."""
        filled = [fill_in(self, names) for names in members(self.for_each)] if self.for_each else [self]
        return [single for rule in filled for single in _levels(rule)]

    @model_validator(mode="after")
    def _two_levels_one_limit(self) -> Self:
        if self.level_2 is not None and len(limits(self.when)) != 1:
            raise ValueError("level_2 needs a condition with exactly one limit to replace")
        return self


class Pack(Strict):
    """A file of rules for one kind of device."""

    kind: Name
    rules: tuple[Rule, ...] = Field(min_length=1)
    _document: Document | None = PrivateAttr(default=None)

    @cached_property
    def flat(self) -> Mapping[str, Rule]:
        """Every single rule by its id, families and levels written out, in the order of the file."""
        return {rule.id: rule for rules in self._written_out for rule in rules}

    @cached_property
    def _written_out(self) -> tuple[tuple[Rule, ...], ...]:
        return tuple(tuple(rule.written_out()) for rule in self.rules)

    @property
    def document(self) -> Document | None:
        """The file that the pack was read from."""
        return self._document

    def read_from(self, document: Document) -> Self:
        """The pack itself, knowing its file from now on."""
        self._document = document
        return self

    def position(self, rule: str) -> int:
        """Which entry of the file's `rules` stands for the single rule."""
        return next(at for at, rules in enumerate(self._written_out) if any(one.id == rule for one in rules))

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [rule.id for rules in self._written_out for rule in rules]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"rule ids must differ; given twice: {', '.join(twice)}")
        for rule in self.flat.values():
            _check_single(rule)
            for other in (*rule.unless, *references(rule.when)):
                if other not in self.flat:
                    raise ValueError(f"rule '{rule.id}' names '{other}', which is no rule here{suggest(other, ids)}")
        _check_circles(self.flat)
        return self


def _levels(rule: Rule) -> list[Rule]:
    second = rule.level_2
    if second is None:
        return [rule]
    own: dict[str, Any] = {
        name: value for name in Level.model_fields if name != "limit" and (value := getattr(second, name)) is not None
    }
    graver = {"when": rewritten(rule.when, lambda leaf: with_limit(leaf, second.limit)), "level_2": None, **own}
    first = rule.model_copy(update={"level_2": None, "unless": (*rule.unless, second.id)})
    return [first, rule.model_copy(update=graver)]


def with_limit(leaf: Leaf, limit: float) -> Leaf:
    """The leaf with another limit; a leaf without one as it is."""
    return leaf.model_copy(update={leaf.threshold: limit}) if leaf.threshold else leaf


def _check_single(rule: Rule) -> None:
    texts = [text for text in (rule.name, rule.advice) if text is not None]
    said = [sentence for text in texts for sentence in (text.zh, text.en)]
    for word in (rule.id, *rule.unless, rule.point or "", *points(rule.when), *references(rule.when), *said):
        if "{" in word:
            raise ValueError(f"rule '{rule.id}': the name in braces in '{word}' is not one of its for_each")
    check(rule.message)


def _check_circles(rules: Mapping[str, Rule]) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise ValueError(f"rules refer to each other in a circle: {' → '.join((*path, name))}")
        if name not in done:
            for other in references(rules[name].when):
                visit(other, (*path, name))
            done.add(name)

    for name in rules:
        visit(name, ())
