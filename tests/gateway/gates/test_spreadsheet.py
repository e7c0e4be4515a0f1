"""Vehicles from a workbook and into one."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from gateway.errors import Invalid
from gateway.gates.judging.lists import lists_of
from gateway.gates.model import Holder, VehicleList
from gateway.gates.registry import sheet as limits
from gateway.gates.registry.importing import planned
from gateway.gates.registry.spreadsheet import Sheet, read, write
from tests.gateway.gates.known import CAR, DAY, NOON, OTHER, SHANGHAI, blocked, vehicle

HEADER = ("车牌", "名单", "户主", "车位", "有效期从", "至", "备注")


def workbook(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def lines(*rows: Sequence[Any]) -> Sheet:
    return read(workbook(*rows), SHANGHAI)


def local(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp()


def test_a_row_is_a_vehicle() -> None:
    (line,) = lines(HEADER, ("粤b·12345", "固定", "1-1-101", 2, "2026-01-01", "2026-12-31", "地下")).lines
    assert (line.row, line.plate, line.list, line.spaces) == (2, CAR, VehicleList.FIXED, 2)
    assert line.fields == {
        "holder": "1-1-101", "note": "地下", "valid_from": local("2026-01-01"), "valid_until": local("2027-01-01"),
    }  # fmt: skip


def test_the_header_in_english_and_in_any_order() -> None:
    (line,) = lines(("Note", "Valid from", "LIST", "other", "plate"), ("x", None, "Blocked", 7, CAR)).lines
    assert (line.plate, line.list, line.spaces) == (CAR, VehicleList.BLOCKED, None)
    assert line.fields == {"note": "x", "valid_from": None}


def test_only_the_plate_is_needed() -> None:
    (line,) = lines(("车牌",), (CAR,)).lines
    assert (line.list, line.fields) == (VehicleList.FIXED, {})


@pytest.mark.parametrize(
    ("written", "from_", "until"),
    [
        (datetime(2026, 3, 1), "2026-03-01", "2026-03-02"),  # noqa: DTZ001 - as a workbook has it
        (datetime(2026, 3, 1, 18, 30), "2026-03-01T18:30", "2026-03-01T18:30"),  # noqa: DTZ001
        ("2026/3/1", "2026-03-01", "2026-03-02"),
        ("2026年3月1日", "2026-03-01", "2026-03-02"),
        ("2026-03-01 18:30", "2026-03-01T18:30", "2026-03-01T18:30"),
    ],
)
def test_days_and_times(written: object, from_: str, until: str) -> None:
    (line,) = lines(("plate", "valid from"), (CAR, written)).lines
    assert line.fields["valid_from"] == local(from_)
    (line,) = lines(("plate", "until"), (CAR, written)).lines
    assert line.fields["valid_until"] == local(until)


WRONG: list[tuple[str, tuple[Any, ...], str, str]] = [
    ("no plate", (None, "固定", "x"), "车牌", "no plate"),
    ("a plate of one character", ("粤",), "车牌", "2 to 16"),
    ("a plate that is too long", ("粤B1234567890123456",), "车牌", "2 to 16"),
    ("a formula for a plate", ("=A1",), "车牌", "formula"),
    ("an error for a plate", ("#N/A",), "车牌", "formula"),
    ("a list that is none", (CAR, "黑名单"), "名单", "one of"),
    ("a holder's novel", (CAR, "固定", "x" * 101), "户主", "at most 100"),
    ("a part of a space", (CAR, "固定", "x", 1.5), "车位", "whole number"),
    ("less than no space", (CAR, "固定", "x", -1), "车位", "whole number"),
    ("too many spaces", (CAR, "固定", "x", 10_001), "车位", "whole number"),
    ("spaces of nobody", (CAR, "固定", None, 2), "车位", "without a holder"),
    ("a space of another script", (CAR, "固定", "x", "٣"), "车位", "whole number"),
    ("no date", (CAR, "固定", "x", 1, "昨天"), "有效期从", "no date"),
    ("no such day", (CAR, "固定", "x", 1, "2026-02-30"), "有效期从", "no date"),
    ("a date of before", (CAR, "固定", "x", 1, "1990-01-01"), "有效期从", "2000"),
    ("it ends first", (CAR, "固定", "x", 1, "2026-02-02", "2026-02-01"), "至", "before it begins"),
    ("a note without end", (CAR, "固定", "x", 1, None, None, "x" * 501), "备注", "at most 500"),
]


@pytest.mark.parametrize(("row", "column", "said"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_is_told_by_row_and_column(row: tuple[Any, ...], column: str, said: str) -> None:
    told = lines(HEADER, (OTHER,), row)
    (problem,) = told.problems
    assert (problem.row, problem.column) == (3, column)
    assert said in problem.message.en
    assert problem.message.zh


def test_rows_that_contradict_each_other() -> None:
    told = lines(HEADER, (CAR, "固定", "a", 1), (CAR, "固定", "a", 1), (CAR, "禁止"), (OTHER, "固定", "a", 2))
    assert [(each.row, each.column) for each in told.problems] == [(3, "车牌"), (5, "车位")]


def test_without_the_column_of_plates() -> None:
    told = lines(("名单", "户主"), ("固定", "x"))
    assert [(each.row, each.column) for each in told.problems] == [(1, "车牌")]
    assert lines().problems


def test_empty_rows_are_left_out_and_counted() -> None:
    told = lines(("车牌",), (CAR,), (None,), ("",), (OTHER,))
    assert [(line.row, line.plate) for line in told.lines] == [(2, CAR), (5, OTHER)]


def test_a_formula_in_a_note_stays_a_text() -> None:
    (line,) = lines(HEADER, (CAR, "固定", "x", 1, None, None, "=1+1")).lines
    assert line.fields["note"] == "=1+1"


def test_what_was_written_is_read_back() -> None:
    some = [
        vehicle(holder="=cmd", note="-x", valid_from=local("2026-01-01"), valid_until=local("2027-01-01")),
        blocked(OTHER, note="@home", valid_until=local("2026-05-05T12:30")),
    ]
    body = write(some, lists_of(some, [Holder(name="=cmd", spaces=2)]), SHANGHAI)
    cells = next(iter(openpyxl.load_workbook(io.BytesIO(body)).worksheets)).iter_rows(min_row=2)
    assert not [cell.value for row in cells for cell in row if cell.data_type == "f"]
    sheet = read(body, SHANGHAI)
    assert not sheet.problems
    plan = planned(sheet, lists_of(some, [Holder(name="=cmd", spaces=2)]), lambda: "new")
    assert (plan.result.unchanged, plan.added, plan.changed, plan.holders) == (2, (), (), ())


def test_what_an_import_would_do() -> None:
    before = lists_of([vehicle(note="old"), vehicle(OTHER)], [Holder(name="1-1-101", spaces=1, phone="138")])
    sheet = lines(("plate", "note", "spaces"), (CAR, "new", None), (OTHER, None, 2), ("粤B77777", None, 3))
    plan = planned(sheet, before, lambda: "new")
    assert [(each.plate, each.note, each.holder) for each in plan.changed] == [
        (CAR, "new", "1-1-101"),
        (OTHER, "", "1-1-101"),
    ]
    assert [(each.id, each.plate, each.holder) for each in plan.added] == [("new", "粤B77777", "")]
    assert plan.holders == (Holder(name="1-1-101", spaces=2, phone="138"),)
    assert (plan.result.added, plan.result.changed, plan.result.unchanged) == (1, 2, 0)


def test_with_any_problem_nothing_is_done() -> None:
    plan = planned(lines(HEADER, (CAR,), (OTHER, "黑名单")), lists_of([], []), lambda: "new")
    assert (plan.added, plan.result.added, len(plan.result.problems)) == ((), 0, 1)


def archive(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", compression) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return body.getvalue()


def with_part(name: str, change: Any) -> bytes:
    """A sound workbook with one part changed."""
    with zipfile.ZipFile(io.BytesIO(workbook(HEADER, (CAR,)))) as file:
        parts = {each: file.read(each) for each in file.namelist()}
    return archive({each: change(part) if each == name else part for each, part in parts.items()})


SHEET = "xl/worksheets/sheet1.xml"
REFUSED = [
    ("empty", b"", "unreadable"),
    ("no archive", b"plate\n123", "unreadable"),
    ("another archive", archive({"readme.txt": b"hello"}), "unreadable"),
    ("cut short", workbook(HEADER, (CAR,))[:-200], "unreadable"),
    ("too large", b"PK" + b"\0" * limits.MOST_BYTES, "too_large"),
    ("a bomb", archive({"xl/a.xml": b"\0" * (limits.MOST_UNPACKED + 1)}), "too_large"),
    ("many parts", archive({f"xl/{n}.xml": b"" for n in range(limits.MOST_PARTS + 1)}), "too_large"),
    ("broken XML", with_part(SHEET, lambda part: part[:100]), "unreadable"),
    ("entities", with_part(SHEET, lambda part: b'<!DOCTYPE x [<!ENTITY a "b">]>' + part), "unreadable"),
    ("a row far down", with_part(SHEET, lambda part: part.replace(b'r="2"', b'r="1048576"')), "too_long"),
]


@pytest.mark.parametrize(("body", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_workbook_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(body, SHANGHAI)
    assert (refused.value.code, refused.value.field) == (code, "file")


def test_a_sheet_may_have_ten_thousand_rows_and_no_more() -> None:
    full = [(f"粤B{number:05}",) for number in range(limits.MOST_ROWS)]
    assert len(lines(("plate",), *full).lines) == limits.MOST_ROWS
    with pytest.raises(Invalid) as refused:
        lines(("plate",), *full, (CAR,))
    assert refused.value.code == "too_long"


def test_a_wrong_word_about_its_size_hides_nothing() -> None:
    small = with_part(SHEET, lambda part: part.replace(b'<dimension ref="A1:G2"', b'<dimension ref="A1:A1"'))
    assert [line.plate for line in read(small, SHANGHAI).lines] == [CAR]


def test_the_day_of_the_end_is_told_as_people_say_it() -> None:
    body = write([vehicle(valid_until=local("2026-04-01"))], lists_of([], []), SHANGHAI)
    cell = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]["F2"]
    assert cell.value == datetime(2026, 3, 31)  # noqa: DTZ001
    assert local("2026-04-01") > NOON + 20 * DAY
