"""What people do with the lists of vehicles: add, change, take away, import; each with its line in the audit."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection

from gateway.errors import Conflict, Invalid, NotFound
from gateway.gates.judging.lists import lists_of
from gateway.gates.judging.plate_text import LONGEST, expression, normalised
from gateway.gates.model import Holder, Vehicle, VehicleList
from gateway.gates.registry import spreadsheet, store_lists
from gateway.gates.registry.importing import Imported, planned
from gateway.gates.registry.memory import GateMemory
from gateway.ids import new_id
from gateway.store import audit


class VehicleDesk(GateMemory):
    """Reading is from memory; every change is one transaction, and known at once."""

    async def vehicles(
        self,
        *,
        plate: str | None = None,
        holder: str | None = None,
        list: VehicleList | None = None,  # noqa: A002 - the word of the lists everywhere
        after: str | None = None,
        limit: int = 100,
    ) -> Sequence[Vehicle]:
        """The newest entry first. In `plate` * stands for any characters and ? for one; `holder` is a part of the name;
        `after` the last id of the page before.
        """
        wanted = re.compile(expression(plate)) if plate else None
        found = [
            each
            for each in self._state.vehicles
            if (wanted is None or wanted.search(each.plate))
            and (holder is None or holder.lower() in each.holder.lower())
            and list in (None, each.list)
            and (after is None or each.id < after)
        ]
        return sorted(found, key=lambda each: each.id, reverse=True)[:limit]

    def holders(self) -> Sequence[Holder]:
        """Every household and company with an entry or a vehicle, by name."""
        entered = {holder.name: holder for holder in self._state.holders}
        others = {name: Holder(name=name) for name in self._known.lists.of_holder if name not in entered}
        return sorted((entered | others).values(), key=lambda holder: holder.name)

    async def save_vehicle(
        self,
        vehicle: str | None,
        *,
        plate: str,
        list: VehicleList,  # noqa: A002
        holder: str,
        note: str,
        valid_from: float | None,
        valid_until: float | None,
        who: str,
        role: str,
    ) -> Vehicle:
        """A new entry (`vehicle` None), or all of one anew.

        Invalid for a plate or a time that can't be; NotFound; Conflict (`exists`) where the plate stands on that list.
        """
        if valid_from is not None and valid_until is not None and valid_from >= valid_until:
            raise Invalid("'valid_from' must lie before 'valid_until'", field="valid_until")
        now = self._clock.now()
        saved = Vehicle(
            id=vehicle or new_id(now), plate=_plate(plate), list=list, holder=holder.strip(), note=note.strip(),
            valid_from=valid_from, valid_until=valid_until,
        )  # fmt: skip
        before = self._found(vehicle) if vehicle is not None else None
        try:
            async with self._change() as conn:
                await (store_lists.add if before is None else store_lists.change)(conn, self._site, [saved])
                changed_from = before.plate if before is not None and before.plate != saved.plate else ""
                detail = {"plate": saved.plate, "list": saved.list.value, "holder": saved.holder, "was": changed_from}
                await self._record(conn, who, role, "added" if before is None else "changed", saved.id, detail)
        except psycopg.errors.UniqueViolation as error:
            raise Conflict(f"{saved.plate} stands on the {list} list already", code="exists", field="plate") from error
        return saved

    async def delete_vehicle(self, vehicle: str, who: str, role: str) -> None:
        """NotFound where there is no such entry."""
        async with self._change() as conn:
            gone = await store_lists.delete(conn, self._site, vehicle)
            if gone is None:
                raise _missing(vehicle)
            await self._record(conn, who, role, "deleted", vehicle, {"plate": gone[0], "list": gone[1]})

    async def save_holder(self, name: str, spaces: int, phone: str, who: str, role: str) -> Holder:
        """How many vehicles of a household or company may be inside at once (0: no limit)."""
        saved = Holder(name=name.strip(), spaces=spaces, phone=phone.strip())
        if not 1 <= len(saved.name) <= 100:
            raise Invalid("a name has 1 to 100 characters", field="name")
        async with self._change() as conn:
            await store_lists.save_holders(conn, self._site, [saved])
            await audit.record(
                conn, site=self._site, who=who, role=role, action="holder.saved", target=saved.name,
                detail={"spaces": spaces},
            )  # fmt: skip
        return saved

    async def import_sheet(self, body: bytes, who: str, role: str, *, dry_run: bool = False) -> Imported:
        """All of a sheet (xlsx), or with any problem nothing. Invalid where the file can't be read as one."""
        sheet = await asyncio.to_thread(spreadsheet.read, body, self._park.zone)
        if dry_run or sheet.problems:
            return planned(sheet, self._known.lists, lambda: "").result
        async with self._change() as conn:
            rows = await store_lists.vehicle_rows(conn, self._site)
            lists = lists_of(map(store_lists.vehicle_of, rows), await store_lists.holders(conn, self._site))
            now = self._clock.now()
            plan = planned(sheet, lists, lambda: new_id(now))
            await store_lists.add(conn, self._site, plan.added)
            await store_lists.change(conn, self._site, plan.changed)
            await store_lists.save_holders(conn, self._site, plan.holders)
            counts = {"added": plan.result.added, "changed": plan.result.changed, "unchanged": plan.result.unchanged}
            await self._record(conn, who, role, "imported", "", counts)
        return plan.result

    async def export_sheet(self) -> bytes:
        """Every known vehicle as a sheet (xlsx) that `import_sheet` reads."""
        known = await self.vehicles(limit=len(self._state.vehicles))
        return await asyncio.to_thread(spreadsheet.write, known, self._known.lists, self._park.zone)

    def _found(self, vehicle: str) -> Vehicle:
        found = next((each for each in self._state.vehicles if each.id == vehicle), None)
        if found is None:
            raise _missing(vehicle)
        return found

    async def _record(
        self, conn: AsyncConnection[Any], who: str, role: str, action: str, target: str, detail: dict[str, Any]
    ) -> None:
        told = {name: value for name, value in detail.items() if value != ""}
        await audit.record(
            conn, site=self._site, who=who, role=role, action=f"vehicle.{action}", target=target, detail=told
        )


def _plate(text: str) -> str:
    plate = normalised(text)
    if not 2 <= len(plate) <= LONGEST:
        raise Invalid(f"a plate has 2 to {LONGEST} characters", field="plate")
    return plate


def _missing(vehicle: str) -> NotFound:
    return NotFound(f"there is no vehicle '{vehicle}'")
