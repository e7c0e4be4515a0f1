"""Random rules on random series: the engine says at each pass what the plain reference says."""

import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import Engine
from tests.rules.packs import KIND, columns, pack, rule
from tests.rules.reference import Reference

POINTS = ("a", "b", "c")
point = st.sampled_from(POINTS)
values = st.one_of(st.none(), st.integers(0, 4).map(float))
delays = st.sampled_from([0.0, 1.0, 2.5])
windows = st.sampled_from([6.0, 30.0])
limit = st.fixed_dictionaries(
    {"limit": st.integers(0, 4), "deadband": st.sampled_from([0, 1])} | {"point": point}
) | st.fixed_dictionaries(
    {"limit": st.integers(0, 4), "expr": st.sampled_from(["a - b", "max(a, b) / c", "-a + 2 * c"])}
)
leaf = st.one_of(
    st.fixed_dictionaries({"high": limit}),
    st.fixed_dictionaries({"low": limit}),
    st.fixed_dictionaries({"state": st.fixed_dictionaries({"point": point, "equals": st.integers(0, 3)})}),
    st.fixed_dictionaries(
        {"state": st.fixed_dictionaries({"point": point, "in": st.lists(st.integers(0, 4), min_size=1)})}
    ),
    st.fixed_dictionaries(
        {"state": st.fixed_dictionaries({"point": point, "not_in": st.lists(st.integers(0, 4), min_size=1)})}
    ),
    st.fixed_dictionaries(
        {
            "rate": st.fixed_dictionaries(
                {
                    "point": point,
                    "above": st.sampled_from([0.1, 0.5]),
                    "window_s": windows,
                    "direction": st.sampled_from(["rising", "falling", "either"]),
                }
            )
        }
    ),
    st.fixed_dictionaries({"silence": st.fixed_dictionaries({"point": point, "for_s": st.sampled_from([2, 5])})}),
    st.fixed_dictionaries(
        {
            "stuck": st.fixed_dictionaries(
                {"point": point, "for_s": st.sampled_from([2, 5]), "within": st.integers(0, 1)}
            )
        }
    ),
    st.fixed_dictionaries(
        {"count": st.fixed_dictionaries({"point": point, "above": st.integers(0, 5), "window_s": windows})}
    ),
    # passes begin a quarter past midnight of a Thursday
    st.fixed_dictionaries(
        {
            "clock": st.fixed_dictionaries(
                {
                    "from": st.sampled_from(["00:17", "22:00", "00:16"]),
                    "to": st.sampled_from(["00:18", "23:00", "24:00"]),
                    "days": st.sampled_from([[], ["wed"], ["thu", "fri"]]),
                }
            )
        }
    ),
    st.fixed_dictionaries({"expr": st.sampled_from(["a > b", "a == 1 or b < c and not c > 2", "abs(a - b) >= 2 / c"])}),
)


def combined(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries({"all": several}),
        st.fixed_dictionaries({"any": several}),
        st.fixed_dictionaries({"not": parts}),
    )


condition = st.recursive(leaf, combined, max_leaves=4)
counted = st.fixed_dictionaries(
    {
        "count": st.fixed_dictionaries(
            {
                "of": st.sampled_from([{"high": {"point": "a", "limit": 2}}, {"expr": "a > b or b > c"}]),
                "above": st.integers(0, 3),
                "window_s": windows,
            }
        )
    }
)
refers = st.sampled_from([{"rule": "r0"}, {"any": [{"rule": "r1"}, {"low": {"point": "c", "limit": 1}}]}])


@st.composite
def packs(draw: st.DrawFn) -> list[dict[str, Any]]:
    whens = [draw(condition), draw(condition), draw(counted | condition), draw(refers | condition)]
    found = []
    for number, when in enumerate(whens):
        others = [f"r{other}" for other in range(len(whens)) if other != number]
        unless = draw(st.lists(st.sampled_from(others), max_size=2, unique=True))
        found.append(rule(f"r{number}", when, on_delay_s=draw(delays), off_delay_s=draw(delays), unless=unless))
    return found


passes = st.lists(
    st.tuples(
        st.sampled_from([0.25, 1.0, 1.0, 3.0, 20.0, -2.0]),
        st.lists(values, min_size=6, max_size=6),
        st.booleans(),
    ),
    min_size=5,
    max_size=60,
)


@given(packs(), passes)
@settings(max_examples=150, deadline=None)
def test_the_engine_says_what_the_reference_says(
    rules: list[dict[str, Any]], series: list[tuple[float, list[float | None], bool]]
) -> None:
    found = pack(*rules)
    engine = Engine([columns(*POINTS, id_="d1"), columns(*POINTS, id_="d2", start=4)], {KIND: found})
    references = {"d1": Reference(found.flat), "d2": Reference(found.flat)}
    now, read = 980.0, np.full(8, np.nan)
    for step, (gap, seen, fresh) in enumerate(series):
        now += gap
        numbers = [*seen[:3], 1.0, *seen[3:], 1.0]
        quality = np.array([value is None for value in numbers], np.uint8)
        # what is not good may hold anything
        column = np.array([99.0 if value is None else value for value in numbers])
        read = np.full(8, now) if fresh or step == 0 else read
        came = {(one.device, one.alert.rule, one.active) for one in engine.evaluate(now, column, quality, read)}
        expected = set()
        for device, start in (("d1", 0), ("d2", 4)):
            here = dict(zip(POINTS, numbers[start : start + 3], strict=True))
            times = {name: None if math.isnan(read[start]) else float(read[start]) for name in POINTS}
            expected |= {(device, *change) for change in references[device].step(now, here, times)}
        assert came == expected, (step, now)
