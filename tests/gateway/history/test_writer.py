"""The history writer against a real TimescaleDB: everything arrives once, whatever happens to the database."""

import math
from pathlib import Path

import numpy as np
import psycopg
import pytest

from gateway.history.spool import Spool
from tests.gateway.eventually import until
from tests.gateway.history.proxy import DatabaseLine
from tests.gateway.history.site import START, History, running, stored

NAN = float("nan")


async def test_readings_arrive_with_their_time_value_and_quality(database_url: str, data: Path) -> None:
    async with running(database_url, data) as history:
        history.read("d1", START + 0.123456, *[float(n) for n in range(10)])
        history.read("d2", START + 1, NAN, at=[4])
    found = stored(database_url)
    ids = [f"d1/{point}" for point in ("online", *(f"p{number}" for number in range(10)))]
    assert [row[0] for row in found] == [*ids, "d2/online", "d2/p4"]
    assert [row[1] for row in found[:11]] == [pytest.approx(START + 0.123456, abs=1e-6)] * 11
    assert [row[2] for row in found if row[0].startswith("d1/p")] == [float(n) for n in range(10)]
    assert math.isnan(found[-1][2])
    assert [row[3] for row in found] == [0] * 12 + [1]


async def test_a_device_that_goes_silent_leaves_bad_rows_without_values(database_url: str, data: Path) -> None:
    async with running(database_url, data) as history:
        history.read("d1", START, 5.0)
        history.table.set_online("d1", False, START + 3)
        history.writer.record(history.table.slice_of("d1"), START + 3)
    last = {row[0]: row for row in stored(database_url) if row[1] == START + 3}
    assert len(last) == 11
    assert last["d1/online"][2:] == (0.0, 0)
    assert all(math.isnan(row[2]) and row[3] == 1 for id_, row in last.items() if id_ != "d1/online")


async def test_the_same_reading_twice_in_one_batch_and_in_two_is_stored_once(database_url: str, data: Path) -> None:
    async with running(database_url, data) as history:
        for time in (START + 1, START, START + 1, START):
            history.read("d1", time, 7.0)
        await history.writer.flush()
        history.read("d1", START + 2, 7.0)
        for time in (START, START + 1):
            history.read("d1", time, 7.0)
    assert [row[1] for row in stored(database_url) if row[0] == "d1/p0"] == [START, START + 1]


async def test_a_sender_hears_when_its_reading_is_stored_and_not_before(database_url: str, data: Path) -> None:
    seen: list[int] = []
    async with running(database_url, data, flush_s=3600.0) as history:
        history.read("d1", START, 1.0, settled=lambda: seen.append(len(stored(database_url))))
        assert seen == []
        await until(lambda: bool(seen))
        assert seen == [11]
        history.read("d1", START + 1, 1.0, settled=lambda: seen.append(-1))
        assert seen == [11, -1]  # nothing of it was worth storing


async def test_while_the_database_is_away_nothing_is_lost_and_nothing_doubled(database_url: str, data: Path) -> None:
    settled: list[int] = []
    async with DatabaseLine(database_url) as line, running(line.url, data) as history:
        history.read("d1", START, 0.0)
        await until(lambda: history.writer.health.written > 0)
        line.cut()
        for number in range(1, 101):
            history.read("d1", START + number / 10, float(number), settled=lambda: settled.append(1))
            history.read("d2", START + number / 10, float(number))
            await history.writer.flush()
        assert len(settled) == 100
        assert history.writer.health.spool.rows == 100 * 20 + 1
        assert not history.writer.health.is_up
        line.mend()
        await until(lambda: history.spool.health.rows == 0)
        history.read("d1", START + 10.1, 101.0)
    found = stored(database_url)
    assert len(found) == len({row[:2] for row in found}) == 11 + 100 * 20 + 1 + 10
    assert [row[2] for row in found if row[0] == "d1/p3"] == [float(n) for n in range(102)]


async def test_a_commit_whose_confirmation_was_lost_is_not_stored_twice(database_url: str, data: Path) -> None:
    async with DatabaseLine(database_url) as line, running(line.url, data, flush_s=3600.0) as history:
        history.read("d1", START, 1.0)
        line.swallow_confirmations = 1
        await history.writer.flush()
        assert history.spool.health.rows == 11
        assert len(stored(database_url)) == 11
        await until(lambda: history.writer.health.is_up)
        history.read("d1", START, 1.0, at=[0], settled=None)
        history.writer._wake.set()
        await until(lambda: history.spool.health.rows == 0)
    assert len(stored(database_url)) == 11


async def test_a_start_without_the_database_keeps_everything_for_later(database_url: str, data: Path) -> None:
    async with DatabaseLine(database_url) as line:
        line.cut()
        async with running(line.url, data) as history:
            history.read("d1", START, 1.0)
        assert history.spool.health.rows == 11
    async with running(database_url, data) as later:
        await until(lambda: later.spool.health.rows == 0 and later.writer.health.written == 11)
    assert len(stored(database_url)) == 11


async def test_what_another_site_file_left_in_the_spool_goes_to_its_own_points(database_url: str, data: Path) -> None:
    history = History(database_url, data)
    foreign = Spool(data / "spool", ("old/x", "old/y"))
    foreign.start()
    history.read("d1", START, 1.0)
    batch = history.writer._filling
    foreign.append(batch.rows[:2])  # rows 0 and 1 of that site's own table
    foreign.stop()
    async with running(database_url, data) as later:
        await until(lambda: later.spool.health.rows == 0 and later.writer.health.written > 0)
    assert [row[0] for row in stored(database_url)] == ["old/x", "old/y"]


async def test_more_than_fits_into_memory_goes_to_the_disk(database_url: str, data: Path) -> None:
    async with DatabaseLine(database_url) as line:
        line.cut()
        async with running(line.url, data, capacity=100, flush_s=3600.0) as history:
            for number in range(200):
                history.read("d1", START + number / 10, float(number))
                if number % 5 == 4:
                    await until(lambda: len(history.writer._full) <= 4)
        assert history.spool.health.rows == 200 * 10 + 1
        assert history.writer.health.dropped == 0


async def test_when_neither_database_nor_disk_keeps_up_the_oldest_are_dropped_and_counted(
    database_url: str, data: Path
) -> None:
    history = History(database_url, data, capacity=100)  # nobody runs it
    for number in range(200):
        history.read("d1", START + number / 10, float(number))
    health = history.writer.health
    assert health.waiting <= 900
    assert health.waiting + health.dropped == 200 * 10 + 1


async def test_readings_that_the_database_refuses_do_not_block_the_others(database_url: str, data: Path) -> None:
    after_the_end = 9_224_318_016_500.0  # of PostgreSQL's calendar
    async with running(database_url, data) as history:
        history.writer._filling.add(after_the_end, np.array([0]), np.array([1.0]), np.array([0], np.uint8))
        await until(lambda: history.writer.health.dropped == 1 and history.spool.health.rows == 0)
        history.read("d1", START, 1.0)
    assert len(stored(database_url)) == 11
    assert history.spool.health.rows == 0


async def test_rows_are_noted_as_late_only_when_they_are(database_url: str, data: Path) -> None:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT extract(epoch FROM now())::float8").fetchone()
        assert row is not None
        now = float(row[0])
    async with running(database_url, data) as history:
        history.read("d1", now - 60, 1.0)
        await history.writer.flush()
        history.read("d1", now - 300, 2.0)
    with psycopg.connect(database_url) as connection:
        late = connection.execute("SELECT extract(epoch FROM oldest)::float8 FROM reading_late").fetchall()
    assert late == [(pytest.approx(now - 300, abs=1e-3),)]
