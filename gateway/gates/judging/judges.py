"""The rules by which a gate is opened: each gives a verdict, or None where it has nothing to say."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from gateway.gates.judging.parking import stay
from gateway.gates.judging.passes import OPENS, best, fault
from gateway.gates.judging.question import Asked, Known, Verdict, came_in_just_now, left_just_now
from gateway.gates.model import Decision, Direction, Pass, Reason, Session, Vehicle, VehicleList

# The kinds of plates (drivers.plates.kinds) that are let through wherever they come.
POLICE_KINDS = frozenset({"police", "armed_police", "military"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question with what every rule needs.

    plate    as it is judged; empty where it is not sure
    session  its stay, where it is inside
    shown    the pass whose code was shown
    """

    asked: Asked
    known: Known
    plate: str
    direction: Direction
    session: Session | None
    shown: Pass | None


Judge = Callable[[Case], Verdict | None]


def case_of(asked: Asked, known: Known, plate: str) -> Case:
    """The question as one about this plate."""
    session = known.inside.get(plate) if plate else None
    inferred: Direction = "out" if session is not None else "in"
    direction = asked.gate.direction or asked.direction or (inferred if plate else "")
    shown = known.passes.by_code.get(asked.code) if asked.code else None
    return Case(asked=asked, known=known, plate=plate, direction=direction, session=session, shown=shown)


def say(case: Case, decision: Decision, reason: Reason, who: str = "") -> Verdict:
    """A verdict on the case."""
    session = case.session.id if case.session is not None and case.direction == "out" else ""
    return Verdict(
        decision=decision, reason=reason, plate=case.plate, direction=case.direction, match=who, session=session
    )


def blocked(case: Case) -> Verdict | None:
    """On the block list: never."""
    entry = case.known.lists.valid_on(VehicleList.BLOCKED, case.plate, case.asked.time)
    return None if entry is None else say(case, Decision.REFUSE, Reason.BLOCKED_VEHICLE, _who(entry))


def privileged(case: Case) -> Verdict | None:
    """Police, military, and the emergency list: always."""
    if case.asked.kind in POLICE_KINDS:
        return say(case, Decision.OPEN, Reason.POLICE_VEHICLE)
    entry = case.known.lists.valid_on(VehicleList.EMERGENCY, case.plate, case.asked.time)
    return None if entry is None else say(case, Decision.OPEN, Reason.EMERGENCY_VEHICLE, _who(entry))


def closed(case: Case) -> Verdict | None:
    """The gate is out of service."""
    return None if case.asked.gate.is_open else say(case, Decision.REFUSE, Reason.GATE_CLOSED)


def fixed_in(case: Case) -> Verdict | None:
    """On the fixed list: in its time, not while it is inside, and while its holder has a space."""
    entry = case.known.lists.on(VehicleList.FIXED, case.plate)
    if entry is None:
        return None
    if case.known.lists.valid_on(VehicleList.FIXED, case.plate, case.asked.time) is None:
        return say(case, Decision.ASK, Reason.NOT_VALID_NOW, _who(entry))
    if _is_passed_back(case):
        return say(case, Decision.ASK, Reason.ALREADY_INSIDE, _who(entry))
    spaces = case.known.lists.spaces_of(entry.holder)
    others = case.known.lists.of_holder.get(entry.holder, frozenset()) - {case.plate}
    if spaces and sum(plate in case.known.inside for plate in others) >= spaces:
        return say(case, Decision.ASK, Reason.SPACES_TAKEN, _who(entry))
    return say(case, Decision.OPEN, Reason.FIXED_VEHICLE, _who(entry))


def invited_in(case: Case) -> Verdict | None:
    """A pass, by its code or by the plate."""
    gate, time = case.asked.gate, case.asked.time
    if case.shown is not None:
        given = _as_before(case, case.shown)
        return _by_pass(case, given, fault(given, gate.id, time))
    some = [_as_before(case, each) for each in case.known.passes.by_plate.get(case.plate, ())]
    found = best(some, gate.id, time)
    # A visitor of yesterday is a stranger today: where strangers may come in, this one may.
    if found is None or (found[1] is not None and gate.temporary):
        return None
    return _by_pass(case, *found)


