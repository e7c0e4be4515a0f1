"""A real HTTP server on loopback that keeps what it is sent, and answers as the test says."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Letterbox:
    """`statuses`: the answers to come, 200 after the last; `held`: nothing is answered before it is set."""

    port: int = 0
    titles: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    held: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"json://secret-user:secret-word@127.0.0.1:{self.port}/hook?cto=60&rto=60"

    async def wait_for(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.titles) < count:
                self.arrived.clear()
                await self.arrived.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        said = json.loads(await reader.readexactly(length))
        self.titles.append(said["title"])
        self.bodies.append(said["message"])
        self.arrived.set()
        if self.held is not None:
            await self.held.wait()
        status = self.statuses.pop(0) if self.statuses else 200
        writer.write(f"HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@asynccontextmanager
async def open_letterbox() -> AsyncIterator[Letterbox]:
    box = Letterbox()
    server = await asyncio.start_server(box.serve, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    async with server:
        yield box
