"""A camera that pushes: it says again what was not taken, and forgets what nobody will ever take."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest

from simulators.servers.pushing import Pusher
from tests.gateway.eventually import until


@pytest.fixture(autouse=True)
def _one_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a test takes, the state is told once."""
    monkeypatch.setattr("simulators.servers.pushing.STATE_EVERY_S", 3600.0)
    monkeypatch.setattr("simulators.servers.pushing.REQUEST_S", 60.0)


class Device:
    """Tells what the test gives it."""

    id = "plate-cam-1"

    def __init__(self) -> None:
        self.wire_fault: str | None = None
        self.events: list[dict[str, Any]] = []

    def readings(self) -> dict[str, float | str]:
        return {"temperature": 40.0, "last_plate": "苏A7K3M2"}

    def take_events(self) -> list[dict[str, Any]]:
        taken, self.events = self.events, []
        return taken


class Gateway:
    """Answers with the statuses that it is given, then with 200."""

    def __init__(self, statuses: list[int]) -> None:
        self.statuses = statuses
        self.posts: list[tuple[str, bytes]] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().split("content-length: ")[1].split("\r\n")[0])
        self.posts.append((head.split(" ")[1], await reader.readexactly(length)))
        status = self.statuses.pop(0) if self.statuses else 200
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def pushing(device: Device, gateway: Gateway) -> AsyncIterator[None]:
    server = await asyncio.start_server(gateway.talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    pusher = Pusher(device, url=f"http://127.0.0.1:{port}/plate-cam-1?token=t", random=Random(1))
    task = asyncio.create_task(pusher.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        server.close()
        await server.wait_closed()


async def test_it_says_what_it_is_and_what_it_has_read() -> None:
    device, gateway = Device(), Gateway([])
    async with pushing(device, gateway):
        await until(lambda: len(gateway.posts) == 1)
        device.events.append({"plate": "苏A7K3M2"})
        await until(lambda: len(gateway.posts) == 2)
    (state_path, state), (event_path, event) = gateway.posts
    assert (state_path, event_path) == ("/plate-cam-1/state?token=t", "/plate-cam-1?token=t")
    assert json.loads(state)["values"] == {"temperature": 40.0}
    assert json.loads(event) == {"plate": "苏A7K3M2"}


async def test_what_was_not_taken_is_said_again_and_what_was_refused_is_not() -> None:
    device, gateway = Device(), Gateway([503, 503, 200, 400])
    async with pushing(device, gateway):
        await until(lambda: len(gateway.posts) == 3)
        device.events += [{"plate": "A"}, {"plate": "B"}]
        await until(lambda: len(gateway.posts) == 5)
    bodies = [body for _, body in gateway.posts]
    assert bodies[0] == bodies[1] == bodies[2]
    assert [json.loads(body) for body in bodies[3:]] == [{"plate": "A"}, {"plate": "B"}]


async def test_garbage_is_none() -> None:
    device, gateway = Device(), Gateway([400])
    device.wire_fault = "garbage"
    async with pushing(device, gateway):
        await until(lambda: len(gateway.posts) == 1)
    assert b'"values": {' not in gateway.posts[0][1]
