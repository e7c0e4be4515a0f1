"""Vehicles, passes and payments over HTTP."""

from typing import Any

import httpx
import openpyxl
import pytest

from dashboard.api.models_gates import ImportResult, Parking, ParkingSession, Pass, Vehicle, Visit
from tests.dashboard.test_http_gates import passing, until
from tests.dashboard.web_gates import SOUTH, sheet
from tests.dashboard.web_house import START, House

API = "/api/v1"
CAR = {"plate": "粤B·12345", "holder": "3-1201", "note": "grey"}
VISIT = {
    "visitor": "王先生",
    "holder": "3-1201",
    "valid_from": "2025-06-15T00:00:00Z",
    "valid_until": "2025-06-16T00:00:00Z",
}
HOUR_S = 3600.0


async def made(client: httpx.AsyncClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await client.post(f"{API}{path}", json=body)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_a_vehicle_is_known_changed_and_forgotten(house: House) -> None:
    async with house.client("frontdesk") as client:
        car = Vehicle.model_validate(await made(client, "/vehicles", CAR))
        again = await client.post(f"{API}/vehicles", json=CAR)
        await client.put(f"{API}/holders/3-1201", json={"spaces": 2})
        changed = await client.put(f"{API}/vehicles/{car.id}", json=CAR | {"note": "red", "list": "blocked"})
        found = (await client.get(f"{API}/vehicles", params={"plate": "*2345", "list": "blocked"})).json()
        gone = await client.delete(f"{API}/vehicles/{car.id}")
        left = (await client.get(f"{API}/vehicles")).json()
    assert (car.plate, car.list, car.spaces) == ("粤B12345", "fixed", 0)
    assert again.status_code == 409
    assert (changed.json()["note"], changed.json()["spaces"]) == ("red", 2)
    assert [one["id"] for one in found] == [car.id]
    assert (gone.status_code, left) == (204, [])
    acts = {action for who, action, _ in await house.audited() if who == "frontdesk"}
    assert len(acts) >= 4, acts


async def test_a_known_vehicle_passes(house: House) -> None:
    async with house.client("manager") as client:
        await made(client, "/vehicles", CAR)
    passage = await passing(house, "粤B12345")
    assert (passage.decision, passage.reason, passage.match) == ("open", "fixed_vehicle", "3-1201")


async def test_a_sheet_out_and_in_again(house: House) -> None:
    async with house.client("frontdesk") as client:
        await made(client, "/vehicles", CAR)
        exported = await client.get(f"{API}/vehicles.xlsx")
        same = await client.post(f"{API}/vehicles/import", content=exported.content)
    assert ImportResult.model_validate(same.json()) == ImportResult(added=0, changed=0, unchanged=1, problems=[])


async def test_a_sheet_with_a_mistake_changes_nothing(house: House, tmp_path: Any) -> None:
    async with house.client("frontdesk") as client:
        head = _head((await client.get(f"{API}/vehicles.xlsx")).content, tmp_path)
        good, bad = ["粤B1234", "粤B55555"], ["粤B66666"]
        rows = [tuple(plate if index == 0 else None for index in range(len(head))) for plate in (good[1], bad[0])]
        wrong = [*rows[:1], tuple("?" if index == 1 else value for index, value in enumerate(rows[1]))]
        dry = await client.post(f"{API}/vehicles/import", params={"dry_run": True}, content=sheet(head, *rows))
        refused = await client.post(f"{API}/vehicles/import", content=sheet(head, *wrong))
        no_sheet = await client.post(f"{API}/vehicles/import", content=b"not a sheet at all")
        vehicles = (await client.get(f"{API}/vehicles")).json()
    assert dry.json()["added"] == 2
    assert refused.json()["problems"][0]["row"] == 3
    assert vehicles == []
    assert no_sheet.status_code == 422 or no_sheet.json()["problems"]


def _head(body: bytes, folder: Any) -> tuple[object, ...]:
    path = folder / "sheet.xlsx"
    path.write_bytes(body)
    book = openpyxl.load_workbook(path, read_only=True)
    head = next(book.active.iter_rows(values_only=True))
    book.close()
    return tuple(head)


async def test_the_host_says_yes_by_code_and_the_visitor_comes_in(house: House) -> None:
    async with house.client("frontdesk") as client:
        given = Pass.model_validate(await made(client, "/passes", VISIT))
    async with house.client("guard") as guard:
        early = await guard.post(f"{API}/gates/{SOUTH}/pass", json={"code": given.code})
    async with house.client() as anybody:
        seen = Visit.model_validate((await anybody.get(f"{API}/visits/{given.code}")).json())
        refused = await anybody.post(f"{API}/visits/{given.code}/confirm")
        agreed = await anybody.post(f"{API}/visits/{given.host_code}/confirm")
        code = await anybody.get(f"{API}/visits/{given.code}/qr.svg")
    async with house.client("guard") as guard:
        shown = await guard.post(f"{API}/gates/{SOUTH}/pass", json={"code": f"https://x.example/visit/{given.code}"})
        twice = await guard.post(f"{API}/gates/{SOUTH}/pass", json={"code": given.code})
    assert (early.json()["decision"], early.json()["reason"]) == ("ask", "not_confirmed")
    assert (seen.state, seen.as_host, refused.status_code) == ("requested", False, 403)
    assert (agreed.json()["state"], agreed.json()["as_host"]) == ("confirmed", True)
    assert code.headers["content-type"] == "image/svg+xml"
    assert (shown.json()["decision"], shown.json()["reason"]) == ("open", "visitor_pass")
    assert twice.json()["reason"] == "pass_used"


async def test_who_guesses_codes_must_wait(house: House) -> None:
    async with house.client() as anybody:
        answers = [(await anybody.get(f"{API}/visits/guess-{number}")).status_code for number in range(12)]
    assert answers[0] == 404
    assert answers[-1] == 429


@pytest.mark.parametrize("wrong", [{"valid_until": "2025-06-14T00:00:00Z"}, {"visitor": ""}, {"most_uses": -1}])
async def test_a_pass_that_makes_no_sense(house: House, wrong: dict[str, Any]) -> None:
    async with house.client("frontdesk") as client:
        answer = await client.post(f"{API}/passes", json=VISIT | wrong)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, next(iter(wrong)))


