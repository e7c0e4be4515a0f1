"""Row 9: one pass of the rule engine over all points, with hysteresis and delays."""

import time

import numpy as np

from bench.meter import percentile
from bench.report import Finding
from rules.columns import DeviceColumns
from rules.condition import Condition
from rules.engine import Engine
from rules.model import Priority
from rules.pack import Pack, Rule
from yamlfile import Text

POINTS_A_DEVICE = 100
PASSES = 300
LIMIT = 4.5  # standard deviations: of 10,000 values that are drawn anew, some are beyond it now and then
TEXT = Text(zh="高", en="High")


def run() -> list[Finding]:
    """Microseconds a pass, half of them high and half low limits, values that walk about their limits."""
    findings = []
    for points, reach_us in ((10_000, 100), (100_000, 1000)):
        engine_us, bare_us = passes(points)
        findings.append(
            Finding(
                row="9", what=f"one rule pass over {points} points", found=f"{engine_us:.0f} µs",
                against=f"bare NumPy compare and count {bare_us:.0f} µs", reach=f"≤ {reach_us} µs",
                reached=engine_us <= reach_us,
            )
        )  # fmt: skip
    return findings


def engine_of(points: int) -> Engine:
    """One limit a point, with a deadband and a delay."""
    names = tuple(f"p{number}" for number in range(POINTS_A_DEVICE))
    rules = tuple(
        Rule(
            id=f"limit_{name}", name=TEXT, kind="level", priority=Priority.MEDIUM, message=TEXT, source="made up",
            on_delay_s=5.0, off_delay_s=5.0,
            when=Condition.model_validate({"high" if number % 2 else "low": limit_of(name, number % 2 == 1)}),
        )
        for number, name in enumerate(names)
    )  # fmt: skip
    width = POINTS_A_DEVICE + 1
    columns = [
        DeviceColumns(
            id=f"d{number}", kind="made_up", start=number * width, points=(*names, "online"),
            fitted=np.ones(width, np.bool_),
        )
        for number in range(points // POINTS_A_DEVICE)
    ]  # fmt: skip
    return Engine(columns, {"made_up": Pack(kind="made_up", rules=rules)})


def limit_of(point: str, high: bool) -> dict[str, object]:
    return {"point": point, "limit": LIMIT if high else -LIMIT, "deadband": 1}


def passes(points: int) -> tuple[float, float]:
    """Median microseconds (of the engine, of the least that comparing costs); every value is new in every pass."""
    engine = engine_of(points)
    random = np.random.default_rng(1)
    size = points // POINTS_A_DEVICE * (POINTS_A_DEVICE + 1)
    values, quality, times = random.normal(size=size), np.zeros(size, np.uint8), np.zeros(size)
    limits = np.full(size, LIMIT)
    ours, bare = [], []
    for number in range(PASSES):
        values[:] = random.normal(size=size)
        times[:] = number
        started = time.perf_counter()
        engine.evaluate(float(number), values, quality, times)
        between = time.perf_counter()
        np.count_nonzero((values > limits) & (quality == 0))
        ours.append(between - started)
        bare.append(time.perf_counter() - between)
    return percentile(ours, 0.5) * 1e6, percentile(bare, 0.5) * 1e6
