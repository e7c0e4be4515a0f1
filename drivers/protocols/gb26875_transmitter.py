"""A fire transmitter, and the fire systems behind it: what its frames do, and what it is asked.

Timers run by `elapsed` (monotonic seconds), which whoever calls passes in; readings carry the time of arrival.
"""

import random
import time
from collections.abc import Sequence
from typing import Protocol

from drivers.driver import Device, Sink
from drivers.protocols.gb26875_columns import Columns
from drivers.protocols.gb26875_duty import DutyCheck
from drivers.protocols.gb26875_frames import Command, Packet, answer
from drivers.protocols.gb26875_reading import Reading
from drivers.protocols.gb26875_receipts import Receipts, Told
from drivers.protocols.gb26875_reports import COMPONENT, Report, SystemStatus, read, time_bytes
from drivers.protocols.gb26875_requests import (
    FIRE_ALARM,
    Request,
    read_components,
    read_systems,
    read_transmitter,
    set_clock,
)
from drivers.protocols.gb26875_state import FireState
from drivers.protocols.gb26875_url import Listening

OWN = 128  # commands from here on are the makers' own; most are heartbeats
CLOCK_S = 86_400.0


class Link(Protocol):
    """The connection that a transmitter has at the moment."""

    def send(self, packet: Packet) -> None: ...


class Panel:
    """A fire system behind a transmitter: one device."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.state = FireState(device.profile.gb26875)
        self._columns = Columns(device)

    def tell(self, sink: Sink) -> None:
        """Hand over all its points."""
        sink.frame(self._columns.frame(self.state, time.time()))


class Transmitter:
    """Devices that share a source address, or that of the only transmitter of a connection."""

    def __init__(self, devices: Sequence[Device], listening: Listening, sink: Sink) -> None:
        self.panels = [Panel(device) for device in devices]
        self.heard_at = 0.0
        self.link: Link | None = None
        self._sink = sink
        self._kind = devices[0].profile.gb26875
        self._reading = Reading(listening.answer_s, self._kind.reads)
        self._duty = DutyCheck(listening, self._kind, random.random)
        self._clock_due = 0.0
        self._serial = 0
        self._first: Packet | None = None
        self._receipts = Receipts(sink)

    def hear(self, link: Link, packet: Packet, elapsed: float) -> None:
        """A sound frame of its own. A frame from another link than before: it has connected anew."""
        self._first = packet
        self.heard_at = elapsed
        if link is not self.link:
            self.link = link
            self._begin(elapsed)
        if packet.command in (Command.SEND, Command.RESPONSE):
            self._take(packet, elapsed)
            return
        for panel in self.panels:
            panel.tell(self._sink)
        if packet.command >= OWN:
            self._answer(link, packet, Command.CONFIRM)
        elif packet.command not in (Command.CONFIRM, Command.DENY):
            self._answer(link, packet, Command.DENY)

    def lost(self) -> None:
        """It is gone: its devices are offline at once."""
        self.link = None
        self._duty.forget(self.panels)
        for panel in self.panels:
            panel.state.lost()
            self._sink.online(panel.device.id, False)

    def tick(self, elapsed: float) -> None:
        """What is due by now; called a few times a second."""
        if self.link is None:
            return
        if self._reading.is_due(elapsed):
            self._ask(elapsed)
        if self._reading.is_over(elapsed):
            self._end_reading(elapsed)
        if self._duty.is_due(elapsed):
            self.check_duty(elapsed)
        if self._duty.is_over(elapsed):
            self._tell(self._duty.end(self.panels))
        if self._kind.clock_sync and elapsed >= self._clock_due:
            self._clock_due = elapsed + CLOCK_S
            self._send(set_clock(time.time(), self._kind))

    def check_duty(self, elapsed: float) -> bool:
        """Ask whether somebody is on duty; False where the transmitter is not connected."""
        if self.link is None:
            return False
        self._send(self._duty.begin(elapsed))
        self._tell(self._duty.asked(self.panels))
        return True

    def _begin(self, elapsed: float) -> None:
        for panel in self.panels:
            panel.state.lost()
        self._clock_due = elapsed
        self._reading.due(elapsed)
        self._duty.connected(elapsed)

    def _take(self, packet: Packet, elapsed: float) -> None:
        """The reports of a frame: into the state, into the journal, and only then confirmed."""
        key, link = (packet.serial, packet.data), self.link
        is_sent = packet.command == Command.SEND
        if is_sent and self._receipts.is_confirmed(key):
            self._answer(link, packet, Command.CONFIRM)
            return
        reports = read(packet.data, self._kind)
        told = self._receipts.unsettled(key) if is_sent else None
        if told is None:
            told = self._apply(packet, reports.objects, elapsed)
        if not is_sent and reports.type == COMPONENT:
            self._reading.answered(packet.serial, elapsed)
        if reports.problem is not None:
            self._sink.unreadable(packet.source, packet.data, reports.problem)
        if not is_sent:
            self._tell(told)
        elif reports.problem is not None:
            self._tell(told)
            self._answer(link, packet, Command.DENY)
        else:
            self._tell([])
            self._receipts.keep(key, told, lambda: self._answer(link, packet, Command.CONFIRM))

    def _apply(self, packet: Packet, objects: Sequence[Report], elapsed: float) -> Told:
        told: Told = []
        for report in objects:
            panels = self._panels_of(getattr(report, "address", None))
            if not panels:
                self._sink.unreadable(packet.source, packet.data, "no device is the fire system of this address")
            for panel in panels:
                told += [(panel.device.id, found) for found in panel.state.apply(report, time.time())]
            if isinstance(report, SystemStatus) and "reset" in report.bits:
                self._reading.due(elapsed + self._reading.answer_s)
        return told

    def _panels_of(self, address: int | None) -> Sequence[Panel]:
        if address is None or len(self.panels) == 1:
            return self.panels
        return [panel for panel in self.panels if panel.device.unit == address]

    def _ask(self, elapsed: float) -> None:
        serials = []
        self._send(read_transmitter())
        for panel in self.panels:
            panel.state.begin_reading()
            self._send(read_systems({FIRE_ALARM, *panel.state.systems}, panel.device.unit))
            serials.append(self._send(read_components(panel.device.unit)))
        self._reading.began(serials, elapsed)

    def _end_reading(self, elapsed: float) -> None:
        answers = self._reading.end()
        told: Told = []
        for panel, answered in zip(self.panels, answers, strict=True):
            told += [(panel.device.id, found) for found in panel.state.end_reading(answered, time.time())]
        if not all(panel.state.is_whole for panel in self.panels):
            self._reading.again(elapsed)
        self._tell(told)

    def _tell(self, told: Told) -> None:
        """Hand over the points, and events for which no frame waits."""
        for panel in self.panels:
            panel.tell(self._sink)
        for device, happening in told:
            self._sink.event(device, happening.time, happening.body)

    def _send(self, request: Request) -> int:
        """The request's serial."""
        self._serial = (self._serial + 1) & 0xFFFF
        if self.link is not None and self._first is not None:
            command, data = request
            packet = Packet(
                serial=self._serial, version=self._first.version, time=time_bytes(time.time(), self._kind),
                source=self._first.destination, destination=self._first.source, command=command, data=data,
            )  # fmt: skip
            self.link.send(packet)
        return self._serial

    def _answer(self, link: Link | None, packet: Packet, command: Command) -> None:
        if link is not None:
            link.send(answer(packet, command, time_bytes(time.time(), self._kind)))
