"""A line to the database that a test can cut, also at the worst moment: after the commit, before its confirmation."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

CONFIRMATION = b"COMMIT\0"


class DatabaseLine:
    """A proxy in front of a database; `url` leads through it."""

    def __init__(self, database_url: str) -> None:
        self._target = {key: str(value) for key, value in conninfo_to_dict(database_url).items()}
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._port = 0
        self.is_cut = False
        self.swallow_confirmations = 0
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        user, password = self._target["user"], quote(self._target.get("password", ""))
        self.url = f"postgresql://{user}:{password}@127.0.0.1:{self._port}/{self._target['dbname']}?sslmode=disable"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        await self._server.wait_closed()

    def cut(self) -> None:
        """Break what is open, and refuse what comes."""
        self.is_cut = True
        for writer in self._open:
            writer.transport.abort()

    def mend(self) -> None:
        self.is_cut = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        far_reader, far_writer = await self._connect()
        if self.is_cut:  # meanwhile
            writer.transport.abort()
            far_writer.transport.abort()
            return
        self._open |= {writer, far_writer}
        there = asyncio.create_task(_pump(reader, far_writer))
        with suppress(OSError):
            while data := await far_reader.read(65_536):
                if self.swallow_confirmations and CONFIRMATION in data:
                    self.swallow_confirmations -= 1
                    break
                writer.write(data)
                await writer.drain()
        there.cancel()
        for end in (writer, far_writer):
            self._open.discard(end)
            end.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self._target.get("host", "127.0.0.1"), self._target.get("port", "5432")
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, int(port))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
