"""The MQTT face, and a database and a broker of one's own: devices that publish, well and badly."""

import json
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import paho.mqtt.client as paho
import psycopg
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from gateway.embedded import PrivateBroker
from tests.contract.outside import seconds
from tests.program import Program, until

SITE = """\
site: {id: yard, name: {zh: 院子, en: Yard}}
devices:
  - {id: env-1, kind: environment}
  - {id: env-2, kind: environment, poll_s: 60}
rules:
  - {device: env-1, rule: temperature_high, limit: 30, on_delay_s: 0, off_delay_s: 0}
"""
TIME = "2026-01-31T08:00:00.250Z"
Publish = Callable[..., None]


@pytest.fixture(scope="module")
def broker(session_data: Path) -> Iterator[PrivateBroker]:
    with PrivateBroker(session_data / "bus") as broker:
        yield broker


@pytest.fixture(scope="module")
def own_database(database_server: str) -> Iterator[str]:
    """An empty one: the program makes all that it needs."""
    with psycopg.connect(database_server, autocommit=True) as connection:
        name = f"own_{secrets.token_hex(6)}"
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(database_server)._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def program(session_data: Path, own_database: str, broker: PrivateBroker) -> Iterator[Program]:
    site = session_data / "yard.yaml"
    site.write_text(SITE, encoding="utf-8")
    addresses = {"GATEHOUSE_DATABASE_URL": own_database, "GATEHOUSE_MQTT_URL": broker.url}
    program = Program(site, session_data / "yard", addresses)
    try:
        program.start()
        program.sign_in("operator")
        yield program
    finally:
        program.close()


@pytest.fixture(scope="module")
def publish(program: Program, broker: PrivateBroker) -> Iterator[Publish]:
    """Publish below gatehouse/yard, as a device would."""
    address = urlsplit(broker.url)
    client = paho.Client(CallbackAPIVersion.VERSION2, protocol=paho.MQTTv5)
    client.username_pw_set(address.username, address.password)
    client.connect(address.hostname or "", address.port or 0)
    client.loop_start()

    def send(topic: str, payload: Any, *, retain: bool = False) -> None:
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        client.publish(f"gatehouse/yard/{topic}", body, qos=1, retain=retain).wait_for_publish(60)

    yield send
    client.disconnect()
    client.loop_stop()


def point(program: Program, name: str) -> dict[str, Any]:
    points: list[dict[str, Any]] = program.get("/points", device=name.split("/")[0]).json()
    return next(each for each in points if each["id"] == name)


def unreadable(program: Program) -> dict[str, Any]:
    found: dict[str, Any] = program.get("/health").json()["detail"]["unreadable"]
    return found


def test_a_whole_state_then_a_part_then_a_bare_value(program: Program, publish: Publish) -> None:
    values = {"temperature": 21.5, "humidity": 40, "water_leak": 0, "battery": 90}
    publish("env-2/state", {"time": TIME, "values": values})
    whole = until(lambda: (found := point(program, "env-2/temperature"))["value"] == 21.5 and found)
    assert (whole["time"], whole["unit"]) == (TIME, "°C")
    publish("env-2/state", {"values": {"temperature": 22.5}})
    part = until(lambda: (found := point(program, "env-2/temperature"))["value"] == 22.5 and found)
    assert part["quality"] == "good"
    assert seconds(part["time"]) > seconds(TIME)
    assert point(program, "env-2/humidity")["value"] == 40
    for payload, value in ((b"41", 41.0), (b"42.5", 42.5), (b" 43 ", 43.0)):
        publish("env-2/state/humidity", payload)
        until(lambda value=value: point(program, "env-2/humidity")["value"] == value)  # type: ignore[misc]
    assert point(program, "env-2/temperature")["value"] == 22.5


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("env-2/state", b"\xff\x00{"),
        ("env-2/state", b"[1, 2]"),
        ("env-2/state", {"temperature": 5}),
        ("env-2/state", {"values": {"nothing_known": 5}}),
        ("env-2/state", {"values": {"temperature": "warm"}}),
        ("env-2/state", {"values": {"temperature": {"deep": 1}}}),
        ("env-2/state/nothing_known", b"5"),
        ("env-2/event", b"not an object"),
        ("env-2/online", b"perhaps"),
    ],
)
def test_what_cannot_be_read_is_counted_and_the_latest_kept(
    program: Program, publish: Publish, topic: str, payload: Any
) -> None:
    before = unreadable(program)["count"]
    publish(topic, payload)
    latest = until(lambda: (found := unreadable(program))["count"] == before + 1 and found)
    assert latest["source"] == f"gatehouse/yard/{topic}"
    assert latest["reason"]
    assert latest["payload"]
    seconds(latest["time"])
    publish("env-2/state", {"values": {"temperature": 20, "humidity": 40}})
    until(lambda: point(program, "env-2/temperature")["value"] == 20)


def test_an_event_is_kept_once(program: Program, publish: Publish, own_database: str) -> None:
    event = {"time": TIME, "what": "button pressed"}
    publish("env-2/event", event)
    publish("env-2/event", event)
    publish("env-2/event", event | {"what": "another"})
    with psycopg.connect(own_database, autocommit=True) as connection:
        kept = "SELECT body->>'what' FROM device_event WHERE device = 'env-2'"
        until(lambda: ("another",) in connection.execute(kept).fetchall(), what="the last of them")
        assert sorted(connection.execute(kept).fetchall()) == [("another",), ("button pressed",)]


def test_the_last_will_is_believed(program: Program, publish: Publish) -> None:
    def state() -> str:
        return str(program.get("/devices/env-2").json()["state"])

    publish("env-2/state", {"values": {"temperature": 20}})
    until(lambda: state() == "online")
    publish("env-2/online", False, retain=True)
    until(lambda: state() == "offline")
    told = until(lambda: (found := point(program, "env-2/temperature"))["quality"] == "bad" and found)
    assert told["value"] is None
    assert point(program, "env-2/online")["value"] == 0
    publish("env-2/online", True, retain=True)
    until(lambda: state() == "online")


def test_the_limit_of_the_site_holds_in_place_of_the_packs(program: Program, publish: Publish) -> None:
    publish("env-1/state", {"values": {"temperature": 31}})
    publish("env-2/state", {"values": {"temperature": 31}})

    def raised() -> list[dict[str, Any]]:
        alarms: list[dict[str, Any]] = program.get("/alarms", state="active").json()
        return [alarm for alarm in alarms if alarm["rule"] == "temperature_high"]

    (alarm,) = until(raised, what="the alarm")
    assert (alarm["device"], alarm["value"], alarm["limit"]) == ("env-1", 31, 30)
    publish("env-1/state", {"values": {"temperature": 20}})
    until(lambda: not raised(), within_s=120, what="the alarm's return")


def test_the_own_database_and_broker_are_used(program: Program, own_database: str) -> None:
    with psycopg.connect(own_database) as connection:
        found = connection.execute("SELECT count(*) FROM point WHERE site = 'yard'").fetchone()
    assert found
    assert found[0] > 0
    left = {path.name for path in program.data.iterdir()}
    assert not {"postgres", "broker"} & left
    assert program.get("/health").json()["broker"] == "ok"
