"""The pictures of one camera, one after the other as JPEG; what stands still is painted a few times and repeated."""

import asyncio
from typing import Protocol

import cv2

from simulators.gates.painter import Painter
from simulators.gates.view import View

QUALITY = 80
VARIANTS = 6
"""Pictures of a scene that stands still: they differ by their noise, so that nobody takes it for a frozen one."""


class Camera(Protocol):
    """The plant, as its film needs it."""

    @property
    def is_gate(self) -> bool: ...
    def view(self, now: float) -> View: ...


class Film:
    """`frame` gives the picture of a moment; one caller at a time."""

    def __init__(self, camera: Camera, seed: int) -> None:
        self._camera = camera
        self._seed = seed
        self._painter: Painter | None = None
        self._view: View | None = None
        self._still: list[bytes] = []
        self._number = 0
        self._last = b""

    async def frame(self, now: float, *, frozen: bool = False) -> bytes:
        """JPEG of what is seen at a time (UTC seconds). Painted in a thread: it takes some milliseconds."""
        if frozen and self._last:
            return self._last
        view = self._camera.view(now)
        self._number += 1
        if view != self._view:
            self._view, self._still = view, []
        if len(self._still) < VARIANTS:
            self._still.append(await asyncio.to_thread(self._painted, view, self._number))
            self._last = self._still[-1]
        else:
            self._last = self._still[self._number % VARIANTS]
        return self._last

    def _painted(self, view: View, number: int) -> bytes:
        """Only ever called once at a time; the painter is made at the first picture that somebody wants."""
        painter = self._painter = self._painter or Painter(self._seed, is_gate=self._camera.is_gate)
        _, jpeg = cv2.imencode(".jpg", painter.picture(view, number), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        return jpeg.tobytes()
