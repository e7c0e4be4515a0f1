"""Rounds and incidents: those of the last day from memory, whether or not the database is there, older ones from it."""

from collections.abc import Sequence

from gateway.clock import Clock
from gateway.errors import NotFound, Unavailable
from gateway.patrol.board import Board
from gateway.patrol.calls import Incident
from gateway.patrol.keeping import store
from gateway.patrol.keeping.memory import KEPT_S, Memory
from gateway.patrol.keeping.planned import route_of
from gateway.patrol.model import Round
from gateway.patrol.planning.progress import progress
from gateway.patrol.visits import Excuse, Flag, Progress, Visit
from gateway.store.pool import Database

MOST_LISTED = 1000


class Archive:
    """Memory is ahead of the database, and what it has counts."""

    def __init__(self, *, site: str, database: Database, memory: Memory, board: Board, clock: Clock) -> None:
        self._site = site
        self._database = database
        self._memory = memory
        self._board = board
        self._clock = clock

    async def rounds(self, since: float, until: float, route: str | None, limit: int) -> Sequence[Progress]:
        """Those that begin in [since, until), the newest first."""
        limit, now = max(1, min(limit, MOST_LISTED)), self._clock.now()
        wanted = [each for each in self._memory.rounds.values() if since <= each.starts_at < until]
        found = [self._board.of(each, now) for each in wanted if route in (None, each.route)]
        if since < self._begins(now) and len(found) < limit:
            found += await self._older(since, until, route, limit)
        return sorted(found, key=lambda each: (each.round.starts_at, each.round.id), reverse=True)[:limit]

    async def round(self, round_: str, more: Sequence[Excuse] = ()) -> Progress:
        """NotFound; Unavailable where only the database could know. `more`: excuses that it may not have yet."""
        known = self._memory.rounds.get(round_)
        if known is not None:
            return self._board.of(known, self._clock.now())
        async with self._database.connection() as conn:
            stored = await store.round_by_id(conn, self._site, round_)
        if stored is None:
            raise NotFound(f"there is no round '{round_}'")
        return (await self._stood([stored], more))[0]

    async def visits(self, since: float, until: float, route: str | None) -> Sequence[Visit]:
        """Those of [since, until) by their own time, the oldest first. Those of long ago need the database."""
        now = self._clock.now()
        wanted = (
            kept.visit for kept in self._memory.visits.values()
            if since <= kept.visit.time < until and (route is None or self._is_of(kept.visit, route))
        )  # fmt: skip
        found = {visit.id: visit for visit in wanted}
        if since < self._begins(now):
            async with self._database.connection() as conn:
                stored = await store.visits(conn, self._site, since, until, route)
            found = {visit.id: visit for visit in stored} | found
        return sorted(found.values(), key=lambda visit: (visit.time, visit.seq, visit.id))

    async def incidents(self, *, state: str, after: str | None, limit: int) -> Sequence[Incident]:
        """The newest first. While the database is away, the first page is what memory has."""
        limit, is_open = max(1, min(limit, MOST_LISTED)), state == "open"
        fresh = {each.id: each for each in self._memory.incidents.values()}
        try:
            async with self._database.connection() as conn:
                stored = await store.incidents(conn, self._site, is_open=is_open, after=after, limit=limit + len(fresh))
        except Unavailable:
            if after is not None:
                raise
            stored = []
        found = {each.id: fresh.get(each.id, each) for each in stored} | ({} if after is not None else fresh)
        kept = [each for each in found.values() if not is_open or each.closed_at is None]
        return sorted(kept, key=lambda each: (each.time, each.id), reverse=True)[:limit]

    async def incident(self, incident: str) -> Incident:
        """NotFound; Unavailable where only the database could know."""
        found = self._memory.incidents.get(incident)
        if found is None:
            async with self._database.connection() as conn:
                found = await store.incident_by_id(conn, self._site, incident)
        if found is None:
            raise NotFound(f"there is no incident '{incident}'")
        return found

    def _begins(self, now: float) -> float:
        """Memory has everything since then."""
        return max(self._memory.known_since, now - KEPT_S)

    async def _older(self, since: float, until: float, route: str | None, limit: int) -> Sequence[Progress]:
        async with self._database.connection() as conn:
            stored = await store.rounds(conn, self._site, since, until, route, limit)
        return await self._stood([each for each in stored if each.id not in self._memory.rounds])

    async def _stood(self, rounds: Sequence[Round], more: Sequence[Excuse] = ()) -> Sequence[Progress]:
        """How rounds of before stand by all that is known of them."""
        async with self._database.connection() as conn:
            kept, excuses = await store.of_rounds(conn, self._site, [each.id for each in rounds])
        memory, now = self._memory, self._clock.now()
        by_round: dict[str, list[Visit]] = {each.id: list(memory.visits_of(each.id)) for each in rounds}
        missed = {each.id: dict(memory.missed_since(each.id)) for each in rounds}
        for each in kept:
            visit = each.visit
            if visit.id not in memory.visits:
                by_round[visit.round].append(visit)
                if each.missed_since is not None and Flag.DUPLICATE not in visit.flags:
                    missed[visit.round].setdefault(visit.checkpoint, each.missed_since)
        said = [*excuses, *memory.excuses.values(), *more]
        return [progress(each, by_round[each.id], said, now, contact=None, known_at=missed[each.id]) for each in rounds]

    def _is_of(self, visit: Visit, route: str) -> bool:
        round_ = self._memory.rounds.get(visit.round)
        return round_.route == route if round_ is not None else route_of(visit.round) == route
