"""How every round stands: worked out when something has happened or its time has come, told of when it changes."""

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence

from gateway.bus import Bus
from gateway.patrol.contacts import Contacts
from gateway.patrol.events import PatrolChanged
from gateway.patrol.keeping.memory import Memory
from gateway.patrol.model import Round
from gateway.patrol.planning.progress import SILENT_S, progress
from gateway.patrol.visits import Progress, RoundState, StopState

OVER = frozenset({RoundState.DONE, RoundState.MISSED})
SHOWN_S = 1800.0  # so long after it was over, a round is still among those that have begun
NEAR_S = 12 * 3600.0  # of the rounds that are told of


class Board:
    """`touch` what has changed, then `look`; `of` at any time."""

    def __init__(self, memory: Memory, contacts: Contacts, bus: Bus) -> None:
        self._memory = memory
        self._contacts = contacts
        self._bus = bus
        self._known: dict[str, Progress] = {}
        self._next: dict[str, float] = {}
        self._due: list[tuple[float, str]] = []
        self._settled: dict[str, float] = {}
        self._touched: set[str] = set()
        self._begun: set[str] = set()  # those that run, and those that were over a short while ago
        self._last: dict[str, Progress] = {}

    def touch(self, rounds: Iterable[str]) -> None:
        """Something about these rounds has changed."""
        self._touched.update(rounds)

    def touch_offline(self) -> None:
        """A phone was heard of: rounds that wait for one may not have to any more."""
        self.touch(each.round.id for each in self.begun() if each.offline_since is not None)

    def touch_open(self) -> None:
        """Who is on duty has changed, and with that who may walk a round."""
        self.touch(each.round.id for each in self.begun() if each.state is RoundState.OPEN)

    def look(self, now: float) -> None:
        """Work out anew what may have changed, and tell of what has."""
        touched, self._touched = self._touched, set()
        while self._due and self._due[0][0] <= now:
            touched.add(heapq.heappop(self._due)[1])
        self._tidy(now)
        for round_ in sorted(touched):
            before = self._known.get(round_)
            if round_ not in self._memory.rounds:
                self._drop(round_)
                continue
            after = self._work_out(self._memory.rounds[round_], now)
            if after != before and after.round.opens_at - now < NEAR_S:
                self._bus.publish(PatrolChanged(what="round", thing=after))

    def of(self, round_: Round, now: float) -> Progress:
        """A round of memory as it is now."""
        known = self._known.get(round_.id)
        if known is None or round_.id in self._touched or now >= self._next.get(round_.id, now):
            self._touched.add(round_.id)  # it is told of with the next look
            return self._made(round_, now)
        return known

    def between(self, since: float, until: float, now: float) -> Sequence[Progress]:
        """Those that begin in [since, until), by their start."""
        wanted = [each for each in self._memory.rounds.values() if since <= each.starts_at < until]
        return [self.of(each, now) for each in sorted(wanted, key=lambda each: (each.starts_at, each.id))]

    def begun(self) -> Iterator[Progress]:
        """Rounds that run, and those that were over up to SHOWN_S ago; as they were at the last look."""
        return (self._known[each] for each in self._begun)

    def last(self, route: str) -> Progress | None:
        """Of the rounds of a route that are over, the one that ended last."""
        return self._last.get(route)

    def _tidy(self, now: float) -> None:
        self._begun -= {each for each in self._begun if now > self._settled.get(each, math.inf) + SHOWN_S}

    def _note(self, made: Progress, now: float) -> None:
        """Where it stands among the others."""
        id_, route = made.round.id, made.round.route
        last = self._last.get(route)
        if last is None or (made.round.closes_at, id_) >= (last.round.closes_at, last.round.id):
            self._last |= {route: made} if made.state in OVER else {}
        if made.state is RoundState.PLANNED or now > self._settled.get(id_, math.inf) + SHOWN_S:
            self._begun.discard(id_)
        else:
            self._begun.add(id_)

    def _work_out(self, round_: Round, now: float) -> Progress:
        made, before = self._made(round_, now), self._known.get(round_.id)
        self._known[round_.id] = made
        if made.state in OVER:
            self._settle(made, before, now)
        else:
            self._settled.pop(round_.id, None)
        self._note(made, now)
        following = self._following(made, now)
        self._next[round_.id] = following
        if following < math.inf:
            heapq.heappush(self._due, (following, round_.id))
        return made

    def _settle(self, made: Progress, before: Progress | None, now: float) -> None:
        """What is missed by now that was not before is shown from now on, an excuse that was taken back with it.

        At a start what was over before is taken to have been settled by its end.
        """
        id_ = made.round.id
        if before is not None and _missed(made) - _missed(before):
            self._settled[id_] = now
        else:
            self._settled.setdefault(id_, now if before is not None and _missed(made) else made.round.closes_at)

    def _made(self, round_: Round, now: float) -> Progress:
        memory = self._memory
        return progress(
            round_, memory.visits_of(round_.id), memory.excuses_of(round_.id), now,
            contact=self._contacts.of(round_, now) if round_.opens_at <= now else None,
            known_at=memory.missed_since(round_.id),
        )  # fmt: skip

    def _following(self, made: Progress, now: float) -> float:
        """When the round will stand otherwise, if nothing happens."""
        if made.state in OVER:
            return math.inf
        times = [made.round.opens_at, made.round.closes_at]
        for each in made.stops:
            if each.visit is None and each.excuse is None:
                times += [each.stop.opens_at, each.stop.closes_at, each.stop.closes_at + made.round.sync_s]
        contact = self._contacts.of(made.round, now) if made.state is RoundState.OPEN else None
        if contact is not None:
            times.append(contact + SILENT_S)
        # Just after it: at the very moment the stop is still open.
        return min(
            (after for after in (math.nextafter(time, math.inf) for time in times) if after > now), default=math.inf
        )

    def forget(self) -> None:
        """Rounds that have left memory."""
        for round_ in [known for known in self._known if known not in self._memory.rounds]:
            self._drop(round_)

    def _drop(self, round_: str) -> None:
        self._known.pop(round_, None)
        self._next.pop(round_, None)
        self._settled.pop(round_, None)
        self._begun.discard(round_)


def _missed(progress_: Progress) -> set[str]:
    return {each.stop.checkpoint for each in progress_.stops if each.state is StopState.MISSED}
