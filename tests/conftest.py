"""What tests share: a real TimescaleDB and a real broker, private to the test run.

`GATEHOUSE_TEST_DATABASE_URL` runs the tests on a database server of one's own choice (the community edition, say).
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from gateway.embedded import PrivateBroker, PrivatePostgres

# Hypothesis without a clock: how long an example takes says more about the machine than about the code.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

# A test run's data need not survive a power cut.
TEST_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "100",
    "max_worker_processes": "40",
}


@pytest.fixture(autouse=True)
def _ids_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids only grow, and say when they were made: those of a test go by its own clock, whatever ran before it."""
    monkeypatch.setattr("gateway.ids.new_id.__self__._last", 0)


@contextmanager
def _shared_folder() -> Iterator[Path]:
    """A folder that the servers' own users can reach, which pytest's folders are not under root."""
    folder = Path(tempfile.mkdtemp(prefix="gatehouse-test-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data() -> Iterator[Path]:
    """An empty data directory."""
    with _shared_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def session_data() -> Iterator[Path]:
    """A folder for the whole run."""
    with _shared_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def database_server() -> Iterator[str]:
    """The address of a database server for the whole run; its own database stays empty."""
    if given := os.environ.get("GATEHOUSE_TEST_DATABASE_URL"):
        yield given
        return
    with _shared_folder() as folder, PrivatePostgres(folder, settings=TEST_SETTINGS) as server:
        yield server.url


@pytest.fixture(scope="session")
def database_template(database_server: str) -> Iterator[str]:
    """The name of a database as it is after every migration, which tests get copies of."""
    name = f"template_{secrets.token_hex(4)}"
    with psycopg.connect(database_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        _prepare(_named(database_server, name))
        # Nobody may be connected to a database that is being copied, TimescaleDB's own workers included.
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield name
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _prepare(url: str) -> None:
    from gateway.store.migrate import migrate

    with psycopg.connect(url, autocommit=True, options="-c client_min_messages=error") as connection:
        connection.execute("CREATE EXTENSION timescaledb")
    migrate(url)


@pytest.fixture
def database_url(database_server: str, database_template: str) -> Iterator[str]:
    """The address of a fresh, migrated database of this test's own."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(database_server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{database_template}" STRATEGY file_copy')
        try:
            yield _named(database_server, name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@pytest.fixture(scope="session")
def broker_url() -> Iterator[str]:
    """The address of a broker for the whole run; tests keep apart by their site's name in the topic."""
    with _shared_folder() as folder, PrivateBroker(folder) as broker:
        yield broker.url
