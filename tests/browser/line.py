"""The line between a browser and the gateway, to be cut or made dumb."""

import socket
import threading
from contextlib import suppress


class Line:
    """A TCP proxy: `cut` drops every connection until `mend`, `hold` lets nothing through until `go_on`."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._flows = threading.Event()
        self._flows.set()
        self._is_cut = False
        self._ends: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._conversations: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def cut(self) -> None:
        self._is_cut = True
        for end in list(self._ends):
            _hang_up(end)

    def mend(self) -> None:
        self._is_cut = False

    def hold(self) -> None:
        self._flows.clear()

    def go_on(self) -> None:
        self._flows.set()

    def close(self) -> None:
        _hang_up(self._listener)
        self._accepting.join()
        self._listener.close()
        self.go_on()
        self.cut()
        for conversation in self._conversations:
            conversation.join()

    def _accept(self) -> None:
        with suppress(OSError):  # hung up
            while True:
                near, _ = self._listener.accept()
                conversation = threading.Thread(target=self._converse, args=(near,))
                self._conversations.append(conversation)
                conversation.start()

    def _converse(self, near: socket.socket) -> None:
        with near, socket.create_connection(("127.0.0.1", self._to_port)) as far:
            ends = {near, far}
            self._ends |= ends
            if self._is_cut:
                self.cut()
            answers = threading.Thread(target=self._carry, args=(far, near))
            answers.start()
            self._carry(near, far)
            answers.join()
            self._ends -= ends

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):  # cut
            while data := source.recv(65536):
                self._flows.wait()
                target.sendall(data)
        _hang_up(source)
        _hang_up(target)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):  # gone already
        end.shutdown(socket.SHUT_RDWR)
