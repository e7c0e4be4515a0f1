"""A fire transmitter (用户信息传输装置): connects to the centre, tells it every change, answers what it is asked."""

import asyncio
import time
from collections import deque
from contextlib import suppress
from random import Random
from typing import Protocol

import structlog

from drivers.places import Gb26875Kind
from simulators.devices.fire_panel import Component
from simulators.servers.garbage import garbage
from simulators.servers.gb26875_frames import (
    CONFIRM,
    CONTROL,
    DENY,
    OBJECTS_A_FRAME,
    REQUEST,
    RESPONSE,
    SEND,
    Heard,
    Writer,
    take,
)

log = structlog.get_logger()

HEARTBEAT_S = 10.0
LOOK_S = 0.25
CONNECT_S = 3.0
ANSWER_S = 3.0
TRIES = 3
DUTY_S = (2.0, 6.0)
PAUSE_S, LONGEST_PAUSE_S = 0.5, 10.0
GARBAGE_S = 1.0
QUEUED_AT_MOST = 500
"""The oldest is dropped beyond this: the centre reads the panel when it is back."""


class Panel(Protocol):
    """The plant, as its transmitter sees it."""

    abnormal: dict[Component, int]
    resets: int

    @property
    def system_bits(self) -> int: ...
    @property
    def is_cut(self) -> bool: ...
    @property
    def answers_duty(self) -> bool: ...


class Speaker(Protocol):
    """What the transmitter asks of a device."""

    id: str

    @property
    def wire_fault(self) -> str | None: ...
    @property
    def faults(self) -> tuple[str, ...]: ...


