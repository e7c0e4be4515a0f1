"""The live channel, spoken by a client that knows nothing but the contract."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.contract.outside import ROLES, Demo, seconds
from tests.program import until

SNAPSHOT = {
    "type", "seq", "time", "epoch", "site", "devices", "points", "alarms", "tickets", "passages", "patrol", "health",
}  # fmt: skip
PATIENCE_S = 60.0


@contextmanager
def live(demo: Demo, **headers: str) -> Iterator[ClientConnection]:
    url = f"ws://127.0.0.1:{demo.port}/api/v1/live"
    with connect(url, additional_headers=headers, max_size=None, open_timeout=PATIENCE_S) as link:
        yield link


def next_of(link: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of a kind; what comes before is let pass."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        message: dict[str, Any] = json.loads(link.recv(timeout=PATIENCE_S))
        if message["type"] == kind:
            return message
    raise AssertionError(f"no {kind} came")


def ticket_of(link: ClientConnection, ticket: str) -> dict[str, Any]:
    """What is told of it next; the demo may have tickets of its own to tell of."""
    while True:
        told: list[dict[str, Any]] = next_of(link, "delta").get("tickets", [])
        if found := [each for each in told if each["id"] == ticket]:
            return found[0]


def cookie_of(client: httpx.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def test_snapshot_then_deltas_that_count_and_heartbeats(demo: Demo, people: dict[str, httpx.Client]) -> None:
    with live(demo, Cookie=cookie_of(people["operator"])) as link:
        first = json.loads(link.recv(timeout=PATIENCE_S))
        assert set(first) == SNAPSHOT
        seconds(first["time"])
        told = {device["id"] for device in first["devices"]}
        assert told == {device["id"] for device in people["operator"].get("/devices").json()}
        seq = first["seq"]
        kinds: set[str] = set()
        deadline = time.monotonic() + PATIENCE_S
        while not kinds >= {"delta", "heartbeat"}:
            assert time.monotonic() < deadline, kinds
            message = json.loads(link.recv(timeout=PATIENCE_S))
            kinds.add(message["type"])
            seconds(message["time"])
            if message["type"] == "delta":
                seq += 1
                assert all(change["id"] for change in message.get("points", []))
            assert message["seq"] == seq
        link.send(json.dumps({"type": "snapshot"}))
        again = next_of(link, "snapshot")
        assert (set(again), again["epoch"]) == (SNAPSHOT, first["epoch"])
        assert next_of(link, "delta")["seq"] == again["seq"] + 1


def test_what_is_told_is_what_is_asked(demo: Demo, people: dict[str, httpx.Client]) -> None:
    with live(demo, Cookie=cookie_of(people["admin"])) as link:
        snapshot = next_of(link, "snapshot")
        points = people["admin"].get("/points").json()
        assert [point["id"] for point in snapshot["points"]] == [point["id"] for point in points]
        assert [set(point) for point in snapshot["points"]] == [set(point) for point in points]
        made = people["frontdesk"].post("/tickets", json={"title": "to be seen live"}).json()
        assert ticket_of(link, made["id"]) == made
        people["operator"].post(f"/tickets/{made['id']}/cancel", json={"reason": "only a test"})
        gone = ticket_of(link, made["id"])
        assert (gone["state"], gone["open"]) == ("cancelled", False)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_hears_what_it_may_see(demo: Demo, people: dict[str, httpx.Client], role: str) -> None:
    with live(demo, Cookie=cookie_of(people[role])) as link:
        snapshot = next_of(link, "snapshot")
    assert snapshot["devices"]
    assert bool(snapshot["points"]) is (role != "frontdesk")


def test_strangers_stay_outside(demo: Demo, people: dict[str, httpx.Client]) -> None:
    cookie = cookie_of(people["guard"])
    for headers, status in (
        ({}, 401),
        ({"Cookie": "gatehouse_session=nonsense"}, 401),
        ({"Authorization": "Bearer nonsense"}, 401),
        ({"Cookie": cookie, "Origin": "http://elsewhere.example"}, 403),
    ):
        with pytest.raises(InvalidStatus) as refused, live(demo, **headers):
            pass
        assert refused.value.response.status_code == status


def test_a_machine_comes_in_by_its_token(demo: Demo) -> None:
    with live(demo, Authorization=f"Bearer {demo.token('operator')}") as link:
        assert next_of(link, "snapshot")["points"]


@pytest.mark.parametrize("said", ["hello", '{"type": "other"}'])
def test_nonsense_ends_that_client_only(demo: Demo, people: dict[str, httpx.Client], said: str) -> None:
    cookie = cookie_of(people["operator"])
    with live(demo, Cookie=cookie) as other, live(demo, Cookie=cookie) as link:
        link.send(said)
        with pytest.raises(ConnectionClosed) as closed:
            next_of(link, "nothing")
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1003
        next_of(other, "heartbeat")


def test_a_client_that_does_not_read_is_sent_away(demo: Demo, people: dict[str, httpx.Client]) -> None:
    cookie = cookie_of(people["operator"])
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", demo.port))
    url = f"ws://127.0.0.1:{demo.port}/api/v1/live"
    options: dict[str, Any] = {"max_size": None, "max_queue": 1, "close_timeout": 0.1, "ping_interval": None}
    with (
        connect(url, sock=slow, additional_headers={"Cookie": cookie}, **options) as link,
        live(demo, Cookie=cookie) as other,
    ):
        until(lambda: screens(people["admin"]) == 2, what="both of them there, and no other")

        def ask_until_sent_away() -> bool:
            for _ in range(100):
                with suppress(ConnectionClosed):
                    link.send(json.dumps({"type": "snapshot"}))
                if screens(people["admin"]) == 1:
                    return True
            return False

        until(ask_until_sent_away, within_s=120, what="the end of the slow client")
        next_of(other, "heartbeat")


def screens(admin: httpx.Client) -> int:
    return int(admin.get("/health").json()["detail"]["screens"])
