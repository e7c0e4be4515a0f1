"""The sheet of an inspection: readings in words, limits, signatures; and the workbooks as a spreadsheet reads them."""

import io
from typing import Any

import openpyxl
import pytest

from gateway.patrol.model import Programme
from gateway.patrol.reports.figures import Period, figures
from gateway.patrol.reports.figures_book import figures_book
from gateway.patrol.reports.sheet import Equipment, Quantity, Sheet, sheet_of
from gateway.patrol.reports.sheet_book import HEAD_ROW, RED, sheet_book
from gateway.patrol.visits import Finding, StopState
from tests.gateway.patrol.reports.walked import NIGHT, PROGRAMME, SHANGHAI, stop, walk
from yamlfile import Text

SITE = Text(zh="锦绣花园", en="Jinxiu Garden")
DEVICES = {
    "pump-1": Equipment(
        name=Text(zh="1号水泵房", en="Pump room 1"),
        points={
            "pressure": Quantity(name=Text(zh="出口压力", en="Outlet pressure"), unit="MPa"),
            "mode": Quantity(name=Text(zh="模式", en="Mode"), texts={1: Text(zh="自动", en="automatic")}),
        },
    )
}
SEEN: dict[str, Any] = {
    "readings": {"pressure": 0.45, "mode": 1, "serial": "SN-1"},
    "checks": {"noise": False, "oil": 85.0, "smell": True},
    "signed": "wang",
    "note": "=HYPERLINK(1)",
}


def inspected(state: StopState = StopState.DONE, **about: Any) -> Sheet:
    return sheet_of(walk("machines", NIGHT, stop("pump-door", state, NIGHT + 60, **about)), PROGRAMME, DEVICES)


def test_the_readings_are_told_as_the_device_calls_them() -> None:
    (entry,) = inspected(**SEEN).entries
    told = [
        (each.quantity.name.en, each.quantity.unit, each.value, each.text and each.text.en) for each in entry.readings
    ]
    assert told == [
        ("Outlet pressure", "MPa", 0.45, None),
        ("Mode", "", 1.0, "automatic"),
        ("serial", "", None, "SN-1"),
    ]
    assert entry.device_name == Text(zh="1号水泵房", en="Pump room 1")


def test_a_state_that_was_kept_in_words_is_told_in_both_languages() -> None:
    (entry,) = inspected(readings={"mode": "自动"}).entries
    assert entry.readings[0].text == Text(zh="自动", en="automatic")


def test_what_was_entered_is_held_against_its_limits() -> None:
    sheet = inspected(**SEEN)
    told = {each.check.id: (each.value, each.is_outside) for each in sheet.entries[0].checks}
    assert told == {"noise": (False, True), "oil": (85.0, True), "smell": (True, False)}
    assert (sheet.outside, sheet.signed_by) == (2, ("wang",))


@pytest.mark.parametrize(
    ("oil", "outside"), [(19.9, True), (20.0, False), (80.0, False), (80.1, True), (None, False), (-1.0, True)]
)
def test_the_limits_themselves_are_inside(oil: float | None, outside: bool) -> None:
    checks = {} if oil is None else {"oil": oil}
    (entry,) = inspected(checks=checks).entries
    assert entry.checks[1].is_outside is outside


def test_a_missed_stop_has_an_empty_list() -> None:
    (entry,) = inspected(StopState.MISSED).entries
    assert [(each.check.id, each.value) for each in entry.checks] == [("noise", None), ("oil", None)]
    assert entry.readings == ()


def test_what_the_programme_has_no_longer_is_called_by_its_id() -> None:
    progress = walk("machines", NIGHT, stop("pump-door", StopState.DONE, NIGHT, **SEEN))
    sheet = sheet_of(progress, Programme(), {})
    assert (sheet.name.en, sheet.entries[0].name.en, sheet.outside) == ("machines", "pump-door", 1)


def page_of(book: bytes, title: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(book))[title]


def rows_of(page: Any, first: int) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=first)]


def test_the_workbook_in_english() -> None:
    finding = Finding(kind="leak", note="under pump 2")
    page = page_of(sheet_book(inspected(**SEEN, finding=finding), SITE, SHANGHAI, "en"), "Equipment inspection record")
    assert page["A2"].value == "Jinxiu Garden   Machines   2026-01-31 00:00"
    assert page["A3"].value == "signed by: wang"
    head, first, *others = rows_of(page, HEAD_ROW)
    assert head[:4] == ["time", "checkpoint", "device", "item"]
    assert str(first[0]) == "2026-01-31 00:01:00"
    assert first[1:5] == ["Pump room door", "Pump room 1", "Outlet pressure", 0.45]
    assert first[10] == "leak; under pump 2; =HYPERLINK(1)"
    assert [(row[3], row[4], row[8]) for row in others] == [
        ("Mode", "automatic", None),
        ("serial", "SN-1", None),
        ("Noise", None, "not ok"),
        ("Oil level", 85, "out of limits"),
        ("smell", None, "ok"),
    ]
    assert [page.cell(HEAD_ROW + number, 9).font.color == RED.color for number in (4, 5, 6)] == [True, True, False]
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == f"${HEAD_ROW}:${HEAD_ROW}"


def test_the_workbook_in_chinese_and_without_a_visit() -> None:
    page = page_of(sheet_book(inspected(StopState.MISSED), SITE, SHANGHAI, "zh"), "设备运行巡检记录表")
    rows = rows_of(page, HEAD_ROW + 1)
    assert [(row[3], row[8]) for row in rows] == [(None, "漏检"), ("噪音", "未填"), ("油位", "未填")]
    assert page["A3"].value == "签名: —"


def test_nothing_that_somebody_typed_is_a_formula() -> None:
    typed = {"signed": "@cmd", "note": "=1+1\x07\nx", "checks": {"=evil": True}, "readings": {"+a": "-b"}}
    page = page_of(sheet_book(inspected(**typed), SITE, SHANGHAI, "zh"), "设备运行巡检记录表")
    cells = [cell for row in page.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert {"'@cmd", "'=1+1  x", "'=evil", "'+a", "'-b"} <= set(texts)
    assert not any(text.startswith(("=", "+", "-", "@")) for text in texts)


def test_figures_as_a_workbook_have_their_total_last() -> None:
    walked = [
        walk("night", NIGHT, stop("gate", StopState.DONE, NIGHT), stop("pump-door", StopState.MISSED, NIGHT)),
        walk("machines", NIGHT + 90_000, stop("pump-door", StopState.LATE, NIGHT, who="li")),
    ]
    told = figures(walked, Period.DAY, SHANGHAI)
    names = {"routes": {key: route.name for key, route in PROGRAMME.routes.items()}}
    book = figures_book(told, Period.DAY, names, "en")
    days = rows_of(page_of(book, "by day"), 1)
    assert [row[:7] for row in days] == [
        ["by day", "planned", "visited", "in time", "not in time", "missed", "excused"],
        ["2026-01-31", 2, 1, 1, 0, 1, 0],
        ["2026-02-01", 1, 1, 0, 1, 0, 0],
        ["total", 3, 2, 1, 1, 1, 0],
    ]
    assert [row[0] for row in rows_of(page_of(book, "by route"), 2)] == ["Machines", "Night patrol", "total"]
    assert [row[0] for row in rows_of(page_of(book, "by checkpoint"), 2)] == ["gate", "pump-door", "total"]
    assert days[-1][9:] == [66.7, 50]
