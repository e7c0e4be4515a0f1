"""Who may pass. Pure: a question, and what is known at the moment, give a verdict.

Coming in, the first of these that has an answer decides:

    blocked      on the block list: never
    privileged   police, military, on the emergency list: always
    closed       the gate is out of service: nobody else
    fixed        on the fixed list: in its time, once, and while its holder has a space
    invited      a pass, by the code that is shown or by the plate
    temporary    whoever else, where the gate takes temporary vehicles and there is room

Leaving: blocked, privileged, closed, fixed (in its time or not: nobody is kept in), whoever was let out a moment ago,
the stay (free, paid, or to be paid), a pass whose time lasts; and whoever never came in waits for a person.

A plate that is not sure opens nothing, but for the one known vehicle that alone fits (`match.alone`) where its list
opens, and for whoever shows the code of a pass.
"""

from dataclasses import replace

from gateway.gates.judging import match
from gateway.gates.judging.judges import (
    Case,
    Judge,
    blocked,
    case_of,
    closed,
    fixed_in,
    fixed_out,
    invited_in,
    invited_out,
    out_again,
    privileged,
    say,
    stay_out,
    stranger_out,
    temporary_in,
)
from gateway.gates.judging.plate_text import normalised
from gateway.gates.judging.question import Asked, Known, Verdict
from gateway.gates.model import Decision, Pass, Reason, VehicleList

__all__ = ["Asked", "Known", "Verdict", "decide"]

_ENTERING = (blocked, privileged, closed, fixed_in, invited_in, temporary_in)
_LEAVING = (blocked, privileged, closed, fixed_out, out_again, stay_out, invited_out, stranger_out)
_NEARLY = {"in": (blocked, privileged, fixed_in), "out": (blocked, privileged, fixed_out)}
_BY_CODE = {"in": (blocked, closed, invited_in), "out": (blocked, closed, stay_out, invited_out)}


def decide(asked: Asked, known: Known) -> Verdict:
    """The verdict. Plates may be written in any way; those that are known are normal."""
    case = case_of(asked, known, normalised(asked.plate))
    if case.plate:
        verdict = _first(_LEAVING if case.direction == "out" else _ENTERING, case)
    else:
        verdict = _unsure(case) if case.shown is None else _by_code_alone(case, case.shown)
    return verdict or say(case, Decision.ASK, Reason.UNSURE_PLATE)


def _first(judges: tuple[Judge, ...], case: Case) -> Verdict | None:
    return next((verdict for judge in judges if (verdict := judge(case)) is not None), None)


def _unsure(case: Case) -> Verdict | None:
    """OPEN for the one known vehicle that fits, where its list opens; REFUSE where the gate is closed to all."""
    if not case.asked.gate.is_open:
        return closed(case)
    asked, known = case.asked, case.known
    plates = known.lists.vehicles.keys() | known.passes.by_plate.keys() | known.inside.keys()
    found = match.alone(asked.seen, asked.uncertain, [normalised(each) for each in asked.candidates], plates)
    if found is None:
        return None
    # Of what kind the plate is, is as unsure as the plate.
    near = case_of(replace(asked, kind=""), known, found)
    verdict = _first(_NEARLY["out" if near.direction == "out" else "in"], near)
    if verdict is None or verdict.decision is not Decision.OPEN:
        return None
    if verdict.reason is Reason.FIXED_VEHICLE:
        return replace(verdict, reason=Reason.FIXED_VEHICLE_NEAR_MATCH)
    return verdict


def _by_code_alone(case: Case, shown: Pass) -> Verdict | None:
    """Nobody knows the plate, but a pass is shown; that helps nobody who may be on the block list."""
    asked, lists = case.asked, case.known.lists
    barred = [plate for plate in lists.vehicles if lists.valid_on(VehicleList.BLOCKED, plate, asked.time) is not None]
    readings = {normalised(each) for each in asked.candidates}
    if match.fitting(asked.seen, asked.uncertain, barred) or not readings.isdisjoint(barred):
        return None
    case = case_of(asked, case.known, shown.plate)
    return _first(_BY_CODE["out" if case.direction == "out" else "in"], case)
