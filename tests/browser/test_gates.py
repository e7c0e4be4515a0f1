"""At the gates: the picture of now, opening by hand, a plate put right, passages found again, and who may what."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Demo

SignIn = Callable[..., Page]
Picture = Callable[[Page, str], None]
GATE = "south-in"
ARM_MS = 60_000  # the order, the way up, and the word of it
VEHICLE_MS = 300_000  # until the demo has sent one to some gate
RIGHT = "沪A8H3Z1"


def gate_of(page: Page, gate: str = GATE) -> Locator:
    return page.locator(f'[data-testid="gate"][data-gate="{gate}"]')


def test_a_gate_is_opened_with_two_clicks(signed_in: SignIn, picture: Picture) -> None:
    page = signed_in("guard")
    page.goto("/gates")
    gate = gate_of(page)
    expect(gate.get_by_test_id("live-picture").locator("img")).to_be_visible()
    gate.get_by_test_id("open-gate").click()
    page.get_by_test_id("open-confirm").click()
    hand = gate.locator('[data-testid="passage-hand"][data-outcome="opened"]')
    expect(page.get_by_test_id("notice")).to_be_visible(timeout=ARM_MS)  # for ten seconds
    expect(hand).to_be_visible(timeout=ARM_MS)
    picture(page, "gate-opened")

    passage = hand.get_attribute("data-passage")
    page.goto(f"/gates/passages?gate={GATE}&decision=open")
    expect(page.locator(f'[data-testid="passage-row"][data-passage="{passage}"]')).to_be_visible()


def test_a_key_asks_and_enter_opens(signed_in: SignIn) -> None:
    page = signed_in("operator")
    page.keyboard.type("gg")
    button = gate_of(page).get_by_test_id("open-gate")
    button.focus()
    page.keyboard.press("o")
    expect(page.get_by_test_id("open-confirm")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


@pytest.mark.timeout(600)
def test_a_plate_is_put_right_and_found_again(signed_in: SignIn, picture: Picture) -> None:
    page = signed_in("guard", width=390, height=844, language="zh")
    page.goto("/gates")
    hand = page.locator('[data-testid="passage-hand"]:has([data-seen]:not([data-seen=""]))').first
    expect(hand).to_be_visible(timeout=VEHICLE_MS)
    passage = hand.get_attribute("data-passage")
    page.goto(f"/gates/passages/{passage}")
    page.get_by_test_id("correct").click()
    page.get_by_test_id("plate-input").fill(RIGHT)
    page.get_by_test_id("correct-confirm").click()
    expect(page.locator(f'[data-testid="plate"][data-plate="{RIGHT}"]').first).to_be_visible(timeout=ARM_MS)
    picture(page, "passage-phone")

    page.goto("/gates/passages")
    page.get_by_test_id("search-plate").fill("沪A8?3*")
    page.get_by_test_id("search-plate").press("Enter")
    row = page.locator(f'[data-testid="passage-row"][data-passage="{passage}"]')
    expect(row).to_be_visible()
    page.get_by_test_id("search-plate").fill("沪A9*")
    page.get_by_test_id("search-plate").press("Enter")
    expect(row).to_have_count(0)  # some other vehicle may have such a plate


def test_the_front_desk_looks_and_the_engineer_does_not(demo: Demo, signed_in: SignIn) -> None:
    desk = signed_in("frontdesk")
    desk.goto("/gates")
    expect(gate_of(desk)).to_be_visible()
    expect(desk.get_by_test_id("open-gate")).to_have_count(0)
    expect(desk.get_by_test_id("correct")).to_have_count(0)

    engineer = signed_in("engineer")
    expect(engineer.locator('nav a[href="/gates"]')).to_have_count(0)
    engineer.goto("/gates")
    expect(engineer.get_by_test_id("link-state")).to_have_attribute("data-state", "up")
    expect(engineer.get_by_test_id("gate")).to_have_count(0)
    assert engineer.request.get(f"{demo.url}/api/v1/gates").status == 403
