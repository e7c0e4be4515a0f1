"""A site with two long routes of which a round is open at any time, and its gateway."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg.types.json import Jsonb

from gateway.embedded import PrivateBroker, PrivatePostgres
from tests.program import GATEHOUSE, Program

EACH = 100  # a route has at most so many stops
PASSWORD = "the rounds are walked"
PEOPLE = {"gustav": "guard", "gisela": "guard", "egon": "engineer", "olga": "operator", "mona": "manager"}
HEAD = """\
site: {id: rounds, name: {zh: 巡, en: Rounds}}
connections: {plc: 'modbus+tcp://127.0.0.1:9'}
devices:
  - {id: pump-room-1, kind: pump_room, connection: plc, unit: 1, name: {zh: 水泵房, en: Pump room}}
patrol:
  checkpoints:
    - {id: pump, name: {zh: 水泵房, en: Pump room}, device: pump-room-1,
       checks: [{id: noise, name: {zh: 无异响, en: No odd noise}},
                {id: oil, name: {zh: 油位, en: Oil level}, unit: mm, low: 20, high: 80}]}
"""
POINT = "    - {{id: {route}-{n}, name: {{zh: {route} {n}, en: {route} {n}}}}}\n"
ROUTES = "  routes:\n"
ROUTE = """\
    - {{id: {route}, name: {{zh: {route}, en: {route}}}, kind: {kind}, order: free, late_min: 300,
       schedules: [{{every_h: 4}}], stops: [{stops}]}}
"""


def points(route: str) -> list[str]:
    return [f"{route}-{n}" for n in range(1, EACH + 1)]


def write_site(path: Path) -> Path:
    """A round every four hours, each open until the next one is well begun; nobody needs time to walk."""
    text = HEAD + "".join(POINT.format(route=route, n=n) for route in ("east", "west") for n in range(1, EACH + 1))
    text += ROUTES + ROUTE.format(route="sheet", kind="inspection", stops="{at: pump, walk_s: 0}")
    for route in ("east", "west"):
        stops = ", ".join(f"{{at: {point}, walk_s: 0}}" for point in points(route))
        text += ROUTE.format(route=route, kind="patrol", stops=stops)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


class Rounds:
    """The running gateway, its codes, and what its database has."""

    def __init__(self, program: Program, database_url: str) -> None:
        self.program = program
        self._database_url = database_url

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.program.port}"

    @cached_property
    def codes(self) -> dict[str, dict[str, str]]:
        """By checkpoint its label: address and digits."""
        with self.client("mona") as manager:
            return {label["checkpoint"]: label for label in manager.get("/patrol/codes").json()}

    def visited(self, route: str) -> list[Any]:
        """The stops of its rounds that somebody has visited."""
        found = self.program.get("/patrol/rounds", route=route).json()
        return [stop for each in found for stop in each["stops"] if stop["visit"]]

    def visits(self) -> list[tuple[str, str, int, list[str], str, str]]:
        """Every row: checkpoint, who, seq, flags, method, digest; in the order of the phone's count."""
        with psycopg.connect(self._database_url) as connection:
            sql = "SELECT checkpoint, who, seq, flags, method, digest FROM patrol_visit ORDER BY phone, seq"
            return connection.execute(sql).fetchall()

    @contextmanager
    def client(self, name: str) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.program.base, timeout=120) as client:
            client.post("/session", json={"username": name, "password": PASSWORD}).raise_for_status()
            yield client


def walk_yesterday(database_url: str) -> None:
    """A route that was never walked begins with its next round; these have been walked for long."""
    begun = time.time() - 86_400
    times = {"opens_at": begun, "due_at": begun, "closes_at": begun + 60, "is_key": False}
    with psycopg.connect(database_url) as connection:
        for route, stop in (("east", "east-1"), ("west", "west-1"), ("sheet", "pump")):
            connection.execute(
                'INSERT INTO patrol_round (id, site, route, starts_at, stops, "order", sync_s)'
                " VALUES (%s, 'rounds', %s, to_timestamp(%s), %s, 'free', 60)",
                (f"{route}-20200101-01", route, begun, Jsonb([{"checkpoint": stop, **times}])),
            )


@contextmanager
def running(folder: Path) -> Iterator[Rounds]:
    """The gateway with a database and a broker of its own, for the length of a block."""
    with PrivatePostgres(folder / "database") as postgres, PrivateBroker(folder / "broker") as broker:
        environment = {"GATEHOUSE_DATABASE_URL": postgres.url, "GATEHOUSE_MQTT_URL": broker.url}
        program = Program(write_site(folder / "site" / "site.yaml"), folder / "gateway", environment)
        for name, role in PEOPLE.items():
            words = [str(GATEHOUSE), "user", "add", name, "--role", role, "--data", str(program.data)]
            env = {**os.environ, **environment}
            subprocess.run(words, env=env, input=PASSWORD.encode(), check=True, capture_output=True, timeout=120)
        walk_yesterday(postgres.url)
        try:
            program.start()
            program.sign_in()
            yield Rounds(program, postgres.url)
        finally:
            program.close()
