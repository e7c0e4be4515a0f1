"""What a stay costs at a moment, and what of that is due."""

from gateway.gates.judging.parking import CarPark, Stay, stay
from gateway.gates.model import Reason, Session, Tariff
from tests.gateway.gates.known import HOUR, MINUTE, NOON, SHANGHAI, session

PARK = CarPark(tariff=Tariff(), zone=SHANGHAI)


def here(given: Session, after_s: float = 0.0) -> Stay:
    return stay(given, NOON + after_s, PARK)


def test_nothing_is_paid_yet() -> None:
    told = here(session())
    assert (told.fee, told.due, told.leave_by) == (1500, 1500, None)


def test_paid_holds_for_the_exit_minutes() -> None:
    paid = session(paid=1500, paid_at=NOON)
    for after_s in (0.0, 14 * MINUTE, 15 * MINUTE):
        told = here(paid, after_s)
        assert (told.fee, told.due, told.leave_by) == (1500, 0, NOON + 15 * MINUTE)


def test_after_them_it_goes_on_as_if_nobody_had_stopped_the_clock() -> None:
    told = here(session(paid=1500, paid_at=NOON), HOUR)
    assert (told.fee, told.due, told.leave_by) == (2000, 500, NOON + 15 * MINUTE)


def test_a_part_does_not_stop_the_clock() -> None:
    told = here(session(paid=1000, paid_at=NOON), 31 * MINUTE)
    assert (told.fee, told.due, told.leave_by) == (2000, 1000, None)


def test_paying_twice() -> None:
    told = here(session(paid=2000, paid_at=NOON + HOUR), HOUR)
    assert (told.fee, told.due) == (2000, 0)


def test_too_much_is_kept_and_nothing_is_due() -> None:
    told = here(session(paid=9900, paid_at=NOON))
    assert (told.fee, told.due, told.session.paid) == (1500, 0, 9900)


def test_a_payment_within_the_free_minutes_holds_for_as_long_as_it_covers() -> None:
    early = session(entered_at=NOON, paid=500, paid_at=NOON)
    assert here(early, 90 * MINUTE).due == 0
    assert here(early, 90 * MINUTE + 1).due == 500


def test_a_stay_that_is_over_costs_what_it_cost() -> None:
    over = session(left_at=NOON, fee=700, paid=200)
    assert (here(over, 30 * HOUR).fee, here(over, 30 * HOUR).due) == (700, 500)


def test_guests_and_residents_pay_nothing() -> None:
    for reason in (Reason.FIXED_VEHICLE, Reason.VISITOR_PASS, Reason.CONTRACTOR_PASS, Reason.EMERGENCY_VEHICLE):
        assert here(session(reason=reason)).fee == 0
    nobody_pays = CarPark(tariff=Tariff(), zone=SHANGHAI, takes_temporary=False)
    assert stay(session(reason=Reason.BY_HAND), NOON, nobody_pays).due == 0
