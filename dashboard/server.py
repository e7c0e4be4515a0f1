"""How the application is served: uvicorn, without what it would do for developers."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from dashboard.wire import WireProtocol

LARGEST_MESSAGE = 4096  # a screen asks for a snapshot, and says nothing else
SHUTDOWN_S = 5
LOOK_S = 0.5


class Server(uvicorn.Server):
    """Leaves signals to whoever runs it; `should_exit` ends it. Looks at its clock twice a second, not ten times."""

    async def main_loop(self) -> None:
        while not await self.on_tick(0):  # noqa: ASYNC110 - uvicorn is told by a flag, not by an event
            await asyncio.sleep(LOOK_S)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(
    app: FastAPI, *, host: str, port: int, certificate: str | None = None, private_key: str | None = None
) -> Server:
    """A server that is not started yet; with certificate and key (PEM files) it speaks https.

    `X-Forwarded-Proto` and `X-Forwarded-For` are believed from a proxy on this machine only.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        ssl_certfile=certificate,
        ssl_keyfile=private_key,
        ws=WireProtocol,
        # Messages are encoded once for all screens; deflating each again would cost more than all the rest.
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_MESSAGE,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1,::1",
        timeout_graceful_shutdown=SHUTDOWN_S,
        lifespan="on",
    )
    return Server(config)
