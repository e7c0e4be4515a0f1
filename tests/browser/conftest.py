"""The demo as a person starts it, and a browser in front of it."""

import os
import secrets
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from gateway.embedded import PrivateBroker, PrivatePostgres
from tests.browser.board import PASSWORD, Board, lamp_board
from tests.browser.line import Line
from tests.browser.rounds import Rounds, running
from tests.program import GATEHOUSE, free_port, until

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
expect.set_options(timeout=60_000)  # a machine that does other things too may be slow; what is right does not wait
QUIET_CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demo: where it is, and the password of each role's login."""

    url: str
    data: Path
    passwords: dict[str, str]

    def command(self, *words: str) -> str:
        """Run a `gatehouse` command against it."""
        environment = {**os.environ, "GATEHOUSE_DATA": str(self.data)}
        done = subprocess.run(
            [GATEHOUSE, *words], env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="package")
def demo(demo_data: Path) -> Iterator[Demo]:
    """`gatehouse demo`, from its start to its SIGTERM."""
    port = free_port()
    log = demo_data / "demo.log"
    with log.open("wb") as out:
        words = [str(GATEHOUSE), "demo", "--port", str(port), "--data", str(demo_data / "data")]
        process = subprocess.Popen(words, stdout=out, stderr=out)
        try:
            url = f"http://127.0.0.1:{port}"
            until(lambda: has_ended(process) or is_live(url), within_s=240, what="the demo's first values")
            assert not has_ended(process), log.read_text()[-3000:]
            yield Demo(url=url, data=demo_data / "data", passwords=passwords(demo_data / "data" / "logins.txt"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=120)


@pytest.fixture(scope="session")
def demo_data(session_data: Path) -> Path:
    return session_data


def has_ended(process: "subprocess.Popen[bytes]") -> bool:
    return process.poll() is not None


def is_live(url: str) -> bool:
    health = httpx.get(f"{url}/api/v1/health", timeout=20).json()
    return bool(health["points"]["good"] > 100 and health["devices"]["offline"] == 0)


def passwords(logins: Path) -> dict[str, str]:
    """Role → password, from the table that the demo keeps for its owner."""
    assert logins.stat().st_mode & 0o077 == 0, "nobody else may read the logins"
    lines = [line.split() for line in logins.read_text().splitlines()]
    return {words[0]: words[-1] for words in lines if len(words) >= 2 and not words[0].startswith("#")}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file: while playwright's event loop is there, tests of other files could not run theirs."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET_CHROMIUM)
        yield chromium
        chromium.close()


@pytest.fixture
def signed_in(browser: Browser, demo: Demo) -> Iterator[Callable[..., Page]]:
    """`signed_in("operator", width=1280)` → a page of that person's own; closed at the end."""
    with pages(browser) as open_page:

        def sign_in(role: str, *, width: int = 1280, height: int = 800, language: str = "en") -> Page:
            return open_page(demo.url, role, demo.passwords[role], width=width, height=height, language=language)

        yield sign_in


@contextmanager
def pages(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(url, name, password)` → a page of that person's own, signed in; closed with the block."""
    with ExitStack() as contexts:

        def open_page(
            url: str, name: str, password: str, *, width: int = 1280, height: int = 800, language: str = "en"
        ) -> Page:
            context = contexts.enter_context(
                browser.new_context(viewport={"width": width, "height": height}, base_url=url)
            )
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.goto("/")
            page.get_by_test_id("username").fill(name)
            page.get_by_test_id("password").fill(password)
            page.get_by_test_id("sign-in").click()
            page.get_by_test_id("link-state").wait_for()
            if page.locator("html").get_attribute("lang") != {"en": "en", "zh": "zh-CN"}[language]:
                page.get_by_test_id("language").click()
            return page

        yield open_page


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keep a screenshot as an artefact of the run."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        page.screenshot(path=PICTURES / f"{name}.png")

    return keep


@pytest.fixture(scope="package")
def lamps(session_data: Path) -> Iterator[Board]:
    """The site of lamps with a gateway, a database and a broker of its own, for all tests that need many alarms."""
    folder = session_data / "lamps"
    folder.mkdir(mode=0o711, exist_ok=True)
    with PrivatePostgres(folder / "database") as postgres, PrivateBroker(folder / "broker") as broker:
        addresses = {"GATEHOUSE_DATABASE_URL": postgres.url, "GATEHOUSE_MQTT_URL": broker.url}
        with lamp_board(folder, addresses) as board:
            yield board


@pytest.fixture
def board(lamps: Board) -> Iterator[Board]:
    """The lamps, all off before and after."""
    yield lamps
    lamps.darken()


@pytest.fixture
def line(board: Board) -> Iterator[Line]:
    """A way to the lamps' gateway that the test can cut."""
    made = Line(board.program.port)
    yield made
    made.close()


@pytest.fixture
def at(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`at(url, "anna")` → that person's page of the lamps' gateway, by whatever way `url` is."""
    with pages(browser) as open_page:
        yield lambda url, name: open_page(url, name, PASSWORD)


@pytest.fixture(scope="module")
def rounds(session_data: Path) -> Iterator[Rounds]:
    """The site of rounds with a gateway of its own, for one file: what a guard has scanned stays."""
    folder = session_data / f"rounds-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o711)
    with running(folder) as running_rounds:
        yield running_rounds


@pytest.fixture
def phone(browser: Browser, rounds: Rounds) -> Iterator[BrowserContext]:
    """A phone of its own, with nothing on it."""
    with browser.new_context(viewport={"width": 390, "height": 844}, base_url=rounds.url) as context:
        context.set_default_timeout(60_000)
        yield context


@pytest.fixture
def patient(phone: BrowserContext) -> BrowserContext:
    """A phone that waits for a guard's word for ever: by its clock no time passes."""
    phone.clock.set_fixed_time(datetime.now(UTC))
    return phone
