"""The whole walk, as its people make it: a fault, the alarm, the ticket, the repair, the end."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo
from tests.program import until

SignIn = Callable[..., Page]
Picture = Callable[[Page, str], None]


@pytest.mark.timeout(900)
def test_from_the_fault_to_the_closed_ticket(demo: Demo, signed_in: SignIn, picture: Picture) -> None:
    operator = signed_in("operator")
    demo.command("inject", "switchgear-1", "phase_loss", "--for", "600")

    alarm = operator.locator('[data-testid="alarm-row"][data-device="switchgear-1"][data-rule="phase_loss"]').first
    expect(alarm).to_be_visible()
    expect(alarm).to_have_attribute("data-condition", "active")
    picture(operator, "walk-1-alarm-on-the-overview")
    assert alarms_of("switchgear-1", demo) == ["phase_loss"], "one fault is one alarm"

    operator.keyboard.type("ga")
    expect(operator.get_by_role("heading", name="Alarms", exact=True)).to_be_visible()
    operator.goto("/alarms?device=switchgear-1")  # above those of others, there may be some of the demo's own
    row = operator.locator('[data-testid="alarm-row"][data-rule="phase_loss"]').first
    expect(row).to_have_attribute("data-acknowledged", "false")
    operator.keyboard.press("j")
    operator.keyboard.press("a")
    expect(row).to_have_attribute("data-acknowledged", "true")
    picture(operator, "walk-2-acknowledged")

    engineer = signed_in("engineer", width=390, height=844)
    ticket = ticket_of("switchgear-1", demo)
    assert (ticket["urgency"], ticket["assignee"]) == ("emergency", "engineer")
    engineer.goto(f"/tickets/{ticket['id']}")
    picture(engineer, "walk-3-ticket-on-the-phone")
    step(engineer, "accept", "accepted")
    step(engineer, "arrive", "arrived")
    demo.command("inject", "switchgear-1", "clear")
    until(lambda: not alarms_of("switchgear-1", demo), what="the alarm returned")
    engineer.get_by_test_id("ticket-resolve").click()
    engineer.get_by_test_id("cause").fill("Blown fuse in phase A")
    engineer.get_by_test_id("solution").fill("Fuse replaced, voltages measured")
    engineer.get_by_test_id("resolve-confirm").click()
    expect_state(engineer, "resolved")
    picture(engineer, "walk-4-resolved-on-the-phone")

    operator.goto(f"/tickets/{ticket['id']}")
    operator.get_by_test_id("ticket-verify").click()
    expect_state(operator, "closed")
    expect_state(engineer, "closed")
    picture(operator, "walk-5-closed")


def step(page: Page, action: str, state: str) -> None:
    page.get_by_test_id(f"ticket-{action}").click()
    expect_state(page, state)


def expect_state(page: Page, state: str) -> None:
    expect(page.get_by_test_id("ticket-state")).to_have_attribute("data-state", state)


def alarms_of(device: str, demo: Demo) -> list[str]:
    alarms = ask(demo, "/alarms", state="active", device=device)
    return [alarm["rule"] for alarm in alarms]


def ticket_of(device: str, demo: Demo) -> dict[str, str]:
    found: dict[str, str] = until(lambda: ask(demo, "/tickets", device=device), what="the ticket")[0]
    return found


def ask(demo: Demo, path: str, **query: str) -> list[dict[str, str]]:
    with httpx.Client(base_url=f"{demo.url}/api/v1", timeout=60) as client:
        client.post("/session", json={"username": "manager", "password": demo.passwords["manager"]}).raise_for_status()
        answer: list[dict[str, str]] = client.get(path, params=query).raise_for_status().json()
    return answer
