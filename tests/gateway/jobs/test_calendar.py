"""The calendar at work: turns are made, failures told once, and the reading jobs reach the database."""

import asyncio
from collections.abc import Callable

import psycopg
import structlog

from gateway.clock import SystemClock
from gateway.errors import Unavailable
from gateway.jobs.calendar import Calendar
from gateway.jobs.readings import add_reading_jobs
from gateway.store.pool import Database
from tests.gateway.eventually import until


async def test_a_failing_job_is_told_once_and_tried_again() -> None:
    calendar = Calendar("Asia/Shanghai")
    turns: list[str] = []
    errors: list[Exception | None] = [Unavailable("the database is away"), ZeroDivisionError()]

    async def work() -> None:
        error = errors.pop(0) if errors else None
        turns.append("failed" if error else "done")
        if error:
            assert len(turns) == 1 or calendar.failing == {"sweep"}
            raise error

    calendar.every("sweep", 0.05, work)
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(calendar.run())
        await until(lambda: len(turns) >= 3)
        task.cancel()
        await asyncio.wait([task])
    assert turns[:3] == ["failed", "failed", "done"]
    assert calendar.failing == frozenset()
    assert [entry["event"] for entry in logs] == ["a job could not be done", "a job is done again"]


async def test_the_reading_jobs_do_their_work_on_a_real_database(database_url: str) -> None:
    works = {}

    class Recorder(Calendar):
        def _add(self, name: str, work: Callable[[], object], trigger: object) -> None:
            works[name] = work

    calendar = Recorder("Asia/Shanghai")
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO point (site, device, point) VALUES ('s', 'd', 'p')")
        connection.execute(
            """INSERT INTO reading SELECT now() - days * interval '1 day', number, 1, 0
               FROM point, (VALUES (0), (50)) AS of (days)"""
        )
    async with Database(database_url) as database:
        add_reading_jobs(calendar, database, SystemClock(), readings_days=30, minutes_days=400)
        for work in works.values():
            await work()  # type: ignore[misc]
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT count(*) FROM reading").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM reading_1m").fetchone() == (2,)
    assert sorted(works) == ["drop old readings", "roll up readings"]
