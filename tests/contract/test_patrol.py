"""Patrols as another program meets them: routes, rounds, and scans that are kept once."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.contract.outside import Demo, refusal, seconds
from tests.program import until

STATES = {"waiting", "due", "done", "late", "offline", "missed", "excused"}


def scan(**about: Any) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"id": str(uuid4()), "checkpoint": "x", "time": now} | about


@pytest.fixture
def guard(people: dict[str, httpx.Client]) -> httpx.Client:
    return people["guard"]


def test_routes_and_rounds(operator: httpx.Client) -> None:
    routes = {route["id"]: route for route in operator.get("/patrol/routes").json()}
    assert {route["kind"] for route in routes.values()} == {"patrol", "inspection"}
    rounds = operator.get("/patrol/rounds").json()
    assert rounds
    starts = [seconds(each["starts_at"]) for each in rounds]
    assert starts == sorted(starts, reverse=True)
    assert len({each["id"] for each in rounds}) == len(rounds)
    for each in rounds:
        assert {stop["checkpoint"] for stop in each["stops"]} <= {
            stop["checkpoint"] for stop in routes[each["route"]]["stops"]
        }
        assert {stop["state"] for stop in each["stops"]} <= STATES
        assert each["total"] == len(each["stops"])


def test_rounds_by_time_by_route_and_by_page(operator: httpx.Client) -> None:
    everything = operator.get("/patrol/rounds").json()
    middle = everything[len(everything) // 2]
    later = operator.get("/patrol/rounds", params={"from": middle["starts_at"]}).json()
    assert {each["id"] for each in later} >= {
        each["id"] for each in everything if seconds(each["starts_at"]) >= seconds(middle["starts_at"])
    }
    own = operator.get("/patrol/rounds", params={"route": middle["route"]}).json()
    assert {each["route"] for each in own} == {middle["route"]}
    # A round may be planned while they are turned.
    until(lambda: pages_of(operator) == [each["id"] for each in operator.get("/patrol/rounds").json()], what="the same")
    one = operator.get(f"/patrol/rounds/{middle['id']}").json()
    assert (one["id"], one["starts_at"]) == (middle["id"], middle["starts_at"])
    refusal(operator.get("/patrol/rounds/none"), 404)


def pages_of(operator: httpx.Client) -> list[str]:
    pages: list[str] = []
    while page := operator.get("/patrol/rounds", params={"limit": 7, "after": pages[-1] if pages else ""}).json():
        pages += [each["id"] for each in page]
    return pages


def test_a_scan_that_tells_the_least_is_kept_once(guard: httpx.Client) -> None:
    told = scan()
    (first,) = guard.post("/patrol/scans", json=[told]).json()
    assert (first["id"], first["trust"], first["known"]) == (told["id"], "low", False)
    assert "code_unknown" in first["flags"]
    (again,) = guard.post("/patrol/scans", json=[told]).json()
    assert again == first | {"known": True}


def test_the_same_scan_twice_in_one_list(guard: httpx.Client) -> None:
    told, other = scan(), scan(code="nonsense", checkpoint=None)
    answers = guard.post("/patrol/scans", json=[told, other, told]).json()
    assert [answer["id"] for answer in answers] == [told["id"], other["id"], told["id"]]
    assert [answer["known"] for answer in answers] == [False, False, True]
    assert answers[1]["checkpoint"] == ""


def test_a_machine_may_scan(demo: Demo, stranger: httpx.Client) -> None:
    stranger.headers["Authorization"] = f"Bearer {demo.token('guard')}"
    assert stranger.post("/patrol/scans", json=[scan()]).is_success
    assert stranger.post("/patrol/scans", json=[]).json() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"time": "yesterday"}, "0.time"),
        ({"time": "2026-01-31T08:00:00"}, "0.time"),
        ({"id": "7"}, "0.id"),
        ({"id": None}, "0.id"),
        ({"method": "smell"}, "0.method"),
        ({"checkpoint": ""}, "0"),
        ({"checkpoint": "x\0"}, "0.checkpoint"),
        ({"seq": -1}, "0.seq"),
        ({"position": {"lat": 91, "lon": 0}}, "0.position.lat"),
        ({"finding": {"kind": "boredom"}}, "0.finding.kind"),
        ({"colour": "red"}, "0.colour"),
    ],
)
def test_one_bad_scan_refuses_the_list(guard: httpx.Client, wrong: dict[str, Any], field: str) -> None:
    good = scan()
    assert refusal(guard.post("/patrol/scans", json=[scan() | wrong, good]), 422)["field"] == field
    (taken,) = guard.post("/patrol/scans", json=[good]).json()
    assert taken["known"] is False


def test_too_many_at_once(guard: httpx.Client) -> None:
    refusal(guard.post("/patrol/scans", json=[scan() for _ in range(201)]), 422)
    assert refusal(guard.post("/patrol/scans", json=[scan(note="x" * 2000) for _ in range(600)]), 413)
    refusal(guard.post("/patrol/scans", json=scan()), 422)
