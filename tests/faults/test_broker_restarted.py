"""The broker is restarted, and the gateway too: a message that the broker has taken reaches the database, once."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as paho
import psycopg
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from gateway.embedded import PrivateBroker, PrivatePostgres
from tests.faults.conftest import write_site
from tests.program import Program, until

MESSAGES = 600
AHEAD = 20
START = datetime(2026, 1, 1, tzinfo=UTC)


class Publisher:
    """Publishes 1, 2, 3 … with QoS 1, a second of source time apart, a few ahead of what the broker has taken."""

    def __init__(self, url: str, topic: str) -> None:
        parts = urlsplit(url)
        self.topic = topic
        self.client = paho.Client(
            CallbackAPIVersion.VERSION2, client_id="publisher", protocol=paho.MQTTv311, clean_session=False
        )
        self.client.username_pw_set(parts.username or "", parts.password)
        self.client.reconnect_delay_set(0.2, 1)
        self.client.connect(parts.hostname or "", parts.port or 1883)
        self.client.loop_start()
        self.taken = 0
        self.last = MESSAGES * 5 // 6  # for now
        self.stopped = threading.Event()
        self.client.on_publish = self._note_taken
        self.thread = threading.Thread(target=self._publish)

    def _publish(self) -> None:
        for number in range(1, MESSAGES + 1):
            moment = (START + timedelta(seconds=number)).isoformat()
            body = json.dumps({"time": moment, "values": {"sequence": number}})
            self.client.publish(self.topic, body, qos=1)  # kept by the client while the broker is away
            while (number - self.taken > AHEAD or number > self.last) and not self.stopped.is_set():
                time.sleep(0.001)
            time.sleep(0.01)

    def _note_taken(self, *_: object) -> None:
        self.taken += 1


@pytest.mark.timeout(600)
def test_every_message_arrives_once(
    site: Path, program: Program, broker: PrivateBroker, postgres: PrivatePostgres
) -> None:
    write_site(site, connections={}, devices=["{id: sensor-1, kind: sensor}"])
    program.start()
    program.sign_in("operator")
    until(lambda: program.get("/health").json()["broker"] == "ok", what="the broker connected")
    publisher = Publisher(broker.url, "gatehouse/fault-test/sensor-1/state")
    publisher.thread.start()
    try:
        until(lambda: publisher.taken >= MESSAGES // 3, what="the first third")
        broker.restart()
        until(lambda: publisher.taken >= MESSAGES * 2 // 3, what="the second third")
        program.kill()
        publisher.last = MESSAGES
        program.start()
        until(lambda: publisher.taken >= MESSAGES, what="the last of them taken by the broker")
        until(lambda: value_of(program) == MESSAGES, what="the last message on the screen")
    finally:
        publisher.stopped.set()
        publisher.thread.join()
        publisher.client.disconnect()
        publisher.client.loop_stop()
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        until(lambda: len(stored(connection)) >= MESSAGES, what="the last message in the database")
        program.stop()
        assert stored(connection) == list(range(1, MESSAGES + 1))


def stored(connection: psycopg.Connection[Any]) -> list[int]:
    rows = connection.execute(
        "SELECT value::int FROM reading JOIN point ON number = reading.point WHERE point.point = 'sequence'"
        " AND quality = 0 ORDER BY time"
    ).fetchall()
    return [number for (number,) in rows]


def value_of(program: Program) -> float | None:
    points = program.get("/points", device="sensor-1").json()
    value: float | None = next(point["value"] for point in points if point["id"] == "sensor-1/sequence")
    return value
