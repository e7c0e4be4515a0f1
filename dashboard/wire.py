"""The short way from the hub to a browser: a WebSocket frame is made once and written to every socket as it is.

What a server sends is not masked, so the bytes are the same for all. Through ASGI each message would be encoded,
framed and passed through a task for each screen again, which costs two and a half times as much (docs/decisions/0050).
"""

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

EXTENSION = "gatehouse.wire"
MOST_WAITING = 1024 * 1024  # bytes that a screen has not read; a fast one leaves none waiting


def text_frame(text: bytes) -> bytes:
    """UTF-8 text as a WebSocket message."""
    return Frame(Opcode.TEXT, text).serialize(mask=False)


class Wire:
    """The socket of one screen."""

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
        self._protocol = protocol

    def write(self, frame: bytes) -> bool:
        """Send, or keep for sending; never waits. False, with nothing done, if MOST_WAITING bytes wait already."""
        transport = self._protocol.transport
        if transport.get_write_buffer_size() > MOST_WAITING:
            return False
        # After a close frame nothing may follow.
        if self._protocol.conn.state is State.OPEN and not transport.is_closing():
            transport.write(frame)
        return True

    def abort(self) -> None:
        """Let go of the socket and of what waits for it."""
        self._protocol.transport.abort()


class WireProtocol(WebSocketsSansIOProtocol):
    """Uvicorn's WebSocket, which also tells the application about its wire."""

    def handle_connect(self, event: Request) -> None:
        """The scope is made here, and the application begins after it."""
        super().handle_connect(event)
        if not self.handshake_complete:
            extensions: Any = self.scope["extensions"]
            extensions[EXTENSION] = Wire(self)
