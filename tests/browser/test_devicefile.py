"""From the label on a device to its file: the code on the paper, the page that it opens, what stands there."""

from collections.abc import Callable

import segno
from playwright.sync_api import Page, expect

from tests.browser.conftest import Demo
from tests.program import until

SignIn = Callable[..., Page]
Picture = Callable[[Page, str], None]
DEVICE = "switchgear-2"
# The code as it is drawn on the page, a module a letter; a phone sees nothing else.
MODULES = """async ([device, count]) => {
  const image = document.querySelector(`[data-device="${device}"] img`)
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: count * 8, height: count * 8 })
  const pen = canvas.getContext('2d')
  pen.drawImage(image, 0, 0, canvas.width, canvas.height)
  const dark = (row, column) => pen.getImageData(column * 8 + 4, row * 8 + 4, 1, 1).data[0] < 128
  const all = [...Array(count).keys()]
  return all.map((row) => all.map((column) => (dark(row, column) ? 'X' : '.')).join(''))
}"""


def modules(text: str) -> list[str]:
    rows = segno.make_qr(text, error="m").matrix_iter(border=4)
    return ["".join("X" if dark else "." for dark in row) for row in rows]


def test_a_label_leads_to_the_file_of_its_device(demo: Demo, signed_in: SignIn, picture: Picture) -> None:
    desk = signed_in("operator")
    desk.goto(f"/labels?devices={DEVICE}")
    expect(desk.get_by_test_id("label")).to_have_count(1)
    address = f"{demo.url}/devices/{DEVICE}"
    assert desk.evaluate(MODULES, [DEVICE, len(modules(address))]) == modules(address)

    phone = signed_in("engineer", width=390, height=844, language="zh")
    phone.goto(address)
    expect(phone.get_by_test_id("device-file")).to_be_visible()
    picture(phone, "device-file-phone")


def test_what_happens_to_a_device_comes_on_top_of_its_timeline(demo: Demo, signed_in: SignIn, picture: Picture) -> None:
    page = signed_in("operator")
    page.goto(f"/devices/{DEVICE}")
    expect(page.get_by_test_id("timeline")).to_be_visible()
    entries = page.get_by_test_id("timeline-entry")
    demo.command("inject", DEVICE, "phase_loss", "--for", "600")
    raised = page.locator('[data-testid="timeline-entry"][data-sort="alarm"][data-action="raised"]')
    expect(raised.first).to_be_visible()
    expect(
        page.locator('[data-testid="timeline-entry"][data-sort="ticket"][data-action="created"]').first
    ).to_be_visible()
    picture(page, "device-file-desk")

    demo.command("inject", DEVICE, "clear")
    returned = page.locator('[data-testid="timeline-entry"][data-sort="alarm"][data-action="returned"]')
    expect(returned.first).to_be_visible()
    page.get_by_test_id("sort-ticket").click()
    expect(raised).to_have_count(0)
    until(lambda: entries.count() > 0, what="the ticket's steps")
