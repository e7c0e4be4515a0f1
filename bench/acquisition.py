"""Row 1: what reading costs us (client, decoding, quality, point table) beside bare pymodbus and beside C."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import uvloop
from pymodbus.client import AsyncModbusTcpClient

from bench import wire
from bench.meter import measured
from bench.plant import registers_profile, table_of
from bench.report import Finding
from drivers.driver import Device, PolledConnection
from drivers.registry import connect

CONNECTIONS = 50
REGISTERS = 125
ROUND_S = 2.0
ROUNDS = 3
Read = Callable[[], Awaitable[object]]


def run() -> list[Finding]:
    """CPU seconds a million points, rounds of the three taken in turn."""
    logging.getLogger("pymodbus").setLevel(logging.CRITICAL)
    bare = ours = raw = 0.0
    with wire.server(CONNECTIONS) as first:
        for _ in range(ROUNDS):
            bare += uvloop.run(cost_of(bare_pymodbus, first)) / ROUNDS
            ours += uvloop.run(cost_of(gatehouse, first)) / ROUNDS
            points, cpu_s = wire.limit(first, CONNECTIONS, REGISTERS, ROUND_S)
            raw += cpu_s / points / ROUNDS
    return [
        Finding(
            row="1", what="acquisition, CPU-s/Mpt", found=f"{ours:.3f} = {ours / bare:.2f} × pymodbus",
            against=f"pymodbus + uvloop {bare:.3f}, C {raw:.3f}", reach="≤ 1.3 × pymodbus", reached=ours <= 1.3 * bare,
        )
    ]  # fmt: skip


async def cost_of(readers: Callable[[int], Awaitable[list[Read]]], first: int) -> float:
    """CPU seconds a million points of `readers`, each reading on its own connection as fast as it can."""
    reads = await readers(first)
    loop = asyncio.get_running_loop()
    with measured() as cost:
        counts = await asyncio.gather(*(keep_reading(read, loop.time() + ROUND_S) for read in reads))
    return cost.cpu_s / (sum(counts) * REGISTERS / 1e6)


async def keep_reading(read: Read, until: float) -> int:
    count = 0
    loop = asyncio.get_running_loop()
    while loop.time() < until:
        await read()
        count += 1
    return count


async def bare_pymodbus(first: int) -> list[Read]:
    async def reader(port: int) -> Read:
        client = AsyncModbusTcpClient("127.0.0.1", port=port)
        await client.connect()
        return lambda: client.read_holding_registers(0, count=REGISTERS, device_id=1)

    return [await reader(first + offset) for offset in range(CONNECTIONS)]


async def gatehouse(first: int) -> list[Read]:
    profile = registers_profile(REGISTERS)
    devices = [Device(id=f"device-{offset}", profile=profile) for offset in range(CONNECTIONS)]
    table = table_of(devices)

    async def reader(device: Device, port: int) -> Read:
        connection = connect(f"modbus+tcp://127.0.0.1:{port}", [device])
        assert isinstance(connection, PolledConnection)
        await connection.open()

        async def read() -> None:
            frame = await connection.read(device)
            table.apply(frame, frame.time)

        return read

    return [await reader(device, first + offset) for offset, device in enumerate(devices)]
