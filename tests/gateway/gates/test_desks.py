"""What people do with vehicles and passes: each once, each in the audit, known at once."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gateway.errors import Conflict, Invalid, NotFound
from gateway.gates.model import PassKind, PassState, VehicleList
from tests.gateway.gates.known import CAR, DAY, HOUR, NOON, OTHER
from tests.gateway.gates.office import AUDIT, Office, open_office
from tests.gateway.gates.test_spreadsheet import HEADER, workbook

BLOCKED = VehicleList.BLOCKED


async def change(office: Office, vehicle: str, **told: Any) -> Any:
    given: dict[str, Any] = {"plate": CAR, "list": VehicleList.FIXED, "holder": "", "note": "", "valid_from": None}
    return await office.register.save_vehicle(
        vehicle, **{**given, "valid_until": None, **told}, who="chen", role="manager"
    )


async def test_a_vehicle_is_added_changed_and_taken_away(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        added = await office.add("粤b·12345", note=" 地下 ", valid_from=NOON)
        assert (added.plate, added.note, added.valid_from) == (CAR, "地下", NOON)
        assert office.register.known().lists.on(VehicleList.FIXED, CAR) == added
        changed = await change(office, added.id, plate=OTHER, holder="x")
        assert [each.plate for each in await office.register.vehicles()] == [OTHER]
        assert (changed.id, changed.valid_from) == (added.id, None)
        await office.register.delete_vehicle(added.id, "chen", "manager")
        assert not office.register.known().lists.vehicles
        assert office.rows(AUDIT) == [
            ("vehicle.added", added.id, "fang", "frontdesk"),
            ("vehicle.changed", added.id, "chen", "manager"),
            ("vehicle.deleted", added.id, "chen", "manager"),
        ]
        assert office.rows("SELECT detail ->> 'was' FROM audit WHERE action = 'vehicle.changed'") == [CAR]


async def test_a_plate_stands_once_on_a_list(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        await office.add()
        other = await office.add(OTHER)
        await office.add(CAR, BLOCKED)
        for act in (office.add("粤B 12345"), change(office, other.id, plate=CAR)):
            with pytest.raises(Conflict) as refused:
                await act
            assert (refused.value.code, refused.value.field) == ("exists", "plate")
        assert len(office.rows("SELECT id FROM vehicle")) == 3
        assert len(office.rows(AUDIT)) == 3


async def test_two_who_add_the_same_at_once_add_it_once(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        outcomes = await asyncio.gather(office.add(), office.add(), return_exceptions=True)
        assert sorted(type(each).__name__ for each in outcomes) == ["Conflict", "Vehicle"]


async def test_what_can_not_be_is_refused(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"plate": " ·"}, "plate"),
            ({"plate": "粤B1234567890123456"}, "plate"),
            ({"valid_from": NOON, "valid_until": NOON}, "valid_until"),
        ]
        for told, field in wrong:
            with pytest.raises(Invalid) as refused:
                await office.add(**told)
            assert refused.value.field == field
        for act in (change(office, "none"), office.register.delete_vehicle("none", "chen", "manager")):
            with pytest.raises(NotFound):
                await act
        assert office.rows(AUDIT) == []


async def test_vehicles_are_found(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        for plate in ("粤B11111", "粤B22222", "京A33333"):
            await office.add(plate, holder=f"住户 {plate[-1]}")
        await office.add("粤B11111", BLOCKED, holder="")

        async def found(**wanted: Any) -> list[str]:
            return [each.plate for each in await office.register.vehicles(**wanted)]

        assert await found() == ["粤B11111", "京A33333", "粤B22222", "粤B11111"]
        assert await found(plate="粤b*") == ["粤B11111", "粤B22222", "粤B11111"]
        assert await found(plate="京?33333") == ["京A33333"]
        assert await found(holder="住户 2") == ["粤B22222"]
        assert await found(list=BLOCKED) == ["粤B11111"]
        first = await office.register.vehicles(limit=2)
        assert await found(after=first[-1].id) == ["粤B22222", "粤B11111"]


async def test_holders(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        await office.add(holder="乙公司")
        await office.register.save_holder(" 甲公司 ", 3, "138", "chen", "manager")
        await office.register.save_holder("甲公司", 4, "139", "chen", "manager")
        assert [(each.name, each.spaces) for each in office.register.holders()] == [("乙公司", 0), ("甲公司", 4)]
        assert office.register.known().lists.spaces_of("甲公司") == 4
        with pytest.raises(Invalid):
            await office.register.save_holder(" ", 1, "", "chen", "manager")
        assert [row[0] for row in office.rows(AUDIT)] == ["vehicle.added", "holder.saved", "holder.saved"]


async def test_a_sheet_is_imported_as_a_whole(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        await office.add(holder="a", note="old")
        body = workbook(HEADER, (CAR, None, "a", 2, None, None, "new"), (OTHER, "禁止"))
        dry = await office.register.import_sheet(body, "chen", "manager", dry_run=True)
        assert (dry.added, dry.changed, len(office.rows("SELECT id FROM vehicle"))) == (1, 1, 1)
        done = await office.register.import_sheet(body, "chen", "manager")
        assert done == dry
        assert [(each.plate, each.list.value, each.note) for each in await office.register.vehicles()] == [
            (OTHER, "blocked", ""),
            (CAR, "fixed", "new"),
        ]
        assert office.register.known().lists.spaces_of("a") == 2
        again = await office.register.import_sheet(await office.register.export_sheet(), "chen", "manager")
        assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
        assert office.rows("SELECT detail FROM audit WHERE action = 'vehicle.imported' ORDER BY id")[0]["added"] == 1


async def test_a_sheet_with_a_problem_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        done = await office.register.import_sheet(workbook(HEADER, (CAR,), ("?",)), "chen", "manager")
        assert [(each.row, each.column) for each in done.problems] == [(3, "车牌")]
        assert (done.added, office.rows("SELECT id FROM vehicle"), office.rows(AUDIT)) == (0, [], [])
        with pytest.raises(Invalid):
            await office.register.import_sheet(b"PK", "chen", "manager")


async def test_a_pass_is_requested_confirmed_and_revoked(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        made = await office.invite(plate="粤b 12345", confirmed=False, gates=("south-in", "south-in"))
        assert (made.plate, made.state, made.gates, made.uses) == (CAR, PassState.REQUESTED, ("south-in",), 0)
        confirmed = await office.register.confirm_pass(made.id, "1-1-101", "host")
        assert confirmed.state is PassState.CONFIRMED
        assert await office.register.confirm_pass(made.id, "1-1-101", "host") == confirmed
        revoked = await office.register.revoke_pass(made.id, "fang", "frontdesk")
        assert office.register.known().passes.by_id[made.id] == revoked
        with pytest.raises(Conflict) as refused:
            await office.register.confirm_pass(made.id, "1-1-101", "host")
        assert refused.value.code == "revoked"
        assert office.rows(AUDIT) == [
            ("pass.created", made.id, "fang", "frontdesk"),
            ("pass.confirmed", made.id, "1-1-101", "host"),
            ("pass.revoked", made.id, "fang", "frontdesk"),
        ]
        codes = (made.code, made.host_code)
        assert not [row for row in office.rows("SELECT detail::text FROM audit") if any(code in row for code in codes)]


async def test_a_pass_is_known_by_either_code_as_long_as_it_lasts(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        made, other = await office.invite(), await office.invite(kind=PassKind.CONTRACTOR)
        assert len({made.code, made.host_code, other.code, other.host_code}) == 4
        assert min(map(len, (made.code, made.host_code))) >= 22
        assert office.register.visit(made.code) == made
        assert office.register.visit(made.host_code) == made
        assert office.register.visit("none") is None
        office.clock.time = NOON + HOUR
        assert office.register.visit(made.code) is None


async def test_passes_are_listed(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        old = await office.invite()
        new = await office.invite(confirmed=False, valid_until=NOON + DAY)
        office.clock.time = NOON + 2 * HOUR
        assert [each.id for each in await office.register.passes()] == [new.id, old.id]
        assert [each.id for each in await office.register.passes(current=True)] == [new.id]
        assert [each.id for each in await office.register.passes(state="confirmed")] == [old.id]
        assert [each.id for each in await office.register.passes(after=new.id)] == [old.id]


async def test_a_pass_that_can_not_be_is_refused(database_url: str, tmp_path: Path) -> None:
    async with open_office(database_url, tmp_path) as office:
        wrong: list[tuple[dict[str, Any], str]] = [
            ({"valid_from": NOON + 2 * HOUR}, "valid_until"),
            ({"valid_from": NOON - 2 * HOUR, "valid_until": NOON - HOUR}, "valid_until"),
            ({"gates": ("west",)}, "gates"),
            ({"plate": "·"}, "plate"),
        ]
        for told, field in wrong:
            with pytest.raises(Invalid) as refused:
                await office.invite(**told)
            assert refused.value.field == field
        for act in (office.register.confirm_pass, office.register.revoke_pass):
            with pytest.raises(NotFound):
                await act("none", "fang", "frontdesk")
