"""The history writer's own connection to the database."""

import asyncio
from typing import Any

import numpy as np
import psycopg
import structlog
from numpy.typing import NDArray
from psycopg import AsyncConnection

from gateway.errors import Unavailable
from gateway.history import store
from gateway.history.rows import Rows, numbered
from gateway.history.spool import Spooled
from gateway.store.pool import LIMITS, first_line, translated

log = structlog.get_logger(__name__)

STORE_TIMEOUT_S = 15.0
CONNECT_TIMEOUT_S = 8.0


class DatabaseLink:
    """One connection. `connect` and the others are never called at the same time on one that is up.

    points  the ids (`device/point`) of the point table's rows, in order
    """

    def __init__(self, url: str, site: str, points: tuple[str, ...]) -> None:
        self._url = url
        self._site = site
        self._points = points
        self._connection: AsyncConnection[Any] | None = None
        self._numbers: dict[tuple[str, ...], NDArray[np.int32]] = {}
        self._complained = False

    @property
    def is_up(self) -> bool:
        """Whether there is a connection, and the last use of it worked."""
        return self._connection is not None

    async def connect(self) -> None:
        """Connect and learn the points' numbers; Unavailable where that fails."""
        connection: AsyncConnection[Any] | None = None
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                with translated():
                    connection = await AsyncConnection.connect(self._url, autocommit=True, **LIMITS)
                    self._numbers = {self._points: await store.point_numbers(connection, self._site, self._points)}
        except (Unavailable, TimeoutError, psycopg.Error) as error:
            if connection is not None:
                await connection.close()
            await self._lost(error)
            raise Unavailable("the database is not available", code="database") from error
        self._connection = connection

    async def store(self, rows: Rows) -> None:
        """Readings just made. Their `point` is a row of the point table.

        Unavailable: they may be in the database or not; storing them again by `store_again` is safe.
        """
        await self._store(rows, self._points, again=False)

    async def store_again(self, spooled: Spooled) -> None:
        """Readings of which some may be in the database already. Unavailable as with `store`.

        psycopg.DataError: the database will never take these.
        """
        await self._store(spooled.rows, spooled.points, again=True)

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _store(self, rows: Rows, points: tuple[str, ...], *, again: bool) -> None:
        if self._connection is None:
            raise Unavailable("there is no connection to the database", code="database")
        try:
            async with asyncio.timeout(STORE_TIMEOUT_S):
                ready = numbered(rows, await self._numbers_of(self._connection, points))
                await _copy(self._connection, ready, again=again)
        except psycopg.DataError:
            raise
        except (psycopg.Error, TimeoutError) as error:
            await self._lost(error)
            raise Unavailable("the database is not available", code="database") from error
        if self._complained:
            log.info("readings are stored in the database again")
        self._complained = False

    async def _numbers_of(self, connection: AsyncConnection[Any], points: tuple[str, ...]) -> NDArray[np.int32]:
        """Those of our own points, or those of a spooled block that another site file's run has left."""
        if points not in self._numbers:
            own = self._numbers[self._points]
            self._numbers = {self._points: own, points: await store.point_numbers(connection, self._site, points)}
        return self._numbers[points]

    async def _lost(self, error: Exception) -> None:
        if not self._complained:
            log.error("readings can't be stored in the database, they go to the spool", reason=first_line(error))
        self._complained = True
        await self.close()


async def _copy(connection: AsyncConnection[Any], rows: Rows, *, again: bool) -> None:
    if not again:
        try:
            await store.copy_new(connection, rows)
            return
        except psycopg.errors.UniqueViolation:
            pass  # a message that came twice, or a clock that was set back
    await store.copy_missing(connection, rows)
