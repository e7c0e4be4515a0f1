"""A line to Modbus devices: one question at a time, its answer or the reason why there is none."""

import asyncio

from pymodbus.transport.serialtransport import create_serial_connection

from drivers.errors import ConnectionFailed, Garbage, NoAnswer
from drivers.protocols.modbus_frames import Framing, Mbap, Rtu
from drivers.protocols.modbus_url import Address, tls_context

# After a missed answer on a line without transaction numbers: how long it must be silent, and how often we listen.
SILENCE_S = 0.05
SILENCE_ROUNDS = 20


class Line(asyncio.Protocol):
    """An open connection; used once, a new one is made for the next connection."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._has_transactions = address.scheme in ("modbus+tcp", "modbus+tls")
        self._framing: Framing = Mbap() if self._has_transactions else Rtu()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[bytes] | None = None
        self._length = 0
        self._data = b""
        self._missed = False
        self._heard = 0
        self.broken: ConnectionFailed | Garbage | None = None

    async def open(self) -> None:
        """ConnectionFailed where nobody is there."""
        try:
            async with asyncio.timeout(self._address.connect_timeout_s):
                self._transport = await self._connect()
        except TimeoutError as error:
            raise ConnectionFailed(
                f"{self._address}: no connection within {self._address.connect_timeout_s:g} s"
            ) from error
        except OSError as error:
            raise ConnectionFailed(f"{self._address}: {error.strerror or error}") from error

    def close(self) -> None:
        """Give the connection up; a question that waits fails."""
        self._fail(ConnectionFailed(f"{self._address}: closed"))
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    async def ask(self, unit: int, request: bytes, length: int, timeout_s: float) -> bytes:
        """The answer to a request, function code first; `length` is that of an answer which grants it.

        Raises NoAnswer, Garbage or ConnectionFailed. After Garbage on TCP, and after ConnectionFailed, the line is
        `broken` and must be opened anew.
        """
        if self._missed or self._address.pause_s:
            await self._wait_for_silence()
        if self.broken is not None or self._transport is None:
            raise ConnectionFailed(str(self.broken or f"{self._address}: not open"))
        waiting: asyncio.Future[bytes] = self._loop.create_future()
        self._waiting, self._length = waiting, length
        timer = self._loop.call_later(timeout_s, self._expire, waiting, timeout_s)
        try:
            self._transport.write(self._framing.frame(unit, request))
            return await waiting
        except asyncio.CancelledError:
            self._missed = True
            raise
        finally:
            timer.cancel()
            self._waiting = None

    async def _connect(self) -> asyncio.Transport:
        address = self._address
        if address.scheme == "modbus+rtu":
            transport, _ = await create_serial_connection(
                self._loop, lambda: self, address.host, timeout=0, **address.serial
            )
            return transport
        tls = tls_context(address) if address.scheme == "modbus+tls" else None
        transport, _ = await self._loop.create_connection(lambda: self, address.host, address.port, ssl=tls)
        return transport

    async def _wait_for_silence(self) -> None:
        """Let a late answer pass, so that it is not taken for the next one."""
        await asyncio.sleep(self._address.pause_s)
        if self._missed and not self._has_transactions:
            for _ in range(SILENCE_ROUNDS):
                heard = self._heard
                await asyncio.sleep(SILENCE_S)
                if heard == self._heard:
                    break
        self._missed = False

    def data_received(self, data: bytes) -> None:
        self._heard += 1
        self._data = self._data + data if self._data else data
        try:
            if self._waiting is None or self._waiting.done():
                self._data = self._framing.rest(self._data)
                return
            answer, self._data = self._framing.take(self._data, self._length)
        except Garbage as error:
            self._fail(error)
            return
        if answer is not None:
            self._waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(ConnectionFailed(f"{self._address}: {exc or 'closed by the other end'}"))

    def _expire(self, waiting: asyncio.Future[bytes], timeout_s: float) -> None:
        if waiting.done():
            return
        self._missed = True
        if self._data and not self._has_transactions:
            self._data = b""
            waiting.set_exception(Garbage("bytes came back, but no answer with a right checksum"))
        else:
            waiting.set_exception(NoAnswer(f"no answer within {timeout_s:g} s"))

    def _fail(self, error: ConnectionFailed | Garbage) -> None:
        """The line is of no more use."""
        if self.broken is None:
            self.broken = error
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)
