"""The rules of equal devices (one kind, the same points fitted, the same changes by the site) as blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from rules.blocks import BeginningSource, Block, ClockSource, Echo, Gate, Leaf, Mode, RuleBlock, gather
from rules.columns import DeviceColumns
from rules.condition import Condition, Count, State, points
from rules.leaves import (
    Place,
    clock_leaf,
    counter_leaf,
    limit_leaf,
    rate_leaf,
    silence_leaf,
    state_leaves,
    stuck_leaf,
    truth_leaf,
)
from rules.pack import Rule


@dataclass(slots=True)
class Compiled:
    """A rule's condition; `leaves` are all that it is made of, `positive` those of its own that hold when it does."""

    block: Block | None = None
    leaves: list[Leaf] = field(default_factory=list)
    positive: list[Leaf] = field(default_factory=list)

    def keep_used(self) -> None:
        """Forget the leaves of family members that were dropped because the devices lack a point of theirs."""
        used: dict[int, Block] = {}
        if self.block is not None:
            gather(self.block, used)
        self.leaves = [leaf for leaf in self.leaves if id(leaf) in used]
        self.positive = [leaf for leaf in self.positive if id(leaf) in used]


class Cohort:
    """`device` stands for all of them; `positions` are theirs in the engine's list, `starts` their first rows."""

    def __init__(
        self, device: DeviceColumns, positions: Sequence[int], starts: Sequence[int], rules: Mapping[str, Rule]
    ) -> None:
        offsets = {point: at for at, point in enumerate(device.points) if device.fitted[at]}
        self._place = Place(offsets=offsets, starts=np.array(starts, np.intp))
        self._positions = positions
        self._rules = rules
        self._done: dict[str, Compiled] = {}
        silencers = {name for rule in rules.values() for name in rule.unless}
        self._echoes = {name: Echo(width=self._place.width) for name in silencers if self._raw(name).block is not None}

    def rule_blocks(self) -> list[RuleBlock]:
        """Every rule whose points the devices have; the others are left out."""
        blocks = [self._rule_block(rule) for rule in self._rules.values()]
        return [block for block in blocks if block is not None]

    def _rule_block(self, rule: Rule) -> RuleBlock | None:
        compiled = self._raw(rule.id)
        holds = compiled.block
        if holds is None:
            return None
        silencing: list[Block] = []
        for name in rule.unless:
            block = self._raw(name).block
            if block is not None:
                silencing += (block, self._echoes[name])
        if silencing:
            children = [(holds, Mode.PLAIN), *((block, Mode.UNLESS) for block in silencing)]
            holds = Gate(width=self._place.width, children=children)
        return RuleBlock(
            rule=rule,
            devices=self._positions,
            holds=holds,
            leaves=_likelier_first(compiled, rule.point),
            own=compiled.positive,
            echo=self._echoes.get(rule.id),
            rows=self._place.rows(rule.point) if rule.point else None,
        )

    def _raw(self, name: str) -> Compiled:
        """A rule's condition without its `unless`, compiled once."""
        if name not in self._done:
            compiled = Compiled()
            rule = self._rules.get(name)
            if rule is not None and (rule.point is None or self._place.has([rule.point])):
                compiled.block = self._block(rule.when, compiled, up=True)
                compiled.keep_used()
            self._done[name] = compiled
        return self._done[name]

    def _block(self, condition: Condition, into: Compiled, *, up: bool) -> Block | None:
        """The condition, or None where the devices lack a point of it; `up`: it holds when this part of it does."""
        if condition.rule is not None:
            other = self._raw(condition.rule)
            into.leaves += other.leaves
            # a block of its own, so that each block is the condition of one rule at most
            return other.block and Gate(width=self._place.width, children=[(other.block, Mode.PLAIN)])
        if condition.not_ is not None:
            inner = self._block(condition.not_, into, up=not up)
            return inner and Gate(width=self._place.width, children=[(inner, Mode.OPPOSITE)])
        if condition.every or condition.some:
            found = [self._block(part, into, up=up) for part in condition.parts()]
            there = [block for block in found if block is not None]
            return self._gate(there, any_=condition.some is not None) if there else None
        if condition.all_of or condition.any_of:
            blocks = [self._block(part, into, up=up) for part in condition.parts()]
            there = [block for block in blocks if block is not None]
            return self._gate(there, any_=condition.any_of is not None) if len(there) == len(blocks) else None
        return self._leaf(condition, into, up=up) if self._place.has(points(condition)) else None

    def _leaf(self, condition: Condition, into: Compiled, *, up: bool) -> Block | None:
        if condition.state is not None:
            return self._state(condition.state, into, up=up)
        if condition.count is not None and condition.count.of is not None:
            leaf = self._beginnings(condition.count, condition.count.of)
        else:
            leaf = _simple_leaf(self._place, condition)
        if leaf is not None:
            _note(leaf, into, up=up)
        return leaf

    def _state(self, state: State, into: Compiled, *, up: bool) -> Block:
        leaves = list(state_leaves(self._place, state))
        for leaf in leaves:
            _note(leaf, into, up=up)
        return self._gate(leaves, any_=state.not_in is None)

    def _beginnings(self, count: Count, of: Condition) -> Leaf | None:
        inner = Compiled()
        block = self._block(of, inner, up=True)
        if block is None:
            return None
        source = BeginningSource(block=block, window_s=count.window_s, above=count.above)
        point = inner.leaves[0].point
        return Leaf(
            width=block.width, source=source, above=True, limit=count.above, point=point, shown=count.above, unit=""
        )

    def _gate(self, children: Sequence[Block], *, any_: bool) -> Block:
        """All of them, or any: which is not all of their opposites."""
        if len(children) == 1:
            return children[0]
        mode = Mode.OPPOSITE if any_ else Mode.PLAIN
        return Gate(width=self._place.width, children=[(child, mode) for child in children], inverted=any_)


def _simple_leaf(place: Place, condition: Condition) -> Leaf:
    if condition.high is not None:
        return limit_leaf(place, condition.high, above=True)
    if condition.low is not None:
        return limit_leaf(place, condition.low, above=False)
    if condition.rate is not None:
        return rate_leaf(place, condition.rate)
    if condition.silence is not None:
        return silence_leaf(place, condition.silence)
    if condition.stuck is not None:
        return stuck_leaf(place, condition.stuck)
    if condition.clock is not None:
        return clock_leaf(place, condition.clock)
    if condition.count is not None:
        return counter_leaf(place, condition.count, condition.count.point or "")
    return truth_leaf(place, condition.expr or "")


def _note(leaf: Leaf, into: Compiled, *, up: bool) -> None:
    into.leaves.append(leaf)
    if up:
        into.positive.append(leaf)


def _likelier_first(compiled: Compiled, point: str | None) -> list[Leaf]:
    """The leaves in the order in which an alarm points at one: the rule's own, those with a limit, hours last."""

    def rank(leaf: Leaf) -> tuple[bool, bool, bool, bool]:
        hours = isinstance(leaf.source, ClockSource)
        return hours, leaf.point != point, leaf not in compiled.positive, bool(np.isnan(leaf.shown))

    return sorted(compiled.leaves, key=rank)
