"""The guard's page: a shift without a network, told in full afterwards; what is found; what is odd; who is sent."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import QUIET_CHROMIUM
from tests.browser.film import write_film
from tests.browser.rounds import PASSWORD, Rounds, points, running
from tests.browser.test_accessibility import SIZES, Watched
from tests.program import until

Picture = Callable[[Page, str], None]
PHONE = (390, 844)
WORKER_READY = "async () => (await navigator.serviceWorker.ready).active.state"
KEPT_MS = "() => performance.getEntriesByName('gatehouse-kept').map((entry) => entry.duration)"
DIST = Path(__file__).parents[2] / "dashboard/web/dist"
PHOTO = Path(__file__).parents[2] / "dashboard/web/public/scan-icon-512.png"


@pytest.fixture(scope="module")
def rounds(session_data: Path) -> Iterator[Rounds]:
    folder = session_data / "rounds"
    folder.mkdir(mode=0o711)
    with running(folder) as running_rounds:
        yield running_rounds


@pytest.fixture
def phone(browser: Browser, rounds: Rounds) -> Iterator[BrowserContext]:
    """A phone of its own, with nothing on it."""
    with browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, base_url=rounds.url) as context:
        context.set_default_timeout(20_000)
        yield context


def on_shift(context: BrowserContext, name: str = "gustav") -> Page:
    """Signed in, on shift, the page on the phone."""
    page = context.new_page()
    page.goto("/scan")
    sign_in(page, name)
    page.get_by_test_id("start-shift").click()
    expect(page.get_by_test_id("next-stop")).to_be_visible()
    until(lambda: page.evaluate(WORKER_READY) == "activated", what="the page on the phone")
    return page


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
    expect(page.get_by_test_id("queue")).to_have_attribute("data-waiting", "0", timeout=60_000)


@pytest.mark.timeout(300)
def test_two_hundred_scans_without_a_network_come_once_each(
    rounds: Rounds, phone: BrowserContext, capsys: pytest.CaptureFixture[str]
) -> None:
    codes, stops = rounds.codes, [*points("east"), *points("west")]
    before = len(rounds.visits())
    page = on_shift(phone)
    phone.set_offline(True)
    took: list[float] = []

    def scan(some: list[str], first: int) -> None:
        for seq, stop in enumerate(some, first):
            type_digits(page, codes[stop]["digits"])
            expect(kept(page, seq)).to_be_visible()
        took.extend(page.evaluate(KEPT_MS))

    scan(stops[:99], 1)
    type_digits(page, codes[stops[99]]["digits"])
    page.close()  # at once: whether the tick was seen or not

    page = phone.new_page()
    page.goto("/scan")
    expect(page.get_by_test_id("queue")).not_to_have_attribute("data-waiting", "0")
    there = waiting(page)
    assert there in (99, 100), "what was ticked is there; the last one is there, or was never ticked"
    scan(stops[there:150], there + 1)
    page.reload()
    expect(page.get_by_test_id("queue")).to_have_attribute("data-waiting", "150")
    scan(stops[150:], 151)
    expect(page.get_by_test_id("queue")).to_have_attribute("data-waiting", "200")
    assert len(rounds.visits()) == before

    # The last of them waits for a word, and is sent without one after ten seconds; that is no part of the way.
    page.get_by_test_id("in-order").click()
    started = time.monotonic()
    phone.set_offline(False)
    all_sent(page)
    drained_s = time.monotonic() - started
    until(lambda: len(rounds.visits()) == before + 200, what="all of them in the database")
    mine = [row for row in rounds.visits() if row[1] == "gustav"]
    assert [(row[0], row[2]) for row in mine] == [(stop, seq) for seq, stop in enumerate(stops, 1)]
    assert [row for row in mine if row[3]] == [], "the chain holds, and nothing is odd"
    assert {row[4] for row in mine} == {"manual"}
    for route in ("east", "west"):
        assert [stop["checkpoint"] for stop in rounds.visited(route)] == points(route)

    took.sort()
    with capsys.disabled():
        print(
            f"\n200 scans: tap to kept p50 {took[len(took) // 2]:.0f} ms, p99 {took[int(len(took) * 0.99)]:.0f} ms;"
            f" all sent {drained_s:.1f} s after the network came back"
        )


def test_what_is_odd_is_told_with_what_to_do(rounds: Rounds, phone: BrowserContext, picture: Picture) -> None:
    codes = rounds.codes
    page = on_shift(phone)
    digits = codes["east-1"]["digits"]
    type_digits(page, digits)
    expect(kept(page, 1)).to_be_visible()
    type_digits(page, digits)
    expect(card(page, "duplicate")).to_be_visible()
    type_digits(page, "0000000")
    expect(card(page, "unreadable")).to_be_visible()
    strange = next(
        number for number in ("11111111", "22222222") if number not in {one["digits"] for one in codes.values()}
    )
    type_digits(page, strange)
    expect(card(page, "unproved")).to_be_visible()
    picture(page, "scan-unproved")
    page.get_by_test_id("keep-anyway").click()
    expect(kept(page, 2)).to_be_visible()
    page.get_by_test_id("in-order").click()
    all_sent(page)
    rows = until(lambda: [row for row in rounds.visits() if "code_unknown" in row[3]], what="the strange code, flagged")
    assert [(row[0], row[2]) for row in rows] == [("", 2)]


def test_a_label_opens_the_page_and_counts(rounds: Rounds, phone: BrowserContext) -> None:
    code = rounds.codes["west-7"]["address"].partition("c=")[2]
    page = phone.new_page()
    page.goto(f"/scan?c={code}")
    sign_in(page, "gustav")
    page.get_by_test_id("start-shift").click()
    expect(kept(page, 1)).to_be_visible()
    phone.set_offline(True)
    page.goto(f"/scan?c={rounds.codes['west-8']['address'].partition('c=')[2]}")
    expect(kept(page, 2)).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("queue")).to_have_attribute("data-waiting", "2")
    phone.set_offline(False)
    all_sent(page)  # nothing was said of the second one: it goes by itself


def test_the_camera_reads_a_label_with_and_without_a_network(
    rounds: Rounds, browser: Browser, tmp_path: Path, picture: Picture
) -> None:
    film = write_film(tmp_path / "label.y4m", rounds.codes["west-50"]["address"])
    pretended = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    args = [*QUIET_CHROMIUM, *pretended, f"--use-file-for-fake-video-capture={film}"]
    chromium = browser.browser_type.launch(executable_path="/usr/bin/chromium", args=args)
    with chromium, chromium.new_context(viewport={"width": 390, "height": 844}, base_url=rounds.url) as context:
        context.grant_permissions(["camera"])
        page = on_shift(context)
        expect(kept(page, 1)).to_be_visible()
        picture(page, "scan-camera")
        context.set_offline(True)
        page.reload()
        page.get_by_test_id("in-order").click()
        expect(card(page, "duplicate")).to_be_visible()
        context.set_offline(False)
        all_sent(page)
    until(lambda: [row for row in rounds.visits() if (row[0], row[4]) == ("west-50", "qr")], what="the scan")


def test_what_was_found_comes_with_its_photo(rounds: Rounds, phone: BrowserContext, picture: Picture) -> None:
    page = on_shift(phone)
    phone.set_offline(True)
    type_digits(page, rounds.codes["west-20"]["digits"])
    page.get_by_test_id("abnormal").click()
    page.get_by_test_id("kind-fire_facility").click()
    page.get_by_test_id("photo").set_input_files(PHOTO)
    expect(page.get_by_test_id("attached")).to_be_visible()
    page.reload()  # what was filled in is still there
    expect(page.get_by_test_id("kind-fire_facility")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("finding-note").fill("door wedged open")
    picture(page, "scan-finding")
    page.get_by_test_id("finding-report").click()
    phone.set_offline(False)
    all_sent(page)
    with rounds.client("olga") as operator:
        found = until(
            lambda: [one for one in operator.get("/patrol/incidents").json() if one["note"] == "door wedged open"],
            what="the incident",
        )
        assert (found[0]["kind"], found[0]["checkpoint"], len(found[0]["media"])) == ("fire_facility", "west-20", 1)
        photo = operator.get(f"/patrol/media/{found[0]['media'][0]}")
        assert photo.headers["content-type"] == "image/jpeg"


def test_an_engineer_fills_in_the_sheet_and_signs(rounds: Rounds, phone: BrowserContext, picture: Picture) -> None:
    page = on_shift(phone, "egon")
    type_digits(page, rounds.codes["pump"]["digits"])
    sheet = page.get_by_test_id("sheet")
    expect(sheet.get_by_test_id("sheet-finish")).to_be_disabled()
    sheet.get_by_test_id("check-normal").click()
    sheet.locator('[data-check="oil"] input').fill("95")
    sheet.get_by_test_id("sign").click()
    picture(page, "scan-sheet")
    sheet.get_by_test_id("sheet-finish").click()
    all_sent(page)
    stop = until(lambda: rounds.visited("sheet"), what="the sheet")[0]
    assert (stop["checks"], stop["signed"], stop["state"]) == ({"noise": True, "oil": 95.0}, "egon", "done")


def test_a_guard_is_sent_and_answers(rounds: Rounds, phone: BrowserContext) -> None:
    page = on_shift(phone)
    with rounds.client("olga") as operator:
        sent = operator.post("/patrol/dispatches", json={"checkpoint": "east-9", "guard": "gustav"}).json()
        phone.set_offline(True)
        phone.set_offline(False)  # out of the basement: the phone asks at once
        order = page.get_by_test_id("dispatch")
        expect(order).to_be_visible(timeout=30_000)
        for step in ("accept", "arrived"):
            page.get_by_test_id(f"dispatch-{step}").click()
        page.get_by_test_id("dispatch-text").fill("a cat")
        page.get_by_test_id("dispatch-done").click()
        expect(order).to_have_count(0)

        def answered() -> bool:
            found = next(one for one in operator.get("/patrol/dispatches").json() if one["id"] == sent["id"])
            return (found["state"], found["answer"], found["taken_by"]) == ("done", "a cat", "gustav")

        until(answered, what="the answer")


def test_help_is_called_by_holding_the_button(rounds: Rounds, phone: BrowserContext) -> None:
    page = on_shift(phone)
    button = page.get_by_test_id("panic")
    button.click()  # too short
    phone.set_offline(True)
    button.hover()
    page.mouse.down()
    expect(page.get_by_test_id("panic-waits")).to_be_visible()
    page.mouse.up()
    phone.set_offline(False)
    expect(page.get_by_test_id("panic-sent")).to_be_visible(timeout=30_000)
    with rounds.client("olga") as operator:
        assert [panic["who"] for panic in operator.get("/patrol/panics").json()] == ["gustav"]


def test_nothing_is_lost_when_the_sign_in_has_ended(rounds: Rounds, phone: BrowserContext) -> None:
    page = on_shift(phone)
    phone.clear_cookies()
    type_digits(page, rounds.codes["east-40"]["digits"])
    page.get_by_test_id("in-order").click()
    expect(page.get_by_test_id("door")).to_be_visible(timeout=30_000)
    assert waiting(page) == 1
    sign_in(page, "gustav")
    all_sent(page)


def test_another_guard_never_sends_them_as_his_own(rounds: Rounds, phone: BrowserContext) -> None:
    page = on_shift(phone)
    phone.clear_cookies()
    type_digits(page, rounds.codes["east-60"]["digits"])
    page.get_by_test_id("in-order").click()
    expect(page.get_by_test_id("door")).to_be_visible(timeout=30_000)
    sign_in(page, "gisela")
    page.get_by_test_id("start-shift").click()
    expect(page.get_by_test_id("start-shift")).to_have_count(0)
    type_digits(page, rounds.codes["east-61"]["digits"])
    page.get_by_test_id("in-order").click()
    expect(page.get_by_test_id("queue")).to_have_attribute("data-waiting", "1", timeout=60_000)
    found = until(lambda: [row for row in rounds.visits() if row[0] in ("east-60", "east-61")], what="her scan")
    assert {(row[0], row[1]) for row in found if row[1] == "gisela"} == {("east-61", "gisela")}
    phone.clear_cookies()
    page.reload()
    sign_in(page, "gustav")
    all_sent(page)
    until(lambda: [row for row in rounds.visits() if row[:3] == ("east-60", "gustav", 1)], what="his scan")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_no_part_of_the_page_has_a_fault(rounds: Rounds, phone: BrowserContext, size: str, picture: Picture) -> None:
    page = on_shift(phone)
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    watched = Watched(page, rounds.url)

    def look(part: str) -> None:
        for button in ("language", "theme", "language", "theme"):
            page.get_by_test_id(button).click()
            html = page.locator("html")
            setting = f"{html.get_attribute('lang')} {html.get_attribute('data-theme')}"
            watched.look(f"{part} {size} {setting}", touched=size == "phone")
            picture(page, f"scan-{part}-{size}-{setting.replace(' ', '-')}")

    expect(page.get_by_test_id("digits-input")).to_be_visible()
    look("walk")
    type_digits(page, rounds.codes["east-77"]["digits"])
    page.get_by_test_id("abnormal").click()
    look("finding")
    page.get_by_test_id("finding-cancel").click()
    page.get_by_test_id("in-order").click()
    type_digits(page, rounds.codes["east-77"]["digits"])
    expect(card(page, "duplicate")).to_be_visible()
    look("duplicate")
    assert watched.complaints == []


def test_the_page_is_small() -> None:
    """What the worker keeps, packed as it is sent: scripts at most 90 kB, WebAssembly at most 450."""
    told = (DIST / "scan-worker.js").read_text()
    names = [name for name in re.findall(r"/assets/[\w.-]+", told) if not name.endswith(".css")]
    packed = {name: (DIST / f"{name[1:]}.gz").stat().st_size for name in names if (DIST / f"{name[1:]}.gz").exists()}
    whole = {name: (DIST / name[1:]).stat().st_size for name in names}
    sizes = {name: packed.get(name, size) for name, size in whole.items()}
    scripts = sum(size for name, size in sizes.items() if name.endswith(".js"))
    wasm = sum(size for name, size in sizes.items() if name.endswith(".wasm"))
    assert 30_000 < scripts + (DIST / "scan-worker.js.gz").stat().st_size <= 90_000
    assert 100_000 < wasm <= 450_000


def test_the_page_opens_while_the_gateway_is_away(rounds: Rounds, phone: BrowserContext) -> None:
    """The last one here: it stops the gateway."""
    page = on_shift(phone)
    rounds.program.stop()
    page.close()
    page = phone.new_page()
    page.goto("/scan")
    expect(page.get_by_test_id("next-stop")).to_be_visible()
    assert page.evaluate("() => document.querySelector('[data-testid=link]').dataset.link") == "away"
