"""A stay in the car park: who pays for it, what is due, and until when one may leave after paying."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from gateway.gates.judging.tariff import fee
from gateway.gates.model import Fen, Reason, Session, Tariff

# Who came in so stays at no charge.
FREE = frozenset({
    Reason.FIXED_VEHICLE, Reason.FIXED_VEHICLE_NEAR_MATCH, Reason.VISITOR_PASS, Reason.CONTRACTOR_PASS,
    Reason.EMERGENCY_VEHICLE, Reason.POLICE_VEHICLE,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CarPark:
    """How many fit in (0: not counted), and what it costs.

    takes_temporary  some gate lets vehicles in that nobody knows. Where none does, nobody pays: a vehicle that a
                     person let in is a guest
    """

    spaces: int = 0
    tariff: Tariff = field(default_factory=Tariff)
    zone: tzinfo = UTC
    takes_temporary: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A session and what it costs at a moment.

    due       of the fee, what is still to be paid; never below 0
    leave_by  until when the vehicle may leave for what has been paid; None where that was not all
    """

    session: Session
    fee: Fen
    due: Fen
    leave_by: float | None = None


def stay(session: Session, now: float, park: CarPark) -> Stay:
    """The session with its price up to `now`, or to when it left.

    What was paid in full holds for `exit_minutes`: so long the price does not rise. After that it is counted as if
    nobody had stopped the clock, and what was paid is taken off.
    """
    if session.left_at is not None:
        return Stay(session=session, fee=session.fee, due=max(0, session.fee - session.paid))
    if session.reason in FREE or not park.takes_temporary:
        return Stay(session=session, fee=0, due=0)
    price = fee(session.entered_at, now, park.tariff, park.zone)
    if session.paid_at is None:
        return Stay(session=session, fee=price, due=max(0, price - session.paid))
    then = fee(session.entered_at, session.paid_at, park.tariff, park.zone)
    if session.paid < then:
        return Stay(session=session, fee=price, due=max(0, price - session.paid))
    leave_by = session.paid_at + park.tariff.exit_minutes * 60
    if now <= leave_by:
        price = then
    return Stay(session=session, fee=price, due=max(0, price - session.paid), leave_by=leave_by)
