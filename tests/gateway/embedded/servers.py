"""What the tests of the private servers look at: processes, rows and messages."""

import os
import pwd
import socket
import time
from collections.abc import Callable
from pathlib import Path

import paho.mqtt.client as mqtt
import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[3]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="root only: who the servers run as")


def until(holds: Callable[[], bool], within_s: float = 90.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def lives(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits for its parent to look does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def owner_of(pid: int) -> str:
    return pwd.getpwuid(Path(f"/proc/{pid}").stat().st_uid).pw_name


def rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        connection.execute("INSERT INTO kept VALUES (1)")
        found = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert found is not None
    return int(found[0])


def socket_on(port: int) -> socket.socket:
    """A server of someone else's on this port."""
    return socket.create_server(("127.0.0.1", port))


def client_of(url: str, name: str) -> mqtt.Client:
    """A client with a lasting session, connected, its loop not started yet."""
    user, _, rest = url.removeprefix("mqtt://").partition(":")
    password, _, address = rest.rpartition("@")
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, clean_session=False)
    client.username_pw_set(user, password)
    client.connect("127.0.0.1", int(address.rsplit(":", 1)[1]))
    return client


def published(url: str, topic: str, payload: bytes) -> bool:
    client = client_of(url, "publisher")
    client.loop_start()
    sent = client.publish(topic, payload, qos=1)
    sent.wait_for_publish(60)
    client.disconnect()
    client.loop_stop()
    return sent.is_published()


def received(url: str, name: str) -> list[bytes]:
    payloads: list[bytes] = []
    client = client_of(url, name)
    client.on_message = lambda _client, _data, message: payloads.append(message.payload)
    client.loop_start()
    until(lambda: bool(payloads))
    client.disconnect()
    client.loop_stop()
    return payloads
