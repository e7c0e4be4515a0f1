"""TLS to cameras. FFmpeg checks no certificate unless the whole process is told to: so the connection is ours."""

import contextlib
import select
import socket
import ssl
import threading

from drivers.protocols.camera_url import Place

CHUNK = 65_536
LOOPBACK = "127.0.0.1"


def tls_context(place: Place) -> ssl.SSLContext:
    """Only a camera whose certificate is good; OSError for a file that is none."""
    context = ssl.create_default_context(cafile=place.tls.get("ca"))
    context.check_hostname = place.tls.get("check_hostname", "true") == "true"
    return context


class Relay:
    """A connection to a camera whose certificate was checked, given on to the first who connects to `port` here.

    It lives until either side ends, or it is closed. Raises OSError (ssl.SSLError is one) where there is none.
    """

    def __init__(self, place: Place) -> None:
        context = tls_context(place)
        raw = socket.create_connection((place.host, place.port), timeout=place.connect_timeout_s)
        try:
            self._far = context.wrap_socket(raw, server_hostname=place.host)
        except OSError:
            raw.close()
            raise
        self._near: socket.socket | None = None
        self._door = socket.create_server((LOOPBACK, 0), backlog=1)
        self._door.settimeout(place.connect_timeout_s)
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._run, name=f"relay {place}", daemon=True).start()

    def close(self) -> None:
        """Both sides are told that it has ended."""
        for end in (self._door, self._far, self._near):
            if end is not None:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        with self._far, contextlib.suppress(OSError):
            with self._door:
                near, _ = self._door.accept()
            with near:
                self._near = near
                self._give_on(near)

    def _give_on(self, near: socket.socket) -> None:
        """One thread for both ways: two must not use a TLS connection at once."""
        while True:
            ready = [self._far] if self._far.pending() else select.select([self._far, near], [], [])[0]
            if self._far in ready and (data := self._heard()) is not None:
                if not data:
                    return
                near.sendall(data)
            if near in ready:
                if not (data := near.recv(CHUNK)):
                    return
                self._far.settimeout(None)
                self._far.sendall(data)

    def _heard(self) -> bytes | None:
        """b"" at the end; None where nothing came that is meant for us: TLS has words of its own."""
        self._far.settimeout(0.0)
        try:
            return self._far.recv(CHUNK)
        except ssl.SSLWantReadError:
            return None
