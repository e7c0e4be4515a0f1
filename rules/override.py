"""What a site changes of a rule for one device: its limit, its delays, its priority, or whether it is there at all."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.clock import BEGIN, END
from rules.condition import Clock, Leaf, Limit, leaves, limits, rewritten
from rules.errors import OverrideError
from rules.model import Priority
from rules.pack import LONGEST_DELAY_S, Pack, Rule, with_limit
from yamlfile import suggest


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A change of one rule on one device; what is None stays as the pack has it.

    from_, to  of every clock of the rule
    """

    device: str
    rule: str
    limit: float | None = None
    deadband: float | None = None
    on_delay_s: float | None = None
    off_delay_s: float | None = None
    from_: str | None = None
    to: str | None = None
    priority: int | None = None
    enabled: bool = True


def check_override(pack: Pack, override: Override) -> str | None:
    """What is wrong with the change, as half a sentence that names what would do; None if it fits."""
    rule = pack.flat.get(override.rule)
    if rule is None:
        return f"'{override.rule}' is no rule of kind '{pack.kind}'{suggest(override.rule, pack.flat)}"
    found = limits(rule.when)
    if override.limit is not None and len(found) != 1:
        has = f"several limits ({', '.join(f'{limit:g}' for limit in sorted(found))})" if found else "no limit"
        return f"rule '{rule.id}' has {has}, so 'limit' cannot be set here{_with_a_limit(pack, found)}"
    if override.deadband is not None:
        if override.deadband < 0:
            return "'deadband' must not be negative"
        if not any(isinstance(leaf, Limit) for leaf in leaves(rule.when)):
            return f"rule '{rule.id}' has no high or low limit, so 'deadband' cannot be set here"
    hours = _wrong_hours(rule, override)
    if hours is not None:
        return hours
    for name, delay in (("on_delay_s", override.on_delay_s), ("off_delay_s", override.off_delay_s)):
        if delay is not None and not 0 <= delay <= LONGEST_DELAY_S:
            return f"'{name}' must lie between 0 and {LONGEST_DELAY_S:g} seconds"
    if override.priority is not None and override.priority not in list(Priority):
        return "'priority' must be 1 (critical), 2 (high), 3 (medium) or 4 (low)"
    return None


def overridden(pack: Pack, changes: Iterable[Override]) -> dict[str, Rule]:
    """The pack's single rules for a device with these changes; OverrideError names the first that does not fit."""
    rules = dict(pack.flat)
    for change in changes:
        wrong = check_override(pack, change)
        if wrong is not None:
            raise OverrideError(f"device '{change.device}': {wrong}")
        if change.rule in rules:
            rules[change.rule] = _changed(rules[change.rule], change)
        if not change.enabled:
            del rules[change.rule]
    return rules


def _changed(rule: Rule, change: Override) -> Rule:
    def leaf(leaf: Leaf) -> Leaf:
        if change.limit is not None:
            leaf = with_limit(leaf, change.limit)
        if change.deadband is not None and isinstance(leaf, Limit):
            leaf = leaf.model_copy(update={"deadband": change.deadband})
        if isinstance(leaf, Clock):
            leaf = leaf.model_copy(update=_hours(leaf, change))
        return leaf

    update = {
        "on_delay_s": change.on_delay_s,
        "off_delay_s": change.off_delay_s,
        "priority": None if change.priority is None else Priority(change.priority),
    }
    given = {name: value for name, value in update.items() if value is not None}
    return rule.model_copy(update={"when": rewritten(rule.when, leaf), **given})


def _hours(clock: Clock, change: Override) -> dict[str, str]:
    return {"from_": change.from_ or clock.from_, "to": change.to or clock.to}


def _wrong_hours(rule: Rule, change: Override) -> str | None:
    """What is wrong with the hours of a change; None if they fit."""
    given = {name: hours for name, hours in (("from", change.from_), ("to", change.to)) if hours is not None}
    if not given:
        return None
    clocks = [leaf for leaf in leaves(rule.when) if isinstance(leaf, Clock)]
    if not clocks:
        return f"rule '{rule.id}' has no clock, so '{next(iter(given))}' cannot be set here"
    for name, hours in given.items():
        if not re.fullmatch(END if name == "to" else BEGIN, hours):
            return f"'{name}' must be a time of the day, like 22:00"
    if any(len(set(_hours(clock, change).values())) == 1 for clock in clocks):
        return f"rule '{rule.id}': 'from' and 'to' must differ"
    return None


def _with_a_limit(pack: Pack, found: Mapping[str, object] | set[float]) -> str:
    """Which rules could be meant instead, where the named one has no limit at all."""
    if found:
        return ""
    names = [rule.id for rule in pack.flat.values() if len(limits(rule.when)) == 1]
    return f"; rules with a limit: {', '.join(names)}" if 0 < len(names) <= 24 else ""
