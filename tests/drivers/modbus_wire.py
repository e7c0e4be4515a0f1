"""Modbus servers for the driver's tests: pymodbus's own over every transport, and one that misbehaves on demand."""

import asyncio
import contextlib
import os
import ssl
import struct
import tty
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from pymodbus import FramerType
from pymodbus.server import ModbusSerialServer, ModbusTcpServer, ModbusTlsServer
from pymodbus.simulator import DataType, SimData, SimDevice

from drivers.driver import Device
from drivers.profile import Profile
from tests.certificates import self_signed

Answer = Callable[[int, bytes], Awaitable[bytes | None]]
LOOPBACK = ("127.0.0.1", 0)
PATIENT = "?connect_timeout_s=30"


def profile(points: list[dict], **fields: object) -> Profile:
    """A Modbus kind whose points are given by their id and where they stand."""
    listed = []
    for point in points:
        where = {field: value for field, value in point.items() if field not in ("id", "also")}
        listed.append(
            {"id": point["id"], "name": {"zh": "点", "en": "point"}, "modbus": where, **point.get("also", {})}
        )
    head = {"kind": "test", "name": {"zh": "试", "en": "test"}, "protocol": "modbus"}
    return Profile.model_validate({**head, "modbus": {"timeout_s": 10.0}, "points": listed, **fields})


def device(made: Profile, unit: int = 1, **fields: object) -> Device:
    return Device(id=f"device-{unit}", profile=made, unit=unit, **fields)


def unit(number: int, *, coils=None, discrete=None, holding=None, registers=None) -> SimDevice:
    """A unit with tables given as {first address: values}; an address that no table has is refused."""
    bits = [_blocks(table, DataType.BITS) for table in (coils, discrete)]
    words = [_blocks(table, DataType.REGISTERS) for table in (holding, registers)]
    return SimDevice(id=number, simdata=(*bits, *words))


def _blocks(table: dict[int, list] | None, type_: DataType) -> list[SimData]:
    blocks = table or {60000: [False if type_ is DataType.BITS else 0]}
    return [SimData(address=address, values=values, datatype=type_) for address, values in blocks.items()]


@contextlib.asynccontextmanager
async def served(units: list[SimDevice], scheme: str, folder: Path) -> AsyncIterator[str]:
    """The URL under which pymodbus serves the units."""
    if scheme == "modbus+rtu":
        async with _crossed_serial_ports() as (ours, theirs):
            server = ModbusSerialServer(units, port=theirs, framer=FramerType.RTU, baudrate=19200)
            async with _running(server):
                yield f"modbus+rtu://{ours}?baudrate=19200"
        return
    if scheme == "modbus+tls":
        certificate = self_signed(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server = ModbusTlsServer(units, sslctx=context, address=LOOPBACK, framer=FramerType.SOCKET)
        query = f"&ca={certificate}"
    else:
        framer = FramerType.RTU if scheme == "modbus+rtuovertcp" else FramerType.SOCKET
        server, query = ModbusTcpServer(units, address=LOOPBACK, framer=framer), ""
    async with _running(server):
        port = server.transport.sockets[0].getsockname()[1]
        yield f"{scheme}://127.0.0.1:{port}{PATIENT}{query}"


@contextlib.asynccontextmanager
async def _running(server) -> AsyncIterator[None]:
    await server.serve_forever(background=True)
    try:
        yield
    finally:
        await server.shutdown()


@contextlib.asynccontextmanager
async def _crossed_serial_ports() -> AsyncIterator[tuple[str, str]]:
    """Two serial ports whose ends are joined."""
    loop = asyncio.get_running_loop()
    pairs = [os.openpty(), os.openpty()]
    for main, port in pairs:
        tty.setraw(port)
        os.set_blocking(main, False)
    mains = [main for main, _ in pairs]
    for source, target in (mains, mains[::-1]):
        loop.add_reader(source, lambda source=source, target=target: os.write(target, os.read(source, 4096)))
    try:
        yield os.ttyname(pairs[0][1]), os.ttyname(pairs[1][1])
    finally:
        for main, port in pairs:
            loop.remove_reader(main)
            os.close(main)
            os.close(port)


class Scripted:
    """A Modbus TCP server that answers each request by what `answer` returns: bytes as they are, or None for silence.

    `answer` gets the number of the request, from 0, and its bytes; `requests` keeps them all, `connections` counts.
    """

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.requests: list[bytes] = []
        self.connections = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"modbus+tcp://127.0.0.1:{self._server.sockets[0].getsockname()[1]}{PATIENT}"

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._tasks.add(asyncio.current_task())
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError), contextlib.closing(writer):
            while True:
                head = await reader.readexactly(6)
                request = head + await reader.readexactly(struct.unpack(">H", head[4:])[0])
                self.requests.append(request)
                answer = await self._answer(len(self.requests) - 1, request)
                if answer is not None:
                    writer.write(answer)


def grant(request: bytes, register: int = 7) -> bytes:
    """The right answer to a read request: every register says `register`."""
    transaction, unit_, function, _, count = struct.unpack(">H4xBBHH", request[:12])
    data = struct.pack(">H", register) * count
    return struct.pack(">HHHBBB", transaction, 0, len(data) + 3, unit_, function, len(data)) + data


def refuse(request: bytes, code: int = 2) -> bytes:
    """A refusal of a request."""
    transaction, unit_, function = struct.unpack(">H4xBB", request[:8])
    return struct.pack(">HHHBBB", transaction, 0, 3, unit_, function | 0x80, code)
