"""Fire transmitters that speak GB/T 26875.3-2011: Gatehouse is the centre that they connect to.

A frame is confirmed only after what it reports is settled; one that is not, is sent again. Nothing is ever sent that
could act on fire equipment. A transmitter whose connection ends, or that says nothing for a while, is offline at once.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence

import structlog

from drivers.driver import Device, Sink
from drivers.errors import ConnectionFailed, WriteRefused
from drivers.protocols.gb26875_frames import Command, Packet, answer
from drivers.protocols.gb26875_peer import Peer
from drivers.protocols.gb26875_transmitter import Transmitter
from drivers.protocols.gb26875_url import parse
from drivers.registry import Scheme, register

TICK_S = 0.25
STRANGERS_KEPT = 64
log = structlog.get_logger(__name__)


class Gb26875Connection:
    """The devices behind one listening address; transmitters are told apart by their source address."""

    def __init__(self, url: str, devices: Sequence[Device]) -> None:
        self._listening = parse(url)
        self._devices: dict[str, list[Device]] = {}
        for device in devices:
            self._devices.setdefault(device.address.lower(), []).append(device)
        _check(self._devices)
        self._transmitters: dict[str, Transmitter] = {}
        self._only: str | None = None
        self._peers: set[Peer] = set()
        self._strangers: set[str] = set()
        self._is_up = False

    @property
    def is_up(self) -> bool:
        """Whether it listens."""
        return self._is_up

    async def run(self, sink: Sink) -> None:
        """Listen until cancelled; ConnectionFailed where the address cannot be had."""
        self._transmitters = {
            address: Transmitter(devices, self._listening, sink) for address, devices in self._devices.items()
        }
        tasks = asyncio.TaskGroup()

        def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            tasks.create_task(self._serve(reader, writer, sink))

        host, port = self._listening.host, self._listening.port
        try:
            server = await asyncio.start_server(came, host, port, start_serving=False)
        except OSError as error:
            raise ConnectionFailed(f"{self._listening} cannot be had: {error.strerror}") from error
        async with tasks:
            try:
                await server.start_serving()
                self._is_up = True
                await self._keep_time()
            finally:
                self._is_up = False
                server.close()

    async def write(self, device: Device, point: str, value: float) -> None:
        """Never: fire equipment is only read."""
        raise WriteRefused(f"{point} cannot be set to {value:g}: {device.id} is a fire panel, which is only read")

    def check_duty(self, device: str) -> None:
        """Ask the people at a device's transmitter to show that they are there; ConnectionFailed while it is away."""
        if not self._is_up:
            raise ConnectionFailed(f"nothing listens for the transmitter of {device}")
        for transmitter in self._transmitters.values():
            if any(panel.device.id == device for panel in transmitter.panels):
                if transmitter.check_duty(time.monotonic()):
                    return
                raise ConnectionFailed(f"the transmitter of {device} is not connected")
        raise KeyError(device)

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            elapsed = time.monotonic()
            for transmitter in self._transmitters.values():
                if transmitter.link is not None and elapsed - transmitter.heard_at > self._listening.silent_s:
                    self._lost(transmitter, "nothing was heard for a while")
                transmitter.tick(elapsed)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sink: Sink) -> None:
        peer = Peer(
            reader, writer, self._listening.silent_s,
            lambda peer, packet: self._hear(peer, packet, sink),
            lambda peer, data, reason: sink.unreadable(f"fire transmitter {peer.name}", data, reason),
        )  # fmt: skip
        try:
            if len(self._peers) >= self._listening.max_peers:
                log.warning("too many fire transmitters at a time", peer=peer.name)
                return
            self._peers.add(peer)
            reason = await peer.talk()
        except OSError as error:
            reason = str(error)
        except Exception:
            log.exception("a fire transmitter's connection failed", peer=peer.name)
            reason = "an error of the program, see the log"
        finally:
            self._peers.discard(peer)
            peer.close()
        # Not where it is cancelled: that the gateway stops says nothing about a panel.
        for transmitter in self._transmitters.values():
            if transmitter.link is peer:
                self._lost(transmitter, reason)

    def _hear(self, peer: Peer, packet: Packet, sink: Sink) -> None:
        """A frame of a transmitter that is known; nothing that it can hold may end the connection."""
        transmitter = self._transmitter(packet.source)
        if transmitter is None:
            self._deny_stranger(peer, packet, sink)
            return
        if transmitter.link is not peer:
            log.info("fire transmitter connected", source=packet.source, peer=peer.name)
        try:
            transmitter.hear(peer, packet, time.monotonic())
        except Exception:
            log.exception("a frame could not be handled", source=packet.source)
            sink.unreadable(packet.source, packet.data, "the program failed on it")

    def _transmitter(self, source: str) -> Transmitter | None:
        """The one of this address, or else the only one that may have any; that keeps its address while it stays."""
        found = self._transmitters.get(source)
        if found is not None:
            return found
        only = self._transmitters.get("")
        if only is None or (only.link is not None and source != self._only):
            return None
        self._only = source
        return only

    def _deny_stranger(self, peer: Peer, packet: Packet, sink: Sink) -> None:
        sink.unreadable(f"fire transmitter {packet.source}", packet.data, "no device has this address")
        if packet.source not in self._strangers and len(self._strangers) < STRANGERS_KEPT:
            self._strangers.add(packet.source)
            log.warning("a fire transmitter that no device names", source=packet.source, peer=peer.name)
        if packet.command not in (Command.CONFIRM, Command.DENY):
            peer.send(answer(packet, Command.DENY, packet.time))

    def _lost(self, transmitter: Transmitter, reason: str) -> None:
        devices = [panel.device.id for panel in transmitter.panels]
        log.warning("fire transmitter lost", devices=devices, reason=reason)
        transmitter.lost()


def _check(devices: dict[str, list[Device]]) -> None:
    """ValueError where two devices would be the same fire system."""
    for address, behind in devices.items():
        twice = [unit for unit, count in Counter(device.unit for device in behind).items() if count > 1]
        if twice:
            names = ", ".join(device.id for device in behind if device.unit in twice)
            raise ValueError(
                f"{names} are the same fire system: give each its 'unit' behind {address or 'the transmitter'}"
            )


register(
    Scheme(
        name="gb26875", protocol="gb26875", example="gb26875://0.0.0.0:5200", factory=Gb26875Connection, check=parse
    )
)  # fmt: skip
