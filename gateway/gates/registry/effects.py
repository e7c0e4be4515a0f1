"""What an open passage changes: a stay begins or ends, a pass is used. Told in values that hold however often they are
written: whole stays by their id, and how often a pass has been used by now.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, LiteralString

from psycopg import AsyncConnection

from gateway.clock import to_datetime
from gateway.gates.judging.parking import FREE, stay
from gateway.gates.judging.question import Known, Verdict, came_in_just_now
from gateway.gates.model import Decision, Passage, Reason, Session

# A stay that is over stays so, and what was paid is the business of payments.
_SAVE: LiteralString = """
    INSERT INTO parking_session AS old (id, site, plate, entered_at, entry_gate, entry_passage, reason, left_at,
                                        exit_gate, exit_passage, fee, paid, paid_at)
    VALUES (%(id)s, %(site)s, %(plate)s, %(entered_at)s, %(entry_gate)s, %(entry_passage)s, %(reason)s, %(left_at)s,
            %(exit_gate)s, %(exit_passage)s, %(fee)s, %(paid)s, %(paid_at)s)
    ON CONFLICT (id) DO UPDATE SET plate = excluded.plate, reason = excluded.reason, left_at = excluded.left_at,
        exit_gate = excluded.exit_gate, exit_passage = excluded.exit_passage, fee = excluded.fee
    WHERE old.left_at IS NULL
"""
_USE: LiteralString = "UPDATE gate_pass SET uses = greatest(uses, %s) WHERE site = %s AND id = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """sessions  stays as they are now; their payments are not told of here
    used      pass → how often it has been used by now
    """

    sessions: tuple[Session, ...] = ()
    used: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.sessions or self.used)


def effects_of(passage: Passage, verdict: Verdict, known: Known) -> Effects:
    """What this passage changes; nothing where it is not open.

    verdict  of the policy. A person may have opened against it: then the passage says open and the verdict says why not
    """
    if passage.decision is not Decision.OPEN:
        return Effects()
    plate = verdict.plate or passage.plate
    session = known.inside.get(plate) if plate else None
    if verdict.direction == "out":
        return Effects() if session is None else Effects(sessions=(_ended(passage, verdict, session, known),))
    return _entering(passage, verdict, plate, session, known)


def _entering(passage: Passage, verdict: Verdict, plate: str, before: Session | None, known: Known) -> Effects:
    ended: tuple[Session, ...] = ()
    if before is not None and before.id != passage.id:
        if came_in_just_now(before, passage.gate, passage.time):
            return Effects()  # it was let in already, and tries again
        # Nobody saw it leave: nothing can be asked for that stay any more.
        ended = (replace(before, left_at=passage.time, fee=before.paid),)
    begun = (_begun(passage, verdict, plate),) if plate else ()
    given = known.passes.by_id.get(verdict.pass_id)
    return Effects(sessions=ended + begun, used={} if given is None else {given.id: given.uses + 1})


def _begun(passage: Passage, verdict: Verdict, plate: str) -> Session:
    return Session(
        id=passage.id,
        plate=plate,
        entered_at=passage.time,
        entry_gate=passage.gate,
        entry_passage=passage.id,
        reason=verdict.reason if verdict.decision is Decision.OPEN else Reason.BY_HAND,
    )


def _ended(passage: Passage, verdict: Verdict, session: Session, known: Known) -> Session:
    """Whoever is let out on the strength of a list or a pass owes nothing, however it came in."""
    at_no_charge = verdict.decision is Decision.OPEN and verdict.reason in FREE
    fee = 0 if at_no_charge else stay(session, passage.time, known.park).fee
    return replace(session, left_at=passage.time, exit_gate=passage.gate, exit_passage=passage.id, fee=fee)


def encode(effects: Effects) -> dict[str, Any]:
    """In plain JSON values, for the journal."""
    return {"sessions": [asdict(session) for session in effects.sessions], "used": dict(effects.used)}


def decode(fields: Mapping[str, Any]) -> Effects:
    """What `encode` wrote; ValueError, TypeError or KeyError where it is none."""
    sessions = tuple(session_from(each) for each in fields["sessions"])
    return Effects(sessions=sessions, used={str(given): int(uses) for given, uses in fields["used"].items()})


def session_from(fields: Mapping[str, Any]) -> Session:
    """A stay from plain values; a field that is missing has its default."""
    known = {name: value for name, value in fields.items() if name in Session.__dataclass_fields__}
    return Session(**{**known, "reason": Reason(fields["reason"])})


async def apply(conn: AsyncConnection[Any], site: str, effects: Effects) -> None:
    """Write them in the caller's transaction; written again they change nothing."""
    for session in effects.sessions:
        await save_session(conn, site, session)
    for given, uses in effects.used.items():
        await conn.execute(_USE, (uses, site, given))


async def save_session(conn: AsyncConnection[Any], site: str, session: Session) -> None:
    """Store a stay as it is now; of one that is there, not what was paid."""
    times = {"entered_at": session.entered_at, "left_at": session.left_at, "paid_at": session.paid_at}
    moments = {name: None if time is None else to_datetime(time) for name, time in times.items()}
    await conn.execute(_SAVE, {**asdict(session), **moments, "site": site})
