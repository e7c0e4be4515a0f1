"""Trends out of a real TimescaleDB, from readings and from roll-ups."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import psycopg
import pytest

from gateway.clock import to_datetime
from gateway.errors import Invalid, NotFound, Unavailable
from gateway.history.query import HistoryQuery
from gateway.history.trend import Kept
from gateway.points.table import PointTable
from gateway.store.pool import Database
from gateway.store.rollup import roll_up
from tests.gateway.history.site import History, running

HOUR, DAY = 3600.0, 86_400.0
NOW = 1_790_000_000.0 // HOUR * HOUR
KEPT = Kept(readings_days=30, minutes_days=400)
NAN = float("nan")


class StandingClock:
    def now(self) -> float:
        return NOW

    def elapsed(self) -> float:
        return 0.0


def query(database: Database, table: PointTable) -> HistoryQuery:
    return HistoryQuery(database, table, "here", KEPT, StandingClock())


async def test_few_readings_come_as_they_are_with_gaps_where_the_point_was_bad(database_url: str, data: Path) -> None:
    start = NOW - 600
    async with running(database_url, data) as history:
        for second, value in ((0, 1.0), (10, 2.0), (20, NAN), (25, NAN), (30, 3.0), (400, 4.0)):
            history.read("d1", start + second, value)
    async with Database(database_url) as database:
        trend = await query(database, history.table).samples("d1", "p0", start, NOW)
    assert trend.unit == "A"
    assert trend.samples == [
        (start, 1.0, 1.0, 1.0),
        (start + 10, 2.0, 2.0, 2.0),
        (start + 20, None, None, None),
        (start + 30, 3.0, 3.0, 3.0),
        (start + 105, None, None, None),
        (start + 400, 4.0, 4.0, 4.0),
    ]


async def test_many_readings_are_joined_and_keep_the_least_and_the_greatest(database_url: str, data: Path) -> None:
    start = NOW - 3000
    values = np.sin(np.arange(3000) / 100)
    values[1234] = 9.0
    async with running(database_url, data) as history:
        for second, value in enumerate(values):
            history.read("d1", start + second, float(value), at=[0])
    async with Database(database_url) as database:
        trend = await query(database, history.table).samples("d1", "p0", start, NOW, 100)
    assert len(trend.samples) == 100
    assert [sample[0] for sample in trend.samples] == [start + 30 * n for n in range(100)]
    assert max(sample[3] or 0 for sample in trend.samples) == 9.0
    assert min(sample[1] or 0 for sample in trend.samples) == pytest.approx(values.min())
    assert trend.samples[0][2] == pytest.approx(values[:30].mean())


def fill(database_url: str, days: int) -> float:
    """A reading of d1/p0 every half minute over these days before NOW; the value is the hour. Returns the start."""
    start = NOW - days * DAY
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO point (site, device, point) VALUES ('here', 'd1', 'p0')")
        connection.execute(
            """INSERT INTO reading SELECT t, number, extract(hour FROM t AT TIME ZONE 'UTC'), 0
               FROM point, generate_series(to_timestamp(%s), to_timestamp(%s - 1), interval '30 s') AS t""",
            (start, NOW),
        )
    return start


async def test_a_long_trend_comes_from_the_roll_ups(database_url: str, data: Path) -> None:
    start = fill(database_url, 4)
    table = History(database_url, data).table
    async with Database(database_url) as database:
        await roll_up(database, to_datetime(NOW))
        minutes = await query(database, table).samples("d1", "p0", start, NOW, 1000)
        hours = await query(database, table).samples("d1", "p0", start, NOW, 90)
        few = await query(database, table).samples("d1", "p0", start, NOW, 4)
    assert 900 <= len(minutes.samples) <= 1000
    assert len(hours.samples) <= 90
    assert [sample[1:] for sample in few.samples] == [(0.0, 11.5, 23.0)] * 4
    assert minutes.samples[0] == (start, *[float(int(start // HOUR) % 24)] * 3)


async def test_roll_ups_hold_what_the_readings_say_and_late_ones_are_made_again(database_url: str) -> None:
    start = fill(database_url, 1)
    counts = "SELECT count(*), min(count), max(count), sum(count) FROM {}"
    async with Database(database_url) as database:
        await roll_up(database, to_datetime(NOW))
        with psycopg.connect(database_url) as connection:
            assert connection.execute(counts.format("reading_1m")).fetchone() == (1440, 2, 2, 2880)
            assert connection.execute(counts.format("reading_1h")).fetchone() == (24, 120, 120, 2880)
            connection.execute(
                """INSERT INTO reading SELECT to_timestamp(%s), number, v, q FROM point,
                   (VALUES (1, 100.0, 0), (2, 'NaN', 1)) AS row (s, v, q) WHERE s = 1""",
                (start + 3601,),
            )
            connection.execute("INSERT INTO reading_late VALUES (to_timestamp(%s))", (start + 3601,))
        await roll_up(database, to_datetime(NOW) + timedelta(minutes=1))
    with psycopg.connect(database_url) as connection:
        assert connection.execute(counts.format("reading_1m")).fetchone() == (1440, 2, 3, 2881)
        hours = connection.execute("SELECT max(max), count(*) FILTER (WHERE count = 121) FROM reading_1h").fetchone()
        assert hours == (100.0, 1)
        assert connection.execute("SELECT count(*) FROM reading_late").fetchone() == (0,)


async def test_a_reading_that_comes_just_after_its_minute_is_in_the_roll_up(database_url: str) -> None:
    fill(database_url, 1)
    async with Database(database_url) as database:
        await roll_up(database, to_datetime(NOW))
        with psycopg.connect(database_url) as connection:
            connection.execute("INSERT INTO reading SELECT to_timestamp(%s), number, 50, 0 FROM point", (NOW - 0.5,))
        await roll_up(database, to_datetime(NOW + 60))
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SELECT max(max) FROM reading_1m").fetchone() == (50.0,)
        assert connection.execute("SELECT max(max) FROM reading_1h").fetchone() == (50.0,)


async def test_a_point_without_readings_has_an_empty_trend(database_url: str, data: Path) -> None:
    table = History(database_url, data).table
    async with Database(database_url) as database:
        assert (await query(database, table).samples("d2", "online", NOW - 10, NOW)).samples == []


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("d9", "p0", NOW - 1, NOW), NotFound),
        (("d1", "p99", NOW - 1, NOW), NotFound),
        (("d1", "p0", NOW, NOW), Invalid),
        (("d1", "p0", NOW - 1, NOW, 1), Invalid),
        (("d1", "p0", NOW - 1, NOW, 10_001), Invalid),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    arguments: tuple[str, str, float, float], error: type[Exception], data: Path
) -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(error):
        await query(database, History("", data).table).samples(*arguments)


async def test_without_the_database_a_trend_is_unavailable(data: Path) -> None:
    async with Database("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1") as database:
        with pytest.raises(Unavailable):
            await query(database, History("", data).table).samples("d1", "p0", NOW - 1, NOW)
        assert not database.is_up
