"""Patrols on the live channel: rounds, shifts, dispatches, panics and incidents, for those who may see them."""

from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection

from gateway.patrol.service import PatrolService
from tests.dashboard.test_live import said, screen
from tests.dashboard.web_house import START, House
from tests.dashboard.web_patrol import EVENING, MACHINES, NIGHT, scan

API = "/api/v1/patrol"


def look(house: House) -> None:
    """As the program does before the rules look."""
    patrol = house.gateway.patrol
    assert isinstance(patrol, PatrolService)
    house.clock.time += 1.0
    patrol.refresh(house.clock.time)


async def news(socket: ClientConnection, what: str, thing: str | None = None) -> dict[str, Any]:
    """The next that is told of a thing of this sort."""
    while True:
        for told in (await said(socket, "delta", "patrol"))["patrol"]:
            if told["what"] == what and thing in (None, told["id"]):
                found: dict[str, Any] = told
                return found


async def test_a_snapshot_has_the_rounds_around_now_and_what_is_open(house: House, address: str) -> None:
    panic = str(uuid4())
    async with house.client("guard") as guard, house.client("operator") as operator:
        begun = (await guard.post(f"{API}/shifts", json={"phone": "p1"})).json()
        await guard.post(f"{API}/panic", json={"id": panic})
        sent = (await operator.post(f"{API}/dispatches", json={"checkpoint": "pump-door"})).json()
        found = scan(START, checkpoint="gate-post", finding={"kind": "hazard", "note": "ice"})
        (taken,) = (await guard.post(f"{API}/scans", json=[found])).json()
    async with screen(house, address) as socket:
        snapshot = await said(socket, "snapshot")
    told = {(each["what"], each["id"]) for each in snapshot["patrol"]}
    assert {("round", NIGHT), ("round", MACHINES), ("round", EVENING)} <= told
    assert told >= {
        ("shift", begun["id"]), ("panic", panic), ("dispatch", sent["id"]), ("incident", taken["incident"])
    }  # fmt: skip


async def test_a_scan_is_seen_on_the_board(house: House, address: str) -> None:
    async with screen(house, address) as socket, house.client("guard") as guard:
        await said(socket, "snapshot")
        await guard.post(f"{API}/scans", json=[scan(START, checkpoint="gate-post")])
        look(house)
        round_ = await news(socket, "round", NIGHT)
        assert [stop["state"] for stop in round_["stops"]] == ["done", "due"]
        assert (round_["done"], round_["who"]) == (1, ["guard"])


async def test_a_phone_that_was_heard_of_is_told_again(house: House, address: str) -> None:
    async with screen(house, address) as socket, house.client("guard") as guard:
        await said(socket, "snapshot")
        begun = (await guard.post(f"{API}/shifts", json={"phone": "p1"})).json()
        assert (await news(socket, "shift", begun["id"]))["ended_at"] is None
        await guard.post(f"{API}/sync", json={"phone": "p1", "waiting": 5})
        while (shift := await news(socket, "shift", begun["id"]))["waiting"] != 5:
            assert shift["waiting"] is None
        await guard.post(f"{API}/shifts/{begun['id']}/end")
        while (await news(socket, "shift", begun["id"]))["ended_at"] is None:
            pass


async def test_a_closed_incident_is_told_once_and_then_forgotten(house: House, address: str) -> None:
    async with screen(house, address) as socket, house.client("guard") as guard, house.client("operator") as operator:
        await said(socket, "snapshot")
        found = scan(START, checkpoint="gate-post", finding={"kind": "leak"})
        (taken,) = (await guard.post(f"{API}/scans", json=[found])).json()
        incident = await news(socket, "incident")
        assert incident["closed_at"] is None
        await operator.post(f"{API}/incidents/{taken['incident']}/close", json={"outcome": "mopped up"})
        while incident["closed_at"] is None:  # it may be told of its ticket first
            incident = await news(socket, "incident")
        assert incident["outcome"] == "mopped up"
        await socket.send('{"type": "snapshot"}')
        assert not [each for each in (await said(socket, "snapshot"))["patrol"] if each["what"] == "incident"]


async def test_the_front_desk_is_told_nothing_of_patrols(house: House, address: str) -> None:
    async with screen(house, address, "frontdesk") as desk, screen(house, address, "engineer") as engineer:
        assert (await said(desk, "snapshot"))["patrol"] == []
        assert (await said(engineer, "snapshot"))["patrol"]
