"""A camera that sends JPEGs over HTTP, and misbehaves when told to: real sockets, a thread a connection."""

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BOUNDARY = "picture"


@dataclass(slots=True, kw_only=True)
class Behaviour:
    """What the camera does. `ended` lets every handler that waits go home.

    mode      stream, stall (after some frames), cut (in the middle of one), garbage, page (no stream at all),
              mute (takes the connection and never answers)
    frames    before it stalls, cuts or ends; None: for ever
    """

    picture: Callable[[int], bytes]
    mode: str = "stream"
    fps: float = 25.0
    frames: int | None = None
    has_lengths: bool = True
    password: str = ""
    asked: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


class _Handler(BaseHTTPRequestHandler):
    behaviour: Behaviour

    def log_message(self, *args: object) -> None: ...

    def do_GET(self) -> None:
        told = self.behaviour
        told.asked.append(f"{self.path} {self.headers.get('Authorization', '')}".strip())
        if told.mode == "mute":
            told.ended.wait(30)
        elif told.password and not self._is_known():
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Digest realm="camera", nonce="abc", qop="auth", algorithm=MD5')
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
            self.end_headers()
        elif told.mode == "page":
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<html>sign in</html>")
        else:
            self._stream(told)

    def _is_known(self) -> bool:
        said = self.headers.get("Authorization", "")
        basic = base64.b64encode(f"me:{self.behaviour.password}".encode()).decode()
        return said == f"Basic {basic}" or (said.startswith("Digest ") and 'username="me"' in said)

    def _stream(self, told: Behaviour) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
        self.end_headers()
        number = 0
        while not told.ended.wait(1 / told.fps):
            if told.frames is not None and number >= told.frames:
                self._misbehave(told)
                return
            self.wfile.write(b"".join(_part(told.picture(number), told)))
            number += 1

    def _misbehave(self, told: Behaviour) -> None:
        if told.mode == "stall":
            told.ended.wait(30)
        elif told.mode == "cut":
            self.wfile.write(b"".join(_part(told.picture(0), told))[:900])
        elif told.mode == "garbage":
            while not told.ended.wait(1 / told.fps):
                self.wfile.write(b"\xff\xd8" + bytes(range(256)) * 30)


def _part(jpeg: bytes, told: Behaviour) -> Iterator[bytes]:
    yield f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n".encode()
    if told.has_lengths:
        yield f"Content-Length: {len(jpeg)}\r\n".encode()
    yield b"\r\n" + jpeg + b"\r\n"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients go away while they are sent something: that is what is tried here."""


@contextmanager
def camera(behaviour: Behaviour) -> Iterator[int]:
    """The port on which it is there."""
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"behaviour": behaviour}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port
    finally:
        behaviour.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
