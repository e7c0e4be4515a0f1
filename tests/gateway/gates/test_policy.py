"""Who may pass: the table of cases. Each says what is known, what is asked, and the verdict that must come."""

from dataclasses import replace

import pytest

from gateway.gates.judging.policy import Asked, Known, decide
from gateway.gates.model import Decision, Holder, PassKind, PassState, Reason
from tests.gateway.gates.known import (
    BOTH,
    CAR,
    DAY,
    IN,
    MINUTE,
    NOON,
    OPEN_TO_ALL,
    OTHER,
    OUT,
    a_pass,
    asked,
    blocked,
    emergency,
    known,
    left,
    session,
    unsure,
    vehicle,
)

OPEN, REFUSE, ASK = Decision.OPEN, Decision.REFUSE, Decision.ASK
R = Reason
CLOSED = replace(IN, is_open=False)
CLOSED_OUT = replace(OUT, is_open=False)
LAX = replace(OPEN_TO_ALL, passback=False)
ONE_SPACE = [Holder(name="1-1-101", spaces=1)]
ARRIVED = session(entered_at=NOON - MINUTE, reason=R.FIXED_VEHICLE)
GUEST = a_pass("", code="a-code")
LONG_AGO = a_pass(valid_from=NOON - 2 * DAY, valid_until=NOON - DAY)
SOON = a_pass(valid_from=NOON + 1)
SECOND = a_pass(id="pass-2", code="2", host_code="h2", kind=PassKind.CONTRACTOR)
PAID = session(paid=1500, paid_at=NOON - MINUTE)
PAID_LONG_AGO = session(paid=1000, paid_at=NOON - 70 * MINUTE)

