"""Patrols over HTTP: what is to be visited, rounds, scans that are kept once, photos."""

import hashlib
from typing import Any

import httpx

from dashboard.api.models_patrol import Checkpoint, PatrolRoute, Round, ScanTaken
from dashboard.headers import LARGEST_BODY, LARGEST_MEDIUM
from tests.dashboard.web_house import START, House
from tests.dashboard.web_patrol import EVENING, MACHINES, NIGHT, PLAN, scan
from tests.dashboard.web_plant import read_device

API = "/api/v1/patrol"
JPEG = b"\xff\xd8\xff\xe0 a photo"


async def one(client: httpx.AsyncClient, round_: str) -> Round:
    return Round.model_validate((await client.get(f"{API}/rounds/{round_}")).json())


async def tell(client: httpx.AsyncClient, *scans: dict[str, Any]) -> list[ScanTaken]:
    answer = await client.post(f"{API}/scans", json=list(scans))
    assert answer.status_code == 200, answer.text
    return [ScanTaken.model_validate(taken) for taken in answer.json()]


async def test_the_programme_is_told_as_the_site_has_it(house: House) -> None:
    async with house.client("guard") as client:
        routes = [PatrolRoute.model_validate(each) for each in (await client.get(f"{API}/routes")).json()]
        places = [Checkpoint.model_validate(each) for each in (await client.get(f"{API}/checkpoints")).json()]
    assert [(route.id, route.kind, route.guard, route.team) for route in routes] == [
        ("night", "patrol", None, []),
        ("evening", "patrol", "somebody", []),
        ("machines", "inspection", None, ["engineer"]),
    ]
    assert [(stop.checkpoint, stop.key, stop.travel_s) for stop in routes[0].stops] == [
        ("gate-post", False, 60.0),
        ("pump-door", True, 120.0),
    ]
    assert (routes[0].duration_s, routes[0].early_s, routes[0].late_s, routes[0].sync_s) == (
        180.0,
        600.0,
        900.0,
        3600.0,
    )
    door = places[1]
    assert (door.id, door.device, door.key, door.rotating, door.position) == (
        "pump-door", "pump-room-1", True, False, (31.2304, 121.4737)
    )  # fmt: skip
    assert [(check.id, check.unit, check.low, check.high) for check in door.checks] == [
        ("noise", "", None, None),
        ("oil", "mm", 20.0, 80.0),
    ]


async def test_rounds_around_now_the_newest_first(house: House) -> None:
    async with house.client("operator") as client:
        told = [Round.model_validate(each) for each in (await client.get(f"{API}/rounds")).json()]
        only = (await client.get(f"{API}/rounds", params={"route": "evening"})).json()
        none = await client.get(f"{API}/rounds", params={"to": "2025-06-15T00:00:00Z", "from": "2025-06-16T00:00:00Z"})
        missing = await client.get(f"{API}/rounds/night-20250615-09")
    starts = [each.starts_at for each in told]
    assert starts == sorted(starts, reverse=True)
    assert {each.id: each.state for each in told} == {NIGHT: "open", MACHINES: "open", EVENING: "missed"}
    assert [(each["id"], each["missed"]) for each in only] == [(EVENING, 1)]
    assert (none.status_code, none.json()["error"]["field"]) == (422, "from")
    assert missing.status_code == 404


async def test_a_page_of_rounds_ends_where_the_next_begins(house: House) -> None:
    params: dict[str, str | int] = {"from": "2025-06-14T16:00:00Z", "to": "2025-06-16T16:00:00Z"}
    async with house.client("operator") as client:
        everything = [each["id"] for each in (await client.get(f"{API}/rounds", params=params)).json()]
        seen: list[str] = []
        while page := (
            await client.get(f"{API}/rounds", params={**params, "limit": 2, "after": seen[-1] if seen else ""})
        ).json():
            assert len(page) <= 2
            seen += [each["id"] for each in page]
        unknown = await client.get(f"{API}/rounds", params={**params, "after": "nothing"})
    assert len(everything) == 6
    assert seen == everything
    assert unknown.json() == []


async def test_a_scan_makes_a_stop_done(house: House) -> None:
    read_device(house, 0.45)
    async with house.client("manager") as manager, house.client("guard") as guard:
        labels = {each["checkpoint"]: each for each in (await manager.get(f"{API}/codes")).json()}
        sent = scan(START, code=labels["pump-door"]["address"], note="quiet", checks={"noise": True, "oil": 50})
        (taken,) = await tell(guard, sent)
        assert (taken.checkpoint, taken.round, taken.known, taken.incident) == ("pump-door", NIGHT, False, None)
        round_ = await one(guard, NIGHT)
    gate, door = round_.stops
    assert (round_.done, round_.total, round_.missed, round_.who) == (1, 2, 0, ["guard"])
    assert (gate.state, gate.visit, gate.who) == ("due", None, None)
    assert (door.state, door.visit, door.who, door.note) == ("done", sent["id"], "guard", "quiet")
    assert door.checks == {"noise": True, "oil": 50.0}
    assert door.readings["outlet_pressure"] == 0.45
    assert door.visited_at == "2025-06-15T15:06:40.000Z"


async def test_the_same_scan_is_kept_once_however_often_it_comes(house: House) -> None:
    first = scan(START, checkpoint="gate-post")
    async with house.client("guard") as client:
        a, b = await tell(client, first, first)
        (c,) = await tell(client, first)
        (upper,) = await tell(client, first | {"id": first["id"].upper()})
        assert (a.known, b.known, c.known, upper.known) == (False, True, True, True)
        assert {a.id, b.id, c.id, upper.id} == {first["id"]}
        round_ = await one(client, NIGHT)
    assert [stop.visit for stop in round_.stops] == [first["id"], None]


