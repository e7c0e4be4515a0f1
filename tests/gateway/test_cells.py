"""Cells of a spreadsheet: what may look like a formula, what breaks a line, and times."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cells import bare, local, one_line, safe

FORMULAS = ("=1+1", "+86 138", "-5", "@home", "\t=1", "\r\n@x", " =1", "\u200b=1", "\ufeff+1")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    assert safe(text) == f"'{one_line(text)}"
    assert safe(text)[1] in "=+-@"


@pytest.mark.parametrize("text", ["", "a=b", "1-2-301", "粤B12345", "'", "x\t=1"])
def test_what_is_no_formula_gets_no_apostrophe(text: str) -> None:
    assert safe(text) == one_line(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\r\nb", "a  b"),
        ("a\tb\x07", "a b"),
        ("张\u3000三", "张 三"),
        ("\u200e2026\u200e-01-31\u200e", "2026-01-31"),
        ("  x  ", "x"),
    ],
)
def test_a_cell_is_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text() | st.text(alphabet="'=+-@\t\r x"))
def test_what_was_guarded_is_read_back(text: str) -> None:
    guarded = safe(text)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert guarded == one_line(guarded)
    assert bare(guarded) == one_line(text)


def test_what_is_no_guarded_text_stays_as_it_is() -> None:
    assert [bare(cell) for cell in ("'", "'a", "a'=1", 5, None, "=1")] == ["'", "'a", "a'=1", 5, None, "=1"]


def test_a_time_is_that_of_the_zone_without_the_zone() -> None:
    seconds = datetime(2026, 1, 31, 23, 30, tzinfo=ZoneInfo("UTC")).timestamp()
    assert local(seconds, ZoneInfo("Asia/Shanghai")) == datetime(2026, 2, 1, 7, 30)  # noqa: DTZ001 - as a cell has it
    assert local(None, ZoneInfo("Asia/Shanghai")) is None
