"""Cameras that Gatehouse looks through itself: MJPEG over HTTP, RTSP, and files. One camera a connection.

A thread waits for the frames; what is made of them is worked out in threads that all cameras share. The connection is
made again with growing pauses for as long as `run` runs.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from drivers.driver import Device, Sink, Snapshot
from drivers.errors import DriverError, WriteRefused
from drivers.protocols.camera_url import Place, parse
from drivers.registry import Scheme, register

if TYPE_CHECKING:
    from drivers.cameras.eye import Eye

PAUSE_S, PAUSE_LONGEST_S = 1.0, 15.0
STEADY_S = 30.0  # a connection that held for so long has not failed "again"
log = structlog.get_logger(__name__)


class CameraConnection:
    """One camera."""

    def __init__(self, url: str, devices: Sequence[Device]) -> None:
        self._place = parse(url)
        if len(devices) != 1:
            raise ValueError(f"a camera's connection has one device, not {len(devices)}")
        self._device = devices[0]
        self._eye = _eye(self._place, self._device)
        self._is_up = False
        self._told: str | None = None  # why it was last lost, until there is a picture again

    @property
    def is_up(self) -> bool:
        """Whether there is a picture."""
        return self._is_up

    async def run(self, sink: Sink) -> None:
        """Look until cancelled. A failure is told to the sink once, until its reason changes or there is a picture."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._eye.read(sink))
            await self._keep_looking(sink)

    async def write(self, device: Device, point: str, value: float) -> None:
        """Never: a camera is only looked through."""
        raise WriteRefused(f"{point} cannot be set to {value:g}: {device.id} is a camera, which is only looked through")

    async def picture(self, device: str) -> Snapshot | None:
        """The newest picture; the last one where the camera is lost, None before there was any."""
        return await self._eye.picture() if device == self._device.id else None

    async def _keep_looking(self, sink: Sink) -> None:
        from drivers.cameras.source import VideoOver

        pause_s = PAUSE_S
        while True:
            began = time.monotonic()
            try:
                await self._look(sink)
            except VideoOver as error:
                self._fail(sink, error)
                await asyncio.Event().wait()  # it was to be played once
            except DriverError as error:
                self._fail(sink, error)
            if time.monotonic() - began > STEADY_S:
                pause_s = PAUSE_S
            # Between half and the whole of the pause, so that many cameras do not come back in step.
            await asyncio.sleep(pause_s * random.uniform(0.5, 1.0))
            pause_s = min(2 * pause_s, PAUSE_LONGEST_S)

    async def _look(self, sink: Sink) -> None:
        from drivers.cameras.capture import Capture
        from drivers.cameras.source import source_of

        capture = Capture(source_of(self._place), self._device.id)
        try:
            capture.start()
            await self._eye.look(capture, sink, self._came)
        finally:
            self._is_up = False
            capture.stop()

    def _came(self) -> None:
        again = self._told is not None
        log.info("camera shows a picture", device=self._device.id, camera=str(self._place), again=again)
        self._is_up, self._told = True, None

    def _fail(self, sink: Sink, error: DriverError) -> None:
        if self._told == str(error):
            return
        self._told = str(error)
        log.warning("camera lost", device=self._device.id, camera=str(self._place), error=self._told)
        sink.failed([self._device.id], error)


def _eye(place: Place, device: Device) -> "Eye":
    """OpenCV and the nets take long to load: only a process that looks through a camera does that."""
    from drivers.cameras.eye import Eye

    if not device.is_gate:
        return Eye(place, device)
    from drivers.cameras.gate import vehicles_of

    return Eye(place, device, vehicles_of(device.id))


for _name, _example in (
    ("mjpeg+http", "mjpeg+http://10.0.3.21/video.mjpg"),
    ("mjpeg+https", "mjpeg+https://10.0.3.21/video.mjpg?ca=/etc/gatehouse/cameras.pem"),
    ("rtsp", "rtsp://10.0.3.22:554/stream"),
    ("rtsps", "rtsps://10.0.3.22:322/stream?ca=/etc/gatehouse/cameras.pem"),
    ("video+file", "video+file:///srv/recording.mp4?loop=1"),
):
    register(Scheme(name=_name, protocol="camera", example=_example, factory=CameraConnection, check=parse))
