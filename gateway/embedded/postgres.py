"""A private PostgreSQL with TimescaleDB, reachable through a socket in a private folder only."""

import os
import shutil
import signal
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psycopg

from gateway.embedded import cluster
from gateway.embedded.errors import EmbeddedError
from gateway.embedded.place import ServiceUser, socket_folder
from gateway.embedded.process import Child, stop_left_behind
from gateway.embedded.server import STOP_S, PrivateServer

READY_S = 120.0  # recovery after a crash can take a while
POLL_S = 0.05
QUIET = "-c client_min_messages=error"


class PrivatePostgres(PrivateServer):
    """A cluster in `data`/postgres. `settings` go over the defaults of cluster.SETTINGS."""

    what, folder, account = "database", "postgres", "postgres"
    stop_signals = (signal.SIGINT, signal.SIGQUIT)  # clients are cut; nobody is waited for

    def __init__(self, data: Path, *, settings: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self._settings = dict(settings or {})
        self._socket: Path | None = None

    def _start(self, home: Path, user: ServiceUser | None) -> str:
        server = _server()
        files = home / "cluster"
        self._socket = socket = socket_folder(home, user)
        log = self._data / "postgres.log"
        _make_cluster(server, files, Child("initdb", log, user, signal.SIGTERM))
        _check_version(server, files)
        _end_earlier_run(files, socket)
        _write(files / "postgresql.conf", cluster.settings_text(socket, self._settings))
        _write(files / "pg_hba.conf", cluster.ACCESS)
        self._child = Child("PostgreSQL", log, user, signal.SIGINT)
        self._child.start([server / "postgres", "-D", files], folder=files)
        _wait_ready(self._child, cluster.url(socket, "postgres"))
        _make_database(cluster.url(socket, "postgres"), cluster.url(socket))
        return cluster.url(socket)

    def _clear_up(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # not empty while something else is in it
                self._socket.rmdir()


def _server() -> Path:
    server = cluster.find_server()
    if server is None:
        raise EmbeddedError(
            "this machine has no PostgreSQL with TimescaleDB: run set-up (`make demo` does),"
            " or set GATEHOUSE_DATABASE_URL to a database that has it"
        )
    return server


def _make_cluster(server: Path, files: Path, maker: Child) -> None:
    """Only a cluster that was made to the end gets its name."""
    if cluster.version_of(files):
        return
    if files.exists():
        raise EmbeddedError(f"{files} is damaged (it has no PG_VERSION): put a backup there, or move it away")
    making = files.with_name("cluster.making")
    _end_making(making)
    shutil.rmtree(making, ignore_errors=True)
    try:
        status = maker.run(cluster.initdb_command(server, making), folder=making.parent)
    finally:
        _end_making(making)
    if status != 0:
        raise EmbeddedError(f"no database cluster could be made in {making}; the end of {maker.log}:\n{maker.tail()}")
    (making / "postgresql.conf").rename(making / cluster.MACHINE_SETTINGS)
    making.rename(files)


def _write(file: Path, text: str) -> None:
    """Write a file that the server's user, whose folder it stands in, can read."""
    file.write_text(text)
    owner = file.parent.stat()
    os.chown(file, owner.st_uid, owner.st_gid)


def _end_making(making: Path) -> None:
    for program, folder in (("initdb", making.parent), ("postgres", making)):
        stop_left_behind(program, folder.resolve(), signal.SIGTERM, patience_s=STOP_S)


def _check_version(server: Path, files: Path) -> None:
    made_by, offered = cluster.version_of(files), server.parent.name
    if made_by != offered:
        raise EmbeddedError(
            f"the cluster in {files} was made by PostgreSQL {made_by}, this machine has {offered}:"
            f" upgrade it with pg_upgrade, or move it away to begin with an empty one"
        )


def _end_earlier_run(files: Path, socket: Path) -> None:
    """A server that outlived a killed Gatehouse; this program holds the lock, so it is nobody's."""
    stop_left_behind("postgres", files.resolve(), signal.SIGINT, signal.SIGQUIT, patience_s=STOP_S)
    # The number in these may belong to another process by now, which PostgreSQL would take for its server.
    for left in (files / "postmaster.pid", *socket.glob(".s.PGSQL.*")):
        left.unlink(missing_ok=True)


def _wait_ready(child: Child, url: str) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        try:
            psycopg.connect(url, connect_timeout=5, autocommit=True).close()
        except psycopg.OperationalError:
            if not child.is_running():
                break
            time.sleep(POLL_S)
        else:
            return
    raise EmbeddedError(f"PostgreSQL did not become ready; the end of {child.log}:\n{child.tail()}")


def _make_database(maintenance_url: str, url: str) -> None:
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (cluster.DATABASE,))
        if known.fetchone() is None:
            connection.execute(f'CREATE DATABASE "{cluster.DATABASE}"')
    with psycopg.connect(url, autocommit=True, options=QUIET) as connection:
        known = connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'")
        if known.fetchone() is None:
            connection.execute("CREATE EXTENSION timescaledb")
            return
    # After an upgrade of the package this has to be the first command of its session.
    with psycopg.connect(url, autocommit=True, options=QUIET) as connection:
        connection.execute("ALTER EXTENSION timescaledb UPDATE")
