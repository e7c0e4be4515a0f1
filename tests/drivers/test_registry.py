"""URLs of connections: which protocol, and what is wrong with them."""

import pytest

from drivers.protocols.modbus_url import parse
from drivers.protocols.mqtt_url import client_id
from drivers.protocols.mqtt_url import parse as parse_mqtt
from drivers.registry import check, connect, protocol_of, schemes
from tests.drivers.test_mqtt import SENSOR, Device


def test_known_schemes():
    assert schemes() == {
        "gb26875": "gb26875",
        "mjpeg+http": "camera",
        "mjpeg+https": "camera",
        "modbus+rtu": "modbus",
        "modbus+rtuovertcp": "modbus",
        "modbus+tcp": "modbus",
        "modbus+tls": "modbus",
        "mqtt": "mqtt",
        "mqtts": "mqtt",
        "push+http": "http",
        "rtsp": "camera",
        "rtsps": "camera",
        "video+file": "camera",
    }


@pytest.mark.parametrize(
    "url",
    [
        "modbus+tcp://10.0.3.11",
        "modbus+tcp://10.0.3.11:1502/?timeout_s=2",
        "modbus+rtu:///dev/ttyUSB0?baudrate=9600&parity=E&stopbits=2",
        "modbus+rtuovertcp://gateway.example:4001?pause_s=0.01",
        "modbus+tls://plc.example?ca=/etc/ca.pem&cert=/etc/me.pem&key=/etc/me.key",
        "mqtt://user:p%40ss@[::1]:1883?keepalive_s=10",
        "mqtts://broker.example?client_id=two",
        "gb26875://0.0.0.0:5200?silent_s=30&duty_check_h=4",
    ],
)
def test_urls_that_are_taken(url):
    check(url)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("modbus://10.0.3.11", "'modbus' is not a known scheme; known are gb26875, .*mqtts"),
        ("10.0.3.11:502", "known scheme|the scheme is missing"),
        ("modbus+tcp://:502", "the host is missing; .* modbus\\+tcp://10.0.3.11:502"),
        ("modbus+tcp://10.0.3.11:0", "the port must be"),
        ("modbus+tcp://10.0.3.11:99999", "the port must be"),
        ("modbus+tcp://10.0.3.11/unit/1", "'/unit/1' after the host means nothing"),
        ("modbus+tcp://10.0.3.11?timeout=1", "'timeout' is not an option here; known are .*timeout_s"),
        ("modbus+tcp://10.0.3.11?timeout_s=fast", "option 'timeout_s': 'fast' is not a number"),
        ("modbus+tcp://10.0.3.11?timeout_s=99", "option 'timeout_s': 99 is not from 0.05 to 30"),
        ("modbus+tcp://10.0.3.11?timeout_s=1&timeout_s=2", "given twice"),
        ("modbus+rtu://ttyUSB0", "three slashes"),
        ("modbus+rtu:///dev/ttyUSB0?parity=X", "'X' is not one of N, E, O"),
        ("modbus+tls://plc.example?cert=/etc/me.pem", "together"),
        ("modbus+tls://plc.example?ca=", "option 'ca': is empty"),
        ("mqtt://user:secret@", "the host is missing"),
    ],
)
def test_urls_that_are_refused(url, message):
    with pytest.raises(ValueError, match=message) as refused:
        connect(url, [])
    assert "secret" not in str(refused.value)


def test_a_serial_line_keeps_the_silence_of_its_speed():
    address = parse("modbus+rtu:///dev/ttyS0?baudrate=9600")
    assert address.serial == {"baudrate": 9600, "bytesize": 8, "stopbits": 1, "parity": "N"}
    assert address.pause_s == pytest.approx(0.00401, abs=1e-5)
    assert parse("modbus+rtu:///dev/ttyS0?baudrate=115200").pause_s == 0.00175


def test_the_password_is_decoded_and_not_shown():
    broker = parse_mqtt("mqtt://user:p%40ss@host")
    assert (broker.username, broker.password) == ("user", "p@ss")
    assert "p@ss" not in f"{broker} {broker!r}"


def test_the_client_id_is_the_same_at_every_start():
    ours = [Device(id="env-1", profile=SENSOR, topic="gatehouse/jinxiu/env-1")]
    others = [Device(id="env-1", profile=SENSOR, topic="zigbee2mqtt/room")]
    assert client_id(parse_mqtt("mqtt://host"), ours) == "gatehouse-jinxiu"
    assert client_id(parse_mqtt("mqtt://host?client_id=two"), ours) == "two"
    assert client_id(parse_mqtt("mqtt://host"), others) == client_id(parse_mqtt("mqtt://host"), others)
    assert client_id(parse_mqtt("mqtt://host"), others).startswith("gatehouse-")


def test_the_protocol_of_a_url():
    assert (protocol_of("mqtts://host"), protocol_of("modbus+tls://host")) == ("mqtt", "modbus")
