"""The times of a route in a site file: whether they make sense, and as minutes of the day."""

from gateway.config.patrol_model import ScheduleEntry

DAY_MIN = 1440
FREEDOM_MIN = 60
"""How much longer a window must be than drawn rounds need at least: no draw moves what fits only one way, and on the
night when the clocks go forward an hour is missing."""
LONGEST = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
WAYS = ("every_h", "every_min", "at", "draw")

Wrong = tuple[tuple[str, ...], str]


def schedule_wrong(schedule: ScheduleEntry) -> Wrong | None:
    """The field that is wrong, as keys from the schedule on, and why; None where nothing is."""
    return _ways(schedule) or _window(schedule) or _days(schedule)


def minutes_of(time: str) -> int:
    """Minutes after midnight of `22:00`; 1440 of `24:00`."""
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def window_of(schedule: ScheduleEntry) -> tuple[int, int]:
    """From when to when, in minutes after the midnight at which the first day begins."""
    since, until = minutes_of(schedule.from_), minutes_of(schedule.to)
    return since, until if until > since else until + DAY_MIN


def _ways(schedule: ScheduleEntry) -> Wrong | None:
    given = [way for way in WAYS if getattr(schedule, way) is not None]
    if not given:
        return (), f"must say when: give one of {', '.join(WAYS)}"
    if len(given) > 1:
        return (given[1],), f"can't stand beside '{given[0]}'; make it a schedule of its own"
    for field, name in (("from_", "from"), ("to", "to")):
        if schedule.at is not None and field in schedule.model_fields_set:
            return (name,), "says nothing beside 'at'; leave it out"
    if schedule.draw is None and "spacing_min" in schedule.model_fields_set:
        return ("spacing_min",), "is of drawn rounds only; leave it out"
    return None


def _window(schedule: ScheduleEntry) -> Wrong | None:
    since, until = window_of(schedule)
    if schedule.draw is None:
        return None
    room = min(until - since, DAY_MIN - schedule.spacing_min)
    needed = (schedule.draw - 1) * schedule.spacing_min + FREEDOM_MIN
    if needed <= room:
        return None
    return ("draw",), (
        f"{schedule.draw} rounds {schedule.spacing_min} min apart need {needed} min, an hour of it to move about in; "
        f"from {schedule.from_} to {schedule.to} there are {room}"
    )


def _days(schedule: ScheduleEntry) -> Wrong | None:
    if not schedule.month_days:
        return None
    earliest = min(schedule.month_days)
    if any(earliest <= LONGEST[month] for month in schedule.months or LONGEST):
        return None
    return ("month_days",), f"no such month has a day {earliest}; this never happens"
