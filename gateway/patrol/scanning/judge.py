"""What a scan becomes: where and when it was, how far it is to be trusted, which round it belongs to, what is odd.

Nothing is refused: a scan of nowhere is a visit with flags, and a person looks at it. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from gateway.patrol.model import Checkpoint, Programme, Round
from gateway.patrol.planning.belonging import is_somebody_elses, round_of
from gateway.patrol.planning.progress import out_of_order
from gateway.patrol.scanning import chain, trust
from gateway.patrol.scanning.chain import Link
from gateway.patrol.scanning.codes import SLOT_S, KeyRing, Reading, Sort, last_part
from gateway.patrol.scanning.told import Told
from gateway.patrol.visits import Flag, Method, Visit

CARD = "card:"  # before the number of a card that is nobody's, where the account stands otherwise
CLOCK_OFF_S = 120.0
FOLLOWS_S = 7200.0  # so long after its end a scan still goes to the round that the phone names


class Known(Protocol):
    """What is known of before."""

    @property
    def programme(self) -> Programme: ...
    @property
    def ring(self) -> KeyRing: ...
    @property
    def ways(self) -> trust.Ways: ...
    def rounds_at(self, checkpoint: str, time: float) -> Sequence[Round]: ...
    def visits_of(self, round_: str) -> Sequence[Visit]: ...
    def beside(self, who: str, phone: str, checkpoint: str, time: float) -> Iterable[Visit]:
        """The nearest visits before and after this time: of the person, of the person there, and of the phone."""
        ...

    def links_of(self, phone: str) -> Mapping[int, Link]: ...
    def shown_to(self, code: str) -> str | None:
        """The visit for which a code that changes was used."""
        ...

    def photo_of(self, digest: str) -> str | None:
        """The visit that a photo came with first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A visit, and what is kept of its scan to judge those after it.

    digest, monotonic_ms  of its place in the phone's chain
    shown                 the code that changes, where one was read
    """

    visit: Visit
    digest: str = ""
    monotonic_ms: float | None = None
    shown: str = ""


def time_of(told: Told) -> float:
    """When it was, with the phone's clock put right."""
    return told.time + (told.offset_s or 0.0)


def link_of(told: Told) -> Link:
    return Link(digest=told.digest, wall_s=time_of(told), monotonic_ms=told.monotonic_ms)


def judge(told: Told, who: str, received_at: float, known: Known) -> Seen:
    """A scan of `who`, of which we hear at `received_at`; the links of those that came with it are known already."""
    time = time_of(told)
    reading = known.ring.read(told.code) if told.code else None
    checkpoint = _checkpoint(told, reading, known.programme)
    place = known.programme.checkpoints.get(checkpoint)
    shown = last_part(told.code) if reading is not None and reading.sort is Sort.SHOWN else ""
    odd = _code_flags(told, reading, place, known, shown)
    right_tag = bool(told.uid) and told.method is Method.NFC and place is not None and _is_tag(told.uid, place)
    if told.uid and told.method is not Method.READER and not right_tag:
        odd.add(Flag.TAG_UNKNOWN)
    grade = trust.graded(
        told.method, reading, right_tag=right_tag, is_near=trust.is_near(told.position, place), is_good=not odd
    )
    flags = odd | _clock_flags(told, time, received_at, known) | chain.chain_flags(told, known.links_of(told.phone))
    if who.startswith(CARD):
        flags.add(Flag.NOT_ASSIGNED)
    flags |= _way_flags(told, checkpoint, place, time, who, known) | _photo_flags(told, known)
    visit = Visit(
        id=told.id, time=time, received_at=received_at, checkpoint=checkpoint, round="", method=told.method,
        trust=grade, flags=frozenset(flags), who=who, phone=told.phone, seq=told.seq, finding=told.finding,
        checks=told.checks, note=told.note, signed=told.signed, position=told.position,
    )  # fmt: skip
    return Seen(visit=_placed(visit, told, known), digest=told.digest, monotonic_ms=told.monotonic_ms, shown=shown)


