"""The database is stopped for a minute under load: every reading and every alarm is there afterwards, once."""

import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gateway.embedded import PrivatePostgres
from tests.faults.conftest import CHANNELS, write_site
from tests.program import Program, until
from tests.wire import wire

DEVICES = 8
POLL_S = 0.1
AWAY_S = 60


class Counters:
    """Each read of a unit answers the next number on every channel; register 0 says whether it is in trouble."""

    def __init__(self) -> None:
        self.reads: Counter[int] = Counter()
        self.trouble: set[int] = set()

    def __call__(self, unit: int, address: int, count: int) -> list[int]:
        assert (address, count) == (0, 1 + 2 * CHANNELS), "the profile is one request"
        self.reads[unit] += 1
        number = self.reads[unit]
        return [int(unit in self.trouble), *([number >> 16, number & 0xFFFF] * CHANNELS)]


@pytest.mark.timeout(900)
def test_nothing_is_lost_and_nothing_is_doubled(site: Path, program: Program, postgres: PrivatePostgres) -> None:
    counters = Counters()
    with wire(counters) as server:
        devices = [
            f"{{id: counter-{unit}, kind: counter, connection: line, unit: {unit}, poll_s: {POLL_S}}}"
            for unit in range(1, DEVICES + 1)
        ]
        write_site(site, connections={"line": server.port}, devices=devices)
        program.start()
        program.sign_in("operator")
        until(lambda: program.get("/health").json()["devices"]["online"] == DEVICES, what="all devices online")

        postgres.stop()
        stopped_at = time.monotonic()
        until(lambda: program.get("/health").json()["database"] != "ok", what="the database shown as away")
        counters.trouble = {3}
        alarm = until(lambda: open_alarms(program), what="an alarm while the database is away")[0]
        assert (alarm["device"], alarm["rule"], alarm["condition"]) == ("counter-3", "trouble", "active")
        acknowledged = program.post(f"/alarms/{alarm['id']}/acknowledge").json()
        assert acknowledged["acknowledged"] is True
        assert program.get("/tickets", check=False).status_code == 503
        time.sleep(max(0.0, AWAY_S - (time.monotonic() - stopped_at)))
        assert program.get("/health").json()["spool"]["rows"] > 0
        postgres.start()

        until(lambda: program.get("/health").json()["database"] == "ok", what="the database back")
        until(lambda: program.get("/health").json()["spool"]["rows"] == 0, within_s=180, what="the spool empty")
        ticket = until(lambda: program.get("/tickets").json(), what="the ticket of the alarm")[0]
        assert ticket["alarm"] == alarm["id"]
        assert program.get("/health").json()["spool"]["dropped"] == 0
        program.stop()
        answered = dict(counters.reads)

    with psycopg.connect(postgres.url) as connection:
        alarms: Any = connection.execute(
            "SELECT id, acknowledged, acknowledged_by, ticket FROM alarm WHERE rule = 'trouble'"
        ).fetchall()
        assert len(alarms) == 1
        assert alarms[0][:2] == (alarm["id"], True)
        assert alarms[0][3] == ticket["id"]
        for unit in range(1, DEVICES + 1):
            check_counted(connection, f"counter-{unit}", answered[unit])


def open_alarms(program: Program) -> list[dict[str, Any]]:
    """Of the plant; that a device is slow to answer has nothing to do with the database."""
    found: list[dict[str, Any]] = program.get("/alarms", state="open").json()
    return [alarm for alarm in found if alarm["rule"] == "trouble"]


def check_counted(connection: psycopg.Connection[Any], device: str, answered: int) -> None:
    """Every number that the device has told is there exactly once; only the very last read may have been cut short."""
    rows = connection.execute(
        """SELECT point.point, array_agg(value::bigint ORDER BY time) FROM reading JOIN point ON number = reading.point
           WHERE device = %s AND point.point LIKE 'count%%' AND quality = 0 GROUP BY 1""",
        (device,),
    ).fetchall()
    assert len(rows) == CHANNELS
    for point, numbers in rows:
        assert len(numbers) in (answered, answered - 1), f"{device}/{point}: {len(numbers)} of {answered}"
        assert numbers == list(range(1, len(numbers) + 1)), f"{device}/{point}"
