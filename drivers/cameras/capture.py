"""A thread that waits for a camera's frames, so that the event loop never does.

Frames are not queued: one is handed over when somebody has asked for it, the newest at that moment, and all others are
only counted.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any

import structlog

from drivers.cameras.source import Source
from drivers.errors import ConnectionFailed, DriverError
from drivers.pictures.shot import Shot

log = structlog.get_logger(__name__)


class Capture:
    """One connection to a camera, from `start` until it breaks or is stopped. Made and used on the event loop."""

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._name = name
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name=f"camera {name}", daemon=True)
        self._is_wanted = False
        self._is_stopped = False
        self._waiting: asyncio.Future[Shot] | None = None
        self._error: DriverError | None = None
        self.frames = 0  # that arrived
        self.taken = 0  # that were handed over

    def start(self) -> None:
        """Open the camera and wait for its frames."""
        self._thread.start()

    async def next(self) -> Shot:
        """The next frame that arrives; DriverError where the camera is lost. Its time-out is the source's."""
        if self._error is not None:
            raise self._error
        self._waiting = self._loop.create_future()
        self._is_wanted = True
        try:
            return await self._waiting
        finally:
            self._waiting, self._is_wanted = None, False

    def stop(self) -> None:
        """The thread ends by itself, at once or after the time-out of the call that it is in."""
        self._is_stopped = True
        self._source.interrupt()

    def _run(self) -> None:
        try:
            self._source.open()
            while not self._is_stopped:
                shot = self._source.next(self._is_wanted)
                self.frames += 1
                if shot is not None:
                    self._is_wanted = False
                    self._tell(self._hand_over, shot)
            raise ConnectionFailed("it was stopped")
        except DriverError as error:
            self._tell(self._fail, error)
        except Exception:
            log.exception("reading a camera failed", camera=self._name)
            self._tell(self._fail, ConnectionFailed("an error of the program, see the log"))
        finally:
            self._source.close()

    def _tell(self, what: Callable[[Any], None], about: object) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and nobody waits any more
            self._loop.call_soon_threadsafe(what, about)

    def _hand_over(self, shot: Shot) -> None:
        self.taken += 1
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(shot)

    def _fail(self, error: DriverError) -> None:
        self._error = error
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)
