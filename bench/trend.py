"""Row 14: the trend of one point over a year, as the HTTP answer asks for it."""

import asyncio
import time

import psycopg

from bench.meter import percentile
from bench.plant import registers_profile, table_of
from bench.report import Finding
from bench.services import database, folder
from drivers.driver import Device
from gateway.clock import SystemClock
from gateway.history.query import HistoryQuery
from gateway.history.trend import Kept
from gateway.store.pool import Database

DAYS = 365
POINTS = 4  # a year of minutes each: the rows of one lie among those of the others
QUERIES = 30
MOST_POINTS = 1000
FILL = """
    INSERT INTO reading_1m (bucket, point, min, mean, max, count)
    SELECT at, number, n - 1, n, n + 1, 60
    FROM generate_series(date_trunc('minute', now()) - %s * INTERVAL '1 day', now(), '1 minute') AS at,
         point, LATERAL (SELECT number + sin(extract(epoch FROM at) / 40000) AS n) AS value
"""
ROLL = """
    INSERT INTO reading_1h (bucket, point, min, mean, max, count)
    SELECT time_bucket(INTERVAL '1 hour', bucket), point, min(min), avg(mean), max(max), sum(count)
    FROM reading_1m GROUP BY 1, 2
"""
BARE = "SELECT bucket, min, mean, max FROM reading_1h WHERE point = 1 ORDER BY bucket"


def run() -> list[Finding]:
    """Milliseconds over QUERIES queries of different points."""
    with folder() as data, database(data) as url:
        fill(url)
        ours = asyncio.run(queries(url))
        bare = bare_query_s(url)
    worst = percentile(ours, 0.95)
    return [
        Finding(
            row="14", what=f"trend of one point over {DAYS} days", found=f"p50 {percentile(ours, 0.5) * 1e3:.0f} ms, "
            f"p95 {worst * 1e3:.0f} ms", against=f"its hours by bare SQL {bare * 1e3:.0f} ms", reach="≤ 100 ms",
            reached=worst <= 0.1,
        )
    ]  # fmt: skip


def fill(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for number in range(POINTS):
            connection.execute(
                "INSERT INTO point (site, device, point) VALUES ('bench', 'device-0', %s)", (f"r{number}",)
            )
        connection.execute(FILL, (DAYS,))
        connection.execute(ROLL)
        connection.execute("ANALYZE")


async def queries(url: str) -> list[float]:
    table = table_of([Device(id="device-0", profile=registers_profile(POINTS))])
    clock = SystemClock()
    took = []
    async with Database(url) as database_:
        query = HistoryQuery(database_, table, "bench", Kept(readings_days=30, minutes_days=400), clock)
        for number in range(QUERIES):
            started = time.perf_counter()
            point = f"r{number % POINTS}"
            trend = await query.samples("device-0", point, clock.now() - DAYS * 86400, clock.now(), MOST_POINTS)
            took.append(time.perf_counter() - started)
            assert len(trend.samples) > MOST_POINTS / 4, "a year has this many samples"
    return took


def bare_query_s(url: str) -> float:
    with psycopg.connect(url) as connection:
        started = time.perf_counter()
        connection.execute(BARE).fetchall()
        return time.perf_counter() - started
