"""What a camera saw when an alarm was raised. The alarm never waits for it."""

import asyncio
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import structlog

from drivers.driver import Snapshot
from drivers.errors import DriverError
from gateway.errors import GatehouseError
from gateway.gates.lanes.pictures import Pictures
from gateway.wake import Waker

MOST_WAITING = 50  # one more is left out: its picture would be of another moment
TAKE_S = 5.0
IDLE_S = 60.0
log = structlog.get_logger(__name__)


class Cameras(Protocol):
    """The way to the newest picture of a camera; None where there is none."""

    async def picture(self, device: str) -> Snapshot | None: ...


class AlarmPictures:
    """`cameras_of` says by which camera a device is seen: itself, or that of the gate it belongs to."""

    def __init__(self, folder: Path, cameras: Cameras, cameras_of: Mapping[str, str]) -> None:
        self._pictures = Pictures(folder)
        self._cameras = cameras
        self._cameras_of = cameras_of
        self._waiting: deque[tuple[str, str]] = deque()
        self._waker = Waker()

    @property
    def failed(self) -> int:
        return self._pictures.failed

    @property
    def is_failing(self) -> bool:
        return self._pictures.is_failing

    def raised(self, alarm: str, device: str) -> None:
        """An alarm was raised on a device; where a camera sees that, its picture will be kept."""
        camera = self._cameras_of.get(device)
        if camera is not None and len(self._waiting) < MOST_WAITING:
            self._waiting.append((alarm, camera))
            self._waker.call()

    def path(self, alarm: str) -> Path | None:
        """Where the picture of an alarm is; None where there is none, or no longer."""
        return self._pictures.path(alarm)

    async def drop_before(self, time: float) -> None:
        """Remove those of alarms before this time (seconds UTC)."""
        await self._pictures.drop_before(time)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._waker.wait(IDLE_S)
            while self._waiting:
                await self._keep(*self._waiting.popleft())

    async def _keep(self, alarm: str, camera: str) -> None:
        try:
            async with asyncio.timeout(TAKE_S):
                found = await self._cameras.picture(camera)
        except (GatehouseError, DriverError, TimeoutError) as error:
            log.info("an alarm has no picture", alarm=alarm, device=camera, reason=str(error))
            return
        except Exception:
            log.exception("an alarm has no picture", alarm=alarm, device=camera)
            return
        if found is not None:
            await self._pictures.keep(alarm, {"": found.jpeg})
