"""The guard's page: a shift without a network, told in full afterwards, and by nobody else."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.phone import all_sent, kept, on_shift, on_the_phone, sign_in, type_digits, waiting
from tests.browser.rounds import Rounds, points
from tests.program import until

KEPT_MS = "() => performance.getEntriesByName('gatehouse-kept').map((entry) => entry.duration)"
DIST = Path(__file__).parents[2] / "dashboard/web/dist"


@pytest.mark.timeout(900)
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

    # The last of them waits ten seconds for a word; that is no part of the way.
    expect(page.get_by_test_id("in-order")).to_have_count(0)
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
        # Two rounds are open at a time, and another may begin meanwhile.
        assert sorted(stop["checkpoint"] for stop in rounds.visited(route)) == sorted(points(route))

    took.sort()
    with capsys.disabled():
        print(
            f"\n200 scans: tap to kept p50 {took[len(took) // 2]:.0f} ms, p99 {took[int(len(took) * 0.99)]:.0f} ms;"
            f" all sent {drained_s:.1f} s after the network came back"
        )


def test_a_label_opens_the_page_and_counts(rounds: Rounds, patient: BrowserContext) -> None:
    code = rounds.codes["west-7"]["address"].partition("c=")[2]
    page = patient.new_page()
    page.goto(f"/scan?c={code}")
    sign_in(page, "gustav")
    page.get_by_test_id("start-shift").click()
    expect(kept(page, 1)).to_be_visible()
    on_the_phone(page)
    patient.set_offline(True)
    page.goto(f"/scan?c={rounds.codes['west-8']['address'].partition('c=')[2]}")
    expect(kept(page, 2)).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("queue")).to_have_attribute("data-waiting", "2")
    patient.set_offline(False)
    patient.clock.set_fixed_time(datetime.now(UTC) + timedelta(seconds=30))
    all_sent(page)  # nothing was said of the second one: it goes by itself


def test_nothing_is_lost_when_the_sign_in_has_ended(rounds: Rounds, patient: BrowserContext) -> None:
    page = on_shift(patient)
    patient.clear_cookies()
    type_digits(page, rounds.codes["east-40"]["digits"])
    page.get_by_test_id("in-order").click()
    expect(page.get_by_test_id("door")).to_be_visible()
    expect(page.get_by_test_id("queue")).to_have_attribute("data-waiting", "1")
    sign_in(page, "gustav")
    all_sent(page)


def test_another_guard_never_sends_them_as_his_own(rounds: Rounds, patient: BrowserContext) -> None:
    page = on_shift(patient)
    patient.clear_cookies()
    type_digits(page, rounds.codes["east-60"]["digits"])
    page.get_by_test_id("in-order").click()
    expect(page.get_by_test_id("door")).to_be_visible()
    sign_in(page, "gisela")
    page.get_by_test_id("start-shift").click()
    expect(page.get_by_test_id("start-shift")).to_have_count(0)
    type_digits(page, rounds.codes["east-61"]["digits"])
    page.get_by_test_id("in-order").click()
    until(lambda: [row for row in rounds.visits() if row[:2] == ("east-61", "gisela")], what="her scan")
    expect(page.get_by_test_id("queue")).to_have_attribute("data-waiting", "1", timeout=120_000)
    assert [row[0] for row in rounds.visits() if row[1] == "gisela"] == ["east-61"]
    patient.clear_cookies()
    page.reload()
    sign_in(page, "gustav")
    all_sent(page)
    until(lambda: [row for row in rounds.visits() if row[:3] == ("east-60", "gustav", 1)], what="his scan")


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
