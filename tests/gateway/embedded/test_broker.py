"""The private broker: a real one."""

from pathlib import Path

import paho.mqtt.client as mqtt

from gateway.embedded import PrivateBroker
from gateway.embedded.ports import free_port, is_free
from tests.gateway.embedded.servers import client_of, published, received, socket_on, until


def test_a_broker_keeps_port_password_and_sessions(data: Path) -> None:
    with PrivateBroker(data) as broker:
        first = broker.url
        client, subscribed = client_of(first, "keeper"), list[object]()
        client.on_subscribe = lambda *told: subscribed.append(told)
        client.subscribe("kept/#", qos=1)
        client.loop_start()
        until(lambda: bool(subscribed))
        client.disconnect()
        client.loop_stop()
        assert published(first, "kept/a", b"while away")
        assert broker.restart() == first
        assert received(first, "keeper") == [b"while away"]
    assert (data / "broker.json").stat().st_mode & 0o077 == 0


def test_a_broker_refuses_whoever_has_no_password(data: Path) -> None:
    with PrivateBroker(data) as broker:
        port = int(broker.url.rsplit(":", 1)[1])
        refused: list[object] = []
        client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        client.on_connect = lambda _client, _data, _flags, reason, _properties: refused.append(reason)
        client.connect("127.0.0.1", port)
        client.loop_start()
        until(lambda: bool(refused))
        client.loop_stop()
        assert str(refused[0]) == "Not authorized"


def test_a_broker_moves_when_its_port_was_taken(data: Path) -> None:
    with PrivateBroker(data) as broker:
        first = broker.url
    with socket_on(int(first.rsplit(":", 1)[1])), PrivateBroker(data) as broker:
        assert broker.url != first
        assert published(broker.url, "moved", b"x")


def test_a_free_port_is_free() -> None:
    port = free_port()
    assert is_free(port)
    with socket_on(port):
        assert not is_free(port)
