"""RTSP streams and files, through OpenCV's FFmpeg."""

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from drivers.cameras.reason import reason, why
from drivers.cameras.source import VideoOver
from drivers.cameras.tls import LOOPBACK, Relay
from drivers.errors import ConnectionFailed, DriverError, NoAnswer
from drivers.pictures.shot import PictureShot, Shot
from drivers.protocols.camera_url import Place, address

USUAL_FPS = 25.0


class _Video:
    """What a stream and a file have in common. OpenCV can't be interrupted: a wait ends with its time-out."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._video: cv2.VideoCapture | None = None

    def close(self) -> None:
        if self._video is not None:
            self._video.release()
        self._video = None

    def _open(self, address: str, settings: list[int]) -> cv2.VideoCapture:
        # Their complaints would show the address, password and all; ours say what is the matter.
        os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        video = cv2.VideoCapture(address, cv2.CAP_FFMPEG, [*settings, cv2.CAP_PROP_N_THREADS, 1])
        if not video.isOpened():
            video.release()
            raise self._why()
        self._video = video
        return video

    def _why(self) -> DriverError:
        """Why there is no video."""
        return ConnectionFailed(f"{self._place}: no video can be had there")

    def _retrieve(self) -> Shot:
        assert self._video is not None
        done, picture = self._video.retrieve()
        if not done or picture is None:
            raise NoAnswer(f"{self._place}: a frame could not be decoded")
        return PictureShot(np.asarray(picture, np.uint8), time.time())


class RtspSource(_Video):
    """cameras.source.Source over RTSP, by TCP."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._relay: Relay | None = None

    def open(self) -> None:
        waits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, round(1000 * self._place.connect_timeout_s),
            cv2.CAP_PROP_READ_TIMEOUT_MSEC, round(1000 * self._place.timeout_s),
        ]  # fmt: skip
        place = self._place
        if place.scheme == "rtsps":
            try:
                self._relay = Relay(place)
            except OSError as error:
                raise ConnectionFailed(f"{place}: {why(error)}") from error
            place = replace(place, scheme="rtsp", host=LOOPBACK, port=self._relay.port)
        self._open(address(place), waits)

    def next(self, wanted: bool) -> Shot | None:
        """Every frame is decoded, as each builds on the one before; only those that are wanted become pictures."""
        assert self._video is not None
        if not self._video.grab():
            raise NoAnswer(f"{self._place}: no frame for {self._place.timeout_s:g} s, or the stream ended")
        return self._retrieve() if wanted else None

    def interrupt(self) -> None:
        if self._relay is not None:
            self._relay.close()

    def close(self) -> None:
        super().close()
        self.interrupt()

    def _why(self) -> DriverError:
        return reason(self._place)


class FileSource(_Video):
    """cameras.source.Source that plays a file in its own time."""

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._stopped = threading.Event()
        self._frame_s = 1 / USUAL_FPS
        self._due = 0.0

    def open(self) -> None:
        if not Path(self._place.target).is_file():
            raise ConnectionFailed(f"{self._place}: there is no such file")
        fps = self._open(self._place.target, []).get(cv2.CAP_PROP_FPS)
        self._frame_s = 1 / fps if 0.1 <= fps <= 240 else 1 / USUAL_FPS
        self._due = time.monotonic()

    def next(self, wanted: bool) -> Shot | None:
        """VideoOver at the end of a file that is played once."""
        assert self._video is not None
        self._due = max(self._due + self._frame_s, time.monotonic() - 1.0)
        self._stopped.wait(self._due - time.monotonic())
        if not self._video.grab():
            if not self._place.loop:
                raise VideoOver(f"{self._place}: the video is over")
            self.close()
            self.open()
            if self._video is None or not self._video.grab():
                raise ConnectionFailed(f"{self._place}: the video has no frames")
        return self._retrieve() if wanted else None

    def interrupt(self) -> None:
        self._stopped.set()
