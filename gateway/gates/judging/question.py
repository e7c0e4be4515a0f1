"""What a gate asks, what is known when it does, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.gates.judging.lists import Lists
from gateway.gates.judging.parking import CarPark
from gateway.gates.judging.passes import Passes
from gateway.gates.model import Decision, Direction, Fen, Gate, Reason, Session

# So long after it was let through, the same vehicle at the same gate has only tried again: the arm did not open, say.
AGAIN_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A vehicle before a gate. `plate` is empty where it is not sure; `uncertain` are positions in `seen`.

    code  of a pass that is shown, bare (`passes.code_of`)
    """

    gate: Gate
    time: float
    plate: str
    seen: str
    kind: str = ""
    colour: str = ""
    uncertain: tuple[int, ...] = ()
    candidates: tuple[str, ...] = ()
    direction: Direction = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate does, and why.

    plate      under which it was decided; empty where it is not sure
    direction  as it was taken: a gate for both ways goes by the vehicle, and else by whether it is inside
    match      whom the lists say it is: a holder or a visitor
    pass_id    the pass that opens, on the way in
    session    the stay that ends, on the way out
    fee        to be paid, in fen; None: nothing is asked
    """

    decision: Decision
    reason: Reason
    plate: str = ""
    direction: Direction = ""
    match: str = ""
    pass_id: str = ""
    session: str = ""
    fee: Fen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """All that is known at a moment.

    inside  plate → its stay, of those that last
    left    plate → its stay, of those that have ended a moment ago
    """

    lists: Lists = field(default_factory=Lists)
    passes: Passes = field(default_factory=Passes)
    inside: Mapping[str, Session] = field(default_factory=dict)
    left: Mapping[str, Session] = field(default_factory=dict)
    park: CarPark = field(default_factory=CarPark)

    @property
    def spaces(self) -> int:
        """How many fit in; 0: not counted."""
        return self.park.spaces


def came_in_just_now(session: Session, gate: str, time: float) -> bool:
    """Whether whoever asks to come in at this gate was let in here a moment ago."""
    return session.entry_gate == gate and 0 <= time - session.entered_at <= AGAIN_S


def left_just_now(session: Session, gate: str, time: float) -> bool:
    """Whether whoever asks to leave at this gate was let out here a moment ago."""
    return session.left_at is not None and session.exit_gate == gate and 0 <= time - session.left_at <= AGAIN_S