def _checkpoint(told: Told, reading: Reading | None, programme: Programme) -> str:
    """What is signed counts most, then the tag, then what the phone believes."""
    if reading is not None:
        return reading.checkpoint
    if not told.uid or told.method is Method.READER:
        return told.checkpoint
    return next((each.id for each in programme.checkpoints.values() if _is_tag(told.uid, each)), told.checkpoint)


def _is_tag(uid: str, checkpoint: Checkpoint) -> bool:
    return bool(checkpoint.nfc) and plain(uid) == plain(checkpoint.nfc)


def plain(uid: str) -> str:
    """A tag's number, however it is written: capital hex digits."""
    return "".join(character for character in uid if character.isalnum()).upper()


def _code_flags(told: Told, reading: Reading | None, place: Checkpoint | None, known: Known, shown: str) -> set[Flag]:
    if told.method is Method.READER or (reading is None and told.uid and not told.code):
        return set()
    if reading is None:
        return {Flag.CODE_UNKNOWN}
    flags = set()
    late = reading.sort is Sort.SHOWN and time_of(told) // SLOT_S - reading.slot > 1
    # What is printed opens nothing where a screen shows the code; in the tag beside it, it does.
    printed = place is not None and place.rotating and reading.sort is not Sort.SHOWN and not told.uid
    if reading.key != known.ring.newest or late or printed:
        flags.add(Flag.CODE_OLD)
    if shown and known.shown_to(shown) not in (None, told.id):
        flags.add(Flag.CODE_REUSED)
    if reading.sort is Sort.SHOWN and reading.slot * SLOT_S - time_of(told) > CLOCK_OFF_S:
        flags.add(Flag.CLOCK_OFF)
    return flags


def _clock_flags(told: Told, time: float, received_at: float, known: Known) -> set[Flag]:
    off = told.offset_s is not None and abs(told.offset_s) > CLOCK_OFF_S
    ahead = time - received_at > CLOCK_OFF_S
    return {Flag.CLOCK_OFF} if off or ahead or chain.turned_back(told, time, known.links_of(told.phone)) else set()


def _way_flags(told: Told, checkpoint: str, place: Checkpoint | None, time: float, who: str, known: Known) -> set[Flag]:
    flags = {Flag.ELSEWHERE} if trust.is_elsewhere(told.position, place) else set()
    for other in known.beside(who, told.phone, checkpoint, time):
        apart_s = abs(time - other.time)
        if other.checkpoint == checkpoint and other.who == who and apart_s < trust.DUPLICATE_S:
            flags.add(Flag.DUPLICATE)
        if trust.is_too_fast(
            known.ways, other.checkpoint, checkpoint, apart_s, two_phones=bool(told.phone and other.phone != told.phone)
        ):
            flags.add(Flag.TOO_FAST)
    return flags


def _photo_flags(told: Told, known: Known) -> set[Flag]:
    media = told.finding.media if told.finding is not None else ()
    return {Flag.PHOTO_REUSED} if any(known.photo_of(each) not in (None, told.id) for each in media) else set()


def _placed(visit: Visit, told: Told, known: Known) -> Visit:
    """In its round, if it has one."""
    rounds = known.rounds_at(visit.checkpoint, visit.time)
    named = [each for each in rounds if each.id == told.round]
    found = next((each for each in named if each.opens_at <= visit.time <= each.closes_at + FOLLOWS_S), None)
    found = found or round_of(rounds, visit.checkpoint, visit.time, visit.who, _visited(visit, rounds, known))
    if found is None:
        return replace(visit, flags=visit.flags | {Flag.NO_ROUND})
    visit = replace(visit, round=found.id)
    flags = set(visit.flags)
    if is_somebody_elses(found, visit.who):
        flags.add(Flag.NOT_ASSIGNED)
    if Flag.DUPLICATE not in flags and out_of_order(found, known.visits_of(found.id), visit):
        flags.add(Flag.OUT_OF_ORDER)
    return replace(visit, flags=frozenset(flags))


def _visited(visit: Visit, rounds: Sequence[Round], known: Known) -> set[str]:
    """In which of the rounds somebody was at this checkpoint already."""
    return {
        each.id for each in rounds if any(other.checkpoint == visit.checkpoint for other in known.visits_of(each.id))
    }
