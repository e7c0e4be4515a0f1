"""Phones come back from underground while the gateway is killed: every scan is there once, in its phone's order."""

import asyncio
import time
from datetime import datetime
from pathlib import Path

import psycopg
import pytest

from gateway.store.accounts import create_token
from simulators.guards.line import Line
from simulators.guards.phone import Phone
from simulators.guards.programme import Place
from simulators.guards.walk import Step
from simulators.guards.wall import Wall
from tests.flow.night import site_text
from tests.program import Program

PHONES, SCANS = 6, 400
WALK_S = 30.0


class Underground:
    """A guard who walks in circles and tells it while he goes on."""

    def __init__(self, url: str, database_url: str, wall: Wall) -> None:
        self.phone = Phone(Line(url, token=create_token(database_url, "guard").split()[-1]))
        self._wall = wall

    async def run(self) -> None:
        began = time.time() - SCANS * WALK_S
        for n in range(SCANS):
            at = began + n * WALK_S
            step = Step(place=Place(id=f"p{1 + n % 8}"), time=at, told_at=at, method="qr")
            self.phone.keep(step, code=await self._wall.code(step.place, "qr"))
            if n % 10 == 9:
                await self.phone.flush()
                await asyncio.sleep(0.05)  # so that the plug is pulled in the middle
        async with asyncio.timeout(300):
            while not await self.phone.flush():  # noqa: ASYNC110 - a gateway that was killed tells nobody when it is back
                await asyncio.sleep(0.5)
        self.phone.line.close()


async def pull_the_plug(program: Program, guards: list[Underground]) -> None:
    """When a quarter of the scans is answered, and again when half of them are."""
    for share in (0.25, 0.5):
        async with asyncio.timeout(240):
            while sum(len(guard.phone.answers) for guard in guards) < share * PHONES * SCANS:  # noqa: ASYNC110
                await asyncio.sleep(0.002)
        await asyncio.to_thread(program.kill)
        async with asyncio.timeout(60):  # in the middle: somebody finds that nobody answers
            while not any(guard.phone.waiting for guard in guards):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.002)
        await asyncio.to_thread(program.start)


@pytest.mark.timeout(900)
async def test_each_scan_is_there_once(data: Path, database_url: str, broker_url: str) -> None:
    site = data / "site.yaml"
    site.write_text(site_text(schedule="{every_h: 1}", late_min=59, early_min=59), encoding="utf-8")
    addresses = {"GATEHOUSE_DATABASE_URL": database_url, "GATEHOUSE_MQTT_URL": broker_url}
    program = Program(site, data / "gateway", addresses)
    try:
        await asyncio.to_thread(program.start)
        url = f"http://127.0.0.1:{program.port}"
        labels = Line(url, token=create_token(database_url, "manager").split()[-1])
        wall = Wall(labels)
        await wall.read()
        guards = [Underground(url, database_url, wall) for _ in range(PHONES)]
        async with asyncio.TaskGroup() as group:
            for guard in guards:
                group.create_task(guard.run())
            group.create_task(pull_the_plug(program, guards))
        labels.close()
        rows = await asyncio.to_thread(kept, database_url)
    finally:
        await asyncio.to_thread(program.close)
    assert all(not guard.phone.refused for guard in guards)
    for guard in guards:
        own = [row for row in rows if row[0] == guard.phone.id]
        assert [row[1] for row in own] == list(range(1, SCANS + 1))
        assert {row[2] for row in own} == set(guard.phone.answers)
        assert all("chain_broken" not in row[3] for row in own)
        assert [row[4] for row in own] == sorted(row[4] for row in own)
    assert len(rows) == PHONES * SCANS


def kept(database_url: str) -> list[tuple[str, int, str, list[str], datetime]]:
    """All visits, when as many are there as were told or nothing more comes."""
    deadline = time.monotonic() + 120
    rows: list[tuple[str, int, str, list[str], datetime]] = []
    with psycopg.connect(database_url, autocommit=True) as connection:
        while len(rows) < PHONES * SCANS and time.monotonic() < deadline:
            time.sleep(0.2)
            rows = connection.execute("SELECT phone, seq, id, flags, time FROM patrol_visit ORDER BY seq").fetchall()
    return rows
