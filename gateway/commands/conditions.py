"""A rule's condition as a line that an engineer reads: `voltage_a > 235.4 V`."""

from collections.abc import Callable

from rules.condition import Clock, Condition, Count, Leaf, Limit, Rate, Silence, State, Stuck

UnitOf = Callable[[str], str]


def said(condition: Condition, unit_of: UnitOf) -> str:
    """The condition in one line of Markdown; `unit_of` a point."""
    if condition.expr is not None:
        return f"`{condition.expr}`"
    if condition.rule is not None:
        return f"rule `{condition.rule}` holds"
    if condition.high is not None:
        return _limit(condition.high, ">", unit_of)
    if condition.low is not None:
        return _limit(condition.low, "<", unit_of)
    leaf = condition.leaf()
    if leaf is not None:
        return _leaf(leaf, unit_of)
    if condition.not_ is not None:
        return f"not ({said(condition.not_, unit_of)})"
    family = condition.every or condition.some
    if family is not None:
        word = "every" if condition.every else "some"
        names = " and ".join(
            f"`{name}` = {', '.join(str(member) for member in members)}" for name, members in family.for_each.items()
        )
        return f"for {word} {names} that is fitted: {said(family.when, unit_of)}"
    parts = [_inner(part, unit_of) for part in condition.parts()]
    return (" and " if condition.all_of else " or ").join(parts)


def _inner(condition: Condition, unit_of: UnitOf) -> str:
    text = said(condition, unit_of)
    return f"({text})" if condition.all_of or condition.any_of else text


def _leaf(leaf: Leaf, unit_of: UnitOf) -> str:
    match leaf:
        case Rate():
            way = {"rising": "rises", "falling": "falls", "either": "changes"}[leaf.direction]
            return f"`{leaf.point}` {way} by more than {leaf.above:g} a {leaf.per}, over {_time(leaf.window_s)}"
        case Silence():
            return f"`{leaf.point}` has no new reading for {_time(leaf.for_s)}"
        case Stuck():
            within = f" by more than {leaf.within:g}" if leaf.within else ""
            return f"`{leaf.point}` has not moved{within} for {_time(leaf.for_s)}"
        case State():
            return _state(leaf)
        case Count():
            return _count(leaf, unit_of)
        case Clock():
            return f"it is between {leaf.from_} and {leaf.to}" + (f" on {', '.join(leaf.days)}" if leaf.days else "")
    raise TypeError(f"{type(leaf).__name__} has no words here")


def _limit(limit: Limit, sign: str, unit_of: UnitOf) -> str:
    unit = unit_of(limit.point) if limit.point else ""
    back = f" (back by {limit.deadband:g})" if limit.deadband else ""
    return f"`{limit.point or limit.expr}` {sign} {limit.limit:g}{_after(unit)}{back}"


def _state(leaf: State) -> str:
    if leaf.equals is not None:
        return f"`{leaf.point}` = {leaf.equals}"
    word, values = ("in", leaf.in_) if leaf.in_ is not None else ("not in", leaf.not_in)
    return f"`{leaf.point}` {word} {', '.join(str(value) for value in values or ())}"


def _count(leaf: Count, unit_of: UnitOf) -> str:
    if leaf.of is not None:
        return f"({said(leaf.of, unit_of)}) began more than {leaf.above:g} times in {_time(leaf.window_s)}"
    unit = unit_of(leaf.point) if leaf.point else ""
    return f"`{leaf.point}` grew by more than {leaf.above:g}{_after(unit)} in {_time(leaf.window_s)}"


def _after(unit: str) -> str:
    return f" {unit}" if unit else ""


def _time(seconds: float) -> str:
    for name, size in (("h", 3600.0), ("min", 60.0)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {name}"
    return f"{seconds:g} s"
