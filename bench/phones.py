"""Five hundred guards' phones for a measurement: each its own token, route and chain of records."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from argon2 import PasswordHasher

from gateway.embedded.ports import free_port
from simulators.guards.line import Answer, Line
from simulators.guards.phone import Phone
from simulators.guards.programme import Place
from simulators.guards.walk import Step
from simulators.guards.wall import Wall

ROUTES, STOPS = 50, 8
WALK_S = 60.0
SCANS = "/patrol/scans"
PASSWORD = "a-password-for-the-bench"


class TimedLine(Line):
    """Notes how long every answer took, in seconds, by the end of its path; and what scans were told last."""

    def __init__(self, url: str, name: str, took: dict[str, list[float]]) -> None:
        super().__init__(url, login=(name, PASSWORD))
        self._took = took
        self.last_scans: Any = []

    async def ask(self, method: str, path: str, body: Any = None) -> Answer:
        began = time.perf_counter()
        if path == SCANS:
            self.last_scans = body
        answer = await super().ask(method, path, body)
        self._took.setdefault(path.rpartition("/")[2], []).append(time.perf_counter() - began)
        return answer


class Walker:
    """A phone on its route; `scan` is at the next stop."""

    def __init__(self, phone: Phone, line: TimedLine, wall: Wall, route: int) -> None:
        self.phone = phone
        self.line = line
        self._wall = wall
        self._places = [Place(id=f"r{route}-p{stop}") for stop in range(STOPS)]
        self._at = 0

    async def scan(self, at: float) -> None:
        """Keep a scan of the next stop, at this time."""
        place = self._places[self._at % STOPS]
        self._at += 1
        step = Step(place=place, time=at, told_at=at, method="qr")
        self.phone.keep(step, code=await self._wall.code(place, "qr"))


async def walkers(url: str, guards: list[str], labels: str, took: dict[str, list[float]]) -> list[Walker]:
    """One for each guard, on shift."""
    wall = Wall(Line(url, token=labels))
    await wall.read()
    found = []
    for number, name in enumerate(guards):
        line = TimedLine(url, name, took)
        walker = Walker(Phone(line), line, wall, number % ROUTES)
        if not await walker.phone.begin_shift():
            raise RuntimeError("a shift does not begin")
        found.append(walker)
    return found


async def pace(crew: list[Walker], *, scans_an_hour: float, for_s: float, sync_every_s: float) -> int:
    """Scans told one by one as they happen, beside the phones' own signs of life; how many scans."""
    began = time.monotonic()
    count = int(scans_an_hour * for_s / 3600.0)
    syncs = int(len(crew) * for_s / sync_every_s)
    moments = sorted([(n * for_s / count, n, True) for n in range(count)]
                     + [(n * for_s / syncs, n, False) for n in range(syncs)])  # fmt: skip

    async def act(number: int, is_scan: bool) -> None:
        walker = crew[number % len(crew)]
        if is_scan:
            await walker.scan(time.time())
            await walker.phone.flush()
        else:
            await walker.phone.sync()

    async with asyncio.TaskGroup() as group:
        for at, number, is_scan in moments:
            await asyncio.sleep(max(0.0, began + at - time.monotonic()))
            group.create_task(act(number, is_scan))
    return count


async def come_back(crew: list[Walker], *, scans_each: int) -> float:
    """All phones at once tell what they have kept underground; how many seconds until the last is empty."""
    for walker in crew:
        now = time.time()
        for n in range(scans_each):
            await walker.scan(now - WALK_S * (scans_each - n))
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for walker in crew:
            group.create_task(_until_empty(walker))
    return time.monotonic() - began


async def tell_again(crew: list[Walker]) -> tuple[int, int]:
    """What phones do whose answer was lost on its way: the same scans once more. How many, and how many were known."""
    told = known = 0
    for walker in crew:
        answer = await walker.line.ask("POST", SCANS, walker.line.last_scans)
        told += len(answer.body)
        known += sum(taken["known"] for taken in answer.body)
    return told, known


async def _until_empty(walker: Walker) -> None:
    while True:
        if await walker.phone.flush():
            return
        await asyncio.sleep(1.0)


def guard_accounts(database_url: str, count: int) -> list[str]:
    """So many guards who can sign in. Their hash is a cheap one: how a password is checked is not measured here."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    names = [guard_name(number) for number in range(count)]
    with psycopg.connect(database_url) as connection:
        connection.cursor().executemany(
            "INSERT INTO account (name, role, password_hash) VALUES (%s, 'guard', %s)",
            [(name, cheap) for name in names],
        )
    return names


def guard_name(number: int) -> str:
    """The account of a guard."""
    return f"guard-{number}"


def write_patrol_site(folder: Path, guards: int) -> Path:
    """A site of routes, each walked every hour by a team of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "site.yaml"
    path.write_text("\n".join(_lines(guards)) + "\n", encoding="utf-8")
    return path


def _lines(guards: int) -> Iterator[str]:
    name = "name: {zh: 点, en: Stop}"
    yield "site: {id: bench, name: {zh: 测量, en: Bench}}"
    yield f"connections: {{cameras: 'push+http://127.0.0.1:{free_port()}'}}"
    yield "devices: [{id: cam-1, kind: plate_camera, connection: cameras}]"
    yield "patrol:"
    yield "  checkpoints:"
    for route in range(ROUTES):
        for stop in range(STOPS):
            yield f"    - {{id: r{route}-p{stop}, {name}}}"
    yield "  routes:"
    for route in range(ROUTES):
        stops = ", ".join(f"{{at: r{route}-p{stop}, walk_s: {WALK_S:.0f}}}" for stop in range(STOPS))
        team = ", ".join(guard_name(number) for number in range(route, guards, ROUTES))
        yield f"    - {{id: r{route}, {name}, team: [{team}], stops: [{stops}], schedules: [{{every_h: 1}}]}}"
