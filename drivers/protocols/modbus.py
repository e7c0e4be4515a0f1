"""Modbus over TCP, TLS, a serial line, and a serial line behind a TCP server.

A poll asks for the blocks of the device's plan one after the other. A block that is refused or not answered makes its
own points bad; a device fails only when nothing of it was answered. The bytes are decoded for all points at once.
"""

import asyncio
import struct
import time
from collections.abc import Sequence

from drivers.codec import encode, field_of, merge
from drivers.decoder import read_bytes
from drivers.driver import Device
from drivers.errors import ConnectionFailed, Garbage, NoAnswer, Refused, WriteRefused
from drivers.frame import Frame
from drivers.places import ModbusPoint
from drivers.protocols.modbus_device import KnownDevice, Poll
from drivers.protocols.modbus_frames import check_written, read_answer, read_request, write_request
from drivers.protocols.modbus_line import Line
from drivers.protocols.modbus_url import parse
from drivers.registry import Scheme, register
from drivers.requests import Span, span_of

# Reads spent in one poll on finding out what a device refuses; the search goes on in the next poll.
PROBES_A_POLL = 32


class ModbusConnection:
    """The devices behind one Modbus line."""

    def __init__(self, url: str, devices: Sequence[Device]) -> None:
        self._address = parse(url)
        self._known = {device.id: KnownDevice(device) for device in devices}
        self._line: Line | None = None
        self._one_at_a_time = asyncio.Lock()

    async def open(self) -> None:
        """ConnectionFailed where the line cannot be opened."""
        await self.close()
        line = Line(self._address)
        await line.open()
        self._line = line

    async def close(self) -> None:
        """Harmless when it is closed already."""
        if self._line is not None:
            self._line.close()
            self._line = None

    async def read(self, device: Device) -> Frame:
        """Every point of a device, read now.

        Raises ConnectionFailed where the line broke: open it again. NoAnswer, Garbage and Refused are about this
        device alone, and only where it answered nothing at all.
        """
        known = self._known[device.id]
        async with self._one_at_a_time:
            frame, poll = await self._round(known)
            if known.has_trouble and known.learn(time.monotonic()) and frame is None:
                frame, poll = await self._round(known)
        if frame is None:
            raise poll.refusal or poll.failure or NoAnswer("no point of this device can be asked for")
        return frame

    async def write(self, device: Device, point: str, value: float) -> None:
        """Set a point; WriteRefused for one that must not be set, any other DriverError where the device failed."""
        known = self._known[device.id]
        address = known.address_to_write(point, value)
        try:
            registers = encode(address, known.kind, value)
        except ValueError as error:
            raise WriteRefused(str(error)) from error
        async with self._one_at_a_time:
            if address.table == "holding" and field_of(address) is not None:
                registers = merge(address, known.kind, await self._registers(known, address), value)
            request, expected = write_request(address.table, address.address, registers)
            check_written(await self._ask(known, request, len(expected)), expected)

    async def _round(self, known: KnownDevice) -> tuple[Frame | None, Poll]:
        """Ask for every block once, and go on with the searches."""
        started, now = time.time(), time.monotonic()
        poll = known.begin(now)
        for place in known.order(now):
            block = known.blocks[place]
            try:
                known.answered(poll, place, await self._read(known, block.span, block.request, block.size))
            except Refused as error:
                known.refused(poll, place, error, now)
            except (NoAnswer, Garbage) as error:
                if known.missed(poll, place, error):
                    break
        if known.has_trouble:
            await self._search(known, poll)
        return known.finish(poll, started, now), poll

    async def _search(self, known: KnownDevice, poll: Poll) -> None:
        """Try reads to find out what the device refuses; an answer that is missing ends it for this round."""
        tries = PROBES_A_POLL
        for search in known.searches(poll):
            while search.next is not None and tries > 0:
                tries -= 1
                try:
                    search.tell(await self._is_granted(known, search.next))
                except (NoAnswer, Garbage):
                    return

    async def _is_granted(self, known: KnownDevice, span: Span) -> bool:
        try:
            await self._read(known, span, read_request(span), read_bytes(span))
        except Refused:
            return False
        return True

    async def _registers(self, known: KnownDevice, address: ModbusPoint) -> list[int]:
        span = span_of(address)
        data = await self._read(known, span, read_request(span), read_bytes(span))
        return list(struct.unpack(f">{span.count}H", data))

    async def _read(self, known: KnownDevice, span: Span, request: bytes, size: int) -> bytes:
        return read_answer(await self._ask(known, request, size + 2), span, size)

    async def _ask(self, known: KnownDevice, request: bytes, length: int) -> bytes:
        """One question; a line on which the last answer was garbage is opened anew first."""
        if self._line is not None and isinstance(self._line.broken, Garbage):
            await self.open()
        if self._line is None:
            raise ConnectionFailed(f"{self._address}: not open")
        timeout_s = self._address.timeout_s or known.kind.timeout_s
        return await self._line.ask(known.device.unit, request, length, timeout_s)


for _name, _example in (
    ("modbus+tcp", "modbus+tcp://10.0.3.11:502"),
    ("modbus+rtu", "modbus+rtu:///dev/ttyUSB0?baudrate=9600"),
    ("modbus+rtuovertcp", "modbus+rtuovertcp://10.0.3.12:4001"),
    ("modbus+tls", "modbus+tls://10.0.3.13:802?ca=/etc/gatehouse/plant-ca.pem"),
):
    register(Scheme(name=_name, protocol="modbus", example=_example, factory=ModbusConnection, check=parse))
