"""The screens: how soon a browser paints what the gateway knows. Headless Chromium, which must be installed."""

import asyncio
import gzip
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from bench.meter import percentile
from bench.plant import write_site
from bench.report import Finding
from bench.services import RunningGateway, broker, database, folder, gateway
from gateway.store.accounts import add_account

POINTS = 500
POLL_S = 0.05
LIT = 2  # above the limit of 1 by more than its deadband
EVENTS_A_SECOND = 50
EVENTS_S = 16.0  # half of the events raise an alarm, so that fewer than POINTS are raised
SETTLE_S = 3.0
PASSWORD = "as quick as the eye"
CHROMIUM = "/usr/bin/chromium"
DIST = Path(__file__).parents[1] / "dashboard/web/dist"
PAINTED = """() => performance.getEntriesByType('mark').filter(mark => mark.name.startsWith('alarm-painted:'))
  .map(mark => [mark.name.slice(14), performance.timeOrigin + mark.startTime])"""
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def run() -> list[Finding]:
    """First paint, 500 alarms at once on the alarm page, and 50 events a second on the overview."""
    with panel() as lamps, folder() as data, database(data) as url, broker(data) as mqtt_url:
        site = write_site(data / "site", points=POINTS, ports=[lamps.port], poll_s=POLL_S, limit=1)
        add_account(url, "operator", "operator", PASSWORD)
        with gateway(site, data, url, mqtt_url) as running, chromium() as browser:
            page = signed_in(browser, running)
            first_paint_s = again(page)
            steady = a_second_of_many(page, lamps, running)
            page.goto("/alarms")
            time.sleep(SETTLE_S)
            at_once = all_at_once(page, lamps, running)
    median, late = percentile(steady, 0.5), percentile(steady, 0.99)
    shell = shell_bytes()
    raised = int(EVENTS_A_SECOND * EVENTS_S / 2)
    return [
        Finding(
            row="ux", what="first contentful paint of the overview", found=f"{first_paint_s * 1e3:.0f} ms",
            against="—", reach="≤ 500 ms", reached=first_paint_s <= 0.5,
        ),
        Finding(
            row="ux", what=f"alarm on the server → painted, {EVENTS_A_SECOND} events/s",
            found=f"p50 {median * 1e3:.0f} ms, p99 {late * 1e3:.0f} ms", against=f"{len(steady)} of {raised} painted",
            reach="p50 ≤ 60 ms, p99 ≤ 200 ms, all", reached=median <= 0.06 and late <= 0.2 and len(steady) == raised,
        ),
        Finding(
            row="ux", what=f"{POINTS} alarms at once → painted",
            found=f"the first after {min(at_once) * 1e3:.0f} ms, all after {max(at_once) * 1e3:.0f} ms",
            against=f"{len(at_once)} painted", reach="≤ 500 ms, all",
            reached=max(at_once) <= 0.5 and len(at_once) == POINTS,
        ),
        Finding(
            row="ux", what="JavaScript of the shell, packed", found=f"{shell / 1e3:.1f} kB", against="—",
            reach="≤ 60 kB", reached=shell <= 60_000,
        ),
    ]  # fmt: skip


class Panel:
    """A Modbus device of POINTS registers, each 0 or LIT."""

    def __init__(self) -> None:
        self.port = 0
        self._registers = bytearray(2 * POINTS)

    def set(self, number: int, lit: bool) -> None:
        self._registers[2 * number + 1] = LIT * lit

    def set_all(self, lit: bool) -> None:
        self._registers[:] = bytes([0, LIT * lit]) * POINTS

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readexactly(12):
                first, count = (int.from_bytes(request[at : at + 2], "big") for at in (8, 10))
                payload = self._registers[2 * first : 2 * (first + count)]
                head = request[:4] + (len(payload) + 3).to_bytes(2, "big") + request[6:8]
                writer.write(head + bytes([len(payload)]) + payload)
        except asyncio.IncompleteReadError:
            writer.close()


@contextmanager
def panel() -> Iterator[Panel]:
    """A running panel, on a thread of its own."""
    lamps, loop = Panel(), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(lamps.serve, "127.0.0.1", 0))
    lamps.port = int(server.sockets[0].getsockname()[1])
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield lamps
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def signed_in(browser: Browser, running: RunningGateway) -> Page:
    """The overview, as an operator sees it on a desk."""
    base = f"http://127.0.0.1:{running.port}"
    page = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=base).new_page()
    page.goto("/")
    page.get_by_test_id("username").fill("operator")
    page.get_by_test_id("password").fill(PASSWORD)
    page.get_by_test_id("sign-in").click()
    page.get_by_test_id("system-tile").first.wait_for()
    return page


def again(page: Page) -> float:
    """Seconds to the first contentful paint of the overview, when it is opened anew."""
    page.reload()
    page.get_by_test_id("system-tile").first.wait_for()
    time.sleep(SETTLE_S)
    return float(page.evaluate(FIRST_PAINT)) / 1e3


def a_second_of_many(page: Page, lamps: Panel, running: RunningGateway) -> list[float]:
    """Lamp after lamp goes on, and off half a second later, at EVENTS_A_SECOND together."""
    begun, spacing, lag = time.perf_counter(), 2 / EVENTS_A_SECOND, EVENTS_A_SECOND // 4
    count = int(EVENTS_S / spacing)
    for number in range(count + lag):
        time.sleep(max(0.0, begun + number * spacing - time.perf_counter()))
        if number < count:
            lamps.set(number, True)
        if number >= lag:
            lamps.set(number - lag, False)
    time.sleep(SETTLE_S)
    found = waits(page, running)
    acknowledge_all(running)
    return found


def all_at_once(page: Page, lamps: Panel, running: RunningGateway) -> list[float]:
    lamps.set_all(True)
    time.sleep(2 * SETTLE_S)
    return waits(page, running)


def waits(page: Page, running: RunningGateway) -> list[float]:
    """Seconds from the alarm on the server until the page painted it, for every alarm that it did paint."""
    painted = dict(page.evaluate(PAINTED))
    return [
        painted[alarm["id"]] / 1e3 - datetime.fromisoformat(alarm["raised_at"]).timestamp()
        for alarm in open_alarms(running)
        if alarm["id"] in painted
    ]


def open_alarms(running: RunningGateway) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while page := running.get("/alarms", state="open", limit=100, **({"after": found[-1]["id"]} if found else {})):
        found += page
    return found


def acknowledge_all(running: RunningGateway) -> None:
    headers = {"Authorization": f"Bearer {running.token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}/api/v1", headers=headers, timeout=10) as client:
        for alarm in open_alarms(running):
            client.post(f"/alarms/{alarm['id']}/acknowledge").raise_for_status()


def shell_bytes() -> int:
    """What index.html itself asks for, as it goes over the wire."""
    named = re.findall(r"assets/[^\"]+\.js", (DIST / "index.html").read_text())
    return sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in named)
