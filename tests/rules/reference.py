"""The rules again, one device and one sample at a time, as plainly as Python says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from rules.condition import SECONDS, Clock, Condition, Count, Limit, Rate, State, Stuck
from rules.expression import Node, parse
from rules.pack import Rule

Value = float | None
Truth = bool | None


@dataclass
class Standing:
    """One rule: its state, for how long its delay has run, what its condition was at the last pass."""

    state: str = "inactive"
    waited_s: float = 0.0
    before: Truth = None


@dataclass
class Reference:
    """`step` returns the (rule, active) that began or ceased."""

    rules: Mapping[str, Rule]
    memory: dict[object, object] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    now: float | None = None
    elapsed: float = 0.0

    def step(self, now: float, values: Mapping[str, Value], times: Mapping[str, Value]) -> set[tuple[str, bool]]:
        gap = 0.0 if self.now is None else max(0.0, now - self.now)
        self.now, self.elapsed, self.values, self.times, self.gap = now, self.elapsed + gap, values, times, gap
        self.raw = {}
        for name in self.rules:
            self.raw_of(name)
        active = {name for name, one in self.standings.items() if one.state in ("active", "clearing")}
        changes = set()
        for name, rule in self.rules.items():
            blocked = any(self.raw[other] is True or other in active for other in rule.unless)
            holds = False if blocked else self.raw[name]
            changes |= self.advance(rule, holds)
        return changes

    def advance(self, rule: Rule, holds: Truth) -> set[tuple[str, bool]]:
        one = self.standings.setdefault(rule.id, Standing())
        if holds is not None and one.before is not None:
            one.waited_s += self.gap
        one.before = holds
        if holds is None:
            return set()
        following = {
            ("inactive", True): "pending", ("pending", False): "inactive",
            ("active", False): "clearing", ("clearing", True): "active",
        }.get((one.state, holds), one.state)  # fmt: skip
        if following != one.state:
            one.state, one.waited_s = following, 0.0
        if one.state == "pending" and one.waited_s >= rule.on_delay_s - 1e-6:
            one.state = "active"
            return {(rule.id, True)}
        if one.state == "clearing" and one.waited_s >= rule.off_delay_s - 1e-6:
            one.state = "inactive"
            return {(rule.id, False)}
        return set()

    def raw_of(self, name: str) -> Truth:
        if name not in self.raw:
            self.raw[name] = self.holds(self.rules[name].when, (name,))
        return self.raw[name]

    def holds(self, condition: Condition, path: tuple[object, ...]) -> Truth:
        if condition.rule is not None:
            return self.raw_of(condition.rule)
        if condition.expr is not None:
            return truth(parse(condition.expr, "truth"), self.values)
        leaf = condition.leaf()
        if leaf is not None:
            return self.leaf(condition, leaf, path)
        parts = [self.holds(part, (*path, at)) for at, part in enumerate(condition.parts())]
        if condition.not_ is not None:
            return negate(parts[0])
        return either(parts) if condition.any_of or condition.some else both(parts)

    def leaf(self, condition: Condition, leaf: object, path: tuple[object, ...]) -> Truth:
        match leaf:
            case Limit():
                return self.limit(leaf, path, sign=1.0 if condition.high else -1.0)
            case State():
                return self.state(leaf)
            case Rate():
                return self.rate(leaf, path)
            case Stuck():
                return self.stuck(leaf, path)
            case Count():
                return self.count(leaf, path)
            case Clock():
                return within(leaf, datetime.fromtimestamp(self.now, UTC))
        last = self.times[leaf.point]
        return None if last is None else self.now - last > leaf.for_s

    def limit(self, limit: Limit, path: tuple[object, ...], sign: float) -> Truth:
        value = self.values[limit.point] if limit.point else number(parse(limit.expr, "number"), self.values)
        if value is None:
            return None
        inside = limit.deadband if self.memory.get(path) else 0.0
        self.memory[path] = sign * value > sign * limit.limit - inside
        return self.memory[path]

    def state(self, state: State) -> Truth:
        value = self.values[state.point]
        if value is None:
            return None
        if state.not_in is not None:
            return value not in state.not_in
        return value in (state.in_ or (state.equals,))

    def rate(self, rate: Rate, path: tuple[object, ...]) -> Truth:
        value, time = self.values[rate.point], self.times[rate.point]
        kept, last, slope = self.memory.get(path, ([], None, None))
        if value is not None and time is not None and time != last:
            if last is not None and time < last:
                kept = []
            inside = [(t, v) for t, v in kept if time - t <= rate.window_s + 1e-6]
            oldest_t, oldest_v = inside[0] if inside else (time, value)
            span = time - oldest_t
            slope = (value - oldest_v) / span if span >= rate.window_s / 2 else None
            if not kept or time - kept[-1][0] >= rate.window_s / 15 - 1e-6:
                kept = [*kept, (time, value)][-16:]
            last = time
        self.memory[path] = (kept, last, slope)
        if value is None or slope is None:
            return None
        signed = {"rising": slope, "falling": -slope, "either": abs(slope)}[rate.direction]
        return signed * SECONDS[rate.per] > rate.above

    def stuck(self, stuck: Stuck, path: tuple[object, ...]) -> Truth:
        value = self.values[stuck.point]
        known, resting_s = self.memory.get(path, (None, 0.0))
        if value is None:
            return None
        if known is None or abs(value - known) > stuck.within:
            known, resting_s = value, 0.0
        else:
            resting_s += self.gap
        self.memory[path] = (known, resting_s)
        return resting_s > stuck.for_s

    def count(self, count: Count, path: tuple[object, ...]) -> Truth:
        last, since, events = self.memory.get(path, (None, None, []))
        bucket = int(self.elapsed / (count.window_s / 60))
        if count.of is not None:
            value = self.holds(count.of, (*path, "of"))
            more = 1.0 if value is True and last is False else 0.0
        else:
            value = self.values[count.point]
            more = max(0.0, value - last) if value is not None and last is not None else 0.0
        since = self.elapsed if since is None and value is not None else since
        events = [(at, amount) for at, amount in [*events, (bucket, more)] if bucket - at < 60]
        self.memory[path] = (last if value is None else value, since, events)
        total = sum(amount for _, amount in events)
        if count.of is None and value is None:
            return None
        if total > count.above:
            return True
        return False if since is not None and self.elapsed - since >= count.window_s else None


def within(clock: Clock, local: datetime) -> bool:
    """Whether the hours that began today, or those that began yesterday, are not over."""
    hours, minutes = map(int, clock.from_.split(":"))
    until_hours, until_minutes = map(int, clock.to.split(":"))
    for days_ago in (0, 1):
        day = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
        begin = day + timedelta(hours=hours, minutes=minutes)
        end = day + timedelta(hours=until_hours, minutes=until_minutes)
        end += timedelta(days=1) if end < begin else timedelta()
        if begin <= local < end and (not clock.days or f"{day:%a}".lower() in clock.days):
            return True
    return False


def both(parts: list[Truth]) -> Truth:
    return False if False in parts else None if None in parts else True


def either(parts: list[Truth]) -> Truth:
    return True if True in parts else None if None in parts else False


def negate(part: Truth) -> Truth:
    return None if part is None else not part


def number(node: Node, values: Mapping[str, Value]) -> Value:
    if node.op == "point":
        return values[node.name]
    if node.op == "number":
        return node.value
    parts = [number(part, values) for part in node.parts]
    if None in parts:
        return None
    match node.op:
        case "+":
            return parts[0] + parts[1]
        case "-":
            return parts[0] - parts[1]
        case "*":
            return parts[0] * parts[1]
        case "/":
            return parts[0] / parts[1] if parts[1] else None
        case "negative":
            return -parts[0]
    return {"abs": abs, "min": min, "max": max}[node.op](*parts)


def truth(node: Node, values: Mapping[str, Value]) -> Truth:
    if node.op in ("and", "or", "not"):
        parts = [truth(part, values) for part in node.parts]
        return {"and": both, "or": either, "not": lambda parts: negate(parts[0])}[node.op](parts)
    left, right = (number(part, values) for part in node.parts)
    if left is None or right is None:
        return None
    return {
        "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
        "==": left == right, "!=": left != right,
    }[node.op]  # fmt: skip