class Transmitter:
    """Connects again and again, with growing pauses, until cancelled."""

    def __init__(
        self, device: Speaker, panel: Panel, *, host: str, port: int, source: str, system: int, kind: Gb26875Kind,
        random: Random,
    ) -> None:  # fmt: skip
        self._device = device
        self._panel = panel
        self._host, self._port = host, port
        self._writer_of = Writer(source, system, kind)
        self._random = random
        self._serial = random.randrange(0x10000)
        self._queue: deque[bytes] = deque(maxlen=QUEUED_AT_MOST)
        self._waiting: tuple[int, bytes, float, int] | None = None
        self._told: dict[Component, int] = {}
        self._told_bits, self._told_resets = -1, panel.resets
        self._beat_s = self._noise_s = 0.0
        self._duty_s: float | None = None
        self._troubled = False

    async def run(self) -> None:
        """Until cancelled."""
        pause_s = PAUSE_S
        while True:
            if not self._panel.is_cut and await self._session():
                pause_s = PAUSE_S
            await asyncio.sleep(LOOK_S if self._panel.is_cut else pause_s * self._random.uniform(0.5, 1.0))
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _session(self) -> bool:
        """One connection, from its beginning to its end; whether there was one."""
        try:
            async with asyncio.timeout(CONNECT_S):
                reader, writer = await asyncio.open_connection(self._host, self._port)
        except OSError as error:
            if not self._troubled:
                log.warning("centre_not_reached", device=self._device.id, port=self._port, reason=str(error))
            self._troubled = True
            return False
        if self._troubled:
            log.info("centre_reached", device=self._device.id)
        self._troubled, self._waiting, self._beat_s = False, None, 0.0
        try:
            await self._talk(reader, writer)
        except OSError:
            pass  # The centre went away.
        finally:
            writer.close()
            with suppress(OSError):
                await asyncio.shield(writer.wait_closed())
        return True

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        buffer = bytearray()
        while not self._panel.is_cut:
            try:
                async with asyncio.timeout(LOOK_S):
                    data = await reader.read(2048)
            except TimeoutError:
                data = None
            if data == b"":
                return
            buffer += data or b""
            if self._device.wire_fault == "silent":
                buffer.clear()
                continue
            while (heard := take(buffer)) is not None:
                self._hear(heard, writer)
            if not self._speak(writer, time.monotonic()):
                return
            async with asyncio.timeout(CONNECT_S):
                await writer.drain()

    def _speak(self, writer: asyncio.StreamWriter, now_s: float) -> bool:
        """Say what there is to say; False where the centre has not confirmed one frame after three tries."""
        self._notice()
        if self._duty_s is not None and now_s >= self._duty_s:
            self._duty_s = None
            self._queue.append(self._writer_of.duty_answer(time.time()))
        if now_s - self._beat_s >= HEARTBEAT_S:
            self._beat_s = now_s
            self._queue.append(self._writer_of.transmitter(time.time()))
        if self._device.wire_fault == "garbage" and now_s - self._noise_s >= GARBAGE_S:
            self._noise_s = now_s
            writer.write(garbage(self._frame(SEND, self._writer_of.transmitter(time.time())), self._random))
        if self._waiting is None and self._queue:
            frame = self._frame(SEND, self._queue[0])
            self._waiting = self._serial, frame, now_s - ANSWER_S, 0
        if self._waiting is None or now_s - self._waiting[2] < ANSWER_S:
            return True
        serial, frame, _, tries = self._waiting
        if tries == TRIES:
            return False
        writer.write(frame)
        self._waiting = serial, frame, now_s, tries + 1
        return True

    def _hear(self, heard: Heard, writer: asyncio.StreamWriter) -> None:
        if heard.command == CONFIRM and self._waiting is not None and heard.serial == self._waiting[0]:
            self._waiting = None
            self._queue.popleft()
        elif heard.command == REQUEST:
            for data in self._answers(heard.data):
                writer.write(self._writer_of.frame(heard.serial, RESPONSE, data, time.time()))
        elif heard.command == CONTROL:
            is_known = heard.data[:1] in (b"\x5a", b"\x5b")
            writer.write(self._writer_of.frame(heard.serial, CONFIRM if is_known else DENY, b"", time.time()))
            if heard.data[:1] == b"\x5b" and self._panel.answers_duty:
                self._duty_s = time.monotonic() + self._random.uniform(*DUTY_S)

    def _answers(self, asked: bytes) -> list[bytes]:
        """The panel's states as they are now."""
        now = time.time()
        if asked[:1] == b"\x3d":
            return [self._writer_of.system(self._panel.system_bits, now)]
        if asked[:1] == b"\x3e":
            return self._components(self._panel.abnormal)
        return [self._writer_of.transmitter(now)] if asked[:1] == b"\x51" else []

    def _notice(self) -> None:
        """Queue what has changed; a stuck panel tells nothing new."""
        if "sensor_stuck" in self._device.faults:
            return
        now, abnormal, bits = time.time(), dict(self._panel.abnormal), self._panel.system_bits
        if self._panel.resets != self._told_resets:
            self._told_resets = self._panel.resets
            self._queue.append(self._writer_of.system(bits | 1 << 13, now))
        ended = {one: 1 for one in self._told if one not in abnormal}
        changed = ended | {one: status for one, status in abnormal.items() if self._told.get(one) != status}
        if changed:
            self._queue.extend(self._components(changed))
        if bits != self._told_bits:
            self._queue.append(self._writer_of.system(bits, now))
        self._told, self._told_bits = abnormal, bits

    def _components(self, statuses: dict[Component, int]) -> list[bytes]:
        """As many data units of type 2 as they take; one that is empty where all is well."""
        now = time.time()
        objects = [
            self._writer_of.component(one.type, one.zone, one.number, bits, one.text, now)
            for one, bits in statuses.items()
        ]
        parts = [objects[at : at + OBJECTS_A_FRAME] for at in range(0, max(1, len(objects)), OBJECTS_A_FRAME)]
        return [bytes((2, len(part))) + b"".join(part) for part in parts]

    def _frame(self, command: int, data: bytes) -> bytes:
        self._serial = (self._serial + 1) & 0xFFFF
        return self._writer_of.frame(self._serial, command, data, time.time())
