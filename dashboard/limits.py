"""Where rules begin to hold, for the limit bars beside the values."""

from collections.abc import Iterator
from typing import Literal

from dashboard.ports import LimitFacts
from gateway.config.site import Site
from rules.condition import Condition
from rules.override import overridden
from rules.pack import Rule


def limits_of(site: Site) -> list[LimitFacts]:
    """The kinds' own limits, then those that the site has changed for a device."""
    used = {device.kind for device in site.devices}
    own = [
        facts
        for kind in sorted(used & site.packs.keys())
        for rule in site.packs[kind].flat.values()
        for facts in _limits(rule, kind, None)
    ]
    changed = {override.device for override in site.overrides}
    for device in site.devices:
        if device.id in changed and device.kind in site.packs:
            changes = [override for override in site.overrides if override.device == device.id]
            rules = overridden(site.packs[device.kind], changes)
            touched = {override.rule for override in changes} & rules.keys()
            own += [facts for name in sorted(touched) for facts in _limits(rules[name], device.kind, device.id)]
    return own


def _limits(rule: Rule, kind: str, device: str | None) -> Iterator[LimitFacts]:
    for side, point, limit in _thresholds(rule.when):
        yield LimitFacts(
            kind=kind, point=point, rule=rule.id, name=rule.name, side=side, limit=limit,
            priority=int(rule.priority), device=device,
        )  # fmt: skip


def _thresholds(condition: Condition) -> Iterator[tuple[Literal["high", "low"], str, float]]:
    """The plain limits that a condition is made of. What stands under `not`, or is counted, is no limit of its own."""
    if condition.high is not None and condition.high.point is not None:
        yield "high", condition.high.point, condition.high.limit
    if condition.low is not None and condition.low.point is not None:
        yield "low", condition.low.point, condition.low.limit
    if condition.not_ is None:
        for part in condition.parts():
            yield from _thresholds(part)
