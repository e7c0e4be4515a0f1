"""The Modbus connection against pymodbus's servers and against ones that misbehave, over real sockets."""

import asyncio
import contextlib
import math
import struct

import pytest

from drivers.driver import PolledConnection
from drivers.errors import ConnectionFailed, Garbage, NoAnswer, Refused, WriteRefused
from drivers.registry import connect
from tests.drivers.modbus_wire import Scripted, device, grant, profile, refuse, served, unit

SHORT = {"timeout_s": 1.0}
"""Where something is not answered at all; long enough for what is."""
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


TWO_BLOCKS = [{"id": "low", "address": 0}, {"id": "high", "address": 500}]


async def test_many_units_share_a_line_and_a_missing_one_is_refused_alone(tmp_path):
    made = profile([{"id": "level", "address": 0}])
    devices = [device(made, number) for number in (1, 2, 3)]
    units = [unit(number, holding={0: [number]}) for number in (1, 3)]
    async with served(units, "modbus+tcp", tmp_path) as url, opened(url, *devices) as connection:
        assert [(await connection.read(devices[place])).values[0] for place in (0, 2)] == [1, 3]
        with pytest.raises(Refused) as refused:
            await connection.read(devices[1])
        assert refused.value.code in (4, 10, 11)
        assert (await connection.read(devices[2])).values[0] == 3


async def test_refused_addresses_are_found_remembered_and_alone_bad(tmp_path):
    made = profile([{"id": f"point_{address}", "address": address} for address in range(40)])
    meter = device(made)
    holding = {0: list(range(17)), 18: list(range(18, 40))}
    async with served([unit(1, holding=holding)], "modbus+tcp", tmp_path) as url, opened(url, meter) as connection:
        frame = await connection.read(meter)
        assert frame.quality.nonzero()[0].tolist() == [17]
        assert frame.values[[16, 18]].tolist() == [16, 18]


async def test_what_was_learned_costs_no_further_requests():
    async def answer(_, request):
        first, count = struct.unpack(">HH", request[8:12])
        return refuse(request) if first <= 5 < first + count else grant(request)

    made = profile([{"id": f"point_{address}", "address": address} for address in range(10)])
    server = Scripted(answer)
    async with server as url, opened(url, device(made)) as connection:
        await connection.read(device(made))
        asked = len(server.requests)
        frame = await connection.read(device(made))
        assert len(server.requests) - asked == 2
        assert frame.quality.tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]


async def test_points_that_a_device_does_not_have_are_not_asked_for():
    async def answer(_, request):
        return grant(request)

    made = profile(TWO_BLOCKS)
    small = device(made, without=frozenset({"high"}))
    server = Scripted(answer)
    async with server as url, opened(url, small) as connection:
        frame = await connection.read(small)
    assert (frame.quality.tolist(), len(server.requests)) == ([0, 1], 1)


async def test_a_block_that_fails_makes_its_points_bad_and_no_others():
    async def answer(number, request):
        is_high = request[8] == 1
        return (refuse(request, 4) if number < 2 else None) if is_high else grant(request)

    made = profile(TWO_BLOCKS, modbus=SHORT)
    async with Scripted(answer) as url, opened(url, device(made)) as connection:
        for _ in range(2):
            frame = await connection.read(device(made))
            assert frame.quality.tolist() == [0, 1]
            assert frame.values[0] == 7
            assert math.isnan(frame.values[1])


async def test_a_block_that_is_always_silent_is_left_alone_for_a_while():
    async def answer(_, request):
        return None if request[8] == 1 else grant(request)

    made = profile(TWO_BLOCKS, modbus=SHORT)
    server = Scripted(answer)
    async with server as url, opened(url, device(made)) as connection:
        for _ in range(5):
            assert (await connection.read(device(made))).quality.tolist() == [0, 1]
    assert len(server.requests) == 8


async def test_a_silent_device_is_told_after_one_time_out_and_comes_back():
    is_silent = False

    async def answer(_, request):
        return None if is_silent else grant(request)

    made = profile(TWO_BLOCKS, modbus=SHORT)
    server = Scripted(answer)
    async with server as url, opened(url, device(made)) as connection:
        await connection.read(device(made))
        is_silent = True
        for asked in (3, 4):
            with pytest.raises(NoAnswer):
                await connection.read(device(made))
            assert len(server.requests) == asked
        is_silent = False
        assert not (await connection.read(device(made))).quality.any()


