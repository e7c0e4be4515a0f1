"""What the gates know, in memory: read from the database, changed by every passage at once, kept in a file beside it.

A gate never waits for the database. What passages change is told to memory before it is anywhere else; until the
database has it from the journal, it is laid over whatever is read from there.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
from psycopg import AsyncConnection

from gateway.clock import Clock
from gateway.errors import Unavailable
from gateway.gates.judging.lists import Lists, lists_of
from gateway.gates.judging.parking import CarPark
from gateway.gates.judging.passes import passes_of
from gateway.gates.judging.question import Known
from gateway.gates.model import Holder, Session, Vehicle
from gateway.gates.registry import keeping, store_lists, store_passes, store_stays
from gateway.gates.registry.effects import Effects
from gateway.gates.registry.keeping import KeepingError
from gateway.gates.registry.state import LEFT_KEPT_S, State, applied, has, inside, lately_left, pruned
from gateway.store.pool import Database
from gateway.wake import Waker

REFRESH_S = 30.0
FILE_S = 5.0  # the least time between two writings of the file
PASS_KEPT_S = 86_400.0  # how long after its end a pass stays in memory
MOST_PENDING = 50_000  # past this the oldest is forgotten: the database refuses it, or has been away for weeks
log = structlog.get_logger(__name__)


class GateMemory:
    """`start` once; then `known` and `take` at any time, on the event loop's thread.

    on_paid  is told of every payment, once it is known: whoever waits at a gate may leave now
    """

    def __init__(
        self, *, site: str, database: Database, clock: Clock, folder: Path, park: CarPark, gates: Iterable[str]
    ) -> None:
        """folder  the data directory, where the file of all that is known is kept
        gates   the ids of all gates
        """
        self._site = site
        self._database = database
        self._clock = clock
        self._path = folder / keeping.FILE
        self._park = park
        self._gates = frozenset(gates)
        self._state = State()
        self._known = Known(park=park)
        self._pending: deque[Effects] = deque(maxlen=MOST_PENDING)
        self._turn = asyncio.Lock()  # one reading from, or change of, the database at a time
        self._waker = Waker()
        self._lists = Lists()  # the index of the state's vehicles and holders
        self._rows: list[dict[str, Any]] | None = None  # the vehicles, as they were read
        self._kept = b""
        self._away = self._unkept = False
        self.on_paid: Callable[[Session], None] = _nobody_hears

    def known(self) -> Known:
        """All that is known now; a value that does not change."""
        return self._known

    def take(self, effects: Effects) -> None:
        """What a passage has changed, before anybody asks again. The same twice is harmless."""
        if effects:
            self._pending.append(effects)
            self._install(applied(self._state, effects))
            self._waker.call()

    async def start(self, pending: Sequence[Effects] = ()) -> None:
        """Take up what was known before, from the database or else from the file.

        pending   what passages changed that the database may not have yet, oldest first
        """
        try:
            kept = await asyncio.to_thread(keeping.load, self._path)
        except KeepingError as error:
            log.error("what the gates knew can't be read; it is read from the database", reason=str(error))
            kept = None
        self._pending.extend(effects for effects in pending if effects)
        if kept is not None:
            self._lists = lists_of(kept.vehicles, kept.holders)
            self._install(kept)
        self._install(self._overlaid(self._state))
        await self.refresh()

    async def refresh(self) -> None:
        """Read everything again; where the database is away, what is known stays."""
        async with self._turn:
            await self._read()

    async def run(self) -> None:
        """Keep what is known fresh, and the file beside it, until cancelled."""
        read_at = self._clock.elapsed()
        while True:
            try:
                if self._clock.elapsed() - read_at >= REFRESH_S:
                    read_at = self._clock.elapsed()
                    await self.refresh()
                await self.keep()
            except Exception:
                # Not foreseen; the gates go on by what they know.
                log.exception("what the gates know could not be read again")
            await asyncio.sleep(FILE_S)
            await self._waker.wait(REFRESH_S - FILE_S)

    async def keep(self) -> None:
        """Write the file, if anything has changed since."""
        body = await asyncio.to_thread(keeping.encode, self._state)
        if body == self._kept:
            return
        try:
            await asyncio.to_thread(keeping.save, self._path, body)
        except KeepingError as error:
            if not self._unkept:
                log.error("what the gates know can't be kept in a file", reason=str(error))
            self._unkept = True
            return
        if self._unkept:
            log.info("what the gates know is kept in a file again")
        self._unkept, self._kept = False, body

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[AsyncConnection[Any]]:
        """A transaction of a person's act; after it everything is read again."""
        async with self._turn:
            async with self._database.connection() as conn:
                yield conn
            await self._read()
        self._waker.call()

    async def _read(self) -> None:
        try:
            state = await self._stored()
        except Unavailable as error:
            if not self._away:
                log.warning("the gates go by what they know", reason=error.message)
            self._away = True
            self._install(pruned(self._state, self._clock.now()))
            return
        if self._away:
            log.info("the gates know what the database knows again")
        self._away = False
        self._pending = deque((each for each in self._pending if not has(state, each)), maxlen=MOST_PENDING)
        self._install(pruned(self._overlaid(state), self._clock.now()))

    async def _stored(self) -> State:
        """What the database knows, with every stay of which a pending change tells."""
        now = self._clock.now()
        ids = [session.id for effects in self._pending for session in effects.sessions]
        async with self._database.connection() as conn:
            rows = await store_lists.vehicle_rows(conn, self._site)
            holders = await store_lists.holders(conn, self._site)
            passes = await store_passes.current(conn, self._site, now - PASS_KEPT_S)
            sessions = await store_stays.known(conn, self._site, now - LEFT_KEPT_S, ids)
        state = State(
            vehicles=self._state.vehicles,
            holders=self._state.holders,
            passes={each.id: each for each in passes},
            sessions={each.id: each for each in sessions},
        )
        if rows == self._rows and tuple(holders) == self._state.holders:
            return state  # the same lists: their index stays too
        vehicles, self._lists = await asyncio.to_thread(_indexed, rows, holders)
        self._rows = rows
        return replace(state, vehicles=vehicles, holders=tuple(holders))

    def _overlaid(self, state: State) -> State:
        for effects in self._pending:
            state = applied(state, effects)
        return state

    def _install(self, state: State) -> None:
        """Make it what is known; what has not changed keeps its index."""
        before, self._state = self._state, state
        known = self._known
        if state.vehicles is not before.vehicles or state.holders is not before.holders:
            known = replace(known, lists=self._lists)
        if state.passes is not before.passes:
            known = replace(known, passes=passes_of(state.passes.values()))
        if state.sessions is not before.sessions:
            stays = state.sessions.values()
            known = replace(known, inside=inside(stays), left=lately_left(stays))
        self._known = known


def _indexed(rows: Sequence[dict[str, Any]], holders: Sequence[Holder]) -> tuple[tuple[Vehicle, ...], Lists]:
    """Off the event loop's thread: there may be ten thousand."""
    vehicles = tuple(map(store_lists.vehicle_of, rows))
    return vehicles, lists_of(vehicles, holders)


def _nobody_hears(session: Session) -> None:
    return
