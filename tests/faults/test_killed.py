"""The gateway is killed in the middle of a storm of alarms, twice: no alarm is lost, none is doubled."""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from gateway.embedded import PrivatePostgres
from tests.faults.conftest import CHANNELS, write_site
from tests.program import Program, until
from tests.wire import wire

DEVICES = 40
STORM_S = 4


class Storm:
    """Registers of devices that fall into trouble and out of it at random, until told to rest."""

    def __init__(self) -> None:
        self.random = random.Random(7)
        self.trouble = [False] * (DEVICES + 1)
        self.resting = False

    def __call__(self, unit: int, address: int, count: int) -> list[int]:
        if not self.resting and self.random.random() < 0.2:
            self.trouble[unit] = not self.trouble[unit]
        return [int(self.trouble[unit]), *([0] * 2 * CHANNELS)]


@contextmanager
def watching(program: Program) -> Iterator[set[str]]:
    """Collects the ids of all alarms that were ever shown to a client."""
    seen: set[str] = set()
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.1):
            try:
                seen.update(alarm["id"] for alarm in program.get("/alarms", state="open").json())
            except httpx.HTTPError:
                continue  # it was killed, which is the point

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        stop.set()
        thread.join()


@pytest.mark.timeout(900)
def test_no_alarm_is_lost_or_doubled(site: Path, program: Program, postgres: PrivatePostgres) -> None:
    storm = Storm()
    with wire(storm) as server:
        devices = [
            f"{{id: counter-{unit}, kind: counter, connection: line, unit: {unit}, poll_s: 0.2}}"
            for unit in range(1, DEVICES + 1)
        ]
        write_site(site, connections={"line": server.port}, devices=devices)
        program.start()
        program.sign_in("operator")
        with watching(program) as seen:
            for _ in range(2):
                time.sleep(STORM_S)
                program.kill()
                program.start()
            time.sleep(STORM_S)
            with server.lock:  # no answer is half given
                storm.resting = True
            expected = {f"counter-{unit}" for unit in range(1, DEVICES + 1) if storm.trouble[unit]}
            until(lambda: active(program) == expected, what="the alarms as the devices are")
            until(lambda: unapplied(program) == 0, what="the journal applied")
        program.stop()
    with psycopg.connect(postgres.url) as connection:
        check_history(connection, seen, expected)


def active(program: Program) -> set[str]:
    alarms = program.get("/alarms", state="active", limit=500).json()
    return {alarm["device"] for alarm in alarms if alarm["rule"] == "trouble"}


def unapplied(program: Program) -> int:
    return int(program.get("/health").json()["detail"]["journal"]["waiting"])


def check_history(connection: psycopg.Connection[Any], seen: set[str], expected: set[str]) -> None:
    rows = connection.execute(
        """SELECT id, device, condition, raised_at, returned_at, ticket FROM alarm
           WHERE rule = 'trouble' ORDER BY device, raised_at"""
    ).fetchall()
    ids = {row[0] for row in rows}
    assert seen <= ids | {row[0] for row in connection.execute("SELECT id FROM alarm")}, (
        "an alarm that was shown is gone"
    )
    by_device: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        by_device[row[1]].append(row)
    for device, history in by_device.items():
        for earlier, later in pairwise(history):
            assert earlier[2] == "returned", f"{device}: two alarms at once"
            assert earlier[3] <= earlier[4] <= later[3], f"{device}: alarms overlap"
        assert (history[-1][2] == "active") == (device in expected), device
    assert all(row[5] for row in rows), "an alarm without its ticket"
    open_tickets = connection.execute(
        "SELECT device, count(*), sum(1 + repeats) FROM ticket WHERE kind = 'trouble' GROUP BY device"
    ).fetchall()
    assert all(count == 1 for _, count, _ in open_tickets), "more than one open ticket for a device"
    assert {device: int(raised) for device, _, raised in open_tickets} == {
        device: len(history) for device, history in by_device.items()
    }
