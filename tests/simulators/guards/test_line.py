"""The connection of a simulated phone."""

import asyncio
import socket

import pytest

from simulators.guards.line import Line, NoNetwork
from tests.simulators.guards.face import Face, serving


async def test_requests_share_a_connection_and_a_cut_one_is_made_anew() -> None:
    face = Face(200, "cut")
    async with serving(face) as url:
        line = Line(url, token="good")
        assert (await line.ask("POST", "/patrol/scans", [])).status == 200
        with pytest.raises(NoNetwork):
            await line.ask("POST", "/patrol/scans", [])
        assert (await line.ask("POST", "/patrol/sync", {"waiting": 3})).body["waiting"] == 3
        line.close()
    assert face.connections == 2


async def test_requests_of_many_at_once_are_answered_in_their_turn() -> None:
    face = Face()
    async with serving(face) as url:
        line = Line(url, token="good")
        answers = await asyncio.gather(*(line.ask("POST", "/patrol/sync", {"n": n}) for n in range(20)))
        line.close()
    assert [answer.body["n"] for answer in answers] == list(range(20))
    assert face.connections == 1


async def test_a_person_is_signed_in_with_the_first_request_and_again_when_the_session_ends() -> None:
    face = Face()
    async with serving(face) as url:
        line = Line(url, login=("li", "right"))
        assert (await line.ask("POST", "/patrol/sync", {})).status == 200
        face.cookie = "another"
        assert (await line.ask("POST", "/patrol/sync", {})).status == 200
        line.close()
    assert face.sessions == 2
    paths = [path.rpartition("/")[2] for _, path in face.requests]
    assert paths == ["session", "sync", "sync", "session", "sync"]


async def test_who_is_not_let_in_has_no_network() -> None:
    async with serving(Face()) as url:
        line = Line(url, login=("li", "wrong"))
        with pytest.raises(NoNetwork, match="li is not let in"):
            await line.ask("GET", "/patrol/rounds")
        line.close()


async def test_where_nobody_listens_there_is_no_network() -> None:
    with socket.socket() as held:  # so that nobody else can have the port
        held.bind(("127.0.0.1", 0))
        with pytest.raises(NoNetwork):
            await Line(f"http://127.0.0.1:{held.getsockname()[1]}", token="good").ask("GET", "/patrol/rounds")
