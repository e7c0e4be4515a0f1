"""The record of an inspection as a workbook (xlsx) that prints on A4, one line for each reading and each check."""

import io
from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from gateway.cells import local, safe
from gateway.patrol.reports.cells import Language, number, said
from gateway.patrol.reports.paper import on_a4
from gateway.patrol.reports.sheet import Entered, Entry, Reading, Sheet
from gateway.patrol.visits import StopState
from yamlfile import Text

TITLE = Text(zh="设备运行巡检记录表", en="Equipment inspection record")
COLUMNS: tuple[tuple[Text, int], ...] = (
    (Text(zh="时间", en="time"), 19),
    (Text(zh="点位", en="checkpoint"), 20),
    (Text(zh="设备", en="device"), 20),
    (Text(zh="项目", en="item"), 22),
    (Text(zh="数值", en="value"), 12),
    (Text(zh="单位", en="unit"), 8),
    (Text(zh="下限", en="low"), 8),
    (Text(zh="上限", en="high"), 8),
    (Text(zh="结果", en="result"), 12),
    (Text(zh="签名", en="signed"), 12),
    (Text(zh="备注", en="remarks"), 30),
)
RESULTS: Mapping[str, Text] = {
    "ok": Text(zh="正常", en="ok"),
    "not_ok": Text(zh="异常", en="not ok"),
    "outside": Text(zh="超限", en="out of limits"),
    "empty": Text(zh="未填", en="not entered"),
}
STATES: Mapping[StopState, Text] = {
    StopState.WAITING: Text(zh="未到时", en="not yet"),
    StopState.DUE: Text(zh="待巡", en="due"),
    StopState.DONE: Text(zh="已巡", en="inspected"),
    StopState.LATE: Text(zh="不准时", en="not in time"),
    StopState.OFFLINE: Text(zh="离线待传", en="phone offline"),
    StopState.MISSED: Text(zh="漏检", en="missed"),
    StopState.EXCUSED: Text(zh="已说明", en="excused"),
}
FINDINGS: Mapping[str, Text] = {
    "doors_windows": Text(zh="门窗", en="doors and windows"),
    "fire_facility": Text(zh="消防设施", en="fire facility"),
    "suspicious_person": Text(zh="可疑人员", en="suspicious person"),
    "hazard": Text(zh="安全隐患", en="hazard"),
    "leak": Text(zh="渗漏", en="leak"),
    "other": Text(zh="其他", en="other"),
}
HEAD_ROW = 4
RED, BOLD, LARGE = Font(color="B00020", bold=True), Font(bold=True), Font(bold=True, size=16)
_THIN = Side(style="thin")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
WRAP = Alignment(wrap_text=True, vertical="top")
RESULT_PLACE = 9


def sheet_book(told: Sheet, site: Text, zone: tzinfo, language: Language) -> bytes:
    """A workbook of one sheet; `zone` is that of the site."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = said(TITLE, language)
    _head(page, told, site, zone, language)
    for entry in told.entries:
        for row, is_outside in _rows(entry, zone, language):
            page.append(row)
            if is_outside:
                page.cell(page.max_row, RESULT_PLACE).font = RED
    _finish(page)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _head(page: Any, told: Sheet, site: Text, zone: tzinfo, language: Language) -> None:
    """Title, whose and when it is, who has signed, and the names of the columns."""
    started = local(told.progress.round.starts_at, zone)
    signed = "签名" if language == "zh" else "signed by"
    page.append([said(TITLE, language)])
    page.append([f"{said(site, language)}   {said(told.name, language)}   {started:%Y-%m-%d %H:%M}"])
    page.append([f"{signed}: {safe(', '.join(told.signed_by)) or '—'}"])
    page.append([said(title, language) for title, _ in COLUMNS])
    for row in range(1, HEAD_ROW):
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(COLUMNS))
    page["A1"].font, page["A1"].alignment = LARGE, Alignment(horizontal="center")
    for cell in page[HEAD_ROW]:
        cell.font = BOLD


def _rows(entry: Entry, zone: tzinfo, language: Language) -> Iterator[tuple[list[Any], bool]]:
    """The lines of a stop, and whether each is out of limits. The first has time, name, signature and remarks."""
    visit = entry.visit
    second = int(visit.time) if visit else None
    whose = [local(second, zone), said(entry.name, language), said(entry.device_name, language)]
    signed, remarks = safe(visit.signed) if visit else "", _remarks(entry, language)
    lines = [(_reading(each, language), False) for each in entry.readings]
    lines += [(_entered(each, language), each.is_outside) for each in entry.checks]
    if not visit or not lines:
        lines.insert(0, (["", None, "", None, None, said(STATES[entry.state], language)], False))
    for place, (line, is_outside) in enumerate(lines):
        is_first = place == 0
        yield [*(whose if is_first else ["", "", ""]), *line, signed, remarks if is_first else ""], is_outside


def _reading(reading: Reading, language: Language) -> list[Any]:
    quantity = reading.quantity
    value = said(reading.text, language) if reading.text else number(reading.value)
    return [said(quantity.name, language), value, safe(quantity.unit), None, None, ""]


def _entered(entered: Entered, language: Language) -> list[Any]:
    check, value = entered.check, entered.value
    if value is None:
        result = "empty"
    elif isinstance(value, bool):
        result = "ok" if value else "not_ok"
    else:
        result = "outside" if entered.is_outside else "ok"
    shown = None if value is None or isinstance(value, bool) else number(value)
    words = said(RESULTS[result], language)
    return [said(check.name, language), shown, safe(check.unit), check.low, check.high, words]


def _remarks(entry: Entry, language: Language) -> str:
    """The finding and the note, one after the other."""
    finding, note = entry.finding, entry.visit.note if entry.visit else ""
    if finding is None:
        return safe(note)
    kind = said(FINDINGS.get(finding.kind, FINDINGS["other"]), language)
    return safe("; ".join(dict.fromkeys(part for part in (kind, finding.note, note) if part)))


def _finish(page: Any) -> None:
    for place, (_, width) in enumerate(COLUMNS, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    for row in page.iter_rows(min_row=HEAD_ROW):
        for cell in row:
            cell.border, cell.alignment = GRID, WRAP
    on_a4(page, HEAD_ROW)