async def test_what_nobody_has_signed_is_kept_and_flagged(house: House) -> None:
    async with house.client("guard") as client:
        told = await tell(
            client,
            scan(START, checkpoint="x"),
            scan(START, code="not one of ours", checkpoint=None, uid=None),
            scan(START, uid="04AABBCC", method="nfc"),
        )
    assert [(taken.checkpoint, taken.trust) for taken in told[1:]] == [("", "low"), ("", "low")]
    assert all({"code_unknown", "tag_unknown"} & set(taken.flags) for taken in told)


async def test_a_list_is_taken_as_a_whole_or_not_at_all(house: House) -> None:
    good = scan(START, checkpoint="gate-post")
    async with house.client("guard") as client:
        for wrong, field in (
            ({"time": "soon"}, "1.time"),
            ({"time": "2025-06-15T15:06:40"}, "1.time"),
            ({"id": "7"}, "1.id"),
            ({"checkpoint": "", "code": ""}, "1"),
            ({"position": {"lat": 200, "lon": 0}}, "1.position.lat"),
            ({"checks": {"noise": "loud"}}, "1.checks.noise.bool"),
            ({"colour": "red"}, "1.colour"),
        ):
            answer = await client.post(f"{API}/scans", json=[good, scan(START, checkpoint="gate-post") | wrong])
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
        (taken,) = await tell(client, good)
        assert not taken.known
        assert (await client.post(f"{API}/scans", json=[good] * 201)).status_code == 422
        assert await tell(client) == []


async def test_scans_may_be_larger_than_other_bodies(house: House) -> None:
    many = [scan(START, checkpoint="gate-post", note="x" * 1000) for _ in range(100)]
    async with house.client("guard") as client:
        assert len(str(many)) > LARGEST_BODY
        assert len(await tell(client, *many)) == 100
        too_large = await client.post(f"{API}/scans", content=b" " * (2**20 + 1))
    assert (too_large.status_code, too_large.json()["error"]["code"]) == (413, "too_large")


async def test_a_missed_stop_is_excused_with_a_reason(house: House) -> None:
    async with house.client("operator") as client:
        path = f"{API}/rounds/{EVENING}/excuse"
        empty = await client.post(path, json={"checkpoints": ["lobby"], "reason": " "})
        excused = await client.post(path, json={"checkpoints": ["lobby"], "reason": "closed for works"})
        unknown = await client.post(path, json={"checkpoints": ["roof"], "reason": "x"})
    assert (empty.status_code, empty.json()["error"]["field"]) == (422, "reason")
    round_ = Round.model_validate(excused.json())
    assert (round_.state, round_.done, round_.missed, round_.stops[0].state) == ("done", 1, 0, "excused")
    assert round_.stops[0].excuse is not None
    assert (round_.stops[0].excuse.reason, round_.stops[0].excuse.who) == ("closed for works", "operator")
    assert (unknown.status_code, unknown.json()["error"]["field"]) == (422, "checkpoints")
    await house.alarms.flush()
    assert ("operator", "patrol.excused", EVENING) in await house.audited()


async def test_an_excuse_is_taken_back(house: House) -> None:
    async with house.client("operator") as client:
        path = f"{API}/rounds/{EVENING}"
        await client.post(f"{path}/excuse", json={"checkpoints": ["lobby"], "reason": "closed for works"})
        back = await client.post(f"{path}/unexcuse", json={"checkpoints": ["lobby"]})
        again = await client.post(f"{path}/unexcuse", json={"checkpoints": ["lobby"]})
        unknown = await client.post(f"{path}/unexcuse", json={"checkpoints": ["roof"]})
        nothing = await client.post(f"{path}/unexcuse", json={"checkpoints": []})
    round_ = Round.model_validate(back.json())
    assert (round_.state, round_.missed, round_.stops[0].state, round_.stops[0].excuse) == ("missed", 1, "missed", None)
    assert (again.status_code, again.json()) == (200, back.json())
    assert (unknown.status_code, unknown.json()["error"]["field"]) == (422, "checkpoints")
    assert (nothing.status_code, nothing.json()["error"]["field"]) == (422, "checkpoints")
    await house.alarms.flush()
    assert [act for act in await house.audited() if "unexcused" in act[1]] == [
        ("operator", "patrol.unexcused", EVENING)
    ]


async def test_a_photo_is_kept_under_its_hash(house: House) -> None:
    digest = hashlib.sha256(JPEG).hexdigest()
    path = f"{API}/media/{digest}"
    async with house.client("guard") as guard, house.client("operator") as operator:
        assert (await operator.get(path)).status_code == 404
        for _ in range(2):
            assert (await guard.put(path, content=JPEG)).status_code == 204
        kept = await operator.get(path)
        assert (kept.content, kept.headers["content-type"]) == (JPEG, "image/jpeg")
        other = await guard.put(path, content=JPEG + b"x")
        text = b"<script>alert(1)</script>"
        page = await guard.put(f"{API}/media/{hashlib.sha256(text).hexdigest()}", content=text)
        named = await guard.put(f"{API}/media/photo.jpg", content=JPEG)
        large = await guard.put(path, content=b"x" * (LARGEST_MEDIUM + 1))
    assert [answer.status_code for answer in (other, page, named, large)] == [422, 422, 422, 413]


async def test_the_floor_plan(house: House) -> None:
    async with house.client("guard") as client:
        plan = await client.get(f"{API}/plan")
    assert (plan.content, plan.headers["content-type"]) == (PLAN, "image/png")
