"""Gates over HTTP: passages, opening by hand, putting plates right, pictures."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from dashboard.api.models_gates import Gate, Passage
from gateway.gates.lanes.service import GateService
from tests.dashboard.web_gates import JPEG, NORTH, SOUTH, seen
from tests.dashboard.web_house import START, House

API = "/api/v1/gates"


async def passing(house: House, plate: str, **about: Any) -> Passage:
    """A vehicle comes; what was decided, once it is written down."""
    gates = house.gateway.gates
    assert isinstance(gates, GateService)
    before = {passage.id for passage in gates.recent()}
    gates.take(seen(plate, house.clock.now(), **about), None)
    found = await until(lambda: _new(house, before))
    return Passage.model_validate(found)


async def _new(house: House, before: set[str]) -> dict[str, Any] | None:
    async with house.client("operator") as client:
        told = (await client.get(f"{API}/passages")).json()
    return next((one for one in told if one["id"] not in before), None)


async def until(look: Callable[[], Awaitable[dict[str, Any] | None]]) -> dict[str, Any]:
    async with asyncio.timeout(60):
        while (found := await look()) is None:  # noqa: ASYNC110, what is looked at is an answer over HTTP
            await asyncio.sleep(0.01)
    return found


async def test_the_gates_of_the_site(house: House) -> None:
    async with house.client("guard") as client:
        told = [Gate.model_validate(each) for each in (await client.get(API)).json()]
    assert [(gate.id, gate.name.en, gate.barrier, gate.direction) for gate in told] == [
        (SOUTH, "South gate", None, "in"),
        (NORTH, "North gate", None, "out"),
    ]


async def test_a_stranger_comes_in_and_is_found_again(house: House) -> None:
    passage = await passing(house, "粤B12345")
    assert (passage.decision, passage.reason, passage.gate) == ("open", "temporary_entry", SOUTH)
    await house.alarms.flush()
    async with house.client("operator") as client:
        one = (await client.get(f"{API}/passages/{passage.id}")).json()
        for asked, count in (("粤B*", 1), ("?B1234?", 1), ("粤b12345", 1), ("京*", 0), ("%", 0)):
            found = await client.get(f"{API}/passages", params={"plate": asked})
            assert len(found.json()) == count, asked
        later = await client.get(f"{API}/passages", params={"from": "2100-01-01T00:00:00Z"})
        after = await client.get(f"{API}/passages", params={"after": passage.id})
        missing = await client.get(f"{API}/passages/none")
    assert one["plate"] == "粤B12345"
    assert (later.json(), after.json(), missing.status_code) == ([], [], 404)


async def test_its_pictures(house: House) -> None:
    passage = await passing(house, "粤B12345")

    async def with_pictures() -> dict[str, Any] | None:
        async with house.client("guard") as client:
            told: dict[str, Any] = (await client.get(f"{API}/passages/{passage.id}")).json()
        return told if told["picture"] and told["crop"] else None

    told = await until(with_pictures)
    async with house.client("guard") as client:
        for url in (told["picture"], told["crop"]):
            answer = await client.get(url)
            assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, JPEG, "image/jpeg")
        assert (await client.get(f"{API}/passages/../../../etc/picture")).status_code == 404
    async with house.client("engineer") as client:
        assert (await client.get(told["picture"])).status_code == 403


async def test_an_unsure_plate_opens_nothing_until_somebody_puts_it_right(house: House) -> None:
    passage = await passing(house, "粤B12345", sure=False)
    assert (passage.decision, passage.reason, passage.candidates) == ("ask", "unsure_plate", ["粤B12346"])
    async with house.client("guard") as client:
        answer = await client.post(f"{API}/passages/{passage.id}/correct", json={"plate": "粤b·12346"})
    told = Passage.model_validate(answer.json())
    assert (told.plate, told.seen, told.decision, told.decided_by) == ("粤B12346", "粤B12345", "open", "guard")
    assert await in_audit(house, "guard", "correct")


async def test_a_waiting_vehicle_is_let_through_by_hand(house: House) -> None:
    passage = await passing(house, "粤B12345", sure=False)
    async with house.client("operator") as client:
        opened = await client.post(f"{API}/{SOUTH}/open", json={"passage": passage.id, "note": "known to us"})
        nowhere = await client.post(f"{API}/no-gate/open")
        nobody = await client.post(f"{API}/{SOUTH}/open")
    assert opened.status_code == 200, opened.text
    assert (opened.json()["decision"], opened.json()["reason"]) == ("open", "by_hand")
    assert opened.json()["decided_by"] == "operator"
    assert nowhere.status_code == 404
    assert nobody.status_code == 409, "there is no barrier that could be raised for nobody in particular"
    assert await in_audit(house, "operator", "open")


async def test_who_may_not_open_does_not(house: House) -> None:
    async with house.client("frontdesk") as client:
        answer = await client.post(f"{API}/{SOUTH}/open")
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not_allowed")
        assert (await client.get(f"{API}/passages")).json() == []


async def in_audit(house: House, who: str, act: str) -> bool:
    await house.alarms.flush()
    return any(by == who and act in action for by, action, _ in await house.audited())


async def test_what_a_camera_sees_now(house: House) -> None:
    async with house.client("guard") as client:
        fresh = await client.get("/api/v1/devices/south-camera/picture")
        dark = await client.get("/api/v1/devices/dark-camera/picture")
        none = await client.get("/api/v1/devices/pump-room-1/picture")
        alarm = await client.get("/api/v1/alarms/no-alarm/picture")
    assert (fresh.content, fresh.headers["x-age-s"]) == (JPEG, f"{START - 1_749_999_998.0:.1f}")
    assert [answer.status_code for answer in (dark, none, alarm)] == [404, 404, 404]
