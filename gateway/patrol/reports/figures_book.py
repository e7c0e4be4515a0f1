"""Figures as a workbook (xlsx): one sheet for each way of looking at them, each with its total."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gateway.cells import safe
from gateway.patrol.reports.cells import Language, said
from gateway.patrol.reports.figures import Figures, Names, Period, Tally
from gateway.patrol.reports.paper import on_a4
from yamlfile import Text

COLUMNS: Mapping[str, Text] = {
    "planned": Text(zh="应巡", en="planned"),
    "visited": Text(zh="实巡", en="visited"),
    "done": Text(zh="准时", en="in time"),
    "late": Text(zh="不准时", en="not in time"),
    "missed": Text(zh="漏检", en="missed"),
    "excused": Text(zh="已说明", en="excused"),
    "pending": Text(zh="未到时", en="pending"),
    "flagged": Text(zh="异常标记", en="flagged"),
    "completion": Text(zh="完成率 %", en="completion %"),
    "punctuality": Text(zh="准点率 %", en="punctuality %"),
}
PERIODS: Mapping[Period, Text] = {
    Period.DAY: Text(zh="按日", en="by day"),
    Period.WEEK: Text(zh="按周", en="by week"),
    Period.MONTH: Text(zh="按月", en="by month"),
}
PARTS: Mapping[str, Text] = {
    "routes": Text(zh="按路线", en="by route"),
    "guards": Text(zh="按人员", en="by guard"),
    "checkpoints": Text(zh="按点位", en="by checkpoint"),
}
TOTAL = Text(zh="合计", en="total")
NOBODY = Text(zh="（无人）", en="(nobody)")
FIRST_WIDTH, WIDTH = 28, 13
_BOLD = Font(bold=True)


def figures_book(told: Figures, by: Period, names: Names, language: Language) -> bytes:
    """A sheet for the periods, one each for routes, guards and checkpoints."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    lists = {"periods": told.periods, "routes": told.routes, "guards": told.guards, "checkpoints": told.checkpoints}
    for part, rows in lists.items():
        sheet = book.create_sheet(said(PARTS.get(part) or PERIODS[by], language))
        _sheet(sheet, rows, told.total, names.get(part, {}), language)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _sheet(sheet: Any, rows: Iterable[Tally], total: Tally, names: Mapping[str, Text], language: Language) -> None:
    sheet.append([sheet.title, *(said(title, language) for title in COLUMNS.values())])
    for row in rows:
        name = names.get(row.key) if row.key else NOBODY
        sheet.append([said(name, language) if name else safe(row.key), *_numbers(row)])
    sheet.append([said(TOTAL, language), *_numbers(total)])
    for place in (1, sheet.max_row):
        for cell in sheet[place]:
            cell.font = _BOLD
    sheet.column_dimensions["A"].width = FIRST_WIDTH
    for place in range(2, len(COLUMNS) + 2):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    on_a4(sheet, 1, first="B")


def _numbers(tally: Tally) -> list[Any]:
    return [getattr(tally, column) for column in COLUMNS]
