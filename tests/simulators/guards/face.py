"""A server that takes scans as a gateway does, and can be told to fail."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any


class Face:
    """`troubles`, one a request of scans: a status, or "lost" (taken, and no answer), or "cut" (not even taken)."""

    def __init__(self, *troubles: int | str) -> None:
        self.troubles = list(troubles)
        self.scans: list[dict[str, Any]] = []
        self.requests: list[tuple[str, str]] = []
        self.sessions = 0
        self.connections = 0
        self.cookie = "never"
        self.server_time = 0.0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await _head(reader):
                length = int(head.split("content-length: ")[1].split("\r\n")[0])
                body = await reader.readexactly(length)
                answer = self._answer(head, json.loads(body) if body else None)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
        finally:
            writer.close()

    def _answer(self, head: str, body: Any) -> bytes | None:
        method, path, _ = head.split(" ", 2)
        self.requests.append((method, path))
        if path.endswith("/session"):
            self.sessions += 1
            self.cookie = f"visit={self.sessions}"
            return _response(200 if body["password"] == "right" else 401, {}, cookie=self.cookie)
        if f"cookie: {self.cookie}" not in head and "authorization: Bearer good" not in head:
            return _response(401, {"error": {"code": "session_ended"}})
        if path.endswith("/scans"):
            return self._take(body)
        return _response(200, body | {"server_time": datetime.fromtimestamp(self.server_time, UTC).isoformat()})

    def _take(self, scans: list[dict[str, Any]]) -> bytes | None:
        trouble = self.troubles.pop(0) if self.troubles else 200
        if trouble in (200, "lost"):
            self.scans += scans
        if trouble == 422:
            return _response(422, {"error": {"code": "invalid", "message": "no", "field": "1.time"}})
        answers = [{"id": scan["id"], "flags": []} for scan in scans]
        return None if isinstance(trouble, str) else _response(trouble, answers)


@asynccontextmanager
async def serving(face: Face) -> AsyncIterator[str]:
    """The address at which it is served."""
    server = await asyncio.start_server(face.talk, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


async def _head(reader: asyncio.StreamReader) -> str:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode()
    except (asyncio.IncompleteReadError, ConnectionError):
        return ""


def _response(status: int, body: Any, *, cookie: str = "") -> bytes:
    content = json.dumps(body).encode()
    extra = f"set-cookie: {cookie}; HttpOnly; Path=/\r\n" if cookie else ""
    head = f"HTTP/1.1 {status} X\r\ncontent-length: {len(content)}\r\n{extra}\r\n"
    return head.encode() + content
