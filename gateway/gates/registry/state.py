"""All that the gates know, as one value: as the database has it, and as the newest passages have changed it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gateway.gates.model import Holder, Pass, Session, Vehicle
from gateway.gates.registry.effects import Effects

LEFT_KEPT_S = 600.0  # how long a stay that is over stays in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """passes    by id: those whose time is not long over
    sessions  by id: those that last, and those that ended a moment ago
    """

    vehicles: tuple[Vehicle, ...] = ()
    holders: tuple[Holder, ...] = ()
    passes: Mapping[str, Pass] = field(default_factory=dict)
    sessions: Mapping[str, Session] = field(default_factory=dict)


def applied(state: State, effects: Effects) -> State:
    """The state after them; after them twice it is the same."""
    if not effects:
        return state
    told = {each.id: _merged(state.sessions.get(each.id), each) for each in effects.sessions}
    used = {
        given: replace(state.passes[given], uses=max(state.passes[given].uses, uses))
        for given, uses in effects.used.items()
        if given in state.passes
    }
    return replace(
        state,
        sessions={**state.sessions, **told} if told else state.sessions,
        passes={**state.passes, **used} if used else state.passes,
    )


def has(state: State, effects: Effects) -> bool:
    """Whether a state knows of them already."""
    return all(_knows(state.sessions.get(session.id), session) for session in effects.sessions) and all(
        state.passes[given].uses >= uses for given, uses in effects.used.items() if given in state.passes
    )


def pruned(state: State, now: float) -> State:
    """Without the stays that are long over."""
    kept = {
        each.id: each for each in state.sessions.values() if each.left_at is None or now - each.left_at <= LEFT_KEPT_S
    }
    return replace(state, sessions=kept)


def inside(sessions: Iterable[Session]) -> dict[str, Session]:
    """By plate those that last; of two with the same plate the later one."""
    return {each.plate: each for each in sorted(sessions, key=_entered) if each.left_at is None}


def lately_left(sessions: Iterable[Session]) -> dict[str, Session]:
    """By plate those that are over; of two with the same plate the later one."""
    return {each.plate: each for each in sorted(sessions, key=_entered) if each.left_at is not None}


def _entered(session: Session) -> tuple[float, str]:
    return session.entered_at, session.id


def _merged(known: Session | None, told: Session) -> Session:
    """As it is told, but what was paid is not told here, and a stay that is over stays so."""
    if known is None:
        return told
    return known if known.left_at is not None else replace(told, paid=known.paid, paid_at=known.paid_at)


def _knows(known: Session | None, told: Session) -> bool:
    if known is None or (known.left_at is None and told.left_at is not None):
        return False
    return known.plate == told.plate or known.left_at is not None
