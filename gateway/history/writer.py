"""Readings into the database: gathered, sent at least once a second, kept in the spool while it is away.

What waits is bounded: one batch that fills, and up to MOST_FULL full ones. When those pile up faster than the
database takes them, they go to the spool too, and only where the disk can't follow either is a batch dropped,
which the spool's count of dropped rows shows.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import psycopg
import structlog
from numpy.typing import NDArray

from gateway.errors import Unavailable
from gateway.history.changes import Changes
from gateway.history.columns import Columns, DeviceRows
from gateway.history.link import DatabaseLink
from gateway.history.rows import Batch
from gateway.history.spool import Spool, SpoolHealth
from gateway.store.pool import first_line

log = structlog.get_logger(__name__)

CAPACITY = 65_536
MOST_FULL = 8
SPILL_ABOVE = 4
FLUSH_S = 1.0
RECONNECT_S = 1.0
FLUSH_WAITED_S = 0.2  # when a sender waits for its acknowledgement
REPLAY_AT_ONCE = 8  # spooled blocks between two batches of new readings


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryHealth:
    """written   rows stored in the database since the start, replayed ones too"""

    is_up: bool
    written: int
    waiting: int
    dropped: int
    spool: SpoolHealth


class HistoryWriter:
    """`record` after each frame, on the event loop; `run` does the rest."""

    def __init__(
        self, table: Columns, link: DatabaseLink, spool: Spool, *, capacity: int = CAPACITY, flush_s: float = FLUSH_S
    ) -> None:
        self._table = table
        self._changes = Changes(table)
        self._link = link
        self._spool = spool
        self._capacity = capacity
        self._flush_s = flush_s
        self._filling = Batch(capacity)
        self._full: deque[Batch] = deque()
        self._spare: deque[Batch] = deque()
        self._wake = asyncio.Event()
        self._spill = asyncio.Event()
        self._someone_waits = False
        self._written = self._dropped = 0

    @property
    def health(self) -> HistoryHealth:
        waiting = self._filling.count + sum(batch.count for batch in self._full)
        spool = self._spool.health
        dropped = self._dropped + spool.dropped
        return HistoryHealth(
            is_up=self._link.is_up, written=self._written, waiting=waiting, dropped=dropped, spool=spool
        )

    def record(
        self,
        piece: DeviceRows,
        time: float,
        at: NDArray[np.intp] | None = None,
        settled: Callable[[], None] | None = None,
    ) -> None:
        """Take over what the point table now says of a device, as read at `time` (seconds UTC).

        at       which points of its profile were read; None: all
        settled  called once the readings can't be lost any more; at once where none is worth storing
        """
        rows: slice | NDArray[np.intp] = slice(piece.start, piece.stop)
        if at is not None:
            rows = np.append(at + piece.start, piece.online_row)
        chosen = self._changes.pick(rows, time)
        if len(chosen) == 0:
            if settled is not None:
                settled()
            return
        if self._filling.room < len(chosen):
            self._turn_over()
        self._filling.add(time, chosen, self._table.value[chosen], self._table.quality[chosen])
        if settled is not None:
            self._filling.settled.append(settled)
            if not self._someone_waits:
                self._someone_waits = True
                self._wake.set()

    def _turn_over(self) -> None:
        """The batch that fills is full, or shall go."""
        if self._filling.count == 0:
            return
        if len(self._full) >= MOST_FULL:
            lost = self._full.popleft()
            self._dropped += lost.count
            log.error("readings are dropped: neither the database nor the disk keeps up", rows=lost.count)
            lost.settle()
            self._spare.append(lost)
        self._full.append(self._filling)
        self._filling = self._spare.popleft() if self._spare else Batch(self._capacity)
        if len(self._full) > SPILL_ABOVE:
            self._spill.set()
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled; what then still waits goes to the database, or else to the spool."""
        await asyncio.to_thread(self._spool.start)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep_connected())
                tasks.create_task(self._flush_regularly())
                tasks.create_task(self._spill_over())
        finally:
            await self._close()

    async def _keep_connected(self) -> None:
        while True:
            if not self._link.is_up:
                with suppress(Unavailable):
                    await self._link.connect()
            await asyncio.sleep(RECONNECT_S)

    async def _flush_regularly(self) -> None:
        while True:
            await self._pause()
            try:
                await self.flush()
                await self._replay()
            except Exception:
                log.exception("the history writer stumbled and goes on")

    async def _pause(self) -> None:
        """Until it is time for a flush, or a batch is full, or (a little later) somebody waits for one."""
        if not self._full and not self._someone_waits:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._flush_s):
                    await self._wake.wait()
        if not self._full and self._someone_waits:
            await asyncio.sleep(min(FLUSH_WAITED_S, self._flush_s))
        self._wake.clear()

    async def flush(self) -> None:
        """Store all that waits at this moment: in the database, or in the spool."""
        self._someone_waits = False
        self._turn_over()
        for _ in range(len(self._full)):
            if not self._full:  # spilled meanwhile
                return
            await self._store(self._full.popleft())

    async def _store(self, batch: Batch) -> None:
        try:
            await self._link.store(batch.rows)
            self._written += batch.count
        except (Unavailable, psycopg.DataError):
            await self._to_spool(batch)
        except asyncio.CancelledError:
            self._full.appendleft(batch)  # `_close` takes it up; storing it twice is harmless
            raise
        else:
            self._done(batch)

    async def _to_spool(self, batch: Batch) -> None:
        """To its end, even if we are cancelled meanwhile: nobody else has the batch any more."""
        writing = asyncio.ensure_future(asyncio.to_thread(self._spool.append, batch.rows))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.wait([writing])
            self._done(batch)
            raise
        self._done(batch)

    def _done(self, batch: Batch) -> None:
        batch.settle()
        self._spare.append(batch)

    async def _spill_over(self) -> None:
        """When full batches pile up, the disk takes the newest of them."""
        while True:
            await self._spill.wait()
            while len(self._full) > SPILL_ABOVE:
                await self._to_spool(self._full.pop())
            self._spill.clear()

    async def _replay(self) -> None:
        """Some of what the spool holds, as long as nothing new is waiting for it."""
        for _ in range(REPLAY_AT_ONCE):
            if not self._link.is_up or self._spool.health.rows == 0 or self._full:
                return
            spooled = await asyncio.to_thread(self._spool.oldest)
            if spooled is None:
                return
            try:
                await self._link.store_again(spooled)
            except Unavailable:
                return
            except psycopg.DataError as error:
                self._dropped += len(spooled.rows)
                log.error("readings are dropped: the database refuses them", reason=first_line(error))
            else:
                self._written += len(spooled.rows)
            await asyncio.to_thread(self._spool.forget_oldest)

    async def _close(self) -> None:
        try:
            await self.flush()
        finally:
            await self._link.close()
            await asyncio.to_thread(self._spool.stop)
