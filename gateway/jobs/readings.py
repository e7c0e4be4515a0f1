"""The jobs that keep readings in shape: roll-ups every minute, and dropping what is too old every night."""

from gateway.clock import Clock, to_datetime
from gateway.jobs.calendar import Calendar
from gateway.store.pool import Database
from gateway.store.rollup import drop_old, roll_up

ROLL_UP_SECOND = 5  # of every minute: the minute's last readings have been flushed by then
DROP_AT = (3, 20)


def add_reading_jobs(
    calendar: Calendar, database: Database, clock: Clock, *, readings_days: float, minutes_days: float
) -> None:
    """Put both on the calendar. How long readings and minutes are kept is in days."""

    async def roll() -> None:
        await roll_up(database, to_datetime(clock.now()))

    async def drop() -> None:
        now = to_datetime(clock.now())
        await drop_old(database, now, readings_days=readings_days, minutes_days=minutes_days)

    calendar.minutely("roll up readings", ROLL_UP_SECOND, roll)
    calendar.daily("drop old readings", *DROP_AT, drop)
