"""Connections to the database, and the one place where its errors become ours."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Self

import psycopg
import structlog
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from gateway.errors import Unavailable

MOST_CONNECTIONS = 8
MOST_WAITING = 200
WAIT_S = 5.0
# No answer may keep us waiting for ever: neither a server that is gone nor a statement that has run away.
LIMITS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "gatehouse",
}
STATEMENT_TIMEOUT = "-c statement_timeout=20s -c timezone=UTC"

log = structlog.get_logger(__name__)
# The pool reports every attempt to connect; `Database` says it once.
logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)


@contextmanager
def translated() -> Iterator[None]:
    """Whatever means 'the database is away at the moment' leaves this block as Unavailable."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Unavailable(f"the database is not available: {first_line(error)}", code="database") from error
    except (PoolTimeout, PoolClosed, TooManyRequests) as error:
        raise Unavailable("the database is not available", code="database") from error
    except psycopg.errors.ReadOnlySqlTransaction as error:
        raise Unavailable("the database accepts no writes at the moment", code="database") from error


def first_line(error: Exception) -> str:
    """What the server said, without the statement and the hints."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _cancels() -> int:
    """How often the task that asks has been cancelled so far."""
    task = asyncio.current_task()
    return task.cancelling() if task else 0


def _still_wanted(cancels: int) -> None:
    """The pool waits by asyncio.wait_for, which before Python 3.12 forgets a cancellation that comes together with a
    connection; the task would then run on for ever."""
    if _cancels() > cancels:
        raise asyncio.CancelledError


class Database:
    """A pool of at most `most` connections, each in UTC.

    `connection()` is a transaction: committed at the end of the block, rolled back where the block raises.
    Waiting for a connection takes WAIT_S at most.
    """

    def __init__(self, url: str, *, most: int = MOST_CONNECTIONS) -> None:
        self.url = url
        self._down = False
        self._pool = AsyncConnectionPool(
            url,
            kwargs={**LIMITS, "options": STATEMENT_TIMEOUT},
            min_size=1,
            max_size=most,
            max_waiting=MOST_WAITING,
            timeout=WAIT_S,
            reconnect_timeout=WAIT_S,
            open=False,
            check=AsyncConnectionPool.check_connection,
        )

    @property
    def is_up(self) -> bool:
        """Whether the last use of the database worked."""
        return not self._down

    async def start(self) -> None:
        """Begin to connect; a database that is away is no error here."""
        await self._pool.open(wait=False)

    async def stop(self) -> None:
        await self._pool.close(timeout=WAIT_S)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction; Unavailable where there is none or it breaks."""
        cancels = _cancels()
        try:
            with translated():
                async with self._pool.connection() as connection:
                    _still_wanted(cancels)
                    yield connection
        except Unavailable as error:
            if error.code == "database":
                self._note(down=True, reason=error.message)
            raise
        self._note(down=False)

    async def ping(self) -> bool:
        """Whether the database answers now."""
        try:
            async with self.connection() as connection:
                await connection.execute("SELECT 1")
        except Unavailable:
            return False
        return True

    def _note(self, *, down: bool, reason: str = "") -> None:
        if down and not self._down:
            log.error("the database is away", reason=reason)
        elif self._down and not down:
            log.info("the database is back")
        self._down = down
