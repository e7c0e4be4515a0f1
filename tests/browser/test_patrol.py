"""The control room's patrols: a guard sent and called back, a stop excused, a call for help, a code that changes."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo
from tests.program import until

SignIn = Callable[..., Page]
Picture = Callable[[Page, str], None]
DEVICE, FAULT = "pump-room-2", "burst_pipe"
SHOWN = "fire-control"  # its code is shown by a screen
GUARDS_MS = 120_000  # until the demo's guards have come on shift
ACT_MS = 60_000  # an order, on a busy machine, and the word of it
SLOT_MS = 120_000  # a code lasts 30 s


@contextmanager
def caller(demo: Demo, role: str) -> Iterator[httpx.Client]:
    """Somebody who asks without a browser."""
    with httpx.Client(base_url=f"{demo.url}/api/v1", timeout=60) as client:
        client.post("/session", json={"username": role, "password": demo.passwords[role]}).raise_for_status()
        yield client


@pytest.fixture
def alarm(demo: Demo) -> Iterator[str]:
    """An open alarm of a device."""
    demo.command("inject", DEVICE, FAULT)
    with caller(demo, "operator") as client:
        wanted = {"device": DEVICE, "state": "active"}
        found = until(lambda: client.get("/alarms", params=wanted).json(), what="the alarm")
        yield str(found[0]["id"])
        demo.command("inject", DEVICE, "clear")
        until(lambda: not client.get("/alarms", params=wanted).json(), within_s=120, what="the return of all")
        for left in client.get("/alarms", params={"device": DEVICE}).json():
            client.post(f"/alarms/{left['id']}/acknowledge").raise_for_status()


def row_of(page: Page, alarm: str) -> Locator:
    return page.locator(f'[data-testid="alarm-row"][data-alarm-id="{alarm}"]')


def planned(demo: Demo) -> dict[str, Any]:
    """A round that has not begun."""
    with caller(demo, "operator") as client:
        rounds = client.get("/patrol/rounds").raise_for_status().json()
    return next(one for one in rounds if one["state"] == "planned")


def test_the_board_has_every_route_and_who_is_on_shift(demo: Demo, signed_in: SignIn, picture: Picture) -> None:
    with caller(demo, "operator") as client:
        routes = [route["id"] for route in client.get("/patrol/routes").json()]
    page = signed_in("operator")
    page.keyboard.type("gp")
    for route in routes:
        expect(page.locator(f'[data-testid="lane"][data-route="{route}"]')).to_be_visible(timeout=GUARDS_MS)
    expect(page.get_by_test_id("shift").first).to_be_visible(timeout=GUARDS_MS)
    picture(page, "patrol-board")
    page.get_by_test_id("show-plan").click()
    expect(page.locator(f'[data-testid="plan-place"][data-checkpoint="{SHOWN}"]')).to_be_visible()
    picture(page, "patrol-plan")


def test_a_guard_is_sent_to_an_alarm_with_one_click_and_called_back(demo: Demo, signed_in: SignIn, alarm: str) -> None:
    page = signed_in("operator")
    page.goto("/alarms")
    row = row_of(page, alarm)
    row.get_by_test_id("send-guard").click()
    sent = row.get_by_test_id("alarm-dispatch")
    # One of the demo's guards may have accepted by now.
    expect(sent).to_be_visible(timeout=ACT_MS)
    expect(row.get_by_test_id("send-guard")).to_have_count(0)
    page.get_by_test_id("undo").click()
    expect(row.locator('[data-testid="alarm-dispatch"][data-state="cancelled"]')).to_be_visible(timeout=ACT_MS)
    with caller(demo, "operator") as client:
        states = [one["state"] for one in client.get("/patrol/dispatches").json() if one["alarm"] == alarm]
    assert states == ["cancelled"]


def test_a_guard_is_sent_by_a_key(signed_in: SignIn, alarm: str, picture: Picture) -> None:
    page = signed_in("operator")
    page.goto("/alarms")
    row_of(page, alarm).focus()
    page.keyboard.press("p")
    expect(row_of(page, alarm).get_by_test_id("alarm-dispatch")).to_be_visible(timeout=ACT_MS)
    picture(page, "guard-sent")


def test_a_stop_is_excused_with_two_clicks_and_that_is_taken_back_with_two(
    demo: Demo, signed_in: SignIn, picture: Picture
) -> None:
    of = planned(demo)
    page = signed_in("operator")
    page.goto(f"/patrol/rounds/{of['id']}")
    stop = page.locator(f'[data-testid="round-stop"][data-checkpoint="{of["stops"][0]["checkpoint"]}"]')
    stop.get_by_test_id("open-stop").click()
    picture(page, "patrol-excuse")
    page.locator('[data-testid="excuse-reason"][data-reason="door"]').click()
    expect(stop).to_have_attribute("data-state", "excused", timeout=ACT_MS)
    expect(stop.get_by_test_id("excused")).to_contain_text("operator")
    stop.get_by_test_id("open-stop").click()
    page.get_by_test_id("unexcuse").click()
    expect(stop).to_have_attribute("data-state", "waiting", timeout=ACT_MS)
    expect(stop.get_by_test_id("excused")).to_have_count(0)


def test_a_guard_sees_the_board_and_changes_nothing(demo: Demo, signed_in: SignIn) -> None:
    page = signed_in("guard", width=390, height=844)
    page.goto(f"/patrol/rounds/{planned(demo)['id']}")
    page.get_by_test_id("open-stop").first.click()
    expect(page.get_by_test_id("stop-dialog")).to_be_visible()
    for wanted in ("excuse-reason", "unexcuse", "send-guard"):
        expect(page.get_by_test_id(wanted)).to_have_count(0)


def test_a_call_for_help_stands_over_every_page_until_it_is_cleared(
    demo: Demo, signed_in: SignIn, picture: Picture
) -> None:
    page = signed_in("operator")
    page.goto("/health")
    with caller(demo, "guard") as client:
        pressed = {"id": str(uuid.uuid4()), "position": {"lat": 31.2304, "lon": 121.4737, "accuracy_m": 9}}
        client.post("/patrol/panic", json=pressed).raise_for_status()
    panic = page.locator(f'[data-testid="panic"][data-panic="{pressed["id"]}"]')
    expect(panic).to_contain_text("31.23040, 121.47370", timeout=ACT_MS)
    picture(page, "panic")
    panic.get_by_test_id("clear-panic").click()
    page.get_by_test_id("clear-note").fill("Tried out")
    page.get_by_test_id("clear-confirm").click()
    expect(panic).to_have_count(0, timeout=ACT_MS)


def test_a_screen_shows_its_code_and_renews_it(signed_in: SignIn, picture: Picture) -> None:
    page = signed_in("operator")
    page.goto(f"/patrol/show/{SHOWN}")
    code = page.get_by_test_id("shown-code")
    expect(code).to_be_visible()
    picture(page, "shown-code")
    before = code.get_attribute("src")
    assert before is not None
    expect(code).not_to_have_attribute("src", before, timeout=SLOT_MS)
    expect(page.get_by_test_id("show-code")).to_have_attribute("data-good", "true")


def test_a_screen_without_its_gateway_takes_its_code_away(signed_in: SignIn) -> None:
    page = signed_in("operator")
    page.goto(f"/patrol/show/{SHOWN}")
    expect(page.get_by_test_id("shown-code")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_test_id("shown-code")).to_have_count(0, timeout=SLOT_MS)
    expect(page.get_by_test_id("show-code")).to_have_attribute("data-good", "false")


def test_figures_and_sheets_can_be_taken_away(demo: Demo, signed_in: SignIn, picture: Picture) -> None:
    page = signed_in("manager")
    page.goto("/patrol/figures")
    expect(page.get_by_test_id("figures")).to_be_visible()
    picture(page, "patrol-figures")
    with page.expect_download() as download:
        page.get_by_test_id("figures-xlsx").click()
    assert download.value.path().read_bytes()[:2] == b"PK"
