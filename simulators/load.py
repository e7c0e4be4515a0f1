"""Many cheap Modbus devices for measuring a gateway: `python -m simulators.load --devices 500 --points 30`.

Every register changes each second. A line of JSON tells the ports as soon as all of them listen; `--folder` also
gets a site file and a profile for them. Ends on SIGTERM or SIGINT.
"""

import argparse
import asyncio
import json
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from simulators.load_site import write_site

REGISTERS = 2048
WORD = 0x10000


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many devices, how many of them behind one port, and how many of them never answer (spread evenly)."""

    devices: int
    points: int
    per_port: int = 1
    stride: int = 1
    dead: int = 0
    change_s: float = 1.0

    def dead_units(self, port: int) -> frozenset[int]:
        """Which units (from 1) of a port (from 0) never answer."""
        first = port * self.per_port
        indexes = range(first, min(first + self.per_port, self.devices))
        return frozenset(
            n - first + 1 for n in indexes if (n + 1) * self.dead // self.devices > n * self.dead // self.devices
        )

    @property
    def ports(self) -> int:
        return -(-self.devices // self.per_port)


class Answers:
    """The bytes of every register read, made once a change and for all devices."""

    def __init__(self, change_s: float) -> None:
        self._change_s = change_s
        self._tick = -1
        self._made: dict[bytes, bytes] = {}

    def to(self, request: bytes) -> bytes:
        """The answer's unit-independent part to the five bytes of function, address and count."""
        tick = int(time.monotonic() / self._change_s)
        if tick != self._tick:
            self._tick = tick
            self._made.clear()
        answer = self._made.get(request)
        if answer is None:
            answer = self._made[request] = self._make(request)
        return answer

    def _make(self, request: bytes) -> bytes:
        function, address, count = request[0], int.from_bytes(request[1:3], "big"), int.from_bytes(request[3:5], "big")
        if function not in (3, 4):
            return bytes((function | 0x80, 1))
        if not 1 <= count <= 125 or address + count > REGISTERS:
            return bytes((function | 0x80, 2))
        words = ((register * 7 + self._tick) % WORD for register in range(address, address + count))
        return bytes((function, 2 * count)) + b"".join(word.to_bytes(2, "big") for word in words)


class Line(asyncio.Protocol):
    """One connection; takes any number of requests at once."""

    def __init__(self, answers: Answers, dead: frozenset[int]) -> None:
        self._answers = answers
        self._dead = dead
        self._waiting = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        waiting = self._waiting + data
        answers: list[bytes] = []
        while len(waiting) >= 12:
            end = 6 + int.from_bytes(waiting[4:6], "big")
            if not 12 <= end <= 260:
                self._transport.close()
                return
            if len(waiting) < end:
                break
            if waiting[6] not in self._dead:
                body = self._answers.to(waiting[7:12])
                answers.append(waiting[:4] + (len(body) + 1).to_bytes(2, "big") + waiting[6:7] + body)
            waiting = waiting[end:]
        self._waiting = waiting
        if answers:
            self._transport.write(b"".join(answers))


async def listen(load: Load) -> tuple[list[int], list[asyncio.Server]]:
    """Serve every port of a load on the loopback; the ports, and the servers to close."""
    loop = asyncio.get_running_loop()
    answers = Answers(load.change_s)
    servers = []
    for port in range(load.ports):
        dead = load.dead_units(port)
        servers.append(await loop.create_server(partial(Line, answers, dead), "127.0.0.1", 0, backlog=512))
    return [int(server.sockets[0].getsockname()[1]) for server in servers], servers


async def _serve(load: Load, folder: Path | None) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    ports, servers = await listen(load)
    site = None
    if folder is not None:
        site = str(
            write_site(
                folder, ports, devices=load.devices, per_port=load.per_port, points=load.points, stride=load.stride
            )
        )
    print(json.dumps({"ports": ports, "site": site}), flush=True)
    await stop.wait()
    for server in servers:
        server.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m simulators.load", description="many cheap Modbus devices")
    parser.add_argument("--devices", type=int, default=50)
    parser.add_argument("--points", type=int, default=30, help="points a device")
    parser.add_argument("--per-port", type=int, default=1, help="devices behind one connection")
    parser.add_argument("--stride", type=int, default=1, help="registers from one point to the next")
    parser.add_argument("--dead", type=int, default=0, help="devices that never answer")
    parser.add_argument("--change-s", type=float, default=1.0, help="how often every register changes")
    parser.add_argument("--folder", type=Path, default=None, help="where to write a site file and a profile")
    given = vars(parser.parse_args(arguments))
    folder = given.pop("folder")
    asyncio.run(_serve(Load(**given), folder))


if __name__ == "__main__":
    main()
