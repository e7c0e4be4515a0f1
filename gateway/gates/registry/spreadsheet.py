"""The sheet of known vehicles: which columns it has, what may stand in them, and what is wrong with a cell."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import openpyxl

from gateway.cells import bare, local, safe
from gateway.gates.judging.lists import Lists
from gateway.gates.model import Vehicle, VehicleList
from gateway.gates.registry.cells import LISTS, READERS, Wrong, last_day, plain
from gateway.gates.registry.sheet import rows
from yamlfile import Text

MOST_PROBLEMS = 200
COLUMNS: Mapping[str, Text] = {
    "plate": Text(zh="车牌", en="plate"),
    "list": Text(zh="名单", en="list"),
    "holder": Text(zh="户主", en="holder"),
    "spaces": Text(zh="车位", en="spaces"),
    "valid_from": Text(zh="有效期从", en="valid from"),
    "valid_until": Text(zh="至", en="until"),
    "note": Text(zh="备注", en="note"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a cell; row 1 is the header. `column` as the sheet calls it."""

    row: int
    column: str
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row that is sound. A field that is None is not told of: its column, or its number of spaces, is missing.

    `valid_from` and `valid_until` stand in `fields` only where the sheet has the column; empty cells are None there.
    """

    row: int
    plate: str
    list: VehicleList
    spaces: int | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All that a file says, or what is wrong with it."""

    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]


def read(body: bytes, zone: tzinfo) -> Sheet:
    """The lines of a workbook's first sheet. Invalid where it can't be read as one at all."""
    lines: list[Line] = []
    problems: list[Problem] = []
    found: dict[str, tuple[int, str]] | None = None
    for number, cells in rows(body):
        if found is None:
            found = _header(cells)
            if "plate" not in found:
                message = Text(zh="第一行没有“车牌”一列", en="the first row has no column 'plate'")
                return Sheet(lines=(), problems=(Problem(row=number, column=COLUMNS["plate"].zh, message=message),))
            continue
        line = _line(number, cells, found, zone, problems)
        if line is not None:
            lines.append(line)
    if found is None:
        message = Text(zh="表格是空的", en="the sheet is empty")
        problems.append(Problem(row=1, column=COLUMNS["plate"].zh, message=message))
    problems += _contradictions(lines, found or {})
    return Sheet(lines=tuple(lines), problems=tuple(sorted(problems, key=lambda each: each.row))[:MOST_PROBLEMS])


def write(vehicles: Iterable[Vehicle], lists: Lists, zone: tzinfo) -> bytes:
    """A workbook that `read` reads back as it was; header in Chinese."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("vehicles")
    sheet.append([title.zh for title in COLUMNS.values()])
    for vehicle in vehicles:
        spaces = lists.spaces_of(vehicle.holder) if vehicle.holder in lists.holders else None
        texts = (vehicle.plate, LISTS[vehicle.list].zh, vehicle.holder)
        until = last_day(vehicle.valid_until, zone)
        sheet.append([*map(safe, texts), spaces, local(vehicle.valid_from, zone), until, safe(vehicle.note)])
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _header(cells: Sequence[Any]) -> dict[str, tuple[int, str]]:
    """Column → where it stands, and what the sheet calls it."""
    names = {plain(title): name for name, text in COLUMNS.items() for title in (text.zh, text.en, name)}
    found: dict[str, tuple[int, str]] = {}
    for place, cell in enumerate(cells):
        name = names.get(plain(str(cell)))
        if name is not None:
            found.setdefault(name, (place, str(cell).strip()))
    return found


def _line(
    number: int, cells: Sequence[Any], found: Mapping[str, tuple[int, str]], zone: tzinfo, problems: list[Problem]
) -> Line | None:
    values: dict[str, Any] = {}
    before = len(problems)
    for name, (place, title) in found.items():
        cell = cells[place] if place < len(cells) else None
        try:
            values[name] = READERS[name](bare(cell), zone)
        except Wrong as wrong:
            problems.append(Problem(row=number, column=title, message=wrong.message))
    begins, ends = values.get("valid_from"), values.get("valid_until")
    if begins is not None and ends is not None and begins >= ends:
        message = Text(zh="“至”早于“从”", en="it ends before it begins")
        problems.append(Problem(row=number, column=found["valid_until"][1], message=message))
    if values.get("spaces") and values.get("holder") == "":
        message = Text(zh="填了车位，却没有户主", en="spaces without a holder")
        problems.append(Problem(row=number, column=found["spaces"][1], message=message))
    if len(problems) > before:
        return None
    plate, which, spaces = values.pop("plate"), values.pop("list", VehicleList.FIXED), values.pop("spaces", None)
    return Line(row=number, plate=plate, list=which, spaces=spaces, fields=values)


def _contradictions(lines: Iterable[Line], found: Mapping[str, tuple[int, str]]) -> list[Problem]:
    """Rows that say different things of the same."""
    problems = []
    vehicles: dict[tuple[str, VehicleList], int] = {}
    spaces: dict[str, tuple[int, int]] = {}
    for line in lines:
        first = vehicles.setdefault((line.plate, line.list), line.row)
        if first != line.row:
            message = Text(zh=f"与第 {first} 行重复", en=f"the same as in row {first}")
            problems.append(Problem(row=line.row, column=found["plate"][1], message=message))
        holder = line.fields.get("holder")
        if holder and line.spaces is not None:
            row, count = spaces.setdefault(holder, (line.row, line.spaces))
            if count != line.spaces:
                message = Text(zh=f"与第 {row} 行的车位数不同", en=f"row {row} has another number of spaces")
                problems.append(Problem(row=line.row, column=found["spaces"][1], message=message))
    return problems
