"""The database and the broker of one program: given by the environment, else embedded and looked after here."""

import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Self

import psycopg
import structlog
from psycopg.conninfo import conninfo_to_dict

from drivers import registry
from gateway.embedded import EmbeddedError, PrivateBroker, PrivatePostgres
from gateway.errors import Invalid
from gateway.private import write_private

log = structlog.get_logger(__name__)

DATABASE_FILE = "database.url"
MQTT_FILE = "mqtt.url"
LOOK_EVERY_S = 1.0
LONGEST_PAUSE_S = 30.0


class Services:
    """Starts what the environment does not give, starts it again when it dies, and says where it is reached."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._stack = ExitStack()
        self._leaving = threading.Event()
        self.database_url = ""
        self.mqtt_url = ""

    def __enter__(self) -> Self:
        self.database_url, self.mqtt_url = given_database(), given_broker()
        with ExitStack() as stack:
            servers: list[PrivatePostgres | PrivateBroker] = []
            if not self.database_url:
                database = stack.enter_context(PrivatePostgres(self._data))
                self.database_url = database.url
                servers.append(database)
            if not self.mqtt_url:
                broker = stack.enter_context(PrivateBroker(self._data))
                self.mqtt_url = broker.url
                servers.append(broker)
            stack.enter_context(_announced(self._data / DATABASE_FILE, self.database_url))
            stack.enter_context(_announced(self._data / MQTT_FILE, self.mqtt_url))
            stack.enter_context(self._guarded(servers))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @contextmanager
    def _guarded(self, servers: list[PrivatePostgres | PrivateBroker]) -> Iterator[None]:
        guards = [threading.Thread(target=self._guard, args=(server,), daemon=True) for server in servers]
        for guard in guards:
            guard.start()
        try:
            yield
        finally:
            self._leaving.set()
            for guard in guards:
                guard.join()

    def _guard(self, server: PrivatePostgres | PrivateBroker) -> None:
        pause_s = LOOK_EVERY_S
        name = type(server).__name__
        while not self._leaving.wait(pause_s):
            if server.is_running():
                pause_s = LOOK_EVERY_S
                continue
            try:
                server.restart()
            except EmbeddedError as error:
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
                log.error("embedded server could not be started again", server=name, reason=str(error))
            else:
                log.warning("embedded server had ended and was started again", server=name)


def given_database() -> str:
    """GATEHOUSE_DATABASE_URL, empty where there is none. Invalid (which does not show it: it may hold a password)."""
    url = os.environ.get("GATEHOUSE_DATABASE_URL", "")
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        works = "postgresql://user:password@10.0.3.2:5432/name"
        raise Invalid(
            f"GATEHOUSE_DATABASE_URL: is no address of a database; one that works looks like {works}"
        ) from error
    return url


def given_broker() -> str:
    """GATEHOUSE_MQTT_URL, empty where there is none. Invalid."""
    url = os.environ.get("GATEHOUSE_MQTT_URL", "")
    try:
        if url and registry.protocol_of(url) != "mqtt":
            raise ValueError("is no address of a broker; one that works looks like mqtt://10.0.3.2:1883")
        if url:
            registry.check(url)
    except ValueError as error:
        raise Invalid(f"GATEHOUSE_MQTT_URL: {error}") from error
    return url


@contextmanager
def _announced(file: Path, url: str) -> Iterator[None]:
    """Keep the address in a private file while this program runs, for the commands started beside it."""
    if announced(file) == url:  # the program that started this one has said so already, and runs longer
        yield
        return
    write_private(file, f"{url}\n".encode())
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def announced(file: Path) -> str:
    """The address that a running program keeps in this file; empty where there is none."""
    try:
        return file.read_text().strip()
    except OSError:
        return ""


@contextmanager
def database_for_a_moment(data: Path) -> Iterator[str]:
    """The database's address for one command: the environment's, a running program's, else started for it."""
    if given := given_database():
        yield given
        return
    running = announced(data / DATABASE_FILE)
    if running and answers(running):
        yield running
        return
    with PrivatePostgres(data) as database:
        yield database.url


def answers(url: str) -> bool:
    """A program that was killed leaves its file behind."""
    with suppress(psycopg.Error):
        psycopg.connect(url, connect_timeout=5).close()
        return True
    return False
