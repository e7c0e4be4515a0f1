"""Brings the journal into the database: in order, a batch a transaction, again and again until the database has it.

An entry is marked as applied after its transaction has been committed. Where the program ends in between, the entry
comes again, and its handler finds that it is there already: nothing is lost and nothing is doubled.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence

import psycopg
import structlog
from psycopg import AsyncConnection

from gateway.errors import Unavailable
from gateway.journal import Entry, Journal
from gateway.store.pool import Database

# What is to be done once the transaction has been committed; it may be done twice.
After = Callable[[], Awaitable[None]]
Handler = Callable[[AsyncConnection, Sequence[Entry]], Awaitable[After]]

BATCH = 200
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 15.0
# An entry that fails so by itself will fail for ever: it is set aside, so that those behind it get through.
HOPELESS = (psycopg.DataError, psycopg.IntegrityError, ValueError, TypeError, KeyError)
log = structlog.get_logger(__name__)


class Applier:
    """`handlers` by kind of entry: each writes its entries, and says what is to follow the commit."""

    def __init__(self, *, journal: Journal, database: Database, handlers: Mapping[str, Handler]) -> None:
        self._journal = journal
        self._database = database
        self._handlers = handlers
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._refused = 0
        self._stuck = False

    @property
    def refused(self) -> int:
        """Entries that the database would not take; each is in the log."""
        return self._refused

    def wake(self) -> None:
        """There is something new in the journal."""
        self._idle.clear()
        self._wake.set()

    async def flush(self) -> None:
        """Returns when the database has all that the journal has now; `run` must be running."""
        self.wake()
        await self._idle.wait()

    async def run(self) -> None:
        """Works until it is cancelled."""
        wait_s = FIRST_WAIT_S
        while True:
            self._wake.clear()
            try:
                worked = await self._apply_next()
            except Unavailable as error:
                self._complain(error.message)
            except Exception:
                # Not foreseen; the entries are safe where they are, and alarms go on being shown.
                log.exception("the journal could not be applied")
                self._complain("see the error before this")
            else:
                self._recovered()
                wait_s = FIRST_WAIT_S
                if not worked and not self._wake.is_set():
                    self._idle.set()
                    await self._wake.wait()
                continue
            await asyncio.sleep(wait_s * random.uniform(0.7, 1.3))
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    def _complain(self, reason: str) -> None:
        if not self._stuck:
            log.warning("the journal waits for the database", reason=reason)
        self._stuck = True

    def _recovered(self) -> None:
        if self._stuck:
            log.info("the journal goes into the database again")
        self._stuck = False

    async def _apply_next(self) -> bool:
        """Whether there was anything to apply."""
        entries = await self._journal.unapplied(BATCH)
        if not entries:
            return False
        try:
            await self._apply(entries)
        except HOPELESS:
            for entry in entries:
                await self._apply_alone(entry)
        return True

    async def _apply_alone(self, entry: Entry) -> None:
        try:
            await self._apply([entry])
        except HOPELESS:
            self._refused += 1
            log.exception("an entry of the journal can't be stored", entry=entry.id, kind=entry.kind, body=entry.body)
            await self._journal.mark_applied(entry.seq)

    async def _apply(self, entries: Sequence[Entry]) -> None:
        by_kind: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            by_kind[entry.kind].append(entry)
        async with self._database.connection() as conn:
            after = [await self._handlers[kind](conn, some) for kind, some in by_kind.items()]
        for follow in after:
            await follow()
        await self._journal.mark_applied(entries[-1].seq)
