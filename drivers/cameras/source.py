"""Where frames come from: what the capture thread asks of an MJPEG stream, an RTSP stream or a file."""

from typing import Protocol

from drivers.errors import ConnectionFailed
from drivers.pictures.shot import Shot
from drivers.protocols.camera_url import FILE, Place


class VideoOver(ConnectionFailed):
    """A file that is played once has come to its end."""


class Source(Protocol):
    """Opened once, used by one thread, closed by it. `interrupt` may be called by another: it ends a wait where it can.

    Every call blocks for the time-outs of the place at most, and raises DriverError where there is no picture.
    """

    def open(self) -> None: ...
    def next(self, wanted: bool) -> Shot | None:
        """Wait for the next frame. None where nobody wants it: then it is not decoded, as far as that is possible."""

    def interrupt(self) -> None: ...
    def close(self) -> None: ...


def source_of(place: Place) -> Source:
    """Nothing is opened yet."""
    if place.scheme.startswith("mjpeg+"):
        from drivers.cameras.mjpeg import MjpegSource

        return MjpegSource(place)
    from drivers.cameras.video import FileSource, RtspSource

    return FileSource(place) if place.scheme == FILE else RtspSource(place)
