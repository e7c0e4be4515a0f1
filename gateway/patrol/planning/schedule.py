"""When the rounds of a day begin: by the calendar and the clocks of the site's time zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gateway.patrol.model import Days, Draw, Route, Times
from gateway.patrol.planning.draw import STEP_S, drawn

DAY_MIN = 1440
DAY = timedelta(days=1)
NEAR = (-DAY, timedelta(), DAY)
"""The days whose rounds may lie near those of a day: a night belongs to the day on which it begins."""


def starts(route: Route, day: date, zone: ZoneInfo, secret: bytes) -> list[float]:
    """Beginnings of the rounds of a local day, in seconds UTC, ascending.

    A local time that a clock change skips moves forward by what is skipped; one that comes twice happens the first
    time. What begins at one moment is one round. A schedule over midnight belongs to the day of its beginning.
    """
    calendar = _Calendar(route, zone, secret)
    times = calendar.timed(day)
    for number, schedule in enumerate(route.schedules):
        if isinstance(schedule, Draw):
            times = times | set(calendar.drawn(number, day))
    return sorted(times)


def moment(day: date, minute: int, zone: ZoneInfo) -> float:
    """Seconds UTC of a local time; `minute` may be on a later day."""
    return (datetime.combine(day, time(), zone) + timedelta(minutes=minute)).timestamp()  # on the clock on the wall


def happens(days: Days, day: date) -> bool:
    """Whether something that is done on `days` is done on this one."""
    return (
        (not days.weekdays or day.weekday() in days.weekdays)
        and (not days.month_days or day.day in days.month_days)
        and (not days.months or day.month in days.months)
    )


class _Calendar:
    """One route's beginnings by day; each is worked out once."""

    def __init__(self, route: Route, zone: ZoneInfo, secret: bytes) -> None:
        self._route = route
        self._zone = zone
        self._secret = secret
        self._drawn: dict[tuple[int, date], list[float]] = {}

    def timed(self, day: date) -> set[float]:
        """Those at given times, without what the night before has already."""
        return self._timed(day) - self._timed(day - DAY)

    def drawn(self, number: int, day: date) -> list[float]:
        """Those of one draw. They keep away from what is timed, and from draws that stand before this one."""
        known = self._drawn.get((number, day))
        if known is None:
            known = self._drawn[number, day] = self._draw(number, day)
        return known

    def _timed(self, day: date) -> set[float]:
        return {
            moment(day, minute, self._zone)
            for schedule in self._route.schedules
            if isinstance(schedule, Times) and happens(schedule.days, day)
            for minute in schedule.minutes
        }

    def _draw(self, number: int, day: date) -> list[float]:
        schedule = self._route.schedules[number]
        if not isinstance(schedule, Draw) or not happens(schedule.days, day):
            return []
        begin, end = self._window(schedule, day)
        taken = [start - begin for start in self._others(number, day)]
        name = f"{self._route.id}/{day.isoformat()}/{number}"
        offsets = drawn(self._secret, name, schedule.count, end - begin, schedule.spacing_s, taken)
        return [begin + offset for offset in offsets]

    def _window(self, schedule: Draw, day: date) -> tuple[float, float]:
        """From when to when; its end is left free where the next day's draw would be nearer than the spacing."""
        over_midnight = schedule.until <= schedule.since
        begin = moment(day, schedule.since, self._zone)
        end = moment(day, schedule.until + DAY_MIN * over_midnight, self._zone)
        next_begin = moment(day + DAY, schedule.since, self._zone)
        return begin, min(end, next_begin - schedule.spacing_s + STEP_S)

    def _others(self, number: int, day: date) -> set[float]:
        """Beginnings of the other schedules that are made before this one."""
        near = [day + shift for shift in NEAR]
        timed = {start for each in near for start in self._timed(each)}
        return timed.union(*(self.drawn(earlier, each) for earlier in range(number) for each in near))
