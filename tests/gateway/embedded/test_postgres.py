"""The private database: real processes, nothing of the machine's own."""

import os
import signal
from pathlib import Path

import psycopg
import pytest

from gateway.embedded import EmbeddedError, PrivatePostgres
from gateway.embedded.cluster import find_server
from tests.gateway.embedded.servers import (
    rows,
    until,
)


def test_a_restart_keeps_the_data_and_the_address(data: Path) -> None:
    with PrivatePostgres(data) as database:
        first = database.url
        assert rows(first) == 1
        assert database.restart() == first
        assert rows(first) == 2
    with PrivatePostgres(data) as database:
        assert database.url == first
        assert rows(first) == 3


def test_the_database_has_timescaledb_and_listens_on_nothing_but_its_socket(data: Path) -> None:
    with PrivatePostgres(data) as database, psycopg.connect(database.url) as connection:
        extension = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'timescaledb'")
        assert extension.fetchone() is not None
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.info.host.startswith(str(data))
        assert Path(connection.info.host).stat().st_mode & 0o077 == 0


def test_a_database_killed_with_its_children_working_starts_again(data: Path) -> None:
    with PrivatePostgres(data) as database:
        rows(database.url)
        killed = database.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        until(lambda: not database.is_running())
        assert rows(database.restart()) == 2


def test_a_cluster_that_can_not_be_used_is_left_alone(data: Path) -> None:
    with PrivatePostgres(data):
        pass
    version = data / "postgres/cluster/PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 9"):
        PrivatePostgres(data).start()
    version.unlink()
    with pytest.raises(EmbeddedError, match="is damaged"):
        PrivatePostgres(data).start()
    assert (version.parent / "global").is_dir()


def test_no_server_on_the_machine(tmp_path: Path) -> None:
    assert find_server(tmp_path, tmp_path) is None


def test_the_newest_server_with_timescaledb_is_chosen(tmp_path: Path) -> None:
    for version in ("9", "15", "17"):
        for file in (f"{version}/lib/timescaledb.so", f"{version}/extension/timescaledb.control"):
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).touch()
    (tmp_path / "17/extension/timescaledb.control").unlink()
    assert find_server(tmp_path, tmp_path) == tmp_path / "15/bin"
