"""Where every reading arrives, polled or heard: into the point table, to history, on to the rules."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from numpy import intp
from numpy.typing import NDArray

from drivers.driver import Settled
from drivers.errors import DriverError
from drivers.frame import Frame, Quality
from drivers.sighting import Sighting
from gateway.clock import Clock
from gateway.points.layout import DeviceSlice
from gateway.points.table import PointTable

log = structlog.get_logger(__name__)

AHEAD_S = 3600.0  # a source whose clock runs further ahead than this is not believed
EARLIEST_S = 946_684_800.0  # 2000-01-01
PAYLOAD_KEPT = 500


class Recorder(Protocol):
    """History: takes over what the table says of a device."""

    def record(
        self, piece: DeviceSlice, time: float, at: NDArray[intp] | None = None, settled: Settled | None = None
    ) -> None: ...


class EventKeeper(Protocol):
    """Takes over a device's event and calls `settled` once it can't be lost."""

    def keep(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None) -> None: ...


class Gatekeeper(Protocol):
    """Takes over what a gate's camera saw and calls `settled` once it can't be lost."""

    def take(self, sighting: Sighting, settled: Settled | None) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """The latest message that could not be read."""

    source: str
    payload: str
    reason: str
    time: float


class AcquisitionSink:
    """drivers.driver.Sink, on the event loop's thread. `request` asks for a pass of the rules.

    gates   None: this site has none, and what cameras see there is not kept
    """

    def __init__(
        self,
        table: PointTable,
        history: Recorder,
        events: EventKeeper,
        request: Callable[[], None],
        clock: Clock,
        gates: Gatekeeper | None = None,
    ) -> None:
        self._table = table
        self._history = history
        self._events = events
        self._request = request
        self._clock = clock
        self._gates = gates
        self._expecting: dict[str, list[asyncio.Future[Frame]]] = {}
        self.frames = 0
        self.unreadable_count = 0
        self.last_unreadable: Unreadable | None = None

    def frame(self, frame: Frame, settled: Settled | None = None) -> None:
        """A reading of a device, which by that is online."""
        received = self._clock.now()
        if not EARLIEST_S < frame.time < received + AHEAD_S:
            frame = Frame(
                device=frame.device, time=received, values=frame.values, quality=frame.quality, at=frame.at,
                texts=frame.texts,
            )  # fmt: skip
        piece = self._table.apply(frame, received)
        if not self._table.is_online(piece):
            self._answers(frame.device, received)
        self._history.record(piece, frame.time, frame.at, settled)
        self._request()
        self.frames += 1
        if self._expecting:
            self._hand_out(frame)

    def event(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None = None) -> None:
        """Something that a device reports once."""
        self._events.keep(device, time, body, settled)

    def sighting(self, sighting: Sighting, settled: Settled | None = None) -> None:
        """A vehicle before a camera."""
        if self._gates is not None:
            self._gates.take(sighting, settled)
        elif settled is not None:
            settled()

    def online(self, device: str, online: bool) -> None:
        """What the broker knows of a device: its own word, or its last will."""
        if online:
            now = self._clock.now()
            self._table.heard_time[self._table.slice_of(device).index] = now
            if not self._table.is_online(self._table.slice_of(device)):
                self._answers(device, now)
                self._record(device, now)
        else:
            self.lost(device, "its connection to the broker ended")

    def failed(self, devices: Sequence[str], error: DriverError) -> None:
        """A listening connection broke: nothing can be known of its devices."""
        for device in devices:
            self.lost(device, str(error))

    def unreadable(self, source: str, payload: bytes, reason: str) -> None:
        """Counted; the latest is kept for the health page."""
        self.unreadable_count += 1
        text = payload[:PAYLOAD_KEPT].decode("utf-8", "replace")
        self.last_unreadable = Unreadable(source=source, payload=text, reason=reason, time=self._clock.now())

    def lost(self, device: str, reason: str) -> None:
        """A device does not answer: its points are bad from now on. Said once."""
        now = self._clock.now()
        if self._table.set_online(device, False, now):
            log.warning("a device does not answer", device=device, reason=reason)
            self._record(device, now)

    async def next_frame(self, device: str) -> Frame:
        """The next reading that comes from a device; the caller sets the time-out."""
        waiting: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._expecting.setdefault(device, []).append(waiting)
        return await waiting

    def _answers(self, device: str, now: float) -> None:
        piece = self._table.slice_of(device)
        came_back = self._table.quality[piece.online_row] == Quality.GOOD  # it had been given up
        self._table.set_online(device, True, now)
        if came_back:
            log.info("a device answers again", device=device)

    def _record(self, device: str, now: float) -> None:
        self._history.record(self._table.slice_of(device), now)
        self._request()

    def _hand_out(self, frame: Frame) -> None:
        for waiting in self._expecting.pop(frame.device, ()):
            if not waiting.done():
                waiting.set_result(frame)
