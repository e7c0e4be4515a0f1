"""A Modbus server with several devices behind one address, each of which may misbehave.

pymodbus frames and decodes; its own server is not used, because it answers a slow request with the header of whatever
came after it, and cannot leave one unit of a line unanswered.
"""

import asyncio
from collections.abc import Mapping, Sequence
from random import Random
from typing import Literal, Protocol, cast

from pymodbus.constants import ExcCodes
from pymodbus.datastore import ModbusServerContext
from pymodbus.exceptions import ModbusIOException
from pymodbus.framer import FramerBase, FramerRTU, FramerSocket
from pymodbus.pdu import DecodePDU, ExceptionResponse, ModbusPDU

from drivers.places import Table
from simulators.servers.garbage import garbage

Framing = Literal["tcp", "rtu"]
TABLES: dict[int, Table] = {
    1: "coil", 5: "coil", 15: "coil", 2: "discrete", 3: "holding", 6: "holding", 16: "holding", 4: "input",
}  # fmt: skip
REFUSALS = (ExcCodes.ILLEGAL_ADDRESS, ExcCodes.DEVICE_FAILURE, ExcCodes.DEVICE_BUSY)
SLOW_S = (0.7, 3.0)
DRAIN_S = 5.0
LONGEST_FRAME = 260


class Unit(Protocol):
    """What the server asks of a device."""

    @property
    def wire_fault(self) -> str | None: ...
    def read(self, table: Table, address: int, count: int) -> list[int] | None: ...
    def write(self, table: Table, address: int, values: Sequence[int]) -> bool:
        """False where that cannot be written; ValueError where the values will not do."""


class ModbusServer:
    """Answers on one address; a line at a time, as behind a serial server."""

    def __init__(self, units: Mapping[int, Unit], *, framing: Framing, random: Random) -> None:
        self._units = units
        self._framing = framing
        self._random = random
        self._server: asyncio.Server | None = None
        self._lines: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Listen; the port that it really is (for port 0). OSError where the address is taken."""
        self._server = await asyncio.start_server(self._line, host, port)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Close the address and every connection."""
        if self._server is not None:
            self._server.close()
            for line in self._lines:
                line.cancel()
            await asyncio.gather(*self._lines, return_exceptions=True)
            await self._server.wait_closed()

    async def _line(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = cast("asyncio.Task[None]", asyncio.current_task())
        self._lines.add(task)
        try:
            await self._talk(reader, writer)
        except (OSError, TimeoutError):
            pass  # The other side went away, or does not read.
        except asyncio.CancelledError:
            pass  # The server stops; a stream's task has nobody to tell it to.
        finally:
            self._lines.discard(task)
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        decoder = DecodePDU(True)
        framer = FramerSocket(decoder) if self._framing == "tcp" else FramerRTU(decoder)
        waiting = b""
        while data := await reader.read(4096):
            waiting += data
            while waiting:
                first = waiting if self._framing == "tcp" else _first_frame(waiting, decoder)
                try:
                    used, request = framer.handleFrame(first, 0, 0)
                except ModbusIOException:
                    return
                waiting = waiting[used:]
                if request is not None:
                    await self._answer(framer, request, writer)
                elif not used:
                    break
            if len(waiting) > LONGEST_FRAME:
                return  # What came is no Modbus.

    async def _answer(self, framer: FramerBase, request: ModbusPDU, writer: asyncio.StreamWriter) -> None:
        unit = self._units.get(request.dev_id)
        fault = "silent" if unit is None else unit.wire_fault
        if unit is None or fault == "silent":
            return
        if fault == "slow":
            await asyncio.sleep(self._random.uniform(*SLOW_S))
        if fault == "exceptions":
            response: ModbusPDU = ExceptionResponse(request.function_code, self._random.choice(REFUSALS))
        else:
            context = cast("ModbusServerContext", _Tables(unit))
            response = await request.datastore_update(context, request.dev_id)
        response.dev_id, response.transaction_id = request.dev_id, request.transaction_id
        frame = framer.buildFrame(response)
        writer.write(garbage(frame, self._random) if fault == "garbage" else frame)
        async with asyncio.timeout(DRAIN_S):
            await writer.drain()


def _first_frame(waiting: bytes, decoder: DecodePDU) -> bytes:
    """The first of several RTU requests: pymodbus's framer takes one and throws the others away."""
    request = decoder.lookupPduClass(waiting)
    length = request.calculateRtuFrameSize(waiting) if request is not None else 0
    return waiting[:length] if length else waiting


class _Tables:
    """A unit in the shape in which pymodbus's requests ask for data."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    async def async_getValues(  # noqa: N802 - pymodbus's name
        self, _device_id: int, function_code: int, address: int, count: int = 1
    ) -> list[int] | list[bool] | ExcCodes:
        table = TABLES.get(function_code)
        values = self._unit.read(table, address, count) if table is not None else None
        if values is None:
            return ExcCodes.ILLEGAL_ADDRESS
        return [bool(value) for value in values] if table in ("coil", "discrete") else values

    async def async_setValues(  # noqa: N802 - pymodbus's name
        self, _device_id: int, function_code: int, address: int, values: Sequence[int]
    ) -> ExcCodes | None:
        table = TABLES.get(function_code)
        try:
            done = table is not None and self._unit.write(table, address, [int(value) for value in values])
        except ValueError:
            return ExcCodes.ILLEGAL_VALUE
        return None if done else ExcCodes.ILLEGAL_ADDRESS
