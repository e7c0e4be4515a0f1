"""A Modbus TCP device for tests: its registers are what the test says, and it remembers every read that it answered."""

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Registers = Callable[[int, int, int], list[int]]  # unit, address, count → registers
HEADER = struct.Struct(">HHHB")


class WireServer(socketserver.ThreadingTCPServer):
    """Answers function 3 from `registers`; `answered` counts. Garbage instead while `garbage` is set."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, registers: Registers, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.registers = registers
        self.answered = 0
        self.garbage = False
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Conversation(socketserver.StreamRequestHandler):
    server: WireServer

    def handle(self) -> None:
        while len(head := self.rfile.read(HEADER.size)) == HEADER.size:
            transaction, _, length, unit = HEADER.unpack(head)
            body = self.rfile.read(length - 1)
            if self.server.garbage:
                self.wfile.write(b"\xff\x00garbage" * 7)
                return
            self.wfile.write(self._answer(transaction, unit, body))

    def _answer(self, transaction: int, unit: int, body: bytes) -> bytes:
        function, address, count = struct.unpack(">BHH", body[:5])
        if function != 3:
            return HEADER.pack(transaction, 0, 3, unit) + bytes([function | 0x80, 1])
        with self.server.lock:
            registers = self.server.registers(unit, address, count)
            self.server.answered += 1
        payload = struct.pack(f">BB{count}H", function, 2 * count, *registers)
        return HEADER.pack(transaction, 0, len(payload) + 1, unit) + payload


@contextmanager
def wire(registers: Registers, port: int = 0) -> Iterator[WireServer]:
    """A server in a thread, for the length of a block; on a free port, or on one of the test's."""
    with WireServer(registers, port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
