"""Stays: who is inside, what that costs, and payments, which are made elsewhere and told here."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import AsyncConnection

from gateway.errors import Conflict, NotFound, Unavailable
from gateway.gates.judging.parking import Stay, stay
from gateway.gates.judging.plate_text import expression
from gateway.gates.model import Fen, Session
from gateway.gates.registry import effects, store_stays
from gateway.gates.registry.memory import GateMemory
from gateway.store import audit


class ParkingDesk(GateMemory):
    """Who is inside is known in memory; stays of before are in the database."""

    async def sessions(
        self, *, plate: str | None = None, inside: bool | None = None, after: str | None = None, limit: int = 100
    ) -> Sequence[Stay]:
        """The newest first. `inside`: only those that last, or only those that are over; None: all. Without the
        database, those that last and those that ended a moment ago.
        """
        wanted = expression(plate) if plate else None
        if inside:
            return self._remembered(wanted, inside, after, limit)
        try:
            async with self._database.connection() as conn:
                found = await store_stays.get_many(
                    conn, self._site, plate=wanted, inside=inside, after=after, limit=limit
                )
        except Unavailable:
            return self._remembered(wanted, inside, after, limit)
        return [self._stay(self._state.sessions.get(each.id, each)) for each in found]

    async def session(self, session: str) -> Stay:
        """One stay, with what it costs now. NotFound."""
        found = self._state.sessions.get(session)
        if found is None:
            async with self._database.connection() as conn:
                found = await store_stays.get(conn, self._site, session)
        if found is None:
            raise _missing(session)
        return self._stay(found)

    async def pay(self, session: str, payment: str, amount: Fen, method: str, who: str, role: str) -> Stay:
        """A payment. Told twice it counts once; what is paid too much is kept and shown.

        NotFound; Conflict: `payment_differs` where the same id was told with something else, `nothing_due` where the
        vehicle has left and nothing is owed.
        """
        now = self._clock.now()
        try:
            async with self._change() as conn:
                found = await self._held(conn, session)
                told = await store_stays.get_payment(conn, self._site, payment)
                if told is not None and told != (session, amount):
                    raise _differs(payment)
                if told is None:
                    if found.left_at is not None and self._stay(found).due == 0:
                        raise Conflict("the vehicle has left, and nothing is owed", code="nothing_due")
                    await store_stays.pay(
                        conn, self._site, session, payment=payment, amount=amount, method=method, time=now
                    )
                    found = replace(found, paid=found.paid + amount, paid_at=now)
                    await audit.record(
                        conn, site=self._site, who=who, role=role, action="parking.paid", target=session,
                        detail={"plate": found.plate, "payment": payment, "amount": amount, "method": method},
                    )  # fmt: skip
        except psycopg.errors.UniqueViolation as error:
            raise _differs(payment) from error
        self._note(found)
        if told is None:
            self.on_paid(found)
        return self._stay(found)

    async def _held(self, conn: AsyncConnection[Any], session: str) -> Session:
        """The stay, in the database too; there it may have to wait for the journal."""
        known = self._state.sessions.get(session)
        if known is not None:
            await effects.save_session(conn, self._site, known)
        found = await store_stays.get(conn, self._site, session)
        if found is None:
            raise _missing(session)
        return found

    def _note(self, paid: Session) -> None:
        """Known at once, also where nothing could be read after the payment."""
        known = self._state.sessions.get(paid.id)
        if known is not None and known.paid != paid.paid:
            sessions = {**self._state.sessions, paid.id: replace(known, paid=paid.paid, paid_at=paid.paid_at)}
            self._install(replace(self._state, sessions=sessions))

    def _remembered(self, plate: str | None, inside: bool | None, after: str | None, limit: int) -> list[Stay]:
        found = [
            each
            for each in self._state.sessions.values()
            if (plate is None or re.search(plate, each.plate))
            and (inside is None or inside == (each.left_at is None))
            and (after is None or each.id < after)
        ]
        return [self._stay(each) for each in sorted(found, key=lambda each: each.id, reverse=True)[:limit]]

    def _stay(self, session: Session) -> Stay:
        return stay(session, self._clock.now(), self._park)


def _differs(payment: str) -> Conflict:
    return Conflict(f"the payment '{payment}' was told before, and was another", code="payment_differs", field="id")


def _missing(session: str) -> NotFound:
    return NotFound(f"there is no stay '{session}'")
