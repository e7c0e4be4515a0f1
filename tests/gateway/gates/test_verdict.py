"""What a verdict says beside its decision and its reason."""

from dataclasses import replace

from gateway.gates.judging.policy import decide
from gateway.gates.model import Decision, Reason
from tests.gateway.gates.known import (
    CAR,
    HOUR,
    MINUTE,
    NOON,
    OUT,
    a_pass,
    asked,
    blocked,
    gate,
    known,
    session,
    unsure,
    vehicle,
)

OPEN, ASK = Decision.OPEN, Decision.ASK
ARRIVED = session(entered_at=NOON - MINUTE, reason=Reason.FIXED_VEHICLE)
PAID = session(paid=1500, paid_at=NOON - MINUTE)


def test_what_is_to_be_paid_is_told() -> None:
    verdict = decide(asked(OUT), known(inside=[session()]))
    assert (verdict.fee, verdict.session) == (1500, f"stay-{CAR}")
    assert decide(asked(OUT), known(inside=[PAID])).fee is None
    half = decide(asked(OUT), known(inside=[replace(PAID, paid=700)]))
    assert half.fee == 800


def test_who_it_is_is_told() -> None:
    assert decide(asked(), known(vehicle())).match == "1-1-101"
    assert decide(asked(), known(blocked())).match == "欠费"
    assert decide(asked(), known(passes=[a_pass()])).match == "王先生"
    near = decide(unsure("粤B12346", 6), known(vehicle()))
    assert (near.plate, near.match) == (CAR, "1-1-101")


def test_only_coming_in_uses_a_pass() -> None:
    assert decide(asked(), known(passes=[a_pass()])).pass_id == "pass-1"
    assert decide(asked(OUT), known(passes=[a_pass()])).pass_id == ""
    assert decide(asked(), known(passes=[a_pass(uses=1)])).pass_id == ""


def test_the_direction_is_told_as_it_was_taken() -> None:
    assert decide(asked(gate("x")), known(inside=[session()])).direction == "out"
    assert decide(asked(gate("x")), known()).direction == "in"
    assert decide(asked(gate("x"), ""), known()).direction == ""
    assert decide(unsure("粤B12346", 6, where=gate("x")), known(vehicle(), inside=[session()])).direction == "out"


def test_the_time_since_it_came_counts_up_to_the_last_second() -> None:
    on_time = known(vehicle(), inside=[replace(ARRIVED, entered_at=NOON - 120)])
    late = known(vehicle(), inside=[replace(ARRIVED, entered_at=NOON - 121)])
    assert decide(asked(), on_time).decision is OPEN
    assert decide(asked(), late).decision is ASK


def test_the_price_counts_hours_from_the_end_of_the_free_minutes() -> None:
    facts = known(inside=[session(entered_at=NOON - 90 * MINUTE)])
    assert decide(asked(OUT), facts).fee == 500
    assert decide(asked(OUT, time=NOON + 1), facts).fee == 1000
    assert decide(asked(OUT, time=NOON + HOUR), facts).fee == 1000
