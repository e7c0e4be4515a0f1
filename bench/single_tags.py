"""Row 6: a profile with one tag a register beside a block made by hand, on the same wire."""

import numpy as np
import uvloop
from pymodbus.client import AsyncModbusTcpClient

from bench import wire
from bench.acquisition import CONNECTIONS, REGISTERS, ROUNDS, Read, cost_of, gatehouse
from bench.plant import registers_profile, table_of
from bench.report import Finding
from drivers.driver import Device
from drivers.frame import Frame


def run() -> list[Finding]:
    """CPU seconds a million points, rounds taken in turn."""
    tags = blocks = 0.0
    with wire.server(CONNECTIONS) as first:
        for _ in range(ROUNDS):
            tags += uvloop.run(cost_of(gatehouse, first)) / ROUNDS
            blocks += uvloop.run(cost_of(blocks_by_hand, first)) / ROUNDS
    return [
        Finding(
            row="6", what="one tag a register, CPU-s/Mpt", found=f"{tags:.3f} = {tags / blocks:.2f} × by hand",
            against=f"one block by hand {blocks:.3f}", reach="≤ 1.10 × by hand", reached=tags <= 1.10 * blocks,
        )
    ]  # fmt: skip


async def blocks_by_hand(first: int) -> list[Read]:
    """What somebody would write without a profile: one read of 125 registers, straight into the table."""
    profile = registers_profile(REGISTERS)
    devices = [Device(id=f"device-{offset}", profile=profile) for offset in range(CONNECTIONS)]
    table = table_of(devices)
    good = np.zeros(REGISTERS, np.uint8)

    async def reader(device: Device, port: int) -> Read:
        client = AsyncModbusTcpClient("127.0.0.1", port=port)
        await client.connect()

        async def read() -> None:
            answer = await client.read_holding_registers(0, count=REGISTERS, device_id=1)
            values = np.array(answer.registers, np.float64)
            table.apply(Frame(device=device.id, time=1.0, values=values, quality=good), 1.0)

        return read

    return [await reader(device, first + offset) for offset, device in enumerate(devices)]
