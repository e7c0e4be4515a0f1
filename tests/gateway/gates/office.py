"""The register of a site on a real database, with a clock that the test moves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from gateway.gates.judging.parking import CarPark
from gateway.gates.model import Pass, PassKind, Session, Tariff, Vehicle, VehicleList
from gateway.gates.registry import effects
from gateway.gates.registry.effects import Effects
from gateway.gates.registry.register import GateRegister
from gateway.store.pool import Database
from tests.gateway.gates.known import CAR, HOUR, NOON, SHANGHAI

SITE = "jinxiu"
AUDIT = "SELECT action, target, who, role FROM audit ORDER BY id"
# A register of this address never finds its database.
AWAY = "postgresql://nobody@127.0.0.1:1/none"


@dataclass
class HandClock:
    """Stands still until the test moves it."""

    time: float = NOON

    def now(self) -> float:
        return self.time

    def elapsed(self) -> float:
        return self.time


@dataclass
class Office:
    """A register with its database, and shorter words for what tests do with it."""

    url: str
    clock: HandClock
    database: Database
    register: GateRegister

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What the database holds, asked past all of our own code; single columns come bare."""
        with psycopg.connect(self.url) as connection:
            rows = connection.execute(query, values).fetchall()
        return [row[0] if len(row) == 1 else row for row in rows]

    async def add(self, plate: str = CAR, which: VehicleList = VehicleList.FIXED, **changed: Any) -> Vehicle:
        told: dict[str, Any] = {"holder": "1-1-101", "note": "", "valid_from": None, "valid_until": None}
        return await self.register.save_vehicle(
            None, plate=plate, list=which, who="fang", role="frontdesk", **told | changed
        )

    async def invite(self, **changed: Any) -> Pass:
        told: dict[str, Any] = {
            "kind": PassKind.VISITOR, "visitor": "王先生", "holder": "1-1-101", "plate": CAR, "valid_from": NOON - HOUR,
            "valid_until": NOON + HOUR, "most_uses": 1, "gates": (), "confirmed": True,
        }  # fmt: skip
        return await self.register.create_pass(who="fang", role="frontdesk", **told | changed)

    async def happen(self, *told: Effects, times: int = 1) -> None:
        """What passages changed: known at once, and some time later in the database."""
        for each in told:
            self.register.take(each)
        await self.store(*told, times=times)

    async def store(self, *told: Effects, times: int = 1) -> None:
        for _ in range(times):
            async with self.database.connection() as conn:
                for each in told:
                    await effects.apply(conn, SITE, each)

    async def come_in(self, session: Session) -> Session:
        await self.happen(Effects(sessions=(session,)))
        return session


@asynccontextmanager
async def open_office(
    url: str, folder: Path, clock: HandClock | None = None, *, pending: Sequence[Effects] = (), **park: Any
) -> AsyncIterator[Office]:
    """A register from its start to its end."""
    moved = clock or HandClock()
    async with Database(url, most=4) as database:
        register = GateRegister(
            site=SITE, database=database, clock=moved, folder=folder, gates=("south-in", "south-out"),
            park=CarPark(**{"tariff": Tariff(), "zone": SHANGHAI, **park}),
        )  # fmt: skip
        await register.start(pending)
        yield Office(url, moved, database, register)
