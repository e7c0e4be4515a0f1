"""A phone's connection to the gateway: HTTP/1.1, one request at a time, made anew when it is lost."""

import asyncio
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import httptools
import orjson

API = "/api/v1"
OK, UNAUTHORIZED = 200, 401
ANSWER_S = 30.0
PIECE = 65_536

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class NoNetwork(Exception):
    """There is no answer; whether the gateway has taken what it was asked nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `body` is parsed JSON, None where there is none."""

    status: int
    body: Any
    cookie: str = ""


class Line:
    """`url` is the gateway's, without a path. A machine has a `token`, a person a `login` (name and password).

    A person is signed in with the first request, and again when the session has ended.
    """

    def __init__(self, url: str, *, token: str = "", login: tuple[str, str] | None = None) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._login = login
        self._credentials = f"authorization: Bearer {token}\r\n" if token else ""
        self._streams: Streams | None = None
        self._turn = asyncio.Lock()

    async def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """The answer to a request under /api/v1. NoNetwork, also where the gateway does not let this person in."""
        async with self._turn:
            is_fresh = self._login is not None and not self._credentials
            if is_fresh:
                await self._sign_in()
            answer = await self._exchange(method, path, body)
            if answer.status != UNAUTHORIZED or is_fresh or self._login is None:
                return answer
            await self._sign_in()
            return await self._exchange(method, path, body)

    def close(self) -> None:
        """Let the connection go; the next request makes another."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    async def _sign_in(self) -> None:
        assert self._login is not None
        self._credentials = ""
        name, password = self._login
        answer = await self._exchange("POST", "/session", {"username": name, "password": password})
        if answer.status != OK:
            raise NoNetwork(f"{name} is not let in: status {answer.status}")
        self._credentials = f"cookie: {answer.cookie}\r\n"

    async def _exchange(self, method: str, path: str, body: Any) -> Answer:
        """On the connection that there is; only after a whole answer it is used again."""
        request = self._request(method, path, body)
        streams, self._streams = self._streams, None
        try:
            async with asyncio.timeout(ANSWER_S):
                if streams is None or streams[0].at_eof():  # the gateway ends a connection that rests
                    self._end(streams)
                    streams = await asyncio.open_connection(self._host, self._port)
                streams[1].write(request)
                answer = await _read(streams[0])
                self._streams = streams
                return answer
        except (OSError, TimeoutError, httptools.HttpParserError) as error:
            raise NoNetwork(f"{method} {path}: {error!r}") from error
        finally:
            if self._streams is None:
                self._end(streams)

    def _request(self, method: str, path: str, body: Any) -> bytes:
        content = b"" if body is None else orjson.dumps(body)
        head = (
            f"{method} {API}{path} HTTP/1.1\r\nhost: {self._host}:{self._port}\r\n{self._credentials}"
            f"content-type: application/json\r\ncontent-length: {len(content)}\r\n\r\n"
        )
        return head.encode() + content

    def _end(self, streams: Streams | None) -> None:
        if streams is not None:
            streams[1].close()


class _Reading:
    """What the parser finds, in the names that it calls."""

    def __init__(self) -> None:
        self.content = b""
        self.cookies = SimpleCookie()
        self.is_whole = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"set-cookie":
            self.cookies.load(value.decode("latin-1"))

    def on_body(self, piece: bytes) -> None:
        self.content += piece

    def on_message_complete(self) -> None:
        self.is_whole = True


async def _read(reader: asyncio.StreamReader) -> Answer:
    reading = _Reading()
    parser = httptools.HttpResponseParser(reading)
    while not reading.is_whole:
        piece = await reader.read(PIECE)
        if not piece:
            raise ConnectionResetError("the gateway has gone in the middle of its answer")
        parser.feed_data(piece)
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in reading.cookies.items())
    return Answer(status=parser.get_status_code(), body=_parsed(reading.content), cookie=cookie)


def _parsed(content: bytes) -> Any:
    try:
        return orjson.loads(content) if content else None
    except orjson.JSONDecodeError:
        return None
