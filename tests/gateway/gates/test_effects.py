"""What a passage changes about who is inside and about passes, as pure values."""

from dataclasses import replace

from gateway.gates.judging.policy import Asked, Known, decide
from gateway.gates.model import Decision, Passage, Reason
from gateway.gates.registry.effects import Effects, decode, effects_of, encode
from gateway.gates.registry.state import State, applied, has, inside
from tests.gateway.gates.known import (
    BOTH,
    CAR,
    HOUR,
    IN,
    MINUTE,
    NOON,
    OPEN_TO_ALL,
    OTHER,
    OUT,
    a_pass,
    asked,
    known,
    session,
    unsure,
    vehicle,
)


def passage(question: Asked, facts: Known, **changed: object) -> Passage:
    verdict = decide(question, facts)
    made = Passage(
        id="passage-1", gate=question.gate.id, time=question.time, plate=verdict.plate, seen=question.seen, colour="",
        kind="", confidence=1.0, direction=verdict.direction, decision=verdict.decision, reason=verdict.reason,
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


def changed(question: Asked, facts: Known, **by_a_person: object) -> Effects:
    return effects_of(passage(question, facts, **by_a_person), decide(question, facts), facts)


BY_HAND = {"decision": Decision.OPEN, "reason": Reason.BY_HAND, "decided_by": "wang"}


def test_coming_in_begins_a_stay() -> None:
    (begun,) = changed(asked(OPEN_TO_ALL), known()).sessions
    assert (begun.id, begun.plate, begun.entered_at, begun.left_at) == ("passage-1", CAR, NOON, None)
    assert (begun.entry_gate, begun.entry_passage, begun.reason) == ("south-in", "passage-1", Reason.TEMPORARY_ENTRY)


def test_who_is_not_let_in_changes_nothing() -> None:
    assert not changed(asked(), known())
    assert not changed(unsure("粤B1234?", 6), known())


def test_a_pass_is_used_once_a_passage() -> None:
    effects = changed(asked(), known(passes=[a_pass(uses=2, most_uses=5)]))
    assert effects.used == {"pass-1": 3}
    assert [each.reason for each in effects.sessions] == [Reason.VISITOR_PASS]


def test_who_shows_a_code_without_a_plate_uses_it_and_is_counted_nowhere() -> None:
    effects = changed(asked(plate="", code="visitor-code"), known(passes=[a_pass("")]))
    assert (effects.sessions, effects.used) == ((), {"pass-1": 1})


def test_a_vehicle_that_tries_again_is_not_inside_twice() -> None:
    arrived = session(entered_at=NOON - MINUTE, reason=Reason.VISITOR_PASS)
    assert not changed(asked(), known(passes=[a_pass(uses=1)], inside=[arrived]))


def test_coming_in_again_after_nobody_saw_it_leave_ends_the_old_stay() -> None:
    lax = replace(OPEN_TO_ALL, passback=False)
    ended, begun = changed(asked(lax), known(inside=[session(paid=300)])).sessions
    assert (ended.id, ended.left_at, ended.exit_gate, ended.fee) == (f"stay-{CAR}", NOON, "", 300)
    assert begun.id == "passage-1"


def test_leaving_ends_the_stay_with_its_price() -> None:
    paid = session(paid=1500, paid_at=NOON - MINUTE)
    (ended,) = changed(asked(OUT), known(inside=[paid])).sessions
    assert (ended.left_at, ended.exit_gate, ended.exit_passage, ended.fee) == (NOON, "south-out", "passage-1", 1500)


def test_a_person_who_lets_out_unpaid_leaves_the_debt_to_be_seen() -> None:
    (ended,) = changed(asked(OUT), known(inside=[session()]), **BY_HAND).sessions
    assert (ended.fee, ended.paid) == (1500, 0)


def test_a_fixed_vehicle_owes_nothing_however_it_came_in() -> None:
    (ended,) = changed(asked(OUT), known(vehicle(), inside=[session()])).sessions
    assert ended.fee == 0


def test_a_person_lets_somebody_in() -> None:
    (begun,) = changed(asked(), known(), **BY_HAND).sessions
    assert (begun.plate, begun.reason) == (CAR, Reason.BY_HAND)


def test_a_person_opens_for_nobody_in_particular() -> None:
    assert not changed(asked(plate=""), known(), **BY_HAND)
    assert not changed(asked(OUT, plate=""), known(), **BY_HAND)


def test_a_plate_put_right_keeps_what_the_policy_said_of_it() -> None:
    (begun,) = changed(asked(), known(vehicle()), reason=Reason.CORRECTED).sessions
    assert begun.reason is Reason.FIXED_VEHICLE


def test_leaving_without_having_come_changes_nothing() -> None:
    assert not changed(asked(OUT), known(vehicle()))


def test_a_gate_for_both_ways_goes_by_the_verdict() -> None:
    free = session(entered_at=NOON - MINUTE)
    (ended,) = changed(asked(BOTH), known(inside=[free])).sessions
    assert ended.left_at == NOON


def test_effects_survive_the_journal() -> None:
    effects = changed(asked(), known(passes=[a_pass()]))
    assert decode(encode(effects)) == effects
    assert decode(encode(Effects())) == Effects()


def test_the_same_effects_twice_are_those_effects_once() -> None:
    facts = known(passes=[a_pass()])
    state = State(passes=facts.passes.by_id)
    effects = changed(asked(), facts)
    once = applied(state, effects)
    assert applied(once, effects) == once
    assert once.passes["pass-1"].uses == 1
    assert list(inside(once.sessions.values())) == [CAR]


def test_what_was_told_late_brings_nobody_back_in_and_takes_no_payment_away() -> None:
    began = Effects(sessions=(session(),))
    ended = Effects(sessions=(session(left_at=NOON, exit_gate="south-out", fee=1500),))
    paid = {f"stay-{CAR}": session(paid=1500, paid_at=NOON - MINUTE)}
    after = applied(applied(State(sessions=paid), ended), began)
    (stay,) = after.sessions.values()
    assert (stay.left_at, stay.paid, stay.fee) == (NOON, 1500, 1500)
    assert inside(after.sessions.values()) == {}


def test_a_state_says_whether_it_has_them() -> None:
    began, ended = Effects(sessions=(session(),)), Effects(sessions=(session(left_at=NOON),))
    state = applied(State(), began)
    assert has(state, began)
    assert not has(state, ended)
    assert has(applied(state, ended), began)
    assert not has(State(), began)
    assert not has(state, Effects(sessions=(session(OTHER, id=f"stay-{CAR}"),)))
    used = State(passes={"pass-1": a_pass(uses=1)})
    assert has(used, Effects(used={"pass-1": 1}))
    assert not has(used, Effects(used={"pass-1": 2}))
    assert has(used, Effects(used={"long-gone": 2}))


def test_of_two_stays_with_one_plate_the_later_one_counts() -> None:
    older, newer = session(id="b"), session(id="a", entered_at=NOON - HOUR)
    assert inside([newer, older])[CAR] is newer


def test_the_gate_in_the_table_is_the_one_that_was_asked() -> None:
    effects = changed(asked(replace(IN, id="north-in")), known(vehicle()))
    assert effects.sessions[0].entry_gate == "north-in"
