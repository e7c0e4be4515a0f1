"""The rounds of yesterday, today and the day after, made from the programme."""

import asyncio
from collections.abc import Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

from gateway.clock import Clock
from gateway.ids import new_id
from gateway.patrol.keeping.ledger import Ledger
from gateway.patrol.keeping.memory import KEPT_S
from gateway.patrol.keeping.planned import changes
from gateway.patrol.keeping.tellings import Telling
from gateway.patrol.model import Programme, Round
from gateway.patrol.planning.rounds import rounds

DAY_S = 86_400.0
AHEAD_S = 2 * DAY_S
MOST_AT_ONCE = 200  # rounds of one telling


class Timetable:
    """The rounds of a programme at any time: the same ones whenever they are asked for."""

    def __init__(self, programme: Programme, zone: ZoneInfo, secret: bytes) -> None:
        self._programme = programme
        self._zone = zone
        self._secret = secret
        self._day = lru_cache(maxsize=256)(self._on_day)

    def between(self, since: float, until: float) -> list[Round]:
        """Those that begin in [since, until), seconds UTC."""
        programme = self._programme
        return [
            each for route in programme.routes.values()
            for each in rounds(route, programme.checkpoints, since, until, self._zone, self._secret)
        ]  # fmt: skip

    def at(self, checkpoint: str, time: float) -> Sequence[Round]:
        """Those that a visit there at that time may belong to."""
        day = int(time // DAY_S)
        near = (*self._day(day - 1), *self._day(day), *self._day(day + 1))
        return [each for each in near if any(stop.checkpoint == checkpoint for stop in each.stops)]

    def _on_day(self, day: int) -> tuple[Round, ...]:
        return tuple(self.between(day * DAY_S, (day + 1) * DAY_S))


class Planner:
    """`plan` at a start, and every hour."""

    def __init__(self, *, timetable: Timetable, ledger: Ledger, clock: Clock) -> None:
        self._timetable = timetable
        self._ledger = ledger
        self._clock = clock

    async def plan(self) -> None:
        """Make what is new, and drop what will not be; JournalError where the disk does not take it."""
        now = self._clock.now()
        since, until = now - KEPT_S, now + AHEAD_S
        worked_out = await asyncio.to_thread(self._timetable.between, since, until)
        async with self._ledger.turn:
            memory = self._ledger.memory
            # What was pruned from the journal while the database is away is worked out again.
            is_all = self._ledger.knows_rounds or memory.known_since <= since
            known = memory.rounds
            worked_out = [
                each for each in worked_out if is_all or each.opens_at >= memory.known_since or each.id in known
            ]
            new, gone = changes(known, worked_out, now, since=since, until=until, is_all=is_all)
            tellings = [
                Telling(id=new_id(now), time=now, rounds=new[start : start + MOST_AT_ONCE])
                for start in range(0, len(new), MOST_AT_ONCE)
            ]
            if gone:
                tellings.append(Telling(id=new_id(now), time=now, gone=gone))
            if tellings:
                await self._ledger.write(tellings)
