"""What a pack is compiled into: blocks, each one condition for many equal devices side by side.

    Leaf    a number a device (its source), held against a limit
    Gate    other blocks combined; `all`, and `any` by its opposite
    Echo    whether a rule is active

A block's truths stand side by side in one array for the whole site, at `offset`, once the program is laid out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from rules.clock import Clock
from rules.expression import Node
from rules.pack import Rule

Rows = NDArray[np.intp]  # rows of the point table, one a device of the block


class Truth(IntEnum):
    """Ordered, so that `and` is the smallest and `or` the greatest."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


class Mode(IntEnum):
    """How a gate takes a child: as it is, its opposite, or 'it does not hold' (for which unknown is good enough)."""

    PLAIN = 0
    OPPOSITE = 1
    UNLESS = 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PointSource:
    """A point's value; with `centre`, how far it lies from there (a state)."""

    rows: Rows
    centre: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ExpressionSource:
    """A number made of points, or a truth as 0 and 1."""

    text: str
    node: Node
    rows: Mapping[str, Rows]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RateSource:
    """How much a point changes in `unit_s`; `direction` is one of Rate's."""

    rows: Rows
    window_s: float
    unit_s: float
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CounterSource:
    """The growth of a counter in the last `window_s`; `above` is the limit it is held against."""

    rows: Rows
    window_s: float
    above: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BeginningSource:
    """How often `block` began to hold in the last `window_s`."""

    block: "Block"
    window_s: float
    above: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SilenceSource:
    """Seconds since a point's last reading."""

    rows: Rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StuckSource:
    """Seconds for which a point has not moved by more than `within`."""

    rows: Rows
    within: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClockSource:
    """1 while the local time lies in the hours, otherwise 0."""

    clock: Clock


Source = (
    PointSource | ExpressionSource | RateSource | CounterSource | SilenceSource | StuckSource | BeginningSource
    | ClockSource
)  # fmt: skip


@dataclass(slots=True, eq=False, kw_only=True)
class Leaf:
    """A source against a limit.

    above    it holds beyond the limit upwards (otherwise downwards), and ceases `deadband` inside of it
    point    the point that an alarm names; `rows` where its value stands (None: the source's number is shown)
    shown    the limit that an alarm names; NaN where there is none to name
    unit     the unit of both, `{}` standing for the point's own
    """

    width: int
    source: Source
    above: bool
    limit: float
    deadband: float = 0.0
    point: str
    rows: Rows | None = None
    shown: float = np.nan
    unit: str = "{}"
    depth: int = 0
    offset: int = -1


@dataclass(slots=True, eq=False, kw_only=True)
class Gate:
    """`all` of its children; with `inverted`, the opposite of that."""

    width: int
    children: Sequence[tuple["Block", Mode]]
    inverted: bool = False
    offset: int = -1
    depth: int = field(init=False)

    def __post_init__(self) -> None:
        self.depth = 1 + max(child.depth for child, _ in self.children)


@dataclass(slots=True, eq=False, kw_only=True)
class Echo:
    """Whether a rule is active, for the rules that it silences until it has ended."""

    width: int
    depth: int = 0
    offset: int = -1


Block = Leaf | Gate | Echo


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RuleBlock:
    """One rule on all devices of a cohort.

    devices  their positions in the engine's list
    holds    the condition with its `unless` taken off
    echo     where other rules look whether this one is active
    leaves   what the alarm may point at, the likelier first; `own` of them are set again after a restart
    """

    rule: Rule
    devices: Sequence[int]
    holds: Block
    leaves: Sequence[Leaf]
    own: Sequence[Leaf]
    echo: Echo | None
    rows: Rows | None


def gather(block: Block, found: dict[int, Block]) -> None:
    """Add the block and all that it is made of to `found`, by identity."""
    if id(block) in found:
        return
    found[id(block)] = block
    if isinstance(block, Gate):
        for child, _ in block.children:
            gather(child, found)
    elif isinstance(block, Leaf) and isinstance(block.source, BeginningSource):
        gather(block.source.block, found)
