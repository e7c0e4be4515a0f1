"""The Modbus connection against pymodbus's servers and against ones that misbehave, over real sockets."""

import contextlib
import struct

import pytest

from drivers.driver import PolledConnection
from drivers.registry import connect
from tests.drivers.modbus_wire import device, profile, served, unit

SCHEMES = ["modbus+tcp", "modbus+rtuovertcp", "modbus+tls", "modbus+rtu"]
WRITE = {"write": {"minimum": 0, "maximum": 10}}
MIXED = [
    {"id": "level", "address": 10, "scale": 0.1},
    {"id": "pressure", "address": 11, "type": "float32"},
    {"id": "flow", "table": "input", "address": 0, "type": "int32"},
    {"id": "running", "table": "discrete", "address": 5, "type": "bit"},
    {"id": "lamp", "table": "coil", "address": 3, "type": "bit", "also": WRITE},
    {"id": "setpoint", "address": 14, "scale": 0.01, "also": WRITE},
    {"id": "ramp", "address": 15, "type": "float32", "also": WRITE},
    {"id": "automatic", "address": 17, "type": "bit", "bit": 4, "also": WRITE},
    {"id": "name", "address": 20, "type": "string", "length": 3},
]


def mixed_unit(number: int = 1):
    pressure = struct.unpack(">2H", struct.pack(">f", 0.45))
    name = struct.unpack(">3H", b"pump 7")
    holding = [423, *pressure, 0, 100, 0, 0, 0xFF0F, 0, 0, *name]
    return unit(
        number,
        coils={0: [False] * 16},
        discrete={0: [address == 5 for address in range(16)]},
        holding={10: holding},
        registers={0: [0xFFFF, 0xFFFE]},
    )


@contextlib.asynccontextmanager
async def opened(url, *devices):
    connection = connect(url, devices)
    assert isinstance(connection, PolledConnection)
    await connection.open()
    try:
        yield connection
    finally:
        await connection.close()


def by_id(frame, made):
    return {point.id: value for point, value in zip(made.points, frame.values.tolist(), strict=True)}


@pytest.mark.parametrize("scheme", SCHEMES)
async def test_reads_every_table_and_writes_over_every_transport(scheme, tmp_path):
    made = profile(MIXED)
    pump = device(made)
    async with served([mixed_unit()], scheme, tmp_path) as url, opened(url, pump) as connection:
        frame = await connection.read(pump)
        read = by_id(frame, made)
        assert not frame.quality.any()
        assert frame.texts == {8: "pump 7"}
        assert (read["level"], read["pressure"]) == (pytest.approx(42.3), pytest.approx(0.45))
        assert (read["flow"], read["running"], read["lamp"], read["automatic"]) == (-2, 1, 0, 0)
        for point, value in (("lamp", 1), ("setpoint", 0.55), ("ramp", 2.5), ("automatic", 1)):
            await connection.write(pump, point, value)
        read = by_id(await connection.read(pump), made)
        assert (read["lamp"], read["setpoint"], read["ramp"], read["automatic"]) == (1, 0.55, 2.5, 1)
        await connection.write(pump, "automatic", 0)
        others = by_id(await connection.read(pump), made)
        assert (others["automatic"], others["ramp"]) == (0, 2.5)
