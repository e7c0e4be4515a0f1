"""Vehicles come while the database is away, and go on coming when the gateway is killed: each passage is kept once."""

import contextlib
import threading
import time
from pathlib import Path

import httpx
import psycopg
import pytest

from gateway.embedded import PrivatePostgres
from tests.program import Program, free_port, until

VEHICLES = 50
PAUSE_S = 0.1
SITE = """\
site: {{id: fault-test, name: {{zh: 试验, en: Test}}, timezone: Asia/Shanghai}}
connections: {{cameras: "push+http://127.0.0.1:{port}"}}
devices: [{{id: cam-1, kind: plate_camera, connection: cameras}}]
gates: [{{id: south, name: {{zh: 南门, en: South gate}}, camera: cam-1, direction: in, temporary: true}}]
"""


class Camera:
    """Posts its vehicles in order, each until it is answered with 200, under one id."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/cam-1"
        self.told = 0

    def run(self) -> None:
        while self.told < VEHICLES:
            vehicle = {"plate": plate(self.told), "confidence": 0.97, "id": f"vehicle-{self.told}"}
            with contextlib.suppress(httpx.HTTPError):  # it was killed: the same vehicle is told again
                self.told += httpx.post(self.url, json=vehicle, timeout=60).status_code == 200
            time.sleep(PAUSE_S)


def plate(number: int) -> str:
    return f"沪C{number:05}"


@pytest.mark.timeout(900)
def test_each_passage_is_there_once(data: Path, program: Program, postgres: PrivatePostgres) -> None:
    port = free_port()
    program.site.parent.mkdir(parents=True)
    program.site.write_text(SITE.format(port=port), encoding="utf-8")
    program.start()
    program.sign_in("guard")
    assert len(program.get("/gates").json()) == 1
    postgres.stop()
    camera = Camera(port)
    thread = threading.Thread(target=camera.run)
    thread.start()
    try:
        until(lambda: camera.told > VEHICLES // 3, what="the first vehicles", within_s=120)
        shown = {passage["id"] for passage in program.get("/gates/passages", limit=10).json()}
        program.kill()
        postgres.start()
        program.start()
    finally:
        thread.join(timeout=240)
    assert camera.told == VEHICLES
    with psycopg.connect(postgres.url) as connection:
        connection.autocommit = True
        for kept in ("passage", "parking_session"):  # a stay may be written after its passage
            count = f"SELECT count(*) >= {VEHICLES} FROM {kept}"
            until(lambda sql=count: connection.execute(sql).fetchone() == (True,), what="all in the database")  # type: ignore[misc]
        program.stop()
        rows = connection.execute("SELECT id, plate FROM passage ORDER BY id").fetchall()
        stays = connection.execute("SELECT plate FROM parking_session ORDER BY plate").fetchall()
    assert len(shown) == 10
    assert shown <= {row[0] for row in rows}
    assert [row[1] for row in rows] == [row[0] for row in stays] == [plate(number) for number in range(VEHICLES)]
