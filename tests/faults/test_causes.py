"""What one trouble brings with it is one alarm: a feeder trips while the gateway is killed, a line goes dead."""

from pathlib import Path
from typing import Any

import psycopg
import pytest

from gateway.embedded import PrivatePostgres
from tests.faults.conftest import write_site
from tests.program import Program, free_port, until
from tests.wire import wire

DEVICES = 40
BOARD, PANEL = 100, 101
STAYING = {"load-3", "load-17", "load-40"}

PROFILE = """\
kind: {kind}
name: {{zh: 试验, en: Test}}
protocol: modbus
points:
  - {{id: breaker, name: {{zh: 开关, en: Breaker}}, decimals: 0, modbus: {{address: 0, type: uint16}}}}
"""
RULE = """\
kind: {kind}
rules:
  - id: {rule}
    name: {{zh: 故障, en: Trouble}}
    kind: {sort}
    priority: 1
    when: {{state: {{point: breaker, equals: 2}}}}
    {more}
    message: {{zh: 故障, en: Trouble}}
    ticket: {{trade: electrical, urgency: emergency}}
    source: the test's own
"""
KINDS = {
    "load": RULE.format(kind="load", rule="no_power", sort="power", more="on_delay_s: 0"),
    "board": RULE.format(kind="board", rule="feeder_tripped", sort="feeder", more="cuts_off: point"),
    "panel": RULE.format(kind="panel", rule="fire", sort="fire", more="on_delay_s: 0"),
}


class Plant:
    """Registers of loads that lose their supply one after the other, a board and a fire panel."""

    def __init__(self) -> None:
        self.troubled: set[int] = set()

    def __call__(self, unit: int, address: int, count: int) -> list[int]:
        return [2 if unit in self.troubled else 1]


def make_site(data: Path, port: int) -> None:
    folder = data / "site"
    for kind, pack in KINDS.items():
        for path, text in ((f"profiles/{kind}.yaml", PROFILE.format(kind=kind)), (f"packs/{kind}.yaml", pack)):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    loads = [
        f"{{id: load-{unit}, kind: load, connection: line, unit: {unit}, poll_s: 0.2, fed_by: board/breaker}}"
        for unit in range(1, DEVICES + 1)
    ]
    board = f"{{id: board, kind: board, connection: line, unit: {BOARD}, poll_s: 0.2}}"
    panel = f"{{id: panel, kind: panel, connection: line, unit: {PANEL}, poll_s: 0.2, fed_by: board/breaker}}"
    write_site(folder, connections={"line": port}, devices=[*loads, board, panel])


def alarms(program: Program, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = program.get("/alarms", limit=500, **query).json()
    return found


def calling(program: Program) -> set[str]:
    """The devices whose active alarms call."""
    return {one["device"] for one in alarms(program, state="active") if one["suppression"] == "none"}


@pytest.mark.timeout(900)
def test_a_feeder_trip_is_one_alarm(data: Path, program: Program, postgres: PrivatePostgres) -> None:
    plant = Plant()
    with wire(plant) as server:
        make_site(data, server.port)
        program.start()
        program.sign_in("operator")
        plant.troubled |= {1, 2}  # their own delay is shorter than the feeder's
        until(lambda: calling(program) == {"load-1", "load-2"}, what="the first of it")
        plant.troubled |= {BOARD, *range(1, 21)}
        [root] = until(lambda: alarms(program, device="board"), what="the cause")
        plant.troubled.add(PANEL)
        until(lambda: calling(program) == {"board", "panel"}, what="a fire alarm in the middle of it")
        program.kill()
        plant.troubled |= set(range(21, DEVICES + 1))
        program.start()
        until(lambda: numbers(program, root["id"]) == {"alarms": DEVICES, "devices": DEVICES}, what="its consequences")
        assert calling(program) == {"board", "panel"}
        assert {one["cause"] for one in alarms(program, cause=root["id"])} == {root["id"]}
        program.kill()
        plant.troubled -= {BOARD, *range(1, DEVICES + 1)} - {int(each.split("-")[1]) for each in STAYING}
        program.start()
        until(lambda: calling(program) == {"panel"} | STAYING, within_s=120, what="what outlasts its cause")
        until(lambda: unapplied(program) == 0, what="the journal applied")
        assert len(alarms(program, cause=root["id"], state="all")) == DEVICES
        program.stop()
    with psycopg.connect(postgres.url) as connection:
        check_rows(connection, root["id"])


@pytest.mark.timeout(600)
def test_a_dead_line_is_one_alarm(site: Path, program: Program) -> None:
    devices = [
        f"{{id: counter-{unit}, kind: counter, connection: line, unit: {unit}, poll_s: 0.5}}" for unit in (1, 2, 3)
    ]
    port = free_port()  # nobody else's, also when nobody listens on it any more
    with wire(lambda unit, address, count: [0] * count, port):
        write_site(site, connections={"line": port}, devices=devices)
        program.start()
        program.sign_in("operator")
        assert program.get("/site").json()["connections"] == [
            {"id": "connection:line", "name": {"zh": "线路 line", "en": "Line line"}}
        ]
        until(lambda: program.get("/health").json()["devices"] == {"online": 3, "offline": 0}, what="all devices")
        assert len(program.get("/devices").json()) == 3
        assert {one["id"].split("/")[0] for one in program.get("/points").json()} == {f"counter-{n}" for n in (1, 2, 3)}
        assert program.get("/devices/connection:line", check=False).status_code == 404
        program.stop()
    program.start()  # and now nobody answers
    until(lambda: calling(program) == {"connection:line"}, within_s=120, what="the line's alarm")
    [root] = alarms(program, device="connection:line")
    until(lambda: numbers(program, root["id"]) == {"alarms": 3, "devices": 3}, what="what it brings with it")
    assert root["message"]["en"] == "None of the 3 devices on the line line answers"
    until(lambda: alarms(program, device="connection:line")[0]["ticket"], what="its ticket")
    assert [ticket["device"] for ticket in program.get("/tickets").json()] == ["connection:line"]


def numbers(program: Program, alarm: str) -> object:
    return program.get(f"/alarms/{alarm}").json()["consequences"]


def unapplied(program: Program) -> int:
    return int(program.get("/health").json()["detail"]["journal"]["waiting"])


def check_rows(connection: psycopg.Connection[Any], root: str) -> None:
    rows = connection.execute("SELECT device, cause, suppression, condition FROM alarm").fetchall()
    assert len(rows) == len({row[0] for row in rows}) == DEVICES + 2, "an alarm is lost or doubled"
    assert {row[1] for row in rows if row[0].startswith("load")} == {root}
    assert {row[0] for row in rows if row[2] == "none"} == {"board", "panel"} | STAYING
    open_tickets = connection.execute("SELECT device FROM ticket WHERE state <> 'cancelled'").fetchall()
    assert sorted(row[0] for row in open_tickets) == sorted({"board", "panel"} | STAYING)
    cancelled = connection.execute("SELECT device FROM ticket WHERE state = 'cancelled'").fetchall()
    assert {row[0] for row in cancelled} >= {"load-1", "load-2"}
    [counts] = connection.execute("SELECT consequence_alarms FROM alarm WHERE id = %s", (root,)).fetchall()
    assert counts == (DEVICES,)
