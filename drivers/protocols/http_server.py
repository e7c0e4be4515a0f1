"""The little web server on which devices post: bounded bodies, a time-out on each, one answer."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from socket import socket
from typing import Any
from urllib.parse import parse_qs

LARGEST_BODY = 2 * 1024 * 1024
BODY_S = 10.0
LOOK_S = 0.2
SHUTDOWN_S = 2
METHODS = ("POST", "PUT")
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What somebody posted: the path without its slashes at both ends, and what is needed to let it in."""

    path: str
    token: str
    authorization: str
    content_type: str
    body: bytes
    peer: str


Answer = Callable[[Post], Awaitable[int]]
"""Takes a post, gives the status."""


class _TooLarge(Exception):
    """More than LARGEST_BODY."""


def application(may_come: Callable[[Post], bool], answer: Answer) -> Callable[..., Awaitable[None]]:
    """ASGI. `may_come` is asked before the body is read, `answer` after."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        post = _head(scope)
        if not may_come(post):
            await _say(send, 401)
        elif scope["method"] not in METHODS:
            await _say(send, 405)
        else:
            await _say(send, await _answered(post, receive, answer))

    return app


async def serve(app: Callable[..., Awaitable[None]], listener: socket, *, max_peers: int) -> None:
    """Until cancelled. uvicorn is imported here: whoever only checks a site file does not wait for it."""
    import uvicorn

    class Server(uvicorn.Server):
        """Leaves signals alone, and looks at its clock a few times a second."""

        async def main_loop(self) -> None:
            while not await self.on_tick(0):  # noqa: ASYNC110 - uvicorn is told by a flag, not by an event
                await asyncio.sleep(LOOK_S)

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    config = uvicorn.Config(
        app, lifespan="off", access_log=False, log_config=None, server_header=False, ws="none",
        limit_concurrency=max_peers, timeout_graceful_shutdown=SHUTDOWN_S, proxy_headers=False,
    )  # fmt: skip
    server = Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await asyncio.wait([serving], timeout=SHUTDOWN_S + 1.0)


def _head(scope: Message) -> Post:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return Post(
        path=scope["path"].strip("/"), token=query.get("token", [""])[0], peer=(scope.get("client") or ("?",))[0],
        authorization=headers.get("authorization", ""), content_type=headers.get("content-type", ""), body=b"",
    )  # fmt: skip


async def _answered(post: Post, receive: Receive, answer: Answer) -> int:
    try:
        async with asyncio.timeout(BODY_S):
            body = await _body(receive)
    except TimeoutError:
        return 408
    except _TooLarge:
        return 413
    except ConnectionError:
        return 400
    return await answer(
        Post(
            path=post.path, token=post.token, peer=post.peer, authorization=post.authorization,
            content_type=post.content_type, body=body,
        )
    )  # fmt: skip


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionError("the device went away")
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise _TooLarge
        if not message.get("more_body", False):
            return bytes(body)


async def _say(send: Send, status: int) -> None:
    headers = [(b"content-type", b"application/json")]
    if status == 401:
        headers.append((b"www-authenticate", b'Basic realm="cameras"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"code":%d}' % (0 if status == 200 else status)})
