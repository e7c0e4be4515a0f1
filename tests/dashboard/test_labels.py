"""The label of a device: a code with the address of its file, drawn so that a phone can read it."""

import base64
import re
from dataclasses import replace

import segno
from fastapi import Request

from dashboard.labels import address_of, code, code_address, scan_address_of
from tests.dashboard.web_house import House

LABEL = "/api/v1/devices/pump-room-1/label.svg"
STEP = re.compile(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?")
QUIET = 4


def drawn(svg: bytes) -> set[tuple[int, int]]:
    """(row, column) of every dark module, read from the lines of the drawing; each is one module thick."""
    path = svg.decode().partition('stroke="#000" d="')[2].partition('"')[0]
    dark: set[tuple[int, int]] = set()
    x = y = 0.0
    for letter, across, down in STEP.findall(path):
        if letter == "h":
            dark |= {(int(y), int(x) + offset) for offset in range(int(across))}
        x = float(across) if letter == "M" else x + float(across)
        y = float(down) if letter == "M" else y + float(down or 0)
    return dark


def encoded(text: str) -> set[tuple[int, int]]:
    rows = segno.make_qr(text, error="m").matrix_iter(border=QUIET)
    return {(row, column) for row, line in enumerate(rows) for column, dark in enumerate(line) if dark}


def test_the_drawing_is_the_code() -> None:
    text = "https://gatehouse.example/devices/switchgear-1"
    assert drawn(code(text)) == encoded(text)
    assert drawn(code(text)) != encoded(text + "2")
    assert b"style" not in code(text), "the page's policy allows none"


async def test_it_holds_the_address_by_which_the_browser_came(house: House) -> None:
    async with house.client("frontdesk") as client:
        answer = await client.get(LABEL)
        assert answer.headers["content-type"] == "image/svg+xml"
        assert drawn(answer.content) == encoded("http://gatehouse.test/devices/pump-room-1")
        other = await client.get(LABEL, params={"base": "https://elsewhere.example"})
        assert other.content == answer.content, "nobody else may say where a label leads"
        assert (await client.get("/api/v1/devices/nowhere/label.svg")).status_code == 404
        odd = await client.get(LABEL, headers={"Host": "a b"})
        assert (odd.status_code, odd.json()["error"]["field"]) == (422, "host")


def test_the_sites_own_url_comes_first(house: House) -> None:
    request = Request({"type": "http", "scheme": "http", "path": "/", "headers": [(b"host", b"10.0.3.2:8080")]})
    site = house.gateway.site
    assert address_of("env-1", site, request) == "http://10.0.3.2:8080/devices/env-1"
    told = replace(site, url="https://gatehouse.example/estate")
    assert address_of("env-1", told, request) == "https://gatehouse.example/estate/devices/env-1"
    assert scan_address_of("gate.1.AB", told, request) == "https://gatehouse.example/estate/scan?c=gate.1.AB"


def test_a_label_in_a_page_is_the_same_drawing() -> None:
    kind, _, picture = code_address("gate.1.AB").partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert drawn(base64.b64decode(picture)) == encoded("gate.1.AB")
