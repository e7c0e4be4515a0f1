"""Five hundred alarms at once: all of them on the screen, and all acknowledged with one click."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import DEVICES, LAMPS, Board
from tests.program import until

ALL = DEVICES * LAMPS
PAINTED = "performance.getEntriesByType('mark').filter(m => m.name.startsWith('alarm-painted')).length"


@pytest.mark.timeout(900)
def test_five_hundred_alarms_at_once(board: Board, at: Callable[..., Page]) -> None:
    page = at(board.url, "anna")
    page.keyboard.type("ga")
    board.light((device, lamp) for device in range(1, DEVICES + 1) for lamp in range(LAMPS))
    rows = page.get_by_test_id("alarm-row")
    expect(rows).to_have_count(ALL, timeout=120_000)
    shown = rows.evaluate_all("rows => rows.map(row => row.dataset.alarmId)")
    assert sorted(shown) == sorted(until(board.open_alarms))
    until(lambda: page.evaluate(PAINTED) == ALL, what="all of them painted")  # in the frame after

    page.get_by_test_id("acknowledge-all").click()
    expect(page.locator('[data-testid="alarm-row"][data-acknowledged="false"]')).to_have_count(0, timeout=120_000)
    assert all(alarm["acknowledged_by"] == "anna" for alarm in board.open_alarms().values())
