"""A sheet of a workbook (xlsx) read into plain cells. It comes from outside: nothing in it is evaluated or followed,
and it can't grow beyond its limits while it is unpacked.

    Invalid     it is no such file, or too large
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl

from gateway.errors import Invalid

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 10_000
MOST_COLUMNS = 30
# Whatever reading a damaged archive, or damaged XML in it, may end with.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ParseError, OSError, LookupError, ValueError,
    TypeError, AttributeError, ArithmeticError, EOFError, RuntimeError,
)  # fmt: skip

Row = tuple[int, Sequence[Any]]


def rows(body: bytes) -> Iterator[Row]:
    """(row number from 1, its cells) of the first sheet; empty rows are left out. Invalid, also while it is read."""
    _check_size(body)
    try:
        book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
        try:
            yield from _filled(book.worksheets[0])
        finally:
            book.close()
    except _BROKEN as error:
        raise _unreadable() from error


def _filled(sheet: Any) -> Iterator[Row]:
    count = 0
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    cells = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    for number, row in enumerate(cells, start=1):
        if number > 2 * MOST_ROWS:
            raise _too_long()
        if all(cell is None or cell == "" for cell in row):
            continue
        count += 1
        if count > MOST_ROWS + 1:
            raise _too_long()
        yield number, tuple(map(_plain, row))


def _plain(cell: Any) -> Any:
    """A formula as its text: what it would give is not asked."""
    return getattr(cell, "text", None) if type(cell).__name__ in ("ArrayFormula", "DataTableFormula") else cell


def _check_size(body: bytes) -> None:
    """A part can't unpack to more than it says here: zipfile stops there."""
    if len(body) > MOST_BYTES:
        raise Invalid(f"the file has more than {MOST_BYTES // 2**20} MiB", code="too_large", field="file")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = archive.infolist()
            is_bomb = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED
            if is_bomb:
                raise Invalid("the file unpacks to too much", code="too_large", field="file")
            if any(b"<!DOCTYPE" in archive.read(part) for part in parts if part.filename.endswith((".xml", ".rels"))):
                raise _unreadable()
    except _BROKEN as error:
        raise _unreadable() from error


def _unreadable() -> Invalid:
    return Invalid("this is no workbook that can be read (.xlsx)", code="unreadable", field="file")


def _too_long() -> Invalid:
    return Invalid(f"the sheet has more than {MOST_ROWS} rows", code="too_long", field="file")
