"""The guard's page: what is odd, what is found, who is sent, who calls for help; and how all of it looks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import QUIET_CHROMIUM
from tests.browser.film import write_film
from tests.browser.phone import all_sent, card, kept, on_shift, on_the_phone, start_shift, type_digits
from tests.browser.rounds import Rounds
from tests.browser.test_accessibility import SIZES, Watched
from tests.program import until

Picture = Callable[[Page, str], None]
PHOTO = Path(__file__).parents[2] / "dashboard/web/public/scan-icon-512.png"


def test_what_is_odd_is_told_with_what_to_do(rounds: Rounds, patient: BrowserContext, picture: Picture) -> None:
    codes = rounds.codes
    page = on_shift(patient)
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


def test_the_camera_reads_a_label_with_and_without_a_network(
    rounds: Rounds, browser: Browser, tmp_path: Path, picture: Picture
) -> None:
    film = write_film(tmp_path / "label.y4m", rounds.codes["west-50"]["address"])
    pretended = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    args = [*QUIET_CHROMIUM, *pretended, f"--use-file-for-fake-video-capture={film}"]
    chromium = browser.browser_type.launch(executable_path="/usr/bin/chromium", args=args)
    with chromium, chromium.new_context(viewport={"width": 390, "height": 844}, base_url=rounds.url) as context:
        context.grant_permissions(["camera"])
        context.set_default_timeout(60_000)
        context.clock.set_fixed_time(datetime.now(UTC))  # until the first one has been seen, however long that takes
        page = start_shift(context)
        expect(kept(page, 1)).to_be_visible()
        picture(page, "scan-camera")
        on_the_phone(page)
        context.set_offline(True)
        page.reload()
        expect(card(page, "duplicate")).to_be_visible()  # it was read again, and without a network
        context.set_offline(False)
        context.clock.set_fixed_time(datetime.now(UTC) + timedelta(seconds=30))
        all_sent(page)
    until(lambda: [row for row in rounds.visits() if (row[0], row[4]) == ("west-50", "qr")], what="the scan")


def test_what_was_found_comes_with_its_photo(rounds: Rounds, patient: BrowserContext, picture: Picture) -> None:
    page = on_shift(patient)
    patient.set_offline(True)
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
    patient.set_offline(False)
    all_sent(page)
    with rounds.client("olga") as operator:
        found = until(
            lambda: [one for one in operator.get("/patrol/incidents").json() if one["note"] == "door wedged open"],
            what="the incident",
        )
        assert (found[0]["kind"], found[0]["checkpoint"], len(found[0]["media"])) == ("fire_facility", "west-20", 1)
        photo = operator.get(f"/patrol/media/{found[0]['media'][0]}")
        assert photo.headers["content-type"] == "image/jpeg"


def test_an_engineer_fills_in_the_sheet_and_signs(rounds: Rounds, patient: BrowserContext, picture: Picture) -> None:
    page = on_shift(patient, "egon")
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
        expect(order).to_be_visible()
        for step in ("accept", "arrived"):
            page.get_by_test_id(f"dispatch-{step}").click()
        page.get_by_test_id("dispatch-text").fill("a cat")
        page.get_by_test_id("dispatch-done").click()
        expect(order).to_have_count(0)

        def answered() -> bool:
            found = next(one for one in operator.get("/patrol/dispatches").json() if one["id"] == sent["id"])
            assert found["state"] == "done", found
            return True

        until(answered, within_s=180, what="the answer")  # a phone that was not heard tries again every 15 s
        (found,) = (one for one in operator.get("/patrol/dispatches").json() if one["id"] == sent["id"])
        assert (found["answer"], found["taken_by"]) == ("a cat", "gustav")


def test_help_is_called_by_holding_the_button(rounds: Rounds, phone: BrowserContext) -> None:
    page = on_shift(phone)
    page.clock.install()
    page.clock.pause_at(datetime.now(UTC) + timedelta(minutes=1))  # on the page no time passes by itself any more
    button = page.get_by_test_id("panic")
    button.hover()
    page.mouse.down()
    page.clock.run_for(900)
    page.mouse.up()  # too short
    page.clock.run_for(5_000)
    phone.set_offline(True)
    page.mouse.down()
    page.clock.run_for(1_000)
    expect(page.get_by_test_id("panic-waits")).to_be_visible()
    page.mouse.up()
    phone.set_offline(False)
    page.clock.resume()
    expect(page.get_by_test_id("panic-sent")).to_be_visible()
    with rounds.client("olga") as operator:
        assert [panic["who"] for panic in operator.get("/patrol/panics").json()] == ["gustav"]


@pytest.mark.timeout(900)
@pytest.mark.parametrize("size", ["phone", "desk"])
def test_no_part_of_the_page_has_a_fault(rounds: Rounds, patient: BrowserContext, size: str, picture: Picture) -> None:
    page = on_shift(patient)
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
