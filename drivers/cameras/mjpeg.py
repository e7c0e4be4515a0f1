"""A camera that sends JPEGs over HTTP. They are handed on as they came: only those that are looked at are decoded."""

import contextlib
import socket
import time
from collections import deque
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection

from drivers.cameras.multipart import Pictures, boundary_of
from drivers.cameras.reason import why
from drivers.cameras.signing import authorization
from drivers.cameras.tls import tls_context
from drivers.errors import ConnectionFailed, NoAnswer, Refused
from drivers.pictures.shot import JpegShot, Shot
from drivers.protocols.camera_url import Place

CHUNK = 65_536
UNAUTHORIZED = 401


class MjpegSource:
    """cameras.source.Source over one HTTP connection."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._socket: socket.socket | None = None
        self._response: HTTPResponse | None = None
        self._pictures: Pictures | None = None
        self._ready: deque[bytes] = deque()

    def open(self) -> None:
        """Ask for the stream, a second time where the camera asks who we are."""
        try:
            response = self._ask(None)
            if response.status == UNAUTHORIZED and self._place.user is not None:
                asked = response.headers.get_all("WWW-Authenticate", [])
                self.close()
                place = self._place
                response = self._ask(authorization(asked, place.user or "", place.password or "", place.target))
        except (OSError, HTTPException) as error:
            raise ConnectionFailed(f"{self._place}: {why(error)}") from error
        self._response = response
        if response.status != 200:
            raise Refused(f"{self._place} answers {response.status} {response.reason}", code=response.status)
        self._pictures = Pictures(boundary_of(response.getheader("Content-Type", "")))

    def next(self, wanted: bool) -> Shot | None:
        """The next picture; NoAnswer where none is complete within the place's time-out."""
        until = time.monotonic() + self._place.timeout_s
        while not self._ready:
            if time.monotonic() > until:
                raise NoAnswer(f"{self._place}: no whole picture for {self._place.timeout_s:g} s")
            self._ready.extend(self._receive())
        jpeg = self._ready.popleft()
        return JpegShot(jpeg, time.time()) if wanted else None

    def interrupt(self) -> None:
        """Whoever waits for the camera is told that the connection has ended."""
        ours = self._socket
        if ours is not None:
            with contextlib.suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        if self._response is not None:
            self._response.close()
        if self._socket is not None:
            self._socket.close()
        self._response = self._socket = None

    def _ask(self, signed: str | None) -> HTTPResponse:
        place = self._place
        connection: HTTPConnection
        if place.scheme == "mjpeg+https":
            context = tls_context(place)
            connection = HTTPSConnection(place.host, place.port, timeout=place.connect_timeout_s, context=context)
        else:
            connection = HTTPConnection(place.host, place.port, timeout=place.connect_timeout_s)
        connection.connect()
        self._socket = connection.sock
        self._socket.settimeout(place.timeout_s)
        connection.request("GET", place.target, headers={"Authorization": signed} if signed else {})
        self._response = connection.getresponse()
        return self._response

    def _receive(self) -> list[bytes]:
        assert self._response is not None
        assert self._pictures is not None
        try:
            data = self._response.read1(CHUNK)
        except TimeoutError as error:
            raise NoAnswer(f"{self._place}: nothing was sent for {self._place.timeout_s:g} s") from error
        except (OSError, HTTPException, ValueError) as error:
            raise ConnectionFailed(f"{self._place}: {why(error)}") from error
        if not data:
            raise ConnectionFailed(f"{self._place}: the camera ended the stream")
        return self._pictures.feed(data)
