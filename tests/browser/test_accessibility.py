"""Every screen in both languages, both themes and on a phone, a desk and a wall: nothing that axe finds fault with."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.conftest import Demo
from tests.browser.screens import ADMIN, FRONT_DESK, Screen, close_dialogs, open_screen
from tests.program import until

AXE = Path(__file__).parents[2] / "dashboard/web/node_modules/axe-core/axe.min.js"
RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ['violations'], preload: false })
  const shown = (nodes) => nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join('  ')
  return found.violations.map(({ id, nodes }) => `${id}: ${shown(nodes)}`)
}"""
CONTROLS = "button, [role=button], a, select, input, textarea"
TOO_SMALL = """(controls) => [...document.querySelectorAll(controls)].filter((one) => {
  const touched = one.type === 'checkbox' ? one.closest('label') ?? one : one
  const { width, height } = touched.getBoundingClientRect()
  const inText = one.tagName === 'A' && getComputedStyle(one).display === 'inline'
  return one.checkVisibility() && width > 0 && !one.closest('.skip') && !inText && (width < 43.5 || height < 43.5)
}).map((one) => one.outerHTML.slice(0, 160))"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
WATCH = "addEventListener('securitypolicyviolation', (event) => console.error('CSP', event.violatedDirective))"
SIZES = {"phone": (390, 844), "desk": (1280, 800), "wall": (1920, 1080)}
WATER, PHASE = ("pump-room-1", "burst_pipe"), ("switchgear-1", "phase_loss")
SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def ticket(demo: Demo) -> Iterator[str]:
    """A site with something to see: two faults, a device that says nothing, and the ticket of the first."""
    for device, fault in (WATER, PHASE, ("env-5", "silent")):
        demo.command("inject", device, fault)
    with httpx.Client(base_url=f"{demo.url}/api/v1", timeout=60) as client:
        client.post("/session", json={"username": "admin", "password": demo.passwords["admin"]}).raise_for_status()
        for device, _ in (WATER, PHASE):
            until(partial(_alarms, client, device), what="the alarm")
        found = until(lambda: client.get("/tickets", params={"device": PHASE[0]}).json(), what="the ticket")
        yield str(found[0]["id"])
    for device in (WATER[0], PHASE[0], "env-5"):
        demo.command("inject", device, "clear")


@pytest.fixture(scope="module")
def walk(demo: Demo) -> str:
    """A round of today."""
    with httpx.Client(base_url=f"{demo.url}/api/v1", timeout=60) as client:
        client.post("/session", json={"username": "admin", "password": demo.passwords["admin"]}).raise_for_status()
        found = client.get("/patrol/rounds", params={"limit": 1}).raise_for_status().json()
    return str(found[0]["id"])


def _alarms(client: httpx.Client, device: str) -> Any:
    return client.get("/alarms", params={"device": device, "state": "active"}).json()


class Watched:
    """A signed-in page whose complaints are kept."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._origin = origin
        page.add_init_script(WATCH)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._from_here(request.url))
        page.reload()
        page.evaluate(AXE.read_text())

    def _said(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.complaints.append(said.text)

    def _from_here(self, url: str) -> None:
        if not url.startswith((self._origin, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {url}")

    def look(self, where: str, *, touched: bool) -> None:
        """Note what is wrong with what is on the screen now."""
        found: list[Any] = self.page.evaluate(RUN)
        if touched:
            found += [f"too small to touch: {html}" for html in self.page.evaluate(TOO_SMALL, CONTROLS)]
        if (over := self.page.evaluate(TOO_WIDE)) > 0:
            found.append(f"{over} px wider than the screen")
        self.complaints += [f"{where}: {what}" for what in found]

    def look_in_both_languages_and_themes(self, screen: Screen, size: str, **names: str) -> None:
        for button in ("language", "theme", "language", "theme"):
            close_dialogs(self.page)
            self.page.get_by_test_id(button).click()
            open_screen(self.page, screen, **names)
            html = self.page.locator("html")
            setting = f"{html.get_attribute('lang')} {html.get_attribute('data-theme')}"
            self.look(f"{screen.path} {screen.key}{screen.click} {size} {setting}", touched=size == "phone")


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("role", "screens"), [("admin", ADMIN), ("frontdesk", FRONT_DESK)])
def test_no_screen_has_a_fault(
    demo: Demo, signed_in: SignIn, ticket: str, walk: str, role: str, screens: tuple[Screen, ...], size: str
) -> None:
    width, height = SIZES[size]
    watched = Watched(signed_in(role, width=width, height=height), demo.url)
    for screen in screens:
        watched.look_in_both_languages_and_themes(screen, size, TICKET=ticket, ROUND=walk)
    assert watched.complaints == []


@pytest.mark.parametrize("size", SIZES)
def test_the_door_has_no_fault(demo: Demo, signed_in: SignIn, size: str) -> None:
    width, height = SIZES[size]
    page = signed_in("guard", width=width, height=height)
    page.context.clear_cookies()
    watched = Watched(page, demo.url)
    expect(page.get_by_test_id("username")).to_be_visible()
    watched.complaints.clear()  # the browser logs the 401 by which the page learns that nobody is signed in
    for button in ("language", "theme", "language", "theme"):
        page.get_by_test_id(button).click()
        watched.look(f"sign-in {size} {page.locator('html').get_attribute('lang')}", touched=size == "phone")
    assert watched.complaints == []
