"""Stays and what is paid for them: each payment once, nothing forgotten."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import Conflict, NotFound
from gateway.gates.registry.effects import Effects
from tests.gateway.gates.known import CAR, NOON, OTHER, session
from tests.gateway.gates.office import AUDIT, open_office


async def test_a_payment_counts_once(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        stay = await office.come_in(session())
        register, heard = office.register, list[int]()
        register.on_paid = lambda paid: heard.append(paid.paid)

        async def pay(payment: str, amount: int, of: str = stay.id) -> Any:
            return await register.pay(of, payment, amount, "wechat", "till", "frontdesk")

        paid = await pay("w-1", 1000)
        assert (paid.session.paid, paid.fee, paid.due, paid.session.paid_at) == (1000, 1500, 500, NOON)
        assert await pay("w-1", 1000) == paid
        assert register.known().inside[CAR].paid == 1000
        with pytest.raises(Conflict) as refused:
            await pay("w-1", 900)
        assert refused.value.code == "payment_differs"
        over = await pay("w-2", 900)
        assert (over.session.paid, over.due, over.leave_by) == (1900, 0, NOON + 900)
        assert heard == [1000, 1900]
        with pytest.raises(NotFound):
            await pay("w-3", 1, of="none")
        assert office.rows("SELECT id, amount, method FROM parking_payment ORDER BY id") == [
            ("w-1", 1000, "wechat"),
            ("w-2", 900, "wechat"),
        ]
        assert [row[0] for row in office.rows(AUDIT)] == ["parking.paid", "parking.paid"]


async def test_the_same_payment_told_twice_at_once(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        stay = await office.come_in(session())
        told = [office.register.pay(stay.id, "w-1", 500, "", "till", "frontdesk") for _ in range(5)]
        paid = await asyncio.gather(*told)
        assert {each.session.paid for each in paid} == {500}


async def test_a_payment_for_a_stay_that_the_database_does_not_have_yet(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        began = Effects(sessions=(session(),))
        office.register.take(began)
        paid = await office.register.pay(f"stay-{CAR}", "w-1", 1500, "", "till", "frontdesk")
        assert paid.due == 0
        await office.store(began)
        await office.register.refresh()
        assert office.register.known().inside[CAR].paid == 1500


async def test_who_has_left_pays_what_is_owed_and_no_more(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        stay = await office.come_in(session(left_at=NOON, fee=1500))
        paid = await office.register.pay(stay.id, "w-1", 1500, "", "till", "frontdesk")
        assert paid.due == 0
        with pytest.raises(Conflict) as refused:
            await office.register.pay(stay.id, "w-2", 1, "", "till", "frontdesk")
        assert refused.value.code == "nothing_due"
        again = await office.register.pay(stay.id, "w-1", 1500, "", "till", "frontdesk")
        assert again.session.paid == 1500


async def test_stays_are_found(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        await office.come_in(session(CAR, id="1"))
        await office.come_in(session(OTHER, id="2", left_at=NOON, fee=500))

        async def found(**wanted: Any) -> list[str]:
            return [each.session.plate for each in await office.register.sessions(**wanted)]

        assert await found() == [OTHER, CAR]
        assert await found(inside=True) == [CAR]
        assert await found(inside=False) == [OTHER]
        assert await found(plate="粤B9*") == [OTHER]
        assert await found(after="2") == [CAR]
        assert await found(limit=1) == [OTHER]
        assert (await office.register.session("1")).fee == 1500
        with pytest.raises(NotFound):
            await office.register.session("none")
