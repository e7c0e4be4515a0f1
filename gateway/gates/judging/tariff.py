"""What a stay costs. Times are seconds UTC, money is in fen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from gateway.gates.model import Fen, Night, Tariff

# Counted in whole milliseconds, so that a stay of exactly the free minutes is free.
_MINUTE, _HOUR, _DAY = 60_000, 3_600_000, 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of a stay in which one day's cap and one night's cap, or none, hold."""

    begins: int
    ends: int
    night: date | None


def fee(entered: float, left: float, tariff: Tariff, zone: tzinfo) -> Fen:
    """The price of a stay from `entered` to `left`.

    Every hour begun after the free minutes costs `per_hour`. In each 24 hours from the entry it is at most `day_cap`,
    and for the hours that begin in one night at most that night's cap. Days are 24 hours long whatever the clocks do;
    nights go by the local clock.
    """
    entry, exit_ = round(entered * 1000), round(left * 1000)
    charged_from = entry + tariff.free_minutes * _MINUTE
    if exit_ <= charged_from:
        return 0
    total, nights = 0, dict[date, Fen]()
    for day_begins in range(entry, exit_, _DAY):
        begins, ends = max(day_begins, charged_from), min(day_begins + _DAY, exit_)
        of_day = 0
        for part in _parts(begins, ends, tariff.night, zone):
            price = _hours_begun(charged_from, part) * tariff.per_hour
            price = min(price, tariff.day_cap - of_day)
            if part.night is not None and tariff.night is not None:
                price = min(price, tariff.night.cap - nights.get(part.night, 0))
                nights[part.night] = nights.get(part.night, 0) + price
            of_day += price
        total += of_day
    return total


def _hours_begun(charged_from: int, part: _Part) -> int:
    """How many of the hours that are counted from `charged_from` begin in this part."""
    return -(-(part.ends - charged_from) // _HOUR) - -(-(part.begins - charged_from) // _HOUR)


def _parts(begins: int, ends: int, night: Night | None, zone: tzinfo) -> Iterator[_Part]:
    """What lies between the two times, cut where nights begin and end; in order, without gaps."""
    at = begins
    for evening, dark_from, dark_until in _nights(begins, ends, night, zone):
        if at < dark_from < ends:
            yield _Part(begins=at, ends=dark_from, night=None)
            at = dark_from
        if dark_from <= at < min(dark_until, ends):
            yield _Part(begins=at, ends=min(dark_until, ends), night=evening)
            at = min(dark_until, ends)
    if at < ends:
        yield _Part(begins=at, ends=ends, night=None)


def _nights(begins: int, ends: int, night: Night | None, zone: tzinfo) -> Iterator[tuple[date, int, int]]:
    """The nights that may touch the two times: the evening's date, and when it begins and ends."""
    if night is None or ends <= begins:
        return
    starts, stops = time.fromisoformat(night.starts), time.fromisoformat(night.ends)
    over_midnight = timedelta(days=1 if stops <= starts else 0)
    evening = datetime.fromtimestamp(begins / 1000, zone).date() - timedelta(days=1)
    last = datetime.fromtimestamp(ends / 1000, zone).date()
    while evening <= last:
        yield evening, _moment(evening, starts, zone), _moment(evening + over_midnight, stops, zone)
        evening += timedelta(days=1)


def _moment(day: date, clock: time, zone: tzinfo) -> int:
    return round(datetime.combine(day, clock, zone).timestamp() * 1000)
