"""The link between screen and gateway: cut, dumb, shared, and over."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.board import Board
from tests.browser.line import Line
from tests.program import until

At = Callable[..., Page]
DROPS = 20
# Screens are fetched ahead of any need, and each with the parts and the styles that it names: all of it has come.
FETCHED = """() => {
  const come = performance.getEntriesByType('resource').filter(one => one.responseEnd > 0).map(one => one.name)
  const named = [...document.querySelectorAll('link[rel=modulepreload], link[rel=stylesheet]')].map(one => one.href)
  return named.every(one => come.includes(one)) &&
    ['System', 'mimics'].every(what => come.some(one => new RegExp(`/${what}-[^/]*[.]js$`).test(one)))
}"""
SHOWN = "rows => rows.map(row => row.dataset.alarmId)"


def expect_link(page: Page, state: str) -> None:
    expect(page.get_by_test_id("link-state")).to_have_attribute("data-state", state)


def shown_alarms(page: Page) -> list[str]:
    found: list[str] = page.get_by_test_id("alarm-row").evaluate_all(SHOWN)
    return found


def go_to_alarms(page: Page) -> None:
    page.keyboard.type("ga")  # at once: the second key must follow soon
    expect(page.get_by_role("heading", name="Alarms", exact=True)).to_be_visible()


@pytest.mark.timeout(900)
def test_no_alarm_is_lost_in_twenty_drops(board: Board, line: Line, at: At) -> None:
    page = at(line.url, "anna")
    go_to_alarms(page)
    for drop in range(DROPS):
        expect_link(page, "up")
        board.light([(1, drop)])
        line.cut()
        expect_link(page, "lost")
        board.light([(2, drop)])
        line.mend()
    expect_link(page, "up")
    until(lambda: len(board.open_alarms()) == 2 * DROPS, what="all alarms raised")
    expect(page.get_by_test_id("alarm-row")).to_have_count(2 * DROPS)
    assert sorted(shown_alarms(page)) == sorted(board.open_alarms())


def test_a_dumb_line_is_shown_and_comes_back_by_itself(board: Board, line: Line, at: At) -> None:
    board.light([(1, 0)])
    page = at(line.url, "anna")
    acknowledge = page.get_by_test_id("alarm-row").get_by_role("button", name="Acknowledge")
    expect(acknowledge).to_be_enabled()
    until(lambda: page.evaluate(FETCHED), what="the screens fetched ahead")
    line.hold()
    expect_link(page, "lost")
    expect(page.get_by_role("alert").filter(has_text="Link lost since")).to_be_visible()
    expect(page.locator(".frame")).to_have_class("frame hatched")
    expect(acknowledge).to_be_disabled()

    page.evaluate("history.pushState({}, '', '/systems/board/board-1'); dispatchEvent(new PopStateEvent('popstate'))")
    value = page.locator('[data-point="board-1/lamp_0"]')
    expect(value).to_have_attribute("data-quality", "stale")
    expect(value).to_contain_text("1")
    ages = value.locator(".caption").last
    expect(ages).to_contain_text(re.compile(r"\d (s|min)"))
    board.light([(1, 1)])
    line.go_on()
    expect_link(page, "up")
    expect(value).to_have_attribute("data-quality", "good")
    expect(page.get_by_test_id("alarm-row")).to_have_count(2)
    expect(page.get_by_role("alert").filter(has_text="Link lost since")).to_have_count(0)


def test_what_one_acknowledges_the_other_sees(board: Board, at: At) -> None:
    board.light([(1, 7)])
    anna, boris = at(board.url, "anna"), at(board.url, "boris")
    seen = anna.get_by_test_id("alarm-row")
    expect(seen).to_have_attribute("data-acknowledged", "false")
    boris.get_by_test_id("alarm-row").get_by_role("button", name="Acknowledge").click()
    expect(seen).to_have_attribute("data-acknowledged", "true")
    expect(seen).to_contain_text("boris")
    boris.get_by_test_id("undo").click()
    expect(seen).to_have_attribute("data-acknowledged", "false")


def test_a_session_that_ended_leads_to_the_door(board: Board, line: Line, at: At) -> None:
    page = at(line.url, "anna")
    go_to_alarms(page)
    expect_link(page, "up")
    page.context.clear_cookies()
    line.cut()
    line.mend()
    expect(page.get_by_test_id("username")).to_be_visible()
    expect(page).to_have_url(f"{line.url}/sign-in?next=/alarms")


def test_a_disabled_account_leads_to_the_door(board: Board, at: At) -> None:
    page = at(board.url, "boris")
    expect_link(page, "up")
    with board.client("ada") as admin:
        admin.post("/accounts/boris", json={"disabled": True}).raise_for_status()
        try:
            expect(page.get_by_test_id("username")).to_be_visible()
        finally:
            admin.post("/accounts/boris", json={"disabled": False}).raise_for_status()


def test_who_may_not_has_no_button_and_is_refused(board: Board, at: At) -> None:
    board.light([(3, 3)])
    until(board.open_alarms, what="the alarm")
    alarm = next(iter(board.open_alarms()))
    guard, desk = at(board.url, "gustav"), at(board.url, "frida")
    expect(guard.get_by_test_id("alarm-row")).to_be_visible()
    expect(guard.get_by_role("button", name="Acknowledge")).to_have_count(0)
    go_to_alarms(guard)
    expect(guard.get_by_test_id("acknowledge-all")).to_have_count(0)
    expect(guard.get_by_role("link", name="Tickets", exact=True)).to_have_count(0)
    expect(desk.get_by_test_id("system-tile")).to_be_visible()
    expect(desk.get_by_test_id("alarm-row")).to_have_count(0)
    for page in (guard, desk):
        assert status(page, f"/alarms/{alarm}/acknowledge") == 403
    assert not board.open_alarms()[alarm]["acknowledged"]


def status(page: Page, path: str) -> int:
    """What the gateway answers to a POST with this page's own session."""
    answer: int = page.evaluate(
        "path => fetch('/api/v1' + path, {method: 'POST', body: '{}', headers: {'Content-Type': 'application/json'}})"
        ".then(answer => answer.status)",
        path,
    )
    return answer
