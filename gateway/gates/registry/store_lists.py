"""Vehicles and their holders in the database: all the SQL of them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, LiteralString

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from gateway.clock import to_datetime
from gateway.gates.model import Holder, Vehicle, VehicleList

_VEHICLES: LiteralString = """
    SELECT id, plate, list, holder, note, valid_from, valid_until FROM vehicle WHERE site = %s ORDER BY id DESC
"""
_ADD: LiteralString = """
    INSERT INTO vehicle (id, site, plate, list, holder, note, valid_from, valid_until)
    VALUES (%(id)s, %(site)s, %(plate)s, %(list)s, %(holder)s, %(note)s, %(valid_from)s, %(valid_until)s)
"""
_CHANGE: LiteralString = """
    UPDATE vehicle SET plate = %(plate)s, list = %(list)s, holder = %(holder)s, note = %(note)s,
                       valid_from = %(valid_from)s, valid_until = %(valid_until)s
    WHERE site = %(site)s AND id = %(id)s
"""
_DELETE: LiteralString = "DELETE FROM vehicle WHERE site = %s AND id = %s RETURNING plate, list"
_HOLDERS: LiteralString = "SELECT name, spaces, phone FROM holder WHERE site = %s ORDER BY name"
_SAVE_HOLDER: LiteralString = """
    INSERT INTO holder (site, name, spaces, phone) VALUES (%(site)s, %(name)s, %(spaces)s, %(phone)s)
    ON CONFLICT (site, name) DO UPDATE SET spaces = excluded.spaces, phone = excluded.phone
"""


async def vehicle_rows(conn: AsyncConnection[Any], site: str) -> list[dict[str, Any]]:
    """Every known vehicle, the newest entry first, for `vehicle_of`."""
    return await _rows(conn, _VEHICLES, site)


def vehicle_of(row: dict[str, Any]) -> Vehicle:
    """The vehicle that a row tells of."""
    fields: dict[str, Any] = {
        name: value.timestamp() if isinstance(value, datetime) else value for name, value in row.items()
    }
    return Vehicle(**fields | {"list": VehicleList(row["list"])})


async def holders(conn: AsyncConnection[Any], site: str) -> list[Holder]:
    """Every holder that has an entry of its own, by name."""
    return [Holder(**row) for row in await _rows(conn, _HOLDERS, site)]


async def add(conn: AsyncConnection[Any], site: str, vehicles: Iterable[Vehicle]) -> None:
    """New entries. UniqueViolation where a plate stands on that list already."""
    await _write(conn, _ADD, site, vehicles)


async def change(conn: AsyncConnection[Any], site: str, vehicles: Iterable[Vehicle]) -> None:
    """Entries as they are now. UniqueViolation where a plate stands on that list already."""
    await _write(conn, _CHANGE, site, vehicles)


async def delete(conn: AsyncConnection[Any], site: str, vehicle: str) -> tuple[str, str] | None:
    """Take an entry away; its plate and list. None where there is none."""
    cursor = await conn.execute(_DELETE, (site, vehicle))
    found = await cursor.fetchone()
    return None if found is None else (str(found[0]), str(found[1]))


async def save_holders(conn: AsyncConnection[Any], site: str, some: Iterable[Holder]) -> None:
    """Store holders as they are now."""
    async with conn.cursor() as cursor:
        await cursor.executemany(_SAVE_HOLDER, [{**asdict(holder), "site": site} for holder in some])


async def _write(conn: AsyncConnection[Any], query: LiteralString, site: str, vehicles: Iterable[Vehicle]) -> None:
    async with conn.cursor() as cursor:
        await cursor.executemany(query, [_row(site, vehicle) for vehicle in vehicles])


async def _rows(conn: AsyncConnection[Any], query: LiteralString, site: str) -> list[dict[str, Any]]:
    cursor = conn.cursor(row_factory=dict_row)
    await cursor.execute(query, (site,))
    return await cursor.fetchall()


def _row(site: str, vehicle: Vehicle) -> dict[str, Any]:
    times = {"valid_from": vehicle.valid_from, "valid_until": vehicle.valid_until}
    moments = {name: None if time is None else to_datetime(time) for name, time in times.items()}
    return {**asdict(vehicle), **moments, "site": site}
