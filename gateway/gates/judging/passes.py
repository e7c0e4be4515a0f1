"""Passes of visitors and contractors: whether one opens a gate now, and by which code it is known."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from gateway.gates.model import Pass, PassKind, PassState, Reason

CODE_BYTES = 16
OPENS: Mapping[PassKind, Reason] = {
    PassKind.VISITOR: Reason.VISITOR_PASS,
    PassKind.CONTRACTOR: Reason.CONTRACTOR_PASS,
}
# Of several passes that do not open, the one that is nearest to opening says why.
_NEAREST = (Reason.PASS_USED, Reason.WRONG_GATE, Reason.NOT_CONFIRMED, Reason.NOT_VALID_NOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """Passes as they are looked for."""

    by_id: Mapping[str, Pass] = field(default_factory=dict)
    by_code: Mapping[str, Pass] = field(default_factory=dict)
    by_host_code: Mapping[str, Pass] = field(default_factory=dict)
    by_plate: Mapping[str, tuple[Pass, ...]] = field(default_factory=dict)


def passes_of(passes: Iterable[Pass]) -> Passes:
    """An index over passes; their order does not matter."""
    some = sorted(passes, key=lambda each: (each.valid_until, each.id))
    by_plate: dict[str, tuple[Pass, ...]] = {}
    for each in some:
        if each.plate:
            by_plate[each.plate] = (*by_plate.get(each.plate, ()), each)
    return Passes(
        by_id={each.id: each for each in some},
        by_code={each.code: each for each in some},
        by_host_code={each.host_code: each for each in some},
        by_plate=by_plate,
    )


def fault(given: Pass, gate: str, time: float) -> Reason | None:
    """Why a pass does not open this gate now; None: it does."""
    if given.state is PassState.REVOKED or not is_current(given, time):
        return Reason.NOT_VALID_NOW
    if given.state is not PassState.CONFIRMED:
        return Reason.NOT_CONFIRMED
    if given.gates and gate not in given.gates:
        return Reason.WRONG_GATE
    if given.most_uses and given.uses >= given.most_uses:
        return Reason.PASS_USED
    return None


def best(passes: Iterable[Pass], gate: str, time: float) -> tuple[Pass, Reason | None] | None:
    """Of several passes the one to go by, and why it does not open (None: it does); None where there is none.

    Of those that open it is the one that is over first.
    """
    judged = [(each, fault(each, gate, time)) for each in passes]
    if not judged:
        return None
    return min(judged, key=lambda each: (_rank(each[1]), each[0].valid_until, each[0].id))


def is_current(given: Pass, time: float) -> bool:
    return given.valid_from <= time < given.valid_until


def new_code() -> str:
    """A code that can't be guessed: 128 bits at random, fit for an address."""
    return secrets.token_urlsafe(CODE_BYTES)


def code_of(shown: str) -> str:
    """The code in what a scanner read: the code itself, or an address that ends with it."""
    return urlsplit(shown.strip()).path.rstrip("/").rpartition("/")[2]


def _rank(reason: Reason | None) -> int:
    return -1 if reason is None else _NEAREST.index(reason)
