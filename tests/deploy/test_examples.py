"""The examples for a production site are tried, as far as a machine without its images can."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from ruamel.yaml import YAML

from gateway.embedded.place import service_user
from tests.certificates import self_signed
from tests.program import free_port, until

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


@pytest.fixture
def tls_port(data: Path) -> Iterator[int]:
    """The TLS port of a broker that runs with the example's settings, its paths and ports moved."""
    plain, secure = free_port(), free_port()
    text = (DEPLOY / "mosquitto/mosquitto.conf.example").read_text()
    text = text.replace("/mosquitto/config/", f"{data}/").replace("/mosquitto/data/", f"{data}/")
    text = text.replace("listener 1883", f"listener {plain} 127.0.0.1").replace("listener 8883", f"listener {secure}")
    (data / "mosquitto.conf").write_text(f"user root\n{text}" if service_user("mosquitto") else text)
    (data / "access").write_text((DEPLOY / "mosquitto/access.example").read_text())
    (data / "passwords").write_text("gatehouse:secret\nlift-1:secret\n")
    for file in ("access", "passwords"):
        (data / file).chmod(0o600)
    subprocess.run(["mosquitto_passwd", "-U", data / "passwords"], check=True)
    certificate = self_signed(data, name="broker").read_bytes()  # its own authority, its key beside it
    for file in ("ca.crt", "server.crt", "server.key"):
        (data / file).write_bytes(certificate)
    with subprocess.Popen(["/usr/sbin/mosquitto", "-c", data / "mosquitto.conf"], cwd=data) as broker:
        try:
            until(lambda: all(map(_listens, (plain, secure))), what="the broker's start")
            yield secure
        finally:
            broker.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _client(name: str, port: int, data: Path) -> mqtt.Client:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.username_pw_set(name, "secret")
    client.tls_set(ca_certs=str(data / "ca.crt"))
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client


def test_the_broker_speaks_tls_and_keeps_devices_to_their_own_topics(tls_port: int, data: Path) -> None:
    heard: list[str] = []
    gateway, lift = _client("gatehouse", tls_port, data), _client("lift-1", tls_port, data)
    gateway.on_message = lambda _client, _data, message: heard.append(message.topic)

    def is_heard() -> bool:
        gateway.subscribe("gatehouse/#", qos=1)
        lift.publish("gatehouse/s/lift-2/state", "{}", qos=1)
        lift.publish("gatehouse/s/lift-1/state", "{}", qos=1)
        return "gatehouse/s/lift-1/state" in heard

    until(is_heard, what="the device's own topic")
    for client in (gateway, lift):
        client.disconnect()
        client.loop_stop()
    assert "gatehouse/s/lift-2/state" not in heard


def test_the_tls_port_speaks_nothing_else(tls_port: int) -> None:
    context = ssl.create_default_context()
    with socket.create_connection(("127.0.0.1", tls_port)) as raw, pytest.raises(ssl.SSLCertVerificationError):
        context.wrap_socket(raw, server_hostname="127.0.0.1")


def test_the_compose_file_offers_what_the_gateway_needs() -> None:
    services = YAML(typ="safe").load(DEPLOY / "compose.yaml")["services"]
    assert services["database"]["image"].startswith("timescale/timescaledb:")
    assert services["broker"]["image"].startswith("eclipse-mosquitto:")
    # Whoever is not on this machine reaches the broker by TLS and the database not at all.
    assert all(port.startswith("127.0.0.1:") for port in services["database"]["ports"])
    assert services["broker"]["ports"] == ["127.0.0.1:1883:1883", "8883:8883"]


def test_the_unit_starts_commands_that_exist() -> None:
    unit = (DEPLOY / "gatehouse.service").read_text()
    assert "gatehouse run /etc/gatehouse/site.yaml --data ${STATE_DIRECTORY}" in unit
    assert "gatehouse check /etc/gatehouse/site.yaml" in unit
