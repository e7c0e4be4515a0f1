"""Migrations on a real server, and what is said where they can't be made."""

import asyncio
import secrets
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from gateway.clock import to_datetime
from gateway.errors import Unavailable
from gateway.store.migrate import MigrationError, migrate
from gateway.store.pool import Database
from gateway.store.rollup import drop_old, roll_up

COLUMNS = """
    SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position
"""


@pytest.fixture
def empty_url(database_server: str) -> Iterator[str]:
    """A database in which nothing was done yet."""
    name = f"empty_{secrets.token_hex(6)}"
    with psycopg.connect(database_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(database_server)._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_an_empty_database_is_brought_up_and_a_second_time_left_alone(
    empty_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        connection.execute("INSERT INTO point (site, device, point) VALUES ('s', 'd', 'p')")
    migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        assert connection.execute("SELECT count(*) FROM point").fetchone() == (1,)
        for table in ("reading_1m", "reading_1h"):
            columns = [row[0] for row in connection.execute(COLUMNS, (table,))]
            assert columns == ["bucket", "point", "min", "mean", "max", "count"]
    assert capfd.readouterr().out == ""


async def test_two_programs_may_migrate_at_once(empty_url: str) -> None:
    await asyncio.gather(*(asyncio.to_thread(migrate, empty_url) for _ in range(3)))
    with psycopg.connect(empty_url) as connection:
        assert connection.execute("SELECT count(*) FROM reading").fetchone() == (0,)


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="not available"):
        migrate("postgresql://nobody@127.0.0.1:1/none")


def test_an_account_that_may_not_enable_timescaledb_is_told_what_to_do(empty_url: str) -> None:
    role = f"plain_{secrets.token_hex(4)}"
    name = urlsplit(empty_url).path[1:]
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("DROP EXTENSION IF EXISTS timescaledb")  # from the server's template
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    try:
        with pytest.raises(MigrationError, match="CREATE EXTENSION timescaledb"):
            migrate(f"{empty_url}{'&' if '?' in empty_url else '?'}user={role}&password=x")
    finally:
        with psycopg.connect(empty_url, autocommit=True, dbname=name) as connection:
            connection.execute(f"DROP ROLE {role}")


def test_an_address_of_something_else_is_refused(database_url: str) -> None:
    _, _, rest = database_url.partition("?")
    with pytest.raises(MigrationError, match="begin with postgresql://"):
        migrate(f"dbname={urlsplit(database_url).path[1:]} user=gatehouse {rest.replace('&', ' ')}")


async def test_old_chunks_go_and_hours_stay(database_url: str) -> None:
    now = 1_790_000_000.0
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO point (site, device, point) VALUES ('s', 'd', 'p')")
        for days in (1, 20, 100):
            row = (now - days * 86_400,)
            connection.execute("INSERT INTO reading SELECT to_timestamp(%s), number, 1, 0 FROM point", row)
    async with Database(database_url) as database:
        await roll_up(database, to_datetime(now))
        assert await drop_old(database, to_datetime(now), readings_days=10, minutes_days=60) == 3
        assert await drop_old(database, to_datetime(now), readings_days=10, minutes_days=60) == 0
        await roll_up(database, to_datetime(now) + timedelta(minutes=1))
    with psycopg.connect(database_url) as connection:
        counts = [connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in
                  ("reading", "reading_1m", "reading_1h")]  # fmt: skip
    assert counts == [(1,), (2,), (3,)]
