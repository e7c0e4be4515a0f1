"""The one way of every change: onto the disk, into memory, then to the screens; and what was before, at a start.

A change that the disk does not take has not happened: whoever asked for it is told so (JournalError), and asks again.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import structlog

from gateway.clock import Clock
from gateway.journal import Journal
from gateway.patrol.calls import Incident
from gateway.patrol.keeping import store
from gateway.patrol.keeping.applying import Learned
from gateway.patrol.keeping.memory import KEPT_S, MOST_PHOTOS, Memory
from gateway.patrol.keeping.tellings import KIND, Kept, Telling, from_entry, to_entry
from gateway.store.pool import Database

READ_BACK = 20_000  # tellings at a start, as many as the journal keeps after they are applied
_NEVER = float("-inf")
log = structlog.get_logger(__name__)


class Ledger:
    """`start` once the journal is open; `tell` at any time.

    told     is called with what has come into memory
    on_kept  is told that the journal has something new
    turn     is held by whoever makes a change, from looking at memory until the change is in it
    """

    def __init__(
        self, *, site: str, journal: Journal, database: Database, memory: Memory, clock: Clock,
        told: Callable[[Sequence[Telling]], None], on_kept: Callable[[], None],
    ) -> None:  # fmt: skip
        self.memory = memory
        self.turn = asyncio.Lock()
        self._site = site
        self._journal = journal
        self._database = database
        self._clock = clock
        self._told = told
        self._on_kept = on_kept
        self._stored_until = _NEVER
        self._is_loaded = False
        self._knows_rounds = False

    @property
    def is_loaded(self) -> bool:
        """Whether memory has what the database knew."""
        return self._is_loaded

    @property
    def knows_rounds(self) -> bool:
        """Whether all rounds that were made before are in memory: by the database, or by a journal that is whole."""
        return self._is_loaded or self._knows_rounds

    async def start(self) -> None:
        """Go on with what the journal has; the database is asked by `load`."""
        oldest = await self._journal.oldest()
        entries = await self._journal.newest(KIND, READ_BACK + self._journal.health.unapplied)
        for entry in entries:
            try:
                self.memory.remember(from_entry(entry))
            except (ValueError, TypeError, KeyError):
                log.exception("something of the patrols of before can't be read", entry=entry.id)
        self._knows_rounds = oldest is None or oldest.seq <= 1
        since = self._clock.now() if oldest is None else oldest.time
        self.memory.known_since = max(since, entries[0].time) if len(entries) >= READ_BACK else since
        self.memory.rounds_since = _NEVER if self._knows_rounds else self.memory.known_since

    async def load(self) -> None:
        """Take in what the database knows of the last day; Unavailable while it is away."""
        since = self._clock.now() - KEPT_S
        async with self._database.connection() as conn:
            tellings = await store.since(conn, self._site, since)
            photos = await store.photos(conn, self._site, MOST_PHOTOS)
        async with self.turn:
            for telling in tellings:
                self._take_in(telling)
            for digest, visit in photos:
                self.memory.put_photo(digest, visit)
            self.memory.known_since = min(self.memory.known_since, since)
            self.memory.rounds_since = since
            self._is_loaded = True
        self._told(tellings)

    async def tell(self, make: Callable[[], Telling]) -> Telling:
        """Make a change of what is known by now; returns when it is kept and known."""
        async with self.turn:
            telling = make()
            await self.write([telling])
            return telling

    async def write(self, tellings: Sequence[Telling]) -> None:
        """`turn` is held. All of them or, with JournalError, none."""
        await self._journal.append([to_entry(telling) for telling in tellings])
        for telling in tellings:
            self.memory.remember(telling)
        self._told(tellings)
        self._on_kept()

    def learn(self, learned: Learned) -> None:
        """What the database has found out goes into memory. It is added to what is there, so it needs no `turn`."""
        self._stored_until = max(self._stored_until, learned.until)
        changed: list[Telling] = []
        for incident, ticket in learned.tickets.items():
            known = self.memory.incidents.get(incident)
            if known is not None and known.ticket != ticket:
                changed.append(Telling(id="", time=known.time, incidents=(replace(known, ticket=ticket),)))
        for visit, readings in learned.recalled.items():
            kept = self.memory.visits.get(visit)
            if kept is not None and readings and not kept.visit.readings:
                changed.append(Telling(id=visit, time=kept.visit.time, visit=_with_readings(kept, readings)))
        for telling in changed:
            self.memory.remember(telling)
        if changed:
            self._told(changed)

    def forget(self) -> None:
        """What is older than KEPT_S and safe in the database leaves memory."""
        self.memory.forget(min(self._clock.now() - KEPT_S, self._stored_until))

    def _take_in(self, telling: Telling) -> None:
        """What memory has already is newer than what the database has, but for what only that knows."""
        memory = self.memory
        visit, known = telling.visit, memory.visits.get(telling.visit.visit.id) if telling.visit else None
        if known is not None and visit is not None:
            visit = _with_readings(known, visit.visit.readings) if not known.visit.readings else None
        dispatch, panic = telling.dispatch, telling.panic
        memory.remember(
            replace(
                telling,
                visit=visit,
                rounds=tuple(each for each in telling.rounds if each.id not in memory.rounds),
                excuses=tuple(each for each in telling.excuses if (each.round, each.checkpoint) not in memory.excuses),
                shifts=tuple(each for each in telling.shifts if each.id not in memory.shifts),
                incidents=tuple(self._with_ticket(each) for each in telling.incidents),
                dispatch=dispatch if dispatch is None or dispatch.id not in memory.dispatches else None,
                panic=panic if panic is None or panic.id not in memory.panics else None,
            )
        )

    def _with_ticket(self, stored: Incident) -> Incident:
        known = self.memory.incidents.get(stored.id)
        return stored if known is None else replace(known, ticket=stored.ticket)


def _with_readings(kept: Kept, readings: Mapping[str, float | str]) -> Kept:
    return replace(kept, seen=replace(kept.seen, visit=replace(kept.visit, readings=readings)))
