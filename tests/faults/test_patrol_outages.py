"""Phones send their scans while the database is away, and when the gateway is killed: each visit is kept once."""

import contextlib
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

import httpx
import psycopg
import pytest

from gateway.embedded import PrivatePostgres
from tests.program import Program, until

SCANS = 40
PAUSE_S = 0.1
SITE = """\
site: {id: fault-test, name: {zh: 试验, en: Test}, timezone: Asia/Shanghai}
devices: [{id: reader-1, kind: patrol_reader}]
patrol:
  checkpoints:
    - {id: gate, name: {zh: 门岗, en: Gate}}
    - {id: roof, name: {zh: 屋顶, en: Roof}}
  routes:
    - {id: night, name: {zh: 夜巡, en: Night}, order: free, stops: [gate, {at: roof, walk_s: 60}],
       early_min: 60, late_min: 60, schedules: [{every_h: 1, from: "00:00", to: "24:00"}]}
"""


class Phone:
    """Sends its scans in order, each until it is answered with 200, under one id; every tenth has found a leak."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.ids = [str(uuid.uuid4()) for _ in range(SCANS)]
        self.sent = 0
        self.answers: dict[str, dict[str, object]] = {}

    def run(self) -> None:
        while self.sent < SCANS:
            moment = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            scan: dict[str, object] = {
                "id": self.ids[self.sent],
                "time": moment,
                "checkpoint": ("gate", "roof")[self.sent % 2],
            }
            if self.sent % 10 == 0:
                scan |= {"result": "abnormal", "finding": {"kind": "leak", "note": "水"}}
            with contextlib.suppress(httpx.HTTPError):  # it was killed: the same scan is sent again
                answer = self._program.post("/patrol/scans", [scan])
                if answer.status_code == 200:
                    self.answers[self.ids[self.sent]] = answer.json()[0]
                    self.sent += 1
            time.sleep(PAUSE_S)


@pytest.mark.timeout(900)
def test_each_visit_is_there_once(data: Path, program: Program, postgres: PrivatePostgres) -> None:
    program.site.parent.mkdir(parents=True)
    program.site.write_text(SITE, encoding="utf-8")
    program.start()
    program.sign_in("guard")
    assert len(program.get("/patrol/routes").json()) == 1  # who is asking is known from now on
    postgres.stop()
    phone = Phone(program)
    thread = threading.Thread(target=phone.run)
    thread.start()
    try:
        until(lambda: phone.sent > SCANS // 3, what="the first scans", within_s=120)
        program.kill()
        postgres.start()
        program.start()
    finally:
        thread.join(timeout=240)
    assert phone.sent == SCANS
    again = program.post("/patrol/scans", [{"id": phone.ids[0], "time": "2026-01-01T00:00:00Z", "checkpoint": "gate"}])
    assert again.json()[0]["known"] is True
    # The first answer itself may have been lost, and the ticket comes later.
    either = {"known": True, "ticket": ""}
    assert again.json()[0] | either == phone.answers[phone.ids[0]] | either
    with psycopg.connect(postgres.url) as connection:
        connection.autocommit = True
        for kept, least in (("patrol_visit", SCANS), ("ticket", SCANS // 10)):
            count = f"SELECT count(*) >= {least} FROM {kept}"
            until(lambda sql=count: connection.execute(sql).fetchone() == (True,), what="all in the database")  # type: ignore[misc]
        program.stop()
        rows = connection.execute("SELECT id FROM patrol_visit ORDER BY time").fetchall()
        tickets = connection.execute("SELECT source, trade, urgency FROM ticket").fetchall()
        incidents = connection.execute("SELECT count(*) FROM patrol_incident WHERE ticket <> ''").fetchall()
    assert [row[0] for row in rows] == phone.ids
    assert tickets == [("patrol", "plumbing", "emergency")] * (SCANS // 10)
    assert incidents == [(SCANS // 10,)]
