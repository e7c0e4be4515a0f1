"""What may stand in a cell of the sheet of vehicles, and how it is written there. A zone is that of the site.

Wrong       what is wrong with one cell, for people
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from gateway.cells import local, one_line
from gateway.gates.judging.plate_text import LONGEST, normalised
from gateway.gates.model import VehicleList
from yamlfile import Text

MOST_SPACES = 10_000
DAY = timedelta(days=1)
LISTS: Mapping[VehicleList, Text] = {
    VehicleList.FIXED: Text(zh="固定", en="fixed"),
    VehicleList.BLOCKED: Text(zh="禁止", en="blocked"),
    VehicleList.EMERGENCY: Text(zh="应急", en="emergency"),
}


class Wrong(Exception):
    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = Text(zh=zh, en=en)


def _plate(cell: Any, zone: tzinfo) -> str:
    text = _text(cell)
    if text.startswith(("=", "#")):
        raise Wrong("这是公式或错误值，请填写车牌", "this is a formula or an error; write the plate itself")
    plate = normalised(text)
    if not plate:
        raise Wrong("没有车牌", "no plate")
    if not 2 <= len(plate) <= LONGEST:
        raise Wrong(f"车牌应为 2 至 {LONGEST} 个字符", f"a plate has 2 to {LONGEST} characters")
    return plate


def _list(cell: Any, zone: tzinfo) -> VehicleList:
    text = plain(_text(cell))
    if not text:
        return VehicleList.FIXED
    for which, name in LISTS.items():
        if text in (plain(name.zh), name.en, which.value):
            return which
    raise Wrong("名单应为固定、禁止或应急", "a list is one of fixed, blocked, emergency")


def _spaces(cell: Any, zone: tzinfo) -> int | None:
    text = _text(cell)
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text[:9]) > MOST_SPACES:
        raise Wrong(f"车位应为 0 至 {MOST_SPACES} 的整数", f"spaces are a whole number from 0 to {MOST_SPACES}")
    return int(text)


def _from(cell: Any, zone: tzinfo) -> float | None:
    found = _moment(cell)
    return None if found is None else _seconds(found[0], zone)


def _until(cell: Any, zone: tzinfo) -> float | None:
    """A day belongs to the time as a whole."""
    found = _moment(cell)
    return None if found is None else _seconds(found[0] + (DAY if found[1] else timedelta()), zone)


def _moment(cell: Any) -> tuple[datetime, bool] | None:
    """A local time, and whether it is a whole day."""
    if isinstance(cell, datetime):
        moment = cell.replace(tzinfo=None)
        is_day = moment.time() == time()
    elif isinstance(cell, date):
        moment, is_day = datetime.combine(cell, time()), True
    else:
        text = _text(cell).replace("/", "-").replace(".", "-").replace("年", "-").replace("月", "-").replace("日", " ")
        if not text.strip():
            return None
        moment, is_day = _parsed(text.strip())
    if not 2000 <= moment.year <= 2200:
        raise Wrong("年份应在 2000 至 2200 之间", "the year is not between 2000 and 2200")
    return moment, is_day


def _parsed(text: str) -> tuple[datetime, bool]:
    for pattern, is_day in (("%Y-%m-%d", True), ("%Y-%m-%d %H:%M", False), ("%Y-%m-%d %H:%M:%S", False)):
        try:
            return datetime.strptime(text, pattern), is_day  # noqa: DTZ007 - local, made aware by _seconds
        except ValueError:
            continue
    raise Wrong("应为日期，如 2026-01-31", "this is no date such as 2026-01-31")


def _seconds(moment: datetime, zone: tzinfo) -> float:
    return moment.replace(tzinfo=zone).timestamp()


def _limited(most: int) -> Callable[[Any, tzinfo], str]:
    def reader(cell: Any, zone: tzinfo) -> str:
        text = _text(cell)
        if len(text) > most:
            raise Wrong(f"不超过 {most} 个字", f"at most {most} characters")
        return text

    return reader


READERS: Mapping[str, Callable[[Any, tzinfo], Any]] = {
    "plate": _plate, "list": _list, "holder": _limited(100), "spaces": _spaces, "valid_from": _from,
    "valid_until": _until, "note": _limited(500),
}  # fmt: skip


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return one_line(str(cell))


def plain(title: str) -> str:
    return "".join(title.split()).replace("_", "").lower()


def last_day(seconds: float | None, zone: tzinfo) -> datetime | None:
    """The end of a day is told by that day."""
    moment = local(seconds, zone)
    return moment - DAY if moment is not None and moment.time() == time() else moment
