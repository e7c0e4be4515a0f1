"""What is known of the patrols of the last day, in memory: scans are judged by it, and the board is made of it."""

from bisect import bisect_left, insort
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from gateway.patrol.calls import Dispatch, Incident, Panic, Shift
from gateway.patrol.keeping.tellings import Kept, Telling
from gateway.patrol.model import Programme, Round
from gateway.patrol.planning.belonging import LATE_S
from gateway.patrol.scanning import trust
from gateway.patrol.scanning.chain import Link
from gateway.patrol.scanning.codes import KeyRing
from gateway.patrol.scanning.judge import link_of
from gateway.patrol.scanning.told import Told
from gateway.patrol.visits import Excuse, Visit

KEPT_S = 26 * 3600.0
MOST_PHOTOS = 20_000
MOST_LINKS = 2_000  # of one phone
SHIFT_S = 14 * 3600.0  # a shift that nobody ends is over then, as the phone's session is

Order = tuple[float, str]


class Memory:
    """`scanning.judge.Known`, and all that stands behind it. Things are put in by `remember`, and leave by `forget`.

    changes      how often something was put in or has left
    acts         how often a person did something beside scanning
    known_since  everything that was heard of since then is here; seconds UTC
    rounds_since  every round that begins since then is here
    older        the rounds of a checkpoint at a time that memory does not reach to
    """

    def __init__(self, programme: Programme, ring: KeyRing, older: Callable[[str, float], Sequence[Round]]) -> None:
        self.programme = programme
        self.ring = ring
        self.ways = trust.ways(programme.routes.values())
        self.changes = 0
        self.acts = 0
        self.known_since = self.rounds_since = float("inf")
        self.rounds: dict[str, Round] = {}
        self.visits: dict[str, Kept] = {}
        self.excuses: dict[tuple[str, str], Excuse] = {}
        self.shifts: dict[str, Shift] = {}
        self.dispatches: dict[str, Dispatch] = {}
        self.panics: dict[str, Panic] = {}
        self.incidents: dict[str, Incident] = {}
        self._older = older
        self._rounds_at: dict[str, dict[str, Round]] = defaultdict(dict)
        self._visits_of: dict[str, dict[str, Visit]] = defaultdict(dict)
        self._by_who: dict[str, list[Order]] = defaultdict(list)
        self._by_phone: dict[str, list[Order]] = defaultdict(list)
        self._by_place: dict[str, list[Order]] = defaultdict(list)  # by person and checkpoint
        self._links: dict[str, OrderedDict[int, Link]] = defaultdict(OrderedDict)
        self._heard: dict[str, float] = {}
        self._shown: dict[str, str] = {}
        self._photos: OrderedDict[str, str] = OrderedDict()

    def rounds_at(self, checkpoint: str, time: float) -> Sequence[Round]:
        near = [
            each for each in self._rounds_at.get(checkpoint, {}).values()
            if each.opens_at <= time <= each.closes_at + LATE_S
        ]  # fmt: skip
        return near or (self._older(checkpoint, time) if time < self.rounds_since else ())

    def visits_of(self, round_: str) -> Sequence[Visit]:
        return list(self._visits_of.get(round_, {}).values())

    def excuses_of(self, round_: str) -> Sequence[Excuse]:
        stops = self.rounds[round_].stops if round_ in self.rounds else ()
        found = (self.excuses.get((round_, stop.checkpoint)) for stop in stops)
        return [excuse for excuse in found if excuse is not None]

    def missed_since(self, round_: str) -> Mapping[str, float]:
        """By checkpoint: since when it counted as missed, where a visit came later that explains it."""
        kept = (self.visits[visit] for visit in self._visits_of.get(round_, {}))
        return {each.visit.checkpoint: each.missed_since for each in kept if each.missed_since is not None}

    def beside(self, who: str, phone: str, checkpoint: str, time: float) -> Iterable[Visit]:
        lines = [self._by_who.get(who, ()), self._by_place.get(_place(who, checkpoint), ())]
        if phone:
            lines.append(self._by_phone.get(phone, ()))
        found = {visit for line in lines for visit in _neighbours(line, time)}
        return [self.visits[visit].visit for visit in sorted(found)]

    def links_of(self, phone: str) -> Mapping[int, Link]:
        return self._links.get(phone, {}) if phone else {}

    def shown_to(self, code: str) -> str | None:
        return self._shown.get(code)

    def photo_of(self, digest: str) -> str | None:
        return self._photos.get(digest)

    def last_visit_of(self, who: str) -> Visit | None:
        mine = self._by_who.get(who)
        return self.visits[mine[-1][1]].visit if mine else None

    def running(self, now: float) -> Iterator[Shift]:
        return (each for each in self.shifts.values() if each.ended_at is None and now - each.started_at < SHIFT_S)

    def heard(self, phone: str) -> float:
        """When the last record of a phone came; minus infinity: never."""
        return self._heard.get(phone, _NEVER)

    def link(self, told: Told) -> None:
        """A record of a phone has come; the first one of its count stays."""
        if told.seq > 0 and told.phone:
            self._put_link(told.phone, told.seq, link_of(told))

    def remember(self, telling: Telling) -> None:
        """The things of a telling, as they are from now on."""
        self.changes += 1
        self.acts += telling.act is not None
        for round_ in telling.rounds:
            self._put_round(round_)
        for gone in telling.gone:
            self._drop_round(gone)
        if telling.visit is not None:
            self.put_visit(telling.visit)
        self.excuses.update({(each.round, each.checkpoint): each for each in telling.excuses})
        self.shifts.update({each.id: each for each in telling.shifts})
        self.incidents.update({each.id: each for each in telling.incidents})
        if telling.dispatch is not None:
            self.dispatches[telling.dispatch.id] = telling.dispatch
        if telling.panic is not None:
            self.panics[telling.panic.id] = telling.panic

    def put_visit(self, kept: Kept) -> None:
        """A visit that is here already is put right."""
        visit, seen = kept.visit, kept.seen
        is_new = visit.id not in self.visits
        self.visits[visit.id] = kept
        if visit.round:
            self._visits_of[visit.round][visit.id] = visit
        if not is_new:
            return
        insort(self._by_who[visit.who], (visit.time, visit.id))
        insort(self._by_place[_place(visit.who, visit.checkpoint)], (visit.time, visit.id))
        if visit.phone:
            insort(self._by_phone[visit.phone], (visit.time, visit.id))
            self._heard[visit.phone] = max(visit.received_at, self.heard(visit.phone))
            if visit.seq > 0:
                link = Link(digest=seen.digest, wall_s=visit.time, monotonic_ms=seen.monotonic_ms)
                self._put_link(visit.phone, visit.seq, link)
        if seen.shown:
            self._shown.setdefault(seen.shown, visit.id)
        for digest in visit.finding.media if visit.finding is not None else ():
            self.put_photo(digest, visit.id)

    def put_photo(self, digest: str, visit: str) -> None:
        self._photos.setdefault(digest, visit)
        while len(self._photos) > MOST_PHOTOS:
            self._photos.popitem(last=False)

    def forget(self, before: float) -> None:
        """What is over since before this time (seconds UTC) leaves, but for what is still open."""
        self.changes += 1
        for round_ in [each.id for each in self.rounds.values() if each.closes_at + each.sync_s < before]:
            self._drop_round(round_)
        for kept in [each for each in self.visits.values() if _is_over(each.visit, before, self.rounds)]:
            self.drop_visit(kept.visit.id)
        self.excuses = {
            key: each for key, each in self.excuses.items() if key[0] in self.rounds or each.changed_at >= before
        }
        self.shifts = {each.id: each for each in self.shifts.values() if each.started_at >= before}
        self.dispatches = {each.id: each for each in self.dispatches.values() if each.time >= before}
        self.panics = {
            each.id: each for each in self.panics.values() if each.cleared_at is None or each.cleared_at >= before
        }
        self.incidents = {
            each.id: each for each in self.incidents.values() if each.closed_at is None or each.time >= before
        }
        for phone in [phone for phone, time in self._heard.items() if time < before]:
            del self._heard[phone]
            self._links.pop(phone, None)
        self.known_since = max(self.known_since, before)
        self.rounds_since = max(self.rounds_since, before)

    def _put_round(self, round_: Round) -> None:
        self._drop_round(round_.id)
        self.rounds[round_.id] = round_
        for stop in round_.stops:
            self._rounds_at[stop.checkpoint][round_.id] = round_

    def _drop_round(self, round_: str) -> None:
        gone = self.rounds.pop(round_, None)
        for stop in gone.stops if gone is not None else ():
            self._rounds_at[stop.checkpoint].pop(round_, None)

    def drop_visit(self, id_: str) -> None:
        """A visit leaves, or has not happened."""
        kept = self.visits.pop(id_)
        visit = kept.visit
        _take_out(self._by_who, visit.who, visit)
        _take_out(self._by_phone, visit.phone, visit)
        _take_out(self._by_place, _place(visit.who, visit.checkpoint), visit)
        if visit.round in self._visits_of:
            self._visits_of[visit.round].pop(visit.id, None)
            if not self._visits_of[visit.round]:
                del self._visits_of[visit.round]
        self._shown.pop(kept.seen.shown, None)

    def _put_link(self, phone: str, seq: int, link: Link) -> None:
        links = self._links[phone]
        links.setdefault(seq, link)
        while len(links) > MOST_LINKS:
            links.popitem(last=False)


_NEVER = float("-inf")


def _neighbours(line: Sequence[Order], time: float) -> Iterator[str]:
    """The last one up to this time and the first one after it."""
    place = bisect_left(line, (time, "\U0010ffff"))
    if place:
        yield line[place - 1][1]
    if place < len(line):
        yield line[place][1]


def _place(who: str, checkpoint: str) -> str:
    return f"{who}\n{checkpoint}"


def _take_out(lines: dict[str, list[Order]], key: str, visit: Visit) -> None:
    order, line = (visit.time, visit.id), lines.get(key, [])
    place = bisect_left(line, order)
    if place < len(line) and line[place] == order:
        del line[place]
        if not line:
            del lines[key]


def _is_over(visit: Visit, before: float, rounds: Mapping[str, Round]) -> bool:
    return visit.received_at < before and visit.time < before and visit.round not in rounds
