"""Scans as they come: judged in the order in which they happened, kept all at once, and answered only then."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.clock import Clock
from gateway.errors import Unavailable
from gateway.journal import JournalError
from gateway.patrol.board import Board
from gateway.patrol.contacts import Contacts
from gateway.patrol.keeping import store
from gateway.patrol.keeping.ledger import Ledger
from gateway.patrol.keeping.readings import FRESH_S, Readings
from gateway.patrol.keeping.tellings import Kept, Telling
from gateway.patrol.planning.progress import SILENT_S
from gateway.patrol.scanning.incidents import incidents_of
from gateway.patrol.scanning.judge import Seen, judge, time_of
from gateway.patrol.scanning.told import Taken, Told
from gateway.patrol.visits import Flag, StopState, Visit
from gateway.store.pool import Database

LOOK_UP_S = 2.0
IN_VAIN_S = 15.0  # so long after the database did not answer it is not asked again: guards wait for it
SLACK_S = 300.0  # by how much a phone's clock may be behind before a scan of long ago looks like one of today


@dataclass(slots=True, kw_only=True)
class _Waiting:
    """Scans of one phone. `stored`: those that the database has and memory has not."""

    told: Sequence[Told]
    who: str
    stored: Mapping[str, Kept]
    taken: Sequence[Taken] | None = None
    failure: JournalError | None = None


class Scans:
    """Whoever comes while others are written waits, and is written together with all who wait by then."""

    def __init__(
        self, *, site: str, ledger: Ledger, board: Board, contacts: Contacts, readings: Readings, database: Database,
        clock: Clock,
    ) -> None:  # fmt: skip
        self._site = site
        self._ledger = ledger
        self._memory = ledger.memory
        self._board = board
        self._contacts = contacts
        self._readings = readings
        self._database = database
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._in_vain_at = float("-inf")

    async def take(self, told: Sequence[Told], who: str) -> Sequence[Taken]:
        """In the order of `told`. JournalError: none of them is kept."""
        waiting = _Waiting(told=told, who=who, stored=await self._stored(told))
        self._waiting.append(waiting)
        try:
            async with self._ledger.turn:
                if waiting.taken is None and waiting.failure is None:
                    await self._take()
        except asyncio.CancelledError:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
            raise
        if waiting.taken is None:
            raise waiting.failure or JournalError("the scans were not kept")
        return waiting.taken

    async def _take(self) -> None:
        """All that wait. Where this breaks off none of them is kept, and each is sent again by its phone."""
        some, self._waiting = self._waiting, []
        now, is_kept = self._clock.now(), False
        tellings: list[Telling] = []
        try:
            for waiting in some:
                tellings.extend(self._judged(waiting, now))
            if tellings:
                await self._ledger.write(tellings)
            is_kept = True
        except JournalError as error:
            for waiting in some:
                waiting.failure = error
        finally:
            if not is_kept:
                self._take_back(tellings)
        new = {telling.id for telling in tellings}
        for waiting in some if is_kept else ():
            waiting.taken = self._answers(waiting, new)

    def _judged(self, waiting: _Waiting, now: float) -> Iterator[Telling]:
        """Those that are new, in the order in which they happened; each is in memory before the next is judged."""
        new = {
            told.id: told for told in reversed(waiting.told)
            if told.id not in self._memory.visits and told.id not in waiting.stored
        }  # fmt: skip
        for told in new.values():
            self._memory.link(told)
        for told in sorted(new.values(), key=lambda each: (time_of(each), each.seq)):
            kept = self._kept(judge(told, waiting.who, now, self._memory), now)
            self._memory.put_visit(kept)
            place = self._memory.programme.checkpoints.get(kept.visit.checkpoint)
            incidents = tuple(incidents_of(kept.visit, place))
            yield Telling(id=told.id, time=now, visit=kept, incidents=incidents)

    def _kept(self, seen: Seen, now: float) -> Kept:
        """With what the device there showed, or what is to be looked up of it."""
        missed_since = self._missed_since(seen.visit, now)
        place = self._memory.programme.checkpoints.get(seen.visit.checkpoint)
        if place is None or not place.device:
            return Kept(seen=seen, missed_since=missed_since)
        if abs(now - seen.visit.time) < FRESH_S:
            readings = self._readings.now_of(place.device, now)
            return Kept(seen=replace(seen, visit=replace(seen.visit, readings=readings)), missed_since=missed_since)
        points = self._readings.points_of(place.device)
        return Kept(seen=seen, missed_since=missed_since, recalls=(place.device, *points) if points else ())

    def _missed_since(self, visit: Visit, now: float) -> float | None:
        """Since when its stop has counted as missed, where it has."""
        round_ = self._memory.rounds.get(visit.round)
        if round_ is None or Flag.DUPLICATE in visit.flags:
            return None
        stops = self._board.of(round_, now).stops
        found = next((each for each in stops if each.stop.checkpoint == visit.checkpoint), None)
        if found is None or found.state is not StopState.MISSED:
            return None
        contact, closes_at = self._contacts.of(round_, now), found.stop.closes_at
        was_offline = contact is not None and closes_at - contact >= SILENT_S
        return closes_at + round_.sync_s if was_offline else closes_at

    def _take_back(self, tellings: Sequence[Telling]) -> None:
        for telling in tellings:
            self._board.touch({telling.visit.visit.round} if telling.visit is not None else ())
            self._memory.drop_visit(telling.id)

    def _answers(self, waiting: _Waiting, new: set[str]) -> Sequence[Taken]:
        answers = []
        for told in waiting.told:
            kept = self._memory.visits.get(told.id) or waiting.stored[told.id]
            incident = self._memory.incidents.get(told.id)
            visit = kept.visit
            answers.append(
                Taken(
                    id=visit.id, checkpoint=visit.checkpoint, round=visit.round, trust=visit.trust, flags=visit.flags,
                    known=visit.id not in new, incident=incident.id if incident is not None else "",
                    ticket=incident.ticket if incident is not None else "",
                )
            )  # fmt: skip
            new.discard(visit.id)  # told twice in one list: the second one is known
        return answers

    async def _stored(self, told: Sequence[Told]) -> Mapping[str, Kept]:
        """Those that the database may have and memory has forgotten; while it is away they are taken again, and the
        row that is there stays."""
        old = [
            each.id for each in told
            if each.id not in self._memory.visits and time_of(each) - SLACK_S < self._memory.known_since
        ]  # fmt: skip
        asked_lately = self._clock.elapsed() - self._in_vain_at < IN_VAIN_S
        if not old or not self._database.is_up or asked_lately:
            return {}
        try:
            async with asyncio.timeout(LOOK_UP_S), self._database.connection() as conn:
                found = await store.visits_by_id(conn, self._site, old)
        except (Unavailable, TimeoutError):
            self._in_vain_at = self._clock.elapsed()
            return {}
        return {kept.visit.id: kept for kept in found}
