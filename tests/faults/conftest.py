"""A site of counters: devices whose values never repeat, so that each reading can be told from every other."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.embedded import PrivateBroker, PrivatePostgres
from tests.program import Program

CHANNELS = 10

COUNTER = """\
kind: counter
name: {zh: 计数器, en: Counter}
protocol: modbus
points:
  - {id: trouble, name: {zh: 故障, en: Trouble}, decimals: 0, modbus: {address: 0, type: uint16}}
""" + "".join(
    f"  - {{id: count_{n}, name: {{zh: 计数, en: Count}}, modbus: {{address: {1 + 2 * n}, type: uint32}}}}\n"
    for n in range(CHANNELS)
)

SENSOR = """\
kind: sensor
name: {zh: 传感器, en: Sensor}
protocol: mqtt
mqtt: {interval_s: 600}
points:
  - {id: sequence, name: {zh: 序号, en: Sequence}, decimals: 0}
"""

PACK = """\
kind: counter
rules:
  - id: trouble
    name: {zh: 故障, en: Trouble}
    kind: trouble
    priority: 1
    when: {state: {point: trouble, equals: 1}}
    message: {zh: 设备故障, en: The device is in trouble}
    ticket: {trade: electrical, urgency: emergency}
    source: the test's own
  - id: device_silent
    name: {zh: 通讯中断, en: Silent}
    kind: communication
    priority: 2
    when: {state: {point: online, equals: 0}}
    on_delay_s: 1
    message: {zh: 设备无应答, en: The device does not answer}
    source: the test's own
"""


@pytest.fixture
def site(data: Path) -> Path:
    """A folder with the kinds of this site; `write_site` adds the site file."""
    folder = data / "site"
    for name, text in (("profiles/counter", COUNTER), ("profiles/sensor", SENSOR), ("packs/counter", PACK)):
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def write_site(folder: Path, *, connections: dict[str, int], devices: list[str]) -> Path:
    """The site file: connections by their port, devices as flow mappings. An answer that is late is waited for."""
    lines = [
        "site: {id: fault-test, name: {zh: 试验, en: Test}, timezone: Asia/Shanghai}",
        "profiles: ./profiles",
        "packs: ./packs",
        "connections:",
        *(f"  {name}: modbus+tcp://127.0.0.1:{port}?timeout_s=30" for name, port in connections.items()),
        "devices:",
        *(f"  - {device}" for device in devices),
    ]
    path = folder / "site.yaml"
    path.write_text("\n".join(line for line in lines if connections or line != "connections:") + "\n")
    return path


@pytest.fixture
def postgres(data: Path) -> Iterator[PrivatePostgres]:
    """A database server that the test may stop."""
    with PrivatePostgres(data / "database") as server:
        yield server


@pytest.fixture
def broker(data: Path) -> Iterator[PrivateBroker]:
    """A broker that the test may stop."""
    with PrivateBroker(data / "broker") as server:
        yield server


@pytest.fixture
def program(data: Path, postgres: PrivatePostgres, broker: PrivateBroker) -> Iterator[Program]:
    """The gateway on the two servers, not started yet; its site file is `data`/site/site.yaml."""
    addresses = {"GATEHOUSE_DATABASE_URL": postgres.url, "GATEHOUSE_MQTT_URL": broker.url}
    running = Program(data / "site" / "site.yaml", data / "gateway", addresses)
    yield running
    running.close()
