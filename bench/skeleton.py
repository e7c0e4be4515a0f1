"""`python -m bench.skeleton FIRST_PORT DEVICES REGISTERS DATABASE_URL`: the least that Python can do at the same pace.

Asks every device once a second on its own connection, keeps the values in one array, and stores all of them once a
second by one binary COPY. No quality, no rules, no retries, no screens: a floor to hold the gateway against.
"""

import asyncio
import struct
import sys
import time
from typing import cast

import numpy as np
import psycopg
import uvloop

from gateway.history.rows import blank, to_postgres, wire

COPY = "COPY reading (time, point, value, quality) FROM STDIN (FORMAT BINARY)"
HEADER = 9


class Device(asyncio.Protocol):
    """Asks once a second, all devices spread over it; answers go straight into `values`."""

    def __init__(self, values: "np.ndarray[tuple[int], np.dtype[np.float64]]", phase: float) -> None:
        self.values = values
        self.phase = phase
        self.data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)  # uvloop's are of a class of their own
        asyncio.get_running_loop().call_later(self.phase, self.ask)

    def ask(self) -> None:
        self.transport.write(struct.pack(">HHHBBHH", 1, 0, 6, 1, 3, 0, len(self.values)))
        asyncio.get_running_loop().call_later(1.0, self.ask)

    def data_received(self, data: bytes) -> None:
        self.data += data
        if len(self.data) >= HEADER + 2 * len(self.values):
            self.values[:] = np.frombuffer(self.data, ">u2", len(self.values), HEADER)
            self.data = b""


async def main(first: int, devices: int, registers: int, url: str) -> None:
    """Until killed."""
    values = np.zeros(devices * registers)
    rows = blank(len(values))
    rows["point"] = np.arange(len(values))
    for number in range(devices):
        own = values[number * registers : (number + 1) * registers]
        phase = number / devices
        await asyncio.get_running_loop().create_connection(
            lambda own=own, phase=phase: Device(own, phase), "127.0.0.1", first + number
        )
    print("ready", flush=True)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        while True:
            await asyncio.sleep(1.0)
            rows["time"] = to_postgres(time.time())
            rows["value"] = values
            async with connection.cursor() as cursor, cursor.copy(COPY) as copy:
                await copy.write(wire(rows))


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
