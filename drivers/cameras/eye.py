"""One camera being looked through: frames into readings, and at a gate into vehicles."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import structlog

from drivers.cameras.capture import Capture
from drivers.cameras.newest import Newest
from drivers.cameras.report import Report
from drivers.cameras.workers import LOOKING, READING
from drivers.driver import Device, Sink, Snapshot
from drivers.errors import NoAnswer
from drivers.pictures.looking import Looking
from drivers.pictures.motion import Box
from drivers.pictures.shot import Shot, Unreadable
from drivers.protocols.camera_url import Place

if TYPE_CHECKING:
    from drivers.pictures.vehicles import Vehicles

GATE_FPS, OTHER_FPS = 8.0, 4.0
EARLY = 0.8  # of the pause between two frames: the next one is asked for before it is there
SNAPSHOT_S = 0.5
LATE_S = 5.0  # beyond the time-outs of the source itself
log = structlog.get_logger(__name__)


class Eye:
    """What is known of one camera; it outlives the connections to it.

    vehicles   who tells of them; None: they are not read
    """

    def __init__(self, place: Place, device: Device, vehicles: "Vehicles | None" = None) -> None:
        self._device = device
        fps = place.fps or (OTHER_FPS if vehicles is None else GATE_FPS)
        self._pause_s = EARLY / fps
        self._longest_s = place.connect_timeout_s * 2 + place.timeout_s + LATE_S
        self._looking = Looking(device.zones)
        self._report = Report(device)
        self._vehicles = vehicles
        self._offered: Newest[tuple[Shot, Sequence[Box]]] = Newest()
        self._shot: Shot | None = None
        self._snapshot: Snapshot | None = None

    async def look(self, capture: Capture, sink: Sink, first: Callable[[], None]) -> None:
        """Until the camera is lost: DriverError. `first` is called with the first picture."""
        self._report.begin()
        loop, is_first = asyncio.get_running_loop(), True
        while True:
            shot = await self._next(capture)
            try:
                seen = await loop.run_in_executor(LOOKING, self._looking.see, shot)
            except Unreadable as error:
                sink.unreadable(f"camera {self._device.id}", b"", str(error))
                continue
            if is_first:
                first()
            self._shot, is_first = shot, False
            reading = self._report.see(seen, capture.frames, shot.time)
            if reading is not None:
                sink.frame(reading)
            if self._vehicles is not None and (seen.moving.boxes or self._vehicles.is_awake):
                self._offered.put((shot, seen.moving.boxes))
            await asyncio.sleep(self._pause_s)

    async def read(self, sink: Sink) -> None:
        """Tell of vehicles until cancelled; a camera that is no gate's has none."""
        loop, has_failed = asyncio.get_running_loop(), False
        while self._vehicles is not None:
            shot, boxes = await self._offered.take()
            try:
                told = await loop.run_in_executor(READING, self._vehicles.see, shot, boxes)
                has_failed = False
            except Exception:
                if not has_failed:
                    log.exception("plates can't be read", device=self._device.id)
                has_failed = True
                continue
            for sighting in told:
                counts = self._report.counts
                counts.vehicles += 1
                counts.unsure += not sighting.plate
                counts.last_plate = sighting.plate or counts.last_plate
                sink.sighting(sighting)

    async def picture(self) -> Snapshot | None:
        """The newest picture, at most SNAPSHOT_S older than it need be."""
        shot, told = self._shot, self._snapshot
        if shot is None or (told is not None and 0 <= shot.time - told.time < SNAPSHOT_S):
            return told
        jpeg = await asyncio.get_running_loop().run_in_executor(LOOKING, shot.jpeg)
        self._snapshot = Snapshot(jpeg=jpeg, time=shot.time)
        return self._snapshot

    async def _next(self, capture: Capture) -> Shot:
        try:
            async with asyncio.timeout(self._longest_s):
                return await capture.next()
        except TimeoutError as error:
            raise NoAnswer("the camera's connection hangs") from error
