"""Work by the calendar: what is done every so often, or at a time of the day, whatever the devices say."""

import asyncio
from collections.abc import Awaitable, Callable
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from gateway.errors import GatehouseError

log = structlog.get_logger(__name__)

Work = Callable[[], Awaitable[object]]
GRACE_S = 3600  # so late a job of the day is still done, after a standstill of the machine


class Calendar:
    """Jobs in the site's time zone. One job never runs twice at once; turns that it missed are made up for by one.

    A job that fails is logged, once until it works again, and tried at its next turn.
    """

    def __init__(self, timezone: str) -> None:
        self._zone = ZoneInfo(timezone)
        self._scheduler = AsyncIOScheduler(
            timezone=self._zone, job_defaults={"max_instances": 1, "coalesce": True, "misfire_grace_time": GRACE_S}
        )
        self._failing: set[str] = set()

    def every(self, name: str, seconds: float, work: Work) -> None:
        """Do `work` every so many seconds, for the first time after that long."""
        self._add(name, work, IntervalTrigger(seconds=seconds, timezone=self._zone))

    def minutely(self, name: str, second: int, work: Work) -> None:
        """Do `work` at this second of every minute."""
        self._add(name, work, CronTrigger(second=second, timezone=self._zone))

    def daily(self, name: str, hour: int, minute: int, work: Work) -> None:
        """Do `work` at this time of the site's day."""
        self._add(name, work, CronTrigger(hour=hour, minute=minute, timezone=self._zone))

    @property
    def failing(self) -> frozenset[str]:
        """The jobs whose last turn failed."""
        return frozenset(self._failing)

    async def run(self) -> None:
        """Until cancelled."""
        self._scheduler.start()
        try:
            await asyncio.Event().wait()
        finally:
            self._scheduler.shutdown(wait=False)

    def _add(self, name: str, work: Work, trigger: CronTrigger | IntervalTrigger) -> None:
        self._scheduler.add_job(self._guarded, trigger, id=name, args=(name, work))

    async def _guarded(self, name: str, work: Work) -> None:
        try:
            await work()
        except GatehouseError as error:
            if name not in self._failing:
                log.warning("a job could not be done", job=name, reason=error.message)
            self._failing.add(name)
        except Exception:
            if name not in self._failing:
                log.exception("a job failed", job=name)
            self._failing.add(name)
        else:
            if name in self._failing:
                log.info("a job is done again", job=name)
            self._failing.discard(name)
