"""The guard's page on a phone, as the tests use it."""

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.rounds import PASSWORD
from tests.program import until

WORKER_READY = "async () => (await navigator.serviceWorker.ready).active.state"


def on_shift(context: BrowserContext, name: str = "gustav") -> Page:
    """Signed in, on shift, the page on the phone."""
    page = start_shift(context, name)
    on_the_phone(page)
    return page


def start_shift(context: BrowserContext, name: str = "gustav") -> Page:
    page = context.new_page()
    page.goto("/scan")
    sign_in(page, name)
    page.get_by_test_id("start-shift").click()
    expect(page.get_by_test_id("next-stop")).to_be_visible()
    return page


def on_the_phone(page: Page) -> None:
    """The page is kept, and opens without a network."""
    until(lambda: page.evaluate(WORKER_READY) == "activated", what="the page on the phone")


def sign_in(page: Page, name: str) -> None:
    page.get_by_test_id("username").fill(name)
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("sign-in").click()


def card(page: Page, verdict: str) -> Locator:
    return page.locator(f'[data-testid="seen"][data-verdict="{verdict}"]')


def type_digits(page: Page, digits: str) -> None:
    page.get_by_test_id("digits-input").fill(digits)
    page.get_by_test_id("digits-input").press("Enter")


def kept(page: Page, seq: int) -> Locator:
    return page.locator(f'[data-testid="seen"][data-kept="true"][data-seq="{seq}"]')


def waiting(page: Page) -> int:
    return int(page.get_by_test_id("queue").get_attribute("data-waiting") or "-1")


def all_sent(page: Page) -> None:
    expect(page.get_by_test_id("queue")).to_have_attribute("data-waiting", "0", timeout=120_000)