def temporary_in(case: Case) -> Verdict | None:
    """Whoever nobody knows: always an answer."""
    if not case.asked.gate.temporary:
        return say(case, Decision.REFUSE, Reason.UNKNOWN_PLATE)
    if _is_passed_back(case):
        return say(case, Decision.ASK, Reason.ALREADY_INSIDE)
    others = len(case.known.inside) - (case.session is not None)
    if case.known.spaces and others >= case.known.spaces:
        return say(case, Decision.REFUSE, Reason.CAR_PARK_FULL)
    return say(case, Decision.OPEN, Reason.TEMPORARY_ENTRY)


def fixed_out(case: Case) -> Verdict | None:
    """On the fixed list, in its time or not: nobody is kept in."""
    entry = case.known.lists.on(VehicleList.FIXED, case.plate)
    return None if entry is None else say(case, Decision.OPEN, Reason.FIXED_VEHICLE, _who(entry))


def out_again(case: Case) -> Verdict | None:
    """Let out here a moment ago, with nothing left to pay."""
    session = case.known.left.get(case.plate)
    if case.session is not None or session is None or session.fee > session.paid:
        return None
    if not left_just_now(session, case.asked.gate.id, case.asked.time):
        return None
    return say(case, Decision.OPEN, Reason.PAID_EXIT if session.paid else Reason.FREE_EXIT)


def stay_out(case: Case) -> Verdict | None:
    """Whoever is inside: free, paid, or to be paid."""
    if case.session is None:
        return None
    here = stay(case.session, case.asked.time, case.known.park)
    if here.due:
        return replace(say(case, Decision.REFUSE, Reason.UNPAID), fee=here.due)
    if case.session.paid:
        return say(case, Decision.OPEN, Reason.PAID_EXIT)
    as_it_came = case.session.reason in OPENS.values()
    return say(case, Decision.OPEN, case.session.reason if as_it_came else Reason.FREE_EXIT)


def invited_out(case: Case) -> Verdict | None:
    """A pass whose time lasts. It is used up by coming in, and names gates for that only."""
    some = (case.shown,) if case.shown is not None else case.known.passes.by_plate.get(case.plate, ())
    found = best(some, case.asked.gate.id, case.asked.time)
    if found is None or found[1] not in (None, Reason.PASS_USED, Reason.WRONG_GATE):
        return None
    return _by_pass(case, found[0], None)


def stranger_out(case: Case) -> Verdict | None:
    """Whoever never came in: always an answer."""
    return say(case, Decision.ASK, Reason.NOT_INSIDE)


def _by_pass(case: Case, given: Pass, reason: Reason | None) -> Verdict:
    who = given.visitor or given.holder
    if reason is not None:
        decision = Decision.ASK if reason is Reason.NOT_CONFIRMED else Decision.REFUSE
        return say(case, decision, reason, who)
    if case.direction == "out":
        return say(case, Decision.OPEN, OPENS[given.kind], who)
    if _is_passed_back(case):
        return say(case, Decision.ASK, Reason.ALREADY_INSIDE, who)
    return replace(say(case, Decision.OPEN, OPENS[given.kind], who), pass_id=given.id)


def _as_before(case: Case, given: Pass) -> Pass:
    """The pass; of one that let this vehicle in a moment ago, as it was before that."""
    if case.session is None or case.session.reason is not OPENS[given.kind] or not _tries_again(case):
        return given
    return replace(given, uses=max(0, given.uses - 1))


def _is_passed_back(case: Case) -> bool:
    return case.asked.gate.passback and case.session is not None and not _tries_again(case)


def _tries_again(case: Case) -> bool:
    return case.session is not None and came_in_just_now(case.session, case.asked.gate.id, case.asked.time)


def _who(entry: Vehicle) -> str:
    return entry.holder or entry.note
