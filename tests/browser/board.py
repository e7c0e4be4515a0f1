"""A site of lamps, where a lamp that is lit is an alarm."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.program import GATEHOUSE, Program, until
from tests.wire import wire

DEVICES, LAMPS = 5, 100
PAGE = 100
PASSWORD = "the lamps are lit"
PEOPLE = {"anna": "operator", "boris": "operator", "gustav": "guard", "frida": "frontdesk", "ada": "admin"}
RULE = """\
  - {{id: lamp_{n}, name: {{zh: 灯{n}, en: Lamp {n}}}, kind: lamp_{n}, priority: {priority}, source: the test's own,
     when: {{state: {{point: lamp_{n}, equals: 1}}}}, message: {{zh: 灯{n}亮, en: Lamp {n} is lit}}}}
"""
POINT = "  - {{id: lamp_{n}, name: {{zh: 灯{n}, en: Lamp {n}}}, decimals: 0, modbus: {{address: {n}}}}}\n"
SITE = """\
site: {{id: lamps, name: {{zh: 灯, en: Lamps}}}}
profiles: ./profiles
packs: ./packs
connections: {{line: 'modbus+tcp://127.0.0.1:{port}?timeout_s=30'}}
devices:
"""
DEVICE = """\
  - {{id: board-{n}, kind: board, name: {{zh: {n}号灯板, en: Board {n}}}, connection: line, unit: {n}, poll_s: 0.2}}
"""


def write_site(folder: Path, port: int) -> Path:
    """The site file with its kind: a board of LAMPS registers, and a rule a lamp."""
    points = "".join(POINT.format(n=n) for n in range(LAMPS))
    rules = "".join(RULE.format(n=n, priority=1 + n % 4) for n in range(LAMPS))
    devices = "".join(DEVICE.format(n=n) for n in range(1, DEVICES + 1))
    head = "kind: board\nname: {zh: 灯板, en: Board}\nprotocol: modbus\npoints:\n"
    for name, text in (
        ("profiles/board.yaml", head + points),
        ("packs/board.yaml", "kind: board\nrules:\n" + rules),
        ("site.yaml", SITE.format(port=port) + devices),
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "site.yaml"


class Board:
    """The running gateway, and the lamps: (board, lamp) from (1, 0) to (DEVICES, LAMPS - 1)."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.lit: set[tuple[int, int]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.program.port}"

    def registers(self, unit: int, address: int, count: int) -> list[int]:
        return [int((unit, lamp) in self.lit) for lamp in range(address, address + count)]

    @contextmanager
    def client(self, name: str) -> Iterator[httpx.Client]:
        """A person, signed in without a browser."""
        with httpx.Client(base_url=self.program.base, timeout=60) as client:
            client.post("/session", json={"username": name, "password": PASSWORD}).raise_for_status()
            yield client

    def open_alarms(self) -> dict[str, Any]:
        """By id, as the gateway lists them."""
        found: dict[str, Any] = {}
        query: dict[str, Any] = {"state": "open", "limit": PAGE}
        while page := self.program.get("/alarms", **query).json():
            found |= {alarm["id"]: alarm for alarm in page}
            query["after"] = page[-1]["id"]
        return found

    def light(self, lamps: Iterable[tuple[int, int]]) -> None:
        self.lit |= set(lamps)

    def darken(self) -> None:
        """All lamps off, and no alarm left."""
        self.lit.clear()
        until(self._all_returned, within_s=120, what="all lamps off")
        with self.client("ada") as client:
            for alarm in self.open_alarms().values():
                client.post(f"/alarms/{alarm['id']}/acknowledge")
        until(lambda: not self.open_alarms(), what="no alarm open")

    def _all_returned(self) -> bool:
        return all(alarm["condition"] == "returned" for alarm in self.open_alarms().values())


@contextmanager
def lamp_board(data: Path, environment: dict[str, str]) -> Iterator[Board]:
    """The gateway on a database and a broker of the caller's, with its PEOPLE, for the length of a block."""
    program = Program(data / "site" / "site.yaml", data / "gateway", environment)
    board = Board(program)
    with wire(board.registers) as server:
        write_site(data / "site", server.port)
        for name, role in PEOPLE.items():
            words = [str(GATEHOUSE), "user", "add", name, "--role", role, "--data", str(program.data)]
            env = {**os.environ, **environment}
            subprocess.run(words, env=env, input=PASSWORD.encode(), check=True, capture_output=True, timeout=120)
        try:
            program.start()
            program.sign_in()
            yield board
        finally:
            program.close()