CASES: list[tuple[str, Asked, Known, Decision, Reason]] = [
    # the block list stands above everything
    ("blocked", asked(), known(blocked()), REFUSE, R.BLOCKED_VEHICLE),
    ("blocked and fixed", asked(), known(blocked(), vehicle()), REFUSE, R.BLOCKED_VEHICLE),
    ("blocked and emergency", asked(), known(blocked(), emergency()), REFUSE, R.BLOCKED_VEHICLE),
    ("blocked with a police plate", asked(kind="police"), known(blocked()), REFUSE, R.BLOCKED_VEHICLE),
    ("blocked with a pass", asked(code="visitor-code"), known(blocked(), passes=[a_pass()]), REFUSE, R.BLOCKED_VEHICLE),
    ("blocked where all may in", asked(OPEN_TO_ALL), known(blocked()), REFUSE, R.BLOCKED_VEHICLE),
    ("blocked, leaving", asked(OUT), known(blocked(), inside=[session()]), REFUSE, R.BLOCKED_VEHICLE),
    ("blocked until yesterday", asked(), known(blocked(valid_until=NOON - DAY), vehicle()), OPEN, R.FIXED_VEHICLE),
    ("blocked until this second", asked(), known(blocked(valid_until=NOON), vehicle()), OPEN, R.FIXED_VEHICLE),
    ("blocked from tomorrow", asked(), known(blocked(valid_from=NOON + DAY), vehicle()), OPEN, R.FIXED_VEHICLE),
    ("blocked from this second", asked(), known(blocked(valid_from=NOON), vehicle()), REFUSE, R.BLOCKED_VEHICLE),
    # police, military, emergency
    ("police", asked(plate="粤B1234警", kind="police"), known(), OPEN, R.POLICE_VEHICLE),
    ("armed police", asked(plate="WJ粤1234X", kind="armed_police"), known(), OPEN, R.POLICE_VEHICLE),
    ("military", asked(plate="KA12345", kind="military"), known(), OPEN, R.POLICE_VEHICLE),
    ("police at a closed gate", asked(CLOSED, kind="police"), known(), OPEN, R.POLICE_VEHICLE),
    ("police, leaving, never seen", asked(OUT, kind="police"), known(), OPEN, R.POLICE_VEHICLE),
    ("police, twice inside", asked(kind="police"), known(inside=[session()]), OPEN, R.POLICE_VEHICLE),
    ("ambulance", asked(), known(emergency()), OPEN, R.EMERGENCY_VEHICLE),
    ("ambulance at a closed gate", asked(CLOSED), known(emergency()), OPEN, R.EMERGENCY_VEHICLE),
    ("ambulance in a full car park", asked(OPEN_TO_ALL), known(emergency(), spaces=1, inside=[session(OTHER)]), OPEN,
     R.EMERGENCY_VEHICLE),
    ("ambulance, leaving unpaid", asked(OUT), known(emergency(), inside=[session()]), OPEN, R.EMERGENCY_VEHICLE),
    ("no longer an ambulance", asked(), known(emergency(valid_until=NOON)), REFUSE, R.UNKNOWN_PLATE),
    ("a trainer is no police", asked(plate="粤B1234学", kind="trainer"), known(), REFUSE, R.UNKNOWN_PLATE),
    # a closed gate
    ("closed", asked(CLOSED), known(vehicle()), REFUSE, R.GATE_CLOSED),
    ("closed, a pass", asked(CLOSED), known(passes=[a_pass()]), REFUSE, R.GATE_CLOSED),
    ("closed, leaving", asked(CLOSED_OUT), known(vehicle(), inside=[session()]), REFUSE, R.GATE_CLOSED),
    ("closed, unsure", unsure("粤B1234?", 6, where=CLOSED), known(vehicle()), REFUSE, R.GATE_CLOSED),
    # the fixed list, coming in
    ("fixed", asked(), known(vehicle()), OPEN, R.FIXED_VEHICLE),
    ("fixed, written otherwise", asked(plate="粤b·12345"), known(vehicle()), OPEN, R.FIXED_VEHICLE),
    ("fixed, O for 0", asked(plate="粤BO2345"), known(vehicle("粤B02345")), OPEN, R.FIXED_VEHICLE),
    ("fixed, a foreign plate", asked(plate="txh 8842", kind="other"), known(vehicle("TXH8842")), OPEN, R.FIXED_VEHICLE),
    ("another plate", asked(plate=OTHER), known(vehicle()), REFUSE, R.UNKNOWN_PLATE),
    ("not before its time", asked(), known(vehicle(valid_from=NOON + 1)), ASK, R.NOT_VALID_NOW),
    ("from this second", asked(), known(vehicle(valid_from=NOON)), OPEN, R.FIXED_VEHICLE),
    ("until this second", asked(), known(vehicle(valid_until=NOON)), ASK, R.NOT_VALID_NOW),
    ("until the next second", asked(), known(vehicle(valid_until=NOON + 1)), OPEN, R.FIXED_VEHICLE),
    ("over, where all may in", asked(OPEN_TO_ALL), known(vehicle(valid_until=NOON)), ASK, R.NOT_VALID_NOW),
    ("inside already", asked(), known(vehicle(), inside=[session()]), ASK, R.ALREADY_INSIDE),
    ("inside already, but may", asked(LAX), known(vehicle(), inside=[session()]), OPEN, R.FIXED_VEHICLE),
    ("the arm had not opened", asked(), known(vehicle(), inside=[ARRIVED]), OPEN, R.FIXED_VEHICLE),
    ("in by another gate just now", asked(), known(vehicle(), inside=[replace(ARRIVED, entry_gate="x")]), ASK,
     R.ALREADY_INSIDE),
    ("the space is taken", asked(), known(vehicle(), vehicle(OTHER), holders=ONE_SPACE, inside=[session(OTHER)]), ASK,
     R.SPACES_TAKEN),
    ("a space is left", asked(), known(vehicle(), vehicle(OTHER), holders=ONE_SPACE), OPEN, R.FIXED_VEHICLE),
    ("the space of others", asked(), known(vehicle(), vehicle(OTHER, holder="x"), holders=ONE_SPACE,
     inside=[session(OTHER)]), OPEN, R.FIXED_VEHICLE),
    ("spaces without end", asked(), known(vehicle(), vehicle(OTHER), inside=[session(OTHER)]), OPEN, R.FIXED_VEHICLE),
    ("no holder, no spaces", asked(), known(vehicle(holder=""), vehicle(OTHER, holder=""), inside=[session(OTHER)]),
     OPEN, R.FIXED_VEHICLE),
    ("in a full car park", asked(OPEN_TO_ALL), known(vehicle(), spaces=1, inside=[session(OTHER)]), OPEN,
     R.FIXED_VEHICLE),
    # passes, coming in
    ("a visitor", asked(), known(passes=[a_pass()]), OPEN, R.VISITOR_PASS),
    ("a contractor", asked(), known(passes=[a_pass(kind=PassKind.CONTRACTOR)]), OPEN, R.CONTRACTOR_PASS),
    ("a visitor by code", asked(code="a-code"), known(passes=[GUEST]), OPEN, R.VISITOR_PASS),
    ("a code and no plate", asked(plate="", code="a-code"), known(passes=[GUEST]), OPEN, R.VISITOR_PASS),
    ("the host's code opens nothing", asked(code="host-code"), known(passes=[GUEST]), REFUSE, R.UNKNOWN_PLATE),
    ("a code that is none", asked(code="guess"), known(passes=[GUEST]), REFUSE, R.UNKNOWN_PLATE),
    ("a code that is none, unsure", asked(plate="", code="guess"), known(passes=[GUEST]), ASK, R.UNSURE_PLATE),
    ("not confirmed", asked(), known(passes=[a_pass(state=PassState.REQUESTED)]), ASK, R.NOT_CONFIRMED),
    ("revoked", asked(), known(passes=[a_pass(state=PassState.REVOKED)]), REFUSE, R.NOT_VALID_NOW),
    ("too early", asked(), known(passes=[SOON]), REFUSE, R.NOT_VALID_NOW),
    ("too late", asked(), known(passes=[LONG_AGO]), REFUSE, R.NOT_VALID_NOW),
    ("too late, by code", asked(OPEN_TO_ALL, code="visitor-code"), known(passes=[LONG_AGO]), REFUSE, R.NOT_VALID_NOW),
    ("used up", asked(), known(passes=[a_pass(uses=1)]), REFUSE, R.PASS_USED),
    ("one use is left", asked(), known(passes=[a_pass(uses=1, most_uses=2)]), OPEN, R.VISITOR_PASS),
    ("uses without end", asked(), known(passes=[a_pass(uses=99, most_uses=0)]), OPEN, R.VISITOR_PASS),
    ("another gate", asked(), known(passes=[a_pass(gates=("north",))]), REFUSE, R.WRONG_GATE),
    ("this gate", asked(), known(passes=[a_pass(gates=("north", "south-in"))]), OPEN, R.VISITOR_PASS),
    ("of two passes the one that holds", asked(), known(passes=[a_pass(uses=1), SECOND]), OPEN, R.CONTRACTOR_PASS),
    ("a visitor who is inside", asked(), known(passes=[a_pass()], inside=[session()]), ASK, R.ALREADY_INSIDE),
    ("a visitor tries again", asked(), known(passes=[a_pass(uses=1)], inside=[replace(ARRIVED, reason=R.VISITOR_PASS)]),
     OPEN, R.VISITOR_PASS),
    ("yesterday's visitor where all may in", asked(OPEN_TO_ALL), known(passes=[LONG_AGO]), OPEN, R.TEMPORARY_ENTRY),
    ("unconfirmed where all may in", asked(OPEN_TO_ALL), known(passes=[a_pass(state=PassState.REQUESTED)]), OPEN,
     R.TEMPORARY_ENTRY),
    ("fixed goes before a pass", asked(), known(vehicle(), passes=[a_pass()]), OPEN, R.FIXED_VEHICLE),
    # whoever nobody knows
    ("a stranger", asked(), known(), REFUSE, R.UNKNOWN_PLATE),
    ("a stranger where all may in", asked(OPEN_TO_ALL), known(), OPEN, R.TEMPORARY_ENTRY),
    ("full", asked(OPEN_TO_ALL), known(spaces=1, inside=[session(OTHER)]), REFUSE, R.CAR_PARK_FULL),
    ("the last space", asked(OPEN_TO_ALL), known(spaces=2, inside=[session(OTHER)]), OPEN, R.TEMPORARY_ENTRY),
    ("never counted", asked(OPEN_TO_ALL), known(spaces=0, inside=[session(OTHER)]), OPEN, R.TEMPORARY_ENTRY),
    ("a stranger who is inside", asked(OPEN_TO_ALL), known(inside=[session()]), ASK, R.ALREADY_INSIDE),
    ("a stranger who is inside, but may", asked(LAX), known(inside=[session()]), OPEN, R.TEMPORARY_ENTRY),
    ("a stranger tries again at the last space", asked(OPEN_TO_ALL),
     known(spaces=1, inside=[replace(ARRIVED, reason=R.TEMPORARY_ENTRY)]), OPEN, R.TEMPORARY_ENTRY),
    # leaving
    ("fixed, leaving", asked(OUT), known(vehicle(), inside=[session(reason=R.FIXED_VEHICLE)]), OPEN, R.FIXED_VEHICLE),
    ("fixed, leaving, never seen", asked(OUT), known(vehicle()), OPEN, R.FIXED_VEHICLE),
    ("fixed, leaving after its time", asked(OUT), known(vehicle(valid_until=NOON - DAY)), OPEN, R.FIXED_VEHICLE),
    ("taken off the list while inside", asked(OUT), known(inside=[session(reason=R.FIXED_VEHICLE)]), OPEN, R.FREE_EXIT),
    ("within the free minutes", asked(OUT), known(inside=[session(entered_at=NOON - 30 * MINUTE)]), OPEN, R.FREE_EXIT),
    ("a second after them", asked(OUT), known(inside=[session(entered_at=NOON - 30 * MINUTE - 1)]), REFUSE, R.UNPAID),
    ("unpaid", asked(OUT), known(inside=[session()]), REFUSE, R.UNPAID),
    ("paid", asked(OUT), known(inside=[PAID]), OPEN, R.PAID_EXIT),
    ("paid, and slow", asked(OUT), known(inside=[PAID_LONG_AGO]), REFUSE, R.UNPAID),
    ("paid half", asked(OUT), known(inside=[replace(PAID, paid=700)]), REFUSE, R.UNPAID),
    ("paid all of the day's cap", asked(OUT), known(inside=[replace(PAID_LONG_AGO, paid=3000)]), OPEN, R.PAID_EXIT),
    ("a visitor, leaving late", asked(OUT), known(passes=[LONG_AGO], inside=[session(reason=R.VISITOR_PASS)]), OPEN,
     R.VISITOR_PASS),
    ("a visitor whose coming nobody saw", asked(OUT), known(passes=[a_pass(uses=1)]), OPEN, R.VISITOR_PASS),
    ("let in by a person, leaving", asked(OUT), known(inside=[session(reason=R.BY_HAND)]), REFUSE, R.UNPAID),
    ("let in by a person where nobody pays", asked(OUT),
     known(inside=[session(reason=R.BY_HAND)], takes_temporary=False), OPEN, R.FREE_EXIT),
    ("never came in", asked(OUT), known(), ASK, R.NOT_INSIDE),
    ("let out a minute ago", asked(OUT), known(gone=[left()]), OPEN, R.FREE_EXIT),
    ("let out a minute ago, paid", asked(OUT), known(gone=[left(fee=500, paid=500)]), OPEN, R.PAID_EXIT),
    ("let out unpaid by a person", asked(OUT), known(gone=[left(fee=500)]), ASK, R.NOT_INSIDE),
    ("let out at another gate", asked(OUT), known(gone=[left(exit_gate="north")]), ASK, R.NOT_INSIDE),
    ("let out ten minutes ago", asked(OUT), known(gone=[left(left_at=NOON - 600)]), ASK, R.NOT_INSIDE),
    # a gate for both ways
    ("both ways, seen coming", asked(BOTH, direction="in"), known(vehicle()), OPEN, R.FIXED_VEHICLE),
    ("both ways, seen going", asked(BOTH, direction="out"), known(inside=[session()]), REFUSE, R.UNPAID),
    ("both ways, it is inside", asked(BOTH), known(inside=[session()]), REFUSE, R.UNPAID),
    ("both ways, it is outside", asked(BOTH), known(), REFUSE, R.UNKNOWN_PLATE),
    ("the gate's direction counts", asked(OUT, direction="in"), known(inside=[PAID]), OPEN, R.PAID_EXIT),
    # a plate that is not sure
    ("unsure", unsure("粤B1234?", 6), known(), ASK, R.UNSURE_PLATE),
    ("unsure where all may in", unsure("粤B1234?", 6, where=OPEN_TO_ALL), known(), ASK, R.UNSURE_PLATE),
    ("one fits", unsure("粤B12346", 6), known(vehicle()), OPEN, R.FIXED_VEHICLE_NEAR_MATCH),
    ("the reading itself fits", unsure(CAR, 6), known(vehicle()), OPEN, R.FIXED_VEHICLE_NEAR_MATCH),
    ("the province is unsure", unsure("桂B12345", 0), known(vehicle()), OPEN, R.FIXED_VEHICLE_NEAR_MATCH),
    ("one fits, leaving", unsure("粤B12346", 6, where=OUT), known(vehicle()), OPEN, R.FIXED_VEHICLE_NEAR_MATCH),
    ("one fits an ambulance", unsure("粤B12346", 6), known(emergency()), OPEN, R.EMERGENCY_VEHICLE),
    ("two fit", unsure("粤B12346", 6), known(vehicle(), vehicle("粤B12347")), ASK, R.UNSURE_PLATE),
    ("two are uncertain", unsure("粤B12366", 5, 6), known(vehicle()), ASK, R.UNSURE_PLATE),
    ("none is marked uncertain", unsure(CAR), known(vehicle()), ASK, R.UNSURE_PLATE),
    ("another character differs", unsure("粤B92346", 6), known(vehicle()), ASK, R.UNSURE_PLATE),
    ("another length", unsure("粤B1234", 6), known(vehicle()), ASK, R.UNSURE_PLATE),
    ("the blocked one fits", unsure("粤B12346", 6), known(blocked()), ASK, R.UNSURE_PLATE),
    ("a blocked one fits too", unsure("粤B12346", 6), known(vehicle(), blocked("粤B12347")), ASK, R.UNSURE_PLATE),
    ("blocked and fixed, unsure", unsure("粤B12346", 6), known(vehicle(), blocked()), ASK, R.UNSURE_PLATE),
    ("a blocked one is another reading", unsure("粤B12346", 6, candidates=("粤B88888",)),
     known(vehicle(), blocked("粤B88888")), ASK, R.UNSURE_PLATE),
    ("a visitor fits too", unsure("粤B12346", 6), known(vehicle(), passes=[a_pass("粤B12340")]), ASK, R.UNSURE_PLATE),
    ("a vehicle inside fits too", unsure("粤B12346", 6), known(vehicle(), inside=[session("粤B12340")]), ASK,
     R.UNSURE_PLATE),
    ("only a visitor fits", unsure("粤B12346", 6), known(passes=[a_pass()]), ASK, R.UNSURE_PLATE),
    ("only a vehicle inside fits", unsure("粤B12346", 6, where=OUT), known(inside=[PAID]), ASK, R.UNSURE_PLATE),
    ("one fits, and is over", unsure("粤B12346", 6), known(vehicle(valid_until=NOON)), ASK, R.UNSURE_PLATE),
    ("one fits, and is inside", unsure("粤B12346", 6), known(vehicle(), inside=[session()]), ASK, R.UNSURE_PLATE),
    ("unsure police", unsure("粤B1234警", 2, kind="police"), known(), ASK, R.UNSURE_PLATE),
    ("a code, and perhaps blocked", unsure("粤B12346", 6, code="a-code"), known(blocked(), passes=[GUEST]), ASK,
     R.UNSURE_PLATE),
    ("a code for a blocked plate", unsure("", code="visitor-code"), known(blocked(), passes=[a_pass()]), REFUSE,
     R.BLOCKED_VEHICLE),
    ("a code, leaving", unsure("", where=OUT, code="a-code"), known(passes=[replace(GUEST, uses=1)]), OPEN,
     R.VISITOR_PASS),
    ("an old code, leaving", unsure("", where=OUT, code="visitor-code"), known(passes=[LONG_AGO]), ASK, R.UNSURE_PLATE),
]  # fmt: skip


@pytest.mark.parametrize(("question", "facts", "decision", "reason"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_the_table(question: Asked, facts: Known, decision: Decision, reason: Reason) -> None:
    verdict = decide(question, facts)
    assert (verdict.decision, verdict.reason) == (decision, reason)
