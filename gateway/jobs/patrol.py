"""The jobs of patrols: rounds made ahead every hour, old photos dropped every night."""

from typing import Protocol

from gateway.clock import Clock
from gateway.jobs.calendar import Calendar

PLAN_S = 3600.0
DROP_AT = (3, 45)
DAY_S = 86_400.0


class Patrols(Protocol):
    """What is to be done for patrols. Unavailable where the disk does not take it."""

    async def plan_ahead(self) -> None: ...
    async def drop_media(self, before: float) -> None: ...


def add_patrol_jobs(calendar: Calendar, patrols: Patrols, clock: Clock, *, pictures_days: float) -> None:
    """Put both on the calendar. How long photos are kept is in days."""

    async def drop() -> None:
        await patrols.drop_media(clock.now() - pictures_days * DAY_S)

    calendar.every("make rounds ahead", PLAN_S, patrols.plan_ahead)
    calendar.daily("drop old photos of guards", *DROP_AT, drop)
