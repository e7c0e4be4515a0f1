"""Passages made of what a camera saw and what a person did. Pure."""

from collections.abc import Set
from dataclasses import replace

from drivers.plates.kinds import kind_of
from drivers.sighting import Sighting
from gateway.errors import Invalid
from gateway.gates.judging.plate_text import LONGEST, normalised
from gateway.gates.judging.question import Asked, Verdict
from gateway.gates.model import Decision, Gate, Outcome, Passage, Reason

# A sighting that comes later than this is of a vehicle that has gone: it is kept, and nothing is opened for it.
FRESH_S = 60.0
# A camera that dates a sighting further back has no clock.
OLDEST_S = 7 * 86_400.0
PICTURE, CROP = "", "-plate"


def is_fresh(sighting: Sighting, now: float) -> bool:
    """Whether the vehicle may still be there."""
    return sighting.time > now - FRESH_S


def asked_of(sighting: Sighting, gate: Gate, now: float) -> Asked:
    """The question that a sighting puts. A camera's clock does not decide what is valid: of a fresh one it is now."""
    return Asked(
        gate=gate,
        time=now if is_fresh(sighting, now) else sighting.time,
        plate=normalised(sighting.plate),
        seen=normalised(sighting.seen),
        kind=sighting.kind,
        colour=sighting.colour,
        uncertain=sighting.uncertain,
        candidates=sighting.candidates,
        direction=sighting.direction,
    )


def asked_again(passage: Passage, gate: Gate, now: float, *, plate: str = "", code: str = "") -> Asked:
    """The question about a vehicle that is still there, with a plate that a person gave or a code that was shown."""
    return Asked(
        gate=gate,
        time=now,
        plate=plate or passage.plate,
        seen=plate or passage.seen,
        kind=kind_of(plate, passage.colour).value if plate else passage.kind,
        colour=passage.colour,
        uncertain=() if plate else passage.uncertain,
        candidates=() if plate else passage.candidates,
        direction=passage.direction,
        code=code,
    )


def seen(passage: str, sighting: Sighting, asked: Asked, verdict: Verdict, now: float, *, ordered: bool) -> Passage:
    """The passage of a sighting that was judged."""
    return Passage(
        id=passage,
        gate=asked.gate.id,
        time=_plausible(sighting.time, now),
        plate=verdict.plate or asked.plate,
        seen=asked.seen,
        colour=sighting.colour,
        kind=sighting.kind,
        confidence=sighting.confidence,
        direction=verdict.direction,
        decision=verdict.decision,
        reason=verdict.reason,
        outcome=Outcome.ORDERED if ordered else Outcome.NONE,
        candidates=sighting.candidates,
        uncertain=sighting.uncertain,
        match=verdict.match,
        fee=verdict.fee,
    )


def with_pictures(passage: Passage, kept: Set[str]) -> Passage:
    """`kept`: the names of the pictures that are on the disk."""
    return replace(passage, has_picture=PICTURE in kept, has_crop=CROP in kept)


def nobody(passage: str, gate: Gate, now: float) -> Passage:
    """A passage of which no camera has told."""
    return Passage(
        id=passage, gate=gate.id, time=now, plate="", seen="", colour="", kind="", confidence=0.0,
        direction=gate.direction, decision=Decision.ASK, reason=Reason.UNSURE_PLATE,
    )  # fmt: skip


def by_hand(passage: Passage, who: str, *, ordered: bool) -> Passage:
    """Opened by a person. One that was open already stays as it was decided."""
    outcome = Outcome.ORDERED if ordered else passage.outcome
    if passage.decision is Decision.OPEN:
        return replace(passage, outcome=outcome)
    return replace(passage, decision=Decision.OPEN, reason=Reason.BY_HAND, outcome=outcome, decided_by=who)


def judged(passage: Passage, verdict: Verdict, who: str, *, ordered: bool) -> Passage:
    """Judged once more, for what a person gave."""
    return replace(
        passage,
        plate=verdict.plate or passage.plate,
        direction=verdict.direction,
        decision=verdict.decision,
        reason=verdict.reason,
        match=verdict.match,
        fee=verdict.fee,
        outcome=Outcome.ORDERED if ordered else passage.outcome,
        decided_by=who,
    )


def corrected(passage: Passage, plate: str) -> Passage:
    """The plate put right; the first reading is remembered."""
    read = passage.corrected_from or passage.plate or passage.seen
    return replace(passage, plate=plate, kind=kind_of(plate, passage.colour).value, corrected_from=read)


def plate_of(text: str) -> str:
    """A plate that a person typed; Invalid where it is none."""
    plate = normalised(text)
    if not 2 <= len(plate) <= LONGEST:
        raise Invalid("a plate has 2 to 16 characters", field="plate")
    return plate


def _plausible(time: float, now: float) -> float:
    return time if now - OLDEST_S < time <= now else now
