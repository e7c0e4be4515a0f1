"""The jobs that drop old passages and their pictures, every night."""

from typing import Protocol

from gateway.clock import Clock
from gateway.jobs.calendar import Calendar

PICTURES_AT = (3, 40)
PASSAGES_AT = (3, 50)
DAY_S = 86_400.0


class Kept(Protocol):
    """What is kept of the gates; times in seconds UTC. Unavailable while the database is away."""

    async def drop_pictures(self, before: float) -> None: ...
    async def drop_passages(self, before: float) -> None: ...


def add_passage_jobs(
    calendar: Calendar, kept: Kept, clock: Clock, *, passages_days: float, pictures_days: float
) -> None:
    """Put both on the calendar. How long passages and pictures are kept is in days."""

    async def drop_pictures() -> None:
        await kept.drop_pictures(clock.now() - pictures_days * DAY_S)

    async def drop_passages() -> None:
        await kept.drop_passages(clock.now() - passages_days * DAY_S)

    calendar.daily("drop old pictures", *PICTURES_AT, drop_pictures)
    calendar.daily("drop old passages", *PASSAGES_AT, drop_passages)