async def test_a_stay_is_paid_once(house: House) -> None:
    await passing(house, "粤B77777")
    house.clock.time = START + 2 * HOUR_S
    async with house.client("frontdesk") as client:
        park = Parking.model_validate((await client.get(f"{API}/parking")).json())
        stays = (await client.get(f"{API}/parking/sessions", params={"inside": True})).json()
        stay = ParkingSession.model_validate(stays[0])
        await house.alarms.flush()
        payment = {"id": "till-1", "amount": stay.due, "method": "cash"}
        paid = [await client.post(f"{API}/parking/sessions/{stay.id}/payments", json=payment) for _ in range(2)]
        other = await client.post(f"{API}/parking/sessions/{stay.id}/payments", json=payment | {"amount": 1})
    assert (park.inside, park.free) == (1, 1)
    assert (stay.plate, stay.fee, stay.due) == ("粤B77777", 1000, 1000)
    assert [answer.json()["due"] for answer in paid] == [0, 0]
    assert paid[1].json()["paid"] == 1000
    assert other.status_code == 409
    out = await passing(house, "粤B77777", camera="north-camera", number=2)
    assert (out.decision, out.reason) == ("open", "paid_exit")


async def test_who_pays_at_the_way_out_is_let_out(house: House) -> None:
    await passing(house, "粤B77777")
    house.clock.time = START + 2 * HOUR_S
    refused = await passing(house, "粤B77777", camera="north-camera", number=2)
    async with house.client("frontdesk") as client:
        stay = (await client.get(f"{API}/parking/sessions")).json()[0]
        await client.post(f"{API}/parking/sessions/{stay['id']}/payments", json={"id": "till-1", "amount": stay["due"]})

        async def let_out() -> dict[str, Any] | None:
            told: dict[str, Any] = (await client.get(f"{API}/gates/passages/{refused.id}")).json()
            return told if told["decision"] == "open" else None

        out = await until(let_out)
    assert (refused.decision, refused.reason, refused.fee) == ("refuse", "unpaid", 1000)
    assert out["reason"] == "paid_exit"


async def test_a_code_of_no_pass_opens_nothing(house: House) -> None:
    async with house.client("guard") as client:
        answer = await client.post(f"{API}/gates/{SOUTH}/pass", json={"code": "a-code-that-is-none"})
        passages = (await client.get(f"{API}/gates/passages")).json()
    assert (answer.status_code, passages) == (404, [])
