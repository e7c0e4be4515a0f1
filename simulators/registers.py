"""A device's four Modbus tables, filled from its readings by the profile's own addresses."""

import math
from collections.abc import Mapping, Sequence

from drivers.codec import decode, encode, merge
from drivers.places import ModbusPoint, Table
from drivers.profile import Profile

NO_VALUE = 0xFFFF


class Registers:
    """Inside a table an address that no point has reads 0; outside it there is nothing."""

    def __init__(self, profile: Profile) -> None:
        self._kind = profile.modbus
        self._points = [(point, point.modbus) for point in profile.points if point.modbus is not None]
        self._filled: dict[str, float | str] = {}
        self._tables: dict[Table, list[int]] = {}
        self._starts: dict[Table, int] = {}
        for table in ("holding", "input", "coil", "discrete"):
            places = [place for _, place in self._points if place.table == table]
            start = min((place.address for place in places), default=0)
            end = max((place.address + place.width for place in places), default=0)
            self._starts[table], self._tables[table] = start, [0] * (end - start)

    def fill(self, readings: Mapping[str, float | str]) -> None:
        """Put every reading that has changed in its place; a point without one says that it has no value."""
        told = {point.id: readings.get(point.id, math.nan) for point, _ in self._points}
        if any(value != value for value in (*told.values(), *self._filled.values())):
            self._filled = {}  # A missing value may take a whole register, and its neighbours' bits with it.
        for point, place in self._points:
            value = told[point.id]
            if self._filled.get(point.id) == value:
                continue
            start = place.address - self._starts[place.table]
            registers = self._tables[place.table]
            before = registers[start : start + place.width]
            registers[start : start + place.width] = self._words(place, before, value)
        self._filled = told

    def read(self, table: Table, address: int, count: int) -> list[int] | None:
        """`count` registers or bits; None where the table does not reach."""
        start = address - self._starts[table]
        if start < 0 or start + count > len(self._tables[table]):
            return None
        return self._tables[table][start : start + count]

    def meant(self, table: Table, address: int, values: Sequence[int]) -> dict[str, float] | None:
        """What writing `values` at `address` sets, by point id; None where not every one of them may be written."""
        meant: dict[str, float] = {}
        covered = 0
        for point, place in self._points:
            offset = place.address - address
            if place.table == table and offset >= 0 and offset + place.width <= len(values):
                if point.write is None:
                    return None
                meant[point.id] = self._value(place, values[offset : offset + place.width])
                covered += place.width
        return meant if covered == len(values) else None

    def _words(self, place: ModbusPoint, before: Sequence[int], value: float | str) -> list[int]:
        if place.type == "string" or isinstance(value, str):
            return encode(place, self._kind, value if isinstance(value, str) else "")
        if math.isnan(value) and not place.invalid and not place.type.startswith("float"):
            return list(before) if place.bits or place.type == "bit" else [NO_VALUE] * place.width
        return merge(place, self._kind, before, value)

    def _value(self, place: ModbusPoint, words: Sequence[int]) -> float:
        value = decode(place, self._kind, words)
        return value if isinstance(value, float) else math.nan
