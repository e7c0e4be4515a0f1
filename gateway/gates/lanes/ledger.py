"""The newest passages in memory, and the one way of every change: onto the disk, then to the screens.

Where the disk does not take a change it is shown all the same (a barrier does not wait for a full disk) and kept as
soon as the disk takes it; its sender is told only then that it is safe.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import structlog

from drivers.driver import Settled
from gateway.bus import Bus
from gateway.clock import Clock
from gateway.gates.events import PassageChanged
from gateway.gates.lanes.tellings import KIND, Telling, from_entry, to_entry
from gateway.gates.model import Passage
from gateway.gates.registry.effects import Effects
from gateway.journal import Entry, Journal, JournalError

NEWEST = 200
READ_BACK = 2_000  # tellings at a start; each passage has two or three
MOST_WAITING = 10_000  # past this the oldest telling that no disk took is given up, and counted
RETRY_S = 2.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    entry: Entry
    settled: Settled | None


class Ledger:
    """`start` once the journal is open. `noted` hears of every change: the passage before (None: it is new) and after.

    on_kept  is told that the journal has something new
    """

    def __init__(
        self,
        *,
        journal: Journal,
        bus: Bus,
        clock: Clock,
        on_kept: Callable[[], None],
        noted: Callable[[Passage | None, Passage], None],
    ) -> None:
        self._journal = journal
        self._bus = bus
        self._clock = clock
        self._on_kept = on_kept
        self._noted = noted
        self._newest: dict[str, Passage] = {}
        self._sightings: OrderedDict[str, str] = OrderedDict()
        self._waiting: deque[_Waiting] = deque()
        self._turn = asyncio.Lock()  # entries go in in the order in which they were told
        self._complained = False
        self.lost = 0

    async def start(self) -> list[Effects]:
        """Go on with the passages of before, which the journal has; what they changed, the oldest first.

        As many are read as the database may not have yet, and READ_BACK more.
        """
        effects = []
        for entry in await self._journal.newest(KIND, READ_BACK + self._journal.health.unapplied):
            try:
                telling = from_entry(entry)
            except (ValueError, TypeError, KeyError):
                log.exception("a passage of before can't be read", entry=entry.id)
                continue
            self._remember(telling)
            if telling.effects is not None:
                effects.append(telling.effects)
        return effects

    @property
    def waiting(self) -> int:
        """Changes that are shown but not on the disk yet."""
        return len(self._waiting)

    def find(self, passage: str) -> Passage | None:
        """One of the newest."""
        return self._newest.get(passage)

    def newest(self) -> Iterator[Passage]:
        """The newest first, NEWEST at most."""
        return iter(sorted(self._newest.values(), key=lambda passage: passage.id, reverse=True))

    def passage_of(self, sighting: str) -> str | None:
        """The passage that was made of a sighting."""
        return self._sightings.get(sighting)

    async def tell(self, telling: Telling, settled: Settled | None = None) -> None:
        """Returns when it is kept, or remembered to be kept later, and shown."""
        async with self._turn:
            await self._tell(telling, settled)

    async def change(self, passage: Passage, how: Callable[[Passage], Telling]) -> Passage:
        """Make of a passage, as it is by now, what `how` says, and tell that."""
        async with self._turn:
            telling = how(self.find(passage.id) or passage)
            await self._tell(telling, None)
            return telling.passage

    async def _tell(self, telling: Telling, settled: Settled | None) -> None:
        self._waiting.append(_Waiting(entry=to_entry(telling), settled=settled))
        while len(self._waiting) > MOST_WAITING:
            self._waiting.popleft()
            self.lost += 1
        await self._write()
        before = self.find(telling.passage.id)
        self._remember(telling)
        if telling.is_new or before is not None:
            self._noted(before, telling.passage)
        self._bus.publish(PassageChanged(passage=telling.passage))

    async def run(self) -> None:
        """Try to get onto the disk what it did not take, until cancelled."""
        while True:
            await asyncio.sleep(RETRY_S)
            if self._waiting:
                async with self._turn:
                    await self._write()

    def forget_pictures(self, before: float) -> None:
        """The pictures of passages before this time (seconds UTC) are gone."""
        for passage in list(self._newest.values()):
            if passage.time < before and (passage.has_picture or passage.has_crop):
                self._newest[passage.id] = replace(passage, has_picture=False, has_crop=False)

    async def _write(self) -> None:
        some = list(self._waiting)
        try:
            await self._journal.append([each.entry for each in some])
        except JournalError as error:
            if not self._complained:
                log.error("passages are shown that are on no disk yet", reason=error.message)
            self._complained = True
            return
        if self._complained:
            log.info("passages are kept again", kept=len(some))
        self._complained = False
        self._waiting.clear()
        for each in some:
            if each.settled is not None:
                each.settled()
        self._on_kept()

    def _remember(self, telling: Telling) -> None:
        """All that are newer than the oldest one here are here too: an old one that was changed is not taken in."""
        passage = telling.passage
        if not telling.is_new and passage.id not in self._newest:
            return
        self._newest[passage.id] = passage
        while len(self._newest) > NEWEST:
            del self._newest[min(self._newest)]
        if telling.sighting:
            self._sightings[telling.sighting] = passage.id
            while len(self._sightings) > READ_BACK:
                self._sightings.popitem(last=False)
