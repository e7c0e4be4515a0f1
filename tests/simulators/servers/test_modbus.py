"""The simulated wire, asked by pymodbus's own client over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from random import Random

import pytest
from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException
from pymodbus.framer import FramerRTU, FramerType

from drivers.places import Table
from simulators.servers import modbus
from simulators.servers.garbage import garbage
from simulators.servers.modbus import Framing, ModbusServer

PATIENCE_S, HASTE_S = 60.0, 0.3
FRAMINGS = pytest.mark.parametrize("framing", ["tcp", "rtu"])


class Shelf:
    """A unit with ten holding registers and four discrete inputs."""

    def __init__(self, first: int) -> None:
        self.wire_fault: str | None = None
        self.registers = [first + n for n in range(10)]

    def read(self, table: Table, address: int, count: int) -> list[int] | None:
        stored = {"holding": self.registers, "discrete": [1, 0, 0, 1]}.get(table, [])
        return stored[address : address + count] if address + count <= len(stored) else None

    def write(self, table: Table, address: int, values: Sequence[int]) -> bool:
        if table != "holding" or address > 5:
            return False
        if max(values) > 1000:
            raise ValueError("too much")
        self.registers[address : address + len(values)] = values
        return True


@asynccontextmanager
async def line(framing: Framing, units: dict[int, Shelf]) -> AsyncIterator[AsyncModbusTcpClient]:
    server = ModbusServer(units, framing=framing, random=Random(1))
    port = await server.start("127.0.0.1", 0)
    framer = FramerType.SOCKET if framing == "tcp" else FramerType.RTU
    client = AsyncModbusTcpClient(
        "127.0.0.1", port=port, framer=framer, retries=0, timeout=PATIENCE_S, reconnect_delay=0
    )
    try:
        await client.connect()
        yield client
    finally:
        client.close()
        await server.stop()


@contextmanager
def hasty(client: AsyncModbusTcpClient) -> Iterator[None]:
    """A client that waits no longer than it must for what will not come."""
    client.ctx.comm_params.timeout_connect = HASTE_S
    yield
    client.ctx.comm_params.timeout_connect = PATIENCE_S


@FRAMINGS
async def test_units_share_a_line(framing: Framing) -> None:
    async with line(framing, {1: Shelf(100), 2: Shelf(200)}) as client:
        assert (await client.read_holding_registers(2, count=3, device_id=1)).registers == [102, 103, 104]
        assert (await client.read_holding_registers(0, count=2, device_id=2)).registers == [200, 201]
        assert (await client.read_discrete_inputs(0, count=4, device_id=1)).bits[:4] == [True, False, False, True]


@FRAMINGS
async def test_writes_and_refusals(framing: Framing) -> None:
    shelf = Shelf(0)
    async with line(framing, {1: shelf}) as client:
        assert not (await client.write_registers(1, [7, 8], device_id=1)).isError()
        assert not (await client.write_register(3, 9, device_id=1)).isError()
        assert shelf.registers[1:4] == [7, 8, 9]
        assert (await client.write_register(0, 2000, device_id=1)).exception_code == 3
        assert (await client.write_register(6, 1, device_id=1)).exception_code == 2
        assert (await client.read_holding_registers(8, count=3, device_id=1)).exception_code == 2
        assert (await client.read_input_registers(0, count=1, device_id=1)).exception_code == 2


@FRAMINGS
async def test_exceptions(framing: Framing) -> None:
    shelf = Shelf(0)
    shelf.wire_fault = "exceptions"
    async with line(framing, {1: shelf}) as client:
        codes = {(await client.read_holding_registers(0, count=1, device_id=1)).exception_code for _ in range(40)}
    assert codes == {2, 4, 6}


@FRAMINGS
async def test_a_silent_unit_leaves_its_neighbour_alone(framing: Framing) -> None:
    silent, other = Shelf(0), Shelf(50)
    silent.wire_fault = "silent"
    async with line(framing, {1: silent, 2: other}) as client:
        with hasty(client), pytest.raises(ModbusException, match="No response"):
            await client.read_holding_registers(0, count=1, device_id=1)
        assert (await client.read_holding_registers(0, count=1, device_id=2)).registers == [50]
        silent.wire_fault = None
        assert (await client.read_holding_registers(0, count=1, device_id=1)).registers == [0]


@FRAMINGS
async def test_a_slow_unit_answers_what_it_was_asked(framing: Framing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modbus, "SLOW_S", (0.02, 0.05))
    shelf = Shelf(70)
    shelf.wire_fault = "slow"
    async with line(framing, {1: shelf}) as client:
        assert (await client.read_holding_registers(1, count=1, device_id=1)).registers == [71]


async def test_answers_to_requests_that_come_at_once_keep_their_numbers() -> None:
    async with line("tcp", {1: Shelf(10)}) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.comm_params.port)
        for number, address in ((7, 0), (8, 5)):
            writer.write(bytes([0, number, 0, 0, 0, 6, 1, 3, 0, address, 0, 1]))
        answers = await asyncio.wait_for(reader.readexactly(22), PATIENCE_S)
        writer.close()
        await writer.wait_closed()
    assert (answers[1], answers[10], answers[12], answers[21]) == (7, 10, 8, 15)


async def test_rtu_requests_that_come_at_once_are_all_answered() -> None:
    async with line("rtu", {1: Shelf(10)}) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.comm_params.port)
        requests = (bytes([1, 3, 0, address, 0, 1]) for address in (0, 5, 9))
        writer.write(b"".join(body + FramerRTU.compute_CRC(body).to_bytes(2, "big") for body in requests))
        answers = await asyncio.wait_for(reader.readexactly(21), PATIENCE_S)
        writer.close()
        await writer.wait_closed()
    assert (answers[4], answers[11], answers[18]) == (10, 15, 19)


async def test_what_is_no_modbus_ends_the_connection() -> None:
    async with line("tcp", {1: Shelf(0)}) as client:
        reader, writer = await asyncio.open_connection("127.0.0.1", client.comm_params.port)
        writer.write(b"GET / HTTP/1.1\r\n" * 40)
        assert await asyncio.wait_for(reader.read(), PATIENCE_S) == b""
        writer.close()
        await writer.wait_closed()


@FRAMINGS
async def test_garbage_is_never_taken_for_an_answer(framing: Framing) -> None:
    shelf = Shelf(30)
    for _ in range(8):
        shelf.wire_fault = "garbage"
        async with line(framing, {1: shelf}) as client:
            with hasty(client), suppress(ModbusException):
                answer = await client.read_holding_registers(0, count=4, device_id=1)
                assert answer.isError()


def test_garbage_never_carries_the_frames_own_head() -> None:
    frame = bytes([0, 9, 0, 0, 0, 7, 1, 3, 4, 1, 2, 3, 4])
    random = Random(3)
    for _ in range(500):
        spoilt = garbage(frame, random)
        assert spoilt[:8] != frame[:8] or len(spoilt) < len(frame)
        assert spoilt
