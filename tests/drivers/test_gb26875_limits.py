"""What a transmitter cannot do to the centre, and what nobody can make the centre do."""

import asyncio
import contextlib
import socket

import pytest

from drivers.errors import ConnectionFailed, WriteRefused
from drivers.registry import connect
from tests.drivers.gb26875_centre import (
    CONFIRM,
    FIRE,
    Panels,
    listening,
    panel,
    transmitter,
)
from tests.drivers.gb26875_wire import Client, component, components, frame, heartbeat


async def test_nothing_can_be_written() -> None:
    async with listening(Panels()) as (connection, _):
        with pytest.raises(WriteRefused, match="only read"):
            await connection.write(panel(), "zone_3", 0)


async def test_an_address_that_is_taken_is_told() -> None:
    async with listening(Panels()) as (_, port):
        with pytest.raises(ConnectionFailed, match="cannot be had"):
            await connect(f"gb26875://127.0.0.1:{port}", [panel()]).run(Panels())  # type: ignore[union-attr]


async def test_too_many_peers_and_peers_that_talk_nonsense_are_closed() -> None:
    async with listening(Panels(), options="max_peers=2") as (_, port):
        talker = await Client.connect(port)
        second = await Client.connect(port)
        third = await Client.connect(port)
        with pytest.raises((EOFError, ConnectionError)):
            await third.frames()
        with contextlib.suppress(ConnectionError):
            for _ in range(100):
                talker.say(bytes(4096))
                await talker.writer.drain()
        with pytest.raises((EOFError, ConnectionError)):
            await talker.frames()
        second.say(frame(1, 2, heartbeat()))
        assert await second.frames() == (1, CONFIRM, b"")
        second.close()


async def tell_for_ever(client: Client) -> None:
    said = frame(1, 2, heartbeat()) * 50
    while True:
        client.say(said)
        await client.writer.drain()
        await asyncio.sleep(0)


async def test_a_peer_that_does_not_read_is_cut_off() -> None:
    async with listening(Panels()) as (_, port):
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.connect(("127.0.0.1", port))
        line.setblocking(False)
        deaf = Client.on(*await asyncio.open_connection(sock=line))
        deaf.writer.transport.pause_reading()  # type: ignore[attr-defined]
        with pytest.raises(ConnectionError):
            await tell_for_ever(deaf)


async def test_an_error_of_the_program_ends_no_connection() -> None:
    class Failing(Panels):
        def event(self, device, time, body, settled=None):
            raise RuntimeError("no room")

    sink = Failing()
    async with listening(sink) as (_, port), transmitter(port) as client:
        client.say(frame(2, 2, components(component(3, 1, FIRE))), frame(3, 2, heartbeat()))
        assert await client.frames() == (3, CONFIRM, b"")
    assert sink.unread[-1][2] == "the program failed on it"
