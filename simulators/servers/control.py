"""The other end of `simulators.control`: a socket that only the account of the simulation may use."""

import asyncio
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from simulators.control import SOCKET, short_path
from simulators.errors import SimulatorError

REQUEST_S = 5.0
LONGEST_REQUEST = 4096
Inject = Callable[[str, str, float | None], str]


class Request(BaseModel):
    """One line of JSON."""

    device: str
    fault: str
    for_s: float | None = Field(default=None, gt=0)


class ControlServer:
    """Hands requests to `inject`, which answers with what it did or raises LookupError."""

    def __init__(self, data: Path, inject: Inject) -> None:
        self._data = data
        self._inject = inject
        self._server: asyncio.AbstractServer | None = None

    async def start(self) -> None:
        """Listen; SimulatorError if another simulation does already."""
        with short_path(self._data) as path:
            self._make_way(path)
            listener = socket.socket(socket.AF_UNIX)
            before = os.umask(0o177)
            try:
                listener.bind(path)
            finally:
                os.umask(before)
        listener.setblocking(False)
        self._server = await asyncio.start_unix_server(self._talk, sock=listener, limit=LONGEST_REQUEST)

    async def stop(self) -> None:
        """Stop listening and leave no socket behind."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            (self._data / SOCKET).unlink(missing_ok=True)

    def _make_way(self, path: str) -> None:
        """Remove the socket of a simulation that was killed."""
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(path)
            except FileNotFoundError:
                return
            except ConnectionRefusedError:
                Path(path).unlink(missing_ok=True)
                return
        raise SimulatorError(f"another simulator is running in {self._data}")

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_S):
                line = await reader.readline()
                writer.write(json.dumps(self._answer(line), ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        except (OSError, TimeoutError, ValueError):
            pass  # Whoever asked has gone, or sends lines without end.
        finally:
            writer.close()

    def _answer(self, line: bytes) -> dict[str, str]:
        try:
            request = Request.model_validate_json(line)
            return {"done": self._inject(request.device, request.fault, request.for_s)}
        except ValidationError as error:
            return {"error": f"the simulator does not understand the request: {error.errors()[0]['msg']}"}
        except LookupError as error:
            return {"error": str(error.args[0])}