async def test_a_late_answer_is_not_taken_for_the_next_one():
    is_late = asyncio.Event()

    async def answer(number, request):
        if number == 0:
            await is_late.wait()
            return grant(request, 111)
        return grant(request, 222)

    made = profile([{"id": "level", "address": 0}], modbus=SHORT)
    async with Scripted(answer) as url, opened(url, device(made)) as connection:
        with pytest.raises(NoAnswer):
            await connection.read(device(made))
        is_late.set()
        for _ in range(2):
            assert (await connection.read(device(made))).values[0] == 222


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda request: b"\xde\xad\xbe\xef" * 8,
        lambda request: grant(request)[:7] + b"\x10" + grant(request)[8:],
        lambda request: grant(request)[:6] + b"\x09" + grant(request)[7:],
        lambda request: grant(request[:10] + b"\x00\x02"),
        lambda request: request[:4] + b"\x00\x02" + request[6:8],
    ],
    ids=["random bytes", "another function", "another unit", "too many registers", "no message"],
)
async def test_garbage_is_told_and_the_line_recovers(nonsense):
    async def answer(number, request):
        return nonsense(request) if number == 1 else grant(request)

    made = profile([{"id": "level", "address": 0}])
    async with Scripted(answer) as url, opened(url, device(made)) as connection:
        await connection.read(device(made))
        with pytest.raises(Garbage):
            await connection.read(device(made))
        assert (await connection.read(device(made))).values[0] == 7


async def test_garbage_from_one_device_does_not_spoil_its_neighbour():
    async def answer(_, request):
        return b"\xff" * 40 if request[6] == 1 else grant(request)

    made = profile([{"id": "level", "address": 0}])
    bad, good = device(made, 1), device(made, 2)
    async with Scripted(answer) as url, opened(url, bad, good) as connection:
        for _ in range(3):
            with pytest.raises(Garbage):
                await connection.read(bad)
            assert (await connection.read(good)).values[0] == 7


async def test_no_connection_and_a_lost_one(tmp_path):
    made = profile([{"id": "level", "address": 0}])
    async with Scripted(None) as url:
        pass
    with pytest.raises(ConnectionFailed):
        await connect(url, [device(made)]).open()
    with pytest.raises(ConnectionFailed, match="not open"):
        await connect(url, [device(made)]).read(device(made))
    async with served([unit(1, holding={0: [1]})], "modbus+tcp", tmp_path) as url:
        connection = connect(url, [device(made)])
        await connection.open()
        assert (await connection.read(device(made))).values[0] == 1
    with pytest.raises(ConnectionFailed):
        await connection.read(device(made))
    await connection.close()


async def test_a_tls_server_that_is_not_trusted_is_refused(tmp_path):
    made = profile([{"id": "level", "address": 0}])
    async with served([unit(1, holding={0: [1]})], "modbus+tls", tmp_path) as url:
        with pytest.raises(ConnectionFailed, match="certificate"):
            await connect(url.split("&")[0], [device(made)]).open()


@pytest.mark.parametrize(
    ("point", "value", "message"),
    [
        ({}, 5, "cannot be set"),
        ({"also": WRITE}, 11, "from 0 to 10"),
        ({"also": WRITE, "table": "input"}, 5, "cannot be written"),
        ({"also": {"write": {"minimum": 0, "maximum": 1e9}}}, 70000, "does not fit"),
    ],
)
async def test_writes_that_must_not_be_made(point, value, message):
    made = profile([{"id": "level", "address": 0, **point}])
    connection = connect("modbus+tcp://127.0.0.1:1", [device(made)])
    with pytest.raises(WriteRefused, match=message):
        await connection.write(device(made), "level", value)


async def test_nothing_is_written_to_a_read_only_kind():
    made = profile([{"id": "level", "address": 0}], read_only=True)
    with pytest.raises(WriteRefused, match="nothing is ever written"):
        await connect("modbus+tcp://127.0.0.1:1", [device(made)]).write(device(made), "level", 1)
