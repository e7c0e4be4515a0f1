"""From packs to a program: blocks laid out side by side in one array of truths for the whole site."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.blocks import (
    BeginningSource,
    Block,
    ClockSource,
    CounterSource,
    ExpressionSource,
    Gate,
    Leaf,
    PointSource,
    RateSource,
    RuleBlock,
    SilenceSource,
    StuckSource,
    gather,
)
from rules.cohort import Cohort
from rules.columns import DeviceColumns
from rules.errors import OverrideError
from rules.override import Override, overridden
from rules.pack import Pack, Rule
from yamlfile import suggest

# Leaves of one source stand together, so that each is filled by one piece of array arithmetic.
SOURCES = (
    PointSource, ExpressionSource, RateSource, CounterSource, SilenceSource, StuckSource, ClockSource, BeginningSource
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Leaves, echoes and gates in the order of their offsets; `size` truths in all, `instances` of rules."""

    rules: Sequence[RuleBlock]
    leaves: Sequence[Leaf]
    gates: Sequence[Gate]
    size: int
    instances: int


def compile_program(
    devices: Sequence[DeviceColumns], packs: Mapping[str, Pack], overrides: Iterable[Override]
) -> Program:
    """Every rule on every device that has its points; OverrideError names the first change that does not fit."""
    rules = [block for cohort in _cohorts(devices, packs, overrides) for block in cohort.rule_blocks()]
    found: dict[int, Block] = {}
    for rule in rules:
        gather(rule.holds, found)
    leaves = sorted((block for block in found.values() if isinstance(block, Leaf)), key=_leaf_order)
    gates = sorted((block for block in found.values() if isinstance(block, Gate)), key=lambda gate: gate.depth)
    size = 0
    echoes = [rule.echo for rule in rules if rule.echo is not None]
    laid_out: list[Block] = [*leaves, *echoes, *gates]
    for block in laid_out:
        block.offset = size
        size += block.width
    instances = sum(len(rule.devices) for rule in rules)
    return Program(rules=rules, leaves=leaves, gates=gates, size=size, instances=instances)


def _cohorts(
    devices: Sequence[DeviceColumns], packs: Mapping[str, Pack], overrides: Iterable[Override]
) -> list[Cohort]:
    changes = _by_device(devices, overrides)
    alike: dict[object, list[int]] = defaultdict(list)
    for position, device in enumerate(devices):
        own_rules = device.id if changes[device.id] else ""
        alike[device.kind, device.points, device.fitted.tobytes(), own_rules].append(position)
    cohorts = []
    for positions in alike.values():
        first = devices[positions[0]]
        starts = [devices[position].start for position in positions]
        rules = _rules(first, packs.get(first.kind), changes[first.id])
        cohorts.append(Cohort(first, positions, starts, rules))
    return cohorts


def _by_device(devices: Sequence[DeviceColumns], overrides: Iterable[Override]) -> defaultdict[str, list[Override]]:
    names = {device.id for device in devices}
    changes: defaultdict[str, list[Override]] = defaultdict(list)
    for change in overrides:
        if change.device not in names:
            raise OverrideError(f"'{change.device}' is no device of this site{suggest(change.device, names)}")
        changes[change.device].append(change)
    return changes


def _rules(device: DeviceColumns, pack: Pack | None, changes: Sequence[Override]) -> Mapping[str, Rule]:
    if pack is not None:
        return overridden(pack, changes)
    if changes:
        raise OverrideError(f"device '{device.id}': kind '{device.kind}' has no rules that could be changed")
    return {}


def _leaf_order(leaf: Leaf) -> tuple[int, bool, str]:
    """By source; plain points before states, equal expressions together."""
    source = leaf.source
    state = isinstance(source, PointSource) and source.centre is not None
    return SOURCES.index(type(source)), state, source.text if isinstance(source, ExpressionSource) else ""
