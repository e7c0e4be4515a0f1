"""Five hundred alarms at once: all of them on the screen, and all acknowledged with one click."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.board import DEVICES, LAMPS, Board
from tests.program import until

ALL = DEVICES * LAMPS


def test_five_hundred_alarms_at_once(board: Board, at: Callable[..., Page]) -> None:
    page = at(board.url, "anna")
    page.keyboard.press("g")
    page.keyboard.press("a")
    board.light((device, lamp) for device in range(1, DEVICES + 1) for lamp in range(LAMPS))
    rows = page.get_by_test_id("alarm-row")
    expect(rows).to_have_count(ALL, timeout=30_000)
    shown = rows.evaluate_all("rows => rows.map(row => row.dataset.alarmId)")
    assert sorted(shown) == sorted(until(board.open_alarms))
    painted = page.evaluate(
        "performance.getEntriesByType('mark').filter(m => m.name.startsWith('alarm-painted')).length"
    )
    assert painted == ALL

    page.get_by_test_id("acknowledge-all").click()
    expect(page.locator('[data-testid="alarm-row"][data-acknowledged="false"]')).to_have_count(0, timeout=60_000)
    assert all(alarm["acknowledged_by"] == "anna" for alarm in board.open_alarms().values())
