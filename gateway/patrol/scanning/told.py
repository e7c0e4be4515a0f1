"""A scan as it was told to us, before anything is judged, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.patrol.visits import Finding, Flag, Method, Trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a phone or a reader says. Whatever it leaves out is empty.

    id             made by the client: a UUID
    time           by the client's own clock, seconds UTC
    offset_s       by how much the client believes its clock to be behind ours; None: it does not know
    monotonic_ms   of the client's clock that never steps
    code           what was scanned (an address of ours, or its last part), or the digits that were typed
    uid            the tag's own number, or the card's
    checkpoint     as the client understands it; what `code` or `uid` say counts more
    round          which the guard is on
    seq, previous, digest   the phone's count, and its hash chain; 0 and "" where there is none
    chained        what was hashed after `previous`, as JSON text: id, seq, checkpoint, code, uid, method, time,
                   monotonic_ms, just as they were sent
    chained        what the phone has hashed of the scan: a JSON array of its values, as they came
    """

    id: str
    time: float
    method: Method = Method.QR
    checkpoint: str = ""
    code: str = ""
    uid: str = ""
    round: str = ""
    phone: str = ""
    seq: int = 0
    previous: str = ""
    digest: str = ""
    chained: str = ""
    offset_s: float | None = None
    monotonic_ms: float | None = None
    position: tuple[float, float, float] | None = None
    finding: Finding | None = None
    checks: Mapping[str, bool | float] = field(default_factory=dict)
    note: str = ""
    signed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a scan. `known`: it had come before, and this is what became of it then."""

    id: str
    checkpoint: str
    round: str
    trust: Trust
    flags: frozenset[Flag]
    known: bool = False
    incident: str = ""
    ticket: str = ""
