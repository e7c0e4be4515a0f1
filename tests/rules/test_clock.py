"""Hours as a condition: over midnight, by days, in the site's zone, and changed by a site."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from pydantic import ValidationError

from rules.clock import Clock
from rules.engine import Engine
from rules.errors import OverrideError
from rules.override import Override
from tests.rules.packs import KIND, columns, pack, rule

NIGHT = {"clock": {"from": "22:00", "to": "06:00"}}
BERLIN = ZoneInfo("Europe/Berlin")


def holds(text: str, **clock: Any) -> bool:
    return Clock.model_validate(clock).reader()(datetime.fromisoformat(text))


def begins(engine: Engine, at: datetime, value: float = 1.0) -> list[str]:
    """What begins, or ends with a minus before it, at a moment."""
    found = engine.evaluate(at.timestamp(), np.array([value, 1.0]), np.zeros(2, np.uint8), np.zeros(2))
    return [("" if one.active else "-") + one.alert.rule for one in found]


@pytest.mark.parametrize(
    ("time", "within"),
    [("21:59:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("05:59:59", True), ("06:00", False)],
)
def test_hours_over_midnight(time: str, within: bool) -> None:
    assert holds(f"2026-03-04T{time}", **NIGHT["clock"]) is within


@pytest.mark.parametrize(("time", "within"), [("01:59", False), ("02:00", True), ("03:59", True), ("04:00", False)])
def test_hours_of_one_day(time: str, within: bool) -> None:
    assert holds(f"2026-03-04T{time}", **{"from": "02:00", "to": "04:00"}) is within


@pytest.mark.parametrize(
    ("time", "within"),
    [
        ("2026-03-06T23:00", True),  # Friday
        ("2026-03-07T05:00", True),  # began on Friday
        ("2026-03-07T23:00", False),  # Saturday
        ("2026-03-09T05:00", False),  # began on Sunday
        ("2026-03-09T22:00", True),  # Monday
    ],
)
def test_days_are_those_on_which_the_hours_begin(time: str, within: bool) -> None:
    days = ["mon", "tue", "wed", "thu", "fri"]
    assert holds(time, **NIGHT["clock"], days=days) is within


def test_a_whole_day_of_the_week() -> None:
    sunday = {"from": "00:00", "to": "24:00", "days": ["sun"]}
    assert holds("2026-03-08T00:00", **sunday)
    assert holds("2026-03-08T23:59", **sunday)
    assert not holds("2026-03-07T23:59", **sunday)
    assert not holds("2026-03-09T00:00", **sunday)


@pytest.mark.parametrize("wrong", [("22:00", "22:00"), ("24:00", "06:00"), ("9:00", "10:00"), ("22:00", "25:00")])
def test_hours_that_are_none_are_refused(wrong: tuple[str, str]) -> None:
    with pytest.raises(ValidationError):
        pack(rule("night", {"clock": {"from": wrong[0], "to": wrong[1]}}))


def test_the_site_s_zone_decides() -> None:
    rules = {KIND: pack(rule("night", NIGHT))}
    moment = datetime(2026, 1, 7, 21, 30, tzinfo=UTC)  # 22:30 in Berlin
    assert begins(Engine([columns("a")], rules, (), BERLIN), moment) == ["night"]
    assert begins(Engine([columns("a")], rules), moment) == []


def test_the_hour_that_is_left_out_in_spring() -> None:
    early = {KIND: pack(rule("early", {"clock": {"from": "02:00", "to": "04:00"}}))}
    engine = Engine([columns("a")], early, (), BERLIN)
    assert begins(engine, datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)) == []
    assert begins(engine, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == ["early"]  # 3:00 by the wall
    assert begins(engine, datetime(2026, 3, 29, 2, 0, tzinfo=UTC)) == ["-early"]


def test_hours_and_a_value_together() -> None:
    when = {"all": [NIGHT, {"high": {"point": "a", "limit": 5}}]}
    engine = Engine([columns("a")], {KIND: pack(rule("flow_at_night", when))})
    assert begins(engine, datetime(2026, 1, 7, 21, 59, tzinfo=UTC), value=6) == []
    (found,) = engine.evaluate(
        datetime(2026, 1, 7, 22, 0, tzinfo=UTC).timestamp(), np.array([6.0, 1.0]), np.zeros(2, np.uint8), np.zeros(2)
    )
    assert (found.point, found.value, found.limit) == ("a", 6, 5)
    assert begins(engine, datetime(2026, 1, 8, 6, 0, tzinfo=UTC), value=6) == ["-flow_at_night"]


def test_a_clock_alone_points_at_the_device_and_is_known_without_any_value() -> None:
    engine = Engine([columns("a")], {KIND: pack(rule("night", NIGHT))})
    now = datetime(2026, 1, 7, 23, tzinfo=UTC).timestamp()
    (found,) = engine.evaluate(now, np.full(2, np.nan), np.ones(2, np.uint8), np.full(2, np.nan))
    assert found.point == "online"


def test_a_site_sets_other_hours() -> None:
    change = Override(device="d1", rule="night", from_="21:00", to="24:00")
    engine = Engine([columns("a")], {KIND: pack(rule("night", NIGHT))}, [change])
    assert begins(engine, datetime(2026, 1, 7, 21, tzinfo=UTC)) == ["night"]
    assert begins(engine, datetime(2026, 1, 8, 0, tzinfo=UTC)) == ["-night"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rule": "high", "to": "07:00"}, "rule 'high' has no clock, so 'to' cannot be set here"),
        ({"rule": "night", "from_": "7"}, "'from' must be a time of the day, like 22:00"),
        ({"rule": "night", "to": "22:00"}, "rule 'night': 'from' and 'to' must differ"),
    ],
)
def test_hours_that_do_not_fit_are_refused(change: dict[str, str], said: str) -> None:
    rules = pack(rule("night", NIGHT), rule("high", {"high": {"point": "a", "limit": 1}}))
    with pytest.raises(OverrideError, match=said):
        Engine([columns("a")], {KIND: rules}, [Override(device="d1", **change)])
