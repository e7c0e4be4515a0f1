"""Which points are told again, and which are not."""

import numpy as np
import pytest

from dashboard.changes import REFRESH_S, Changes
from drivers.frame import Frame, Quality
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from tests.dashboard.web_house import START, pump_profile

OUTLET, MODE, SETPOINT, SERIAL, ONLINE = range(5)


@pytest.fixture
def table() -> PointTable:
    return PointTable([TableDevice(id="pump-room-1", profile=pump_profile(), expected_s=1.0)])


def poll(table: PointTable, time: float, outlet: float, *, serial: str = "SN-1", bad: bool = False) -> None:
    values = np.array([np.nan if bad else outlet, 1.0, 0.45, np.nan])
    quality = np.array([Quality.BAD if bad else Quality.GOOD, 0, 0, 0], np.uint8)
    frame = Frame(device="pump-room-1", time=time, values=values, quality=quality, texts={SERIAL: serial})
    table.apply(frame, time)


def took(changes: Changes, table: PointTable, now: float) -> list[int]:
    return changes.take(table.quality_at(now)).tolist()


def test_a_value_is_told_when_it_changes_and_not_again(table: PointTable) -> None:
    changes = Changes(table)
    assert took(changes, table, START) == []
    poll(table, START, 0.45)
    assert took(changes, table, START) == [OUTLET, MODE, SETPOINT, SERIAL]
    poll(table, START + 1, 0.45)
    assert took(changes, table, START + 1) == []
    poll(table, START + 2, 0.46)
    assert took(changes, table, START + 2) == [OUTLET]


def test_bad_and_stale_are_changes(table: PointTable) -> None:
    changes = Changes(table)
    poll(table, START, 0.45)
    took(changes, table, START)
    poll(table, START + 1, 0.45, bad=True)
    assert took(changes, table, START + 1) == [OUTLET]
    assert took(changes, table, START + 2) == []
    assert took(changes, table, START + 9) == [MODE, SETPOINT, SERIAL]
    poll(table, START + 10, 0.45)
    assert took(changes, table, START + 10) == [OUTLET, MODE, SETPOINT, SERIAL]


def test_another_text_is_a_change(table: PointTable) -> None:
    changes = Changes(table)
    poll(table, START, 0.45)
    took(changes, table, START)
    poll(table, START + 1, 0.45, serial="SN-2")
    assert took(changes, table, START + 1) == [SERIAL]


def test_what_stays_the_same_is_told_again_before_its_age_misleads(table: PointTable) -> None:
    changes = Changes(table)
    poll(table, START, 0.45)
    took(changes, table, START)
    later = START + REFRESH_S + 1
    poll(table, later, 0.45)
    assert took(changes, table, later) == [OUTLET, MODE, SETPOINT, SERIAL]


def test_what_is_not_fitted_is_never_told() -> None:
    lacking = TableDevice(id="pump-room-1", profile=pump_profile(), expected_s=1.0, without=("outlet_*",))
    table = PointTable([lacking])
    changes = Changes(table)
    poll(table, START, 0.45)
    assert took(changes, table, START) == [MODE, SETPOINT, SERIAL]
