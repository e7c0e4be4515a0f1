"""The load of cheap devices: it answers as devices do, and its site file is one."""

import asyncio
from pathlib import Path

import pytest
from pymodbus.client import AsyncModbusTcpClient

from drivers.profile import load_profiles
from simulators.load import Answers, Load, listen
from simulators.load_site import write_site
from simulators.site import read_site


async def test_devices_answer_dead_ones_do_not() -> None:
    load = Load(devices=4, points=30, per_port=2, dead=1)
    ports, servers = await listen(load)
    try:
        assert len(ports) == 2
        client = AsyncModbusTcpClient("127.0.0.1", port=ports[0], retries=0, timeout=60)
        await client.connect()
        answer = await client.read_holding_registers(10, count=100, device_id=1)
        first = answer.registers[0]
        assert answer.registers == [(first + 7 * n) % 65536 for n in range(100)]
        assert (await client.read_input_registers(0, count=2, device_id=2)).registers
        assert (await client.read_holding_registers(2040, count=100, device_id=1)).exception_code == 2
        assert (await client.write_register(0, 1, device_id=1)).exception_code == 1
        client.close()
        reader, writer = await asyncio.open_connection("127.0.0.1", ports[1])
        for unit in (2, 1):
            writer.write(bytes([0, unit, 0, 0, 0, 6, unit, 3, 0, 0, 0, 1]))
        answered = await asyncio.wait_for(reader.readexactly(11), 60)
        assert answered[1] == 1
        writer.close()
        await writer.wait_closed()
    finally:
        for server in servers:
            server.close()


def test_every_register_changes() -> None:
    answers = Answers(change_s=1e-9)
    request = bytes([3, 0, 0, 0, 125])
    assert answers.to(request)[2:] != answers.to(request)[2:]


@pytest.mark.parametrize(("devices", "dead"), [(500, 50), (7, 3), (10, 0), (3, 3)])
def test_the_dead_are_as_many_as_asked_for(devices: int, dead: int) -> None:
    load = Load(devices=devices, points=1, per_port=3, dead=dead)
    assert sum(len(load.dead_units(port)) for port in range(load.ports)) == dead


def test_the_site_file_fits_the_load(tmp_path: Path) -> None:
    path = write_site(tmp_path, [5001, 5002], devices=3, per_port=2, points=5, stride=4)
    site = read_site(path)
    profile = load_profiles(tmp_path / "profiles")["load"]
    assert [(device.connection, device.unit) for device in site.devices] == [("c-0", 1), ("c-0", 2), ("c-1", 1)]
    assert [point.modbus.address for point in profile.points if point.modbus] == [0, 4, 8, 12, 16]
