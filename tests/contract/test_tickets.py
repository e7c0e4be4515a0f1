"""A ticket's whole way, by the people who walk it; every wrong step is 409 and changes nothing."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.contract.outside import refusal, seconds

FIELDS = {
    "id", "number", "title", "device", "alarm", "source", "urgency", "state", "assignee", "created_at", "arrive_by",
    "resolve_by", "arrived_at", "resolved_at",
}  # fmt: skip
DONE = {"cause": "a seal was worn", "solution": "changed it"}
People = dict[str, httpx.Client]
Step = Callable[..., dict[str, Any]]


@pytest.fixture
def ticket(people: People) -> Iterator[str]:
    made = people["frontdesk"].post("/tickets", json={"title": "Tap drips", "device": "pump-room-2"})
    assert made.status_code == 201
    yield made.json()["id"]
    people["admin"].post(f"/tickets/{made.json()['id']}/cancel", json={"reason": "only a test"})


@pytest.fixture
def step(people: People, ticket: str) -> Step:
    """Take a step that must succeed."""

    def take(role: str, action: str, **body: Any) -> dict[str, Any]:
        answer = people[role].post(f"/tickets/{ticket}/{action}", json=body)
        assert answer.status_code == 200, (action, answer.text)
        found: dict[str, Any] = answer.json()
        whole = people["admin"].get(f"/tickets/{ticket}").json()
        assert {name: whole[name] for name in found} == found
        return found

    return take


def test_from_new_to_rated(people: People, ticket: str, step: Step) -> None:
    new = people["admin"].get(f"/tickets/{ticket}").json()
    assert set(new) >= FIELDS
    assert (new["state"], new["source"], new["urgency"], new["assignee"]) == ("new", "frontdesk", "ordinary", None)
    began = seconds(new["created_at"])
    assert (seconds(new["arrive_by"]) - began, seconds(new["resolve_by"]) - began) == (30 * 60, 24 * 3600)
    assert step("operator", "assign", assignee="engineer")["state"] == "dispatched"
    assert step("engineer", "accept")["state"] == "accepted"
    arrived = step("engineer", "arrive")
    assert arrived["state"] == "arrived"
    seconds(arrived["arrived_at"])
    held = step("engineer", "hold", reason="a part is ordered")
    assert (held["state"], held["hold_reason"]) == ("on_hold", "a part is ordered")
    resumed = step("engineer", "resume")
    assert resumed["state"] == "arrived"
    assert seconds(resumed["resolve_by"]) >= seconds(new["resolve_by"])
    resolved = step("engineer", "resolve", **DONE)
    assert (resolved["state"], resolved["cause"], resolved["solution"]) == ("resolved", *DONE.values())
    assert step("operator", "verify")["state"] == "closed"
    assert step("frontdesk", "rate", rating=4)["rating"] == 4
    events = people["admin"].get(f"/tickets/{ticket}").json()["events"]
    words = [event["action"] for event in reversed(events)]
    assert words[1:] == ["assign", "accept", "arrive", "hold", "resume", "resolve", "verify", "close", "rate"]
    again = step("frontdesk", "reopen", reason="it drips again")
    assert (again["state"], again["assignee"], again["arrived_at"]) == ("dispatched", "engineer", None)
    assert seconds(again["arrive_by"]) > seconds(new["arrive_by"])


def test_rejected_and_given_to_another(people: People, ticket: str, step: Step) -> None:
    step("operator", "assign", assignee="engineer")
    rejected = step("engineer", "reject", reason="not my trade")
    assert (rejected["state"], rejected["assignee"]) == ("new", None)
    step("manager", "assign", assignee="engineer")
    step("engineer", "accept")
    assert step("operator", "assign", assignee="admin")["assignee"] == "admin"
    assert refusal(people["engineer"].post(f"/tickets/{ticket}/accept"), 403)["code"] == "not_yours"
    for nobody in ("guard", "nobody-at-all"):
        answer = people["operator"].post(f"/tickets/{ticket}/assign", json={"assignee": nobody})
        assert refusal(answer, 422)["field"] == "assignee"


WRONG = {
    "new": {"accept", "arrive", "hold", "resolve", "verify", "reopen", "rate", "reject", "resume"},
    "dispatched": {"arrive", "hold", "resolve", "verify", "reopen", "rate", "resume"},
    "accepted": {"resolve", "verify", "reopen", "rate", "resume"},
    "cancelled": {"assign", "accept", "arrive", "hold", "resolve", "verify", "reopen", "cancel", "rate", "resume"},
}
BODIES: dict[str, dict[str, Any]] = {
    "assign": {"assignee": "engineer"},
    "resolve": DONE,
    "rate": {"rating": 3},
    **{action: {"reason": "a reason"} for action in ("hold", "reject", "reopen", "cancel")},
}
WAY = {"dispatched": ["assign"], "accepted": ["assign", "accept"], "cancelled": ["cancel"], "new": []}


@pytest.mark.parametrize("state", WRONG)
def test_a_step_that_the_state_does_not_allow(people: People, ticket: str, step: Step, state: str) -> None:
    for action in WAY[state]:
        step("admin", action, **BODIES.get(action, {}) | ({"assignee": "admin"} if action == "assign" else {}))
    before = people["admin"].get(f"/tickets/{ticket}").json()
    assert before["state"] == state
    for action in WRONG[state]:
        answer = people["admin"].post(f"/tickets/{ticket}/{action}", json=BODIES.get(action, {}))
        assert refusal(answer, 409)["code"] == "conflict", action
    assert people["admin"].get(f"/tickets/{ticket}").json() == before


def test_a_step_that_lacks_its_words(people: People, ticket: str) -> None:
    for action, field in (("assign", "assignee"), ("cancel", "reason"), ("rate", "rating"), ("resolve", "cause")):
        before = people["admin"].get(f"/tickets/{ticket}").json()
        assert refusal(people["admin"].post(f"/tickets/{ticket}/{action}", json={}), 422)["field"] == field
        assert people["admin"].get(f"/tickets/{ticket}").json() == before
    for rating in (0, 6, "five"):
        answer = people["admin"].post(f"/tickets/{ticket}/rate", json={"rating": rating})
        assert refusal(answer, 422)["field"] == "rating"


def test_two_people_at_once(people: People, ticket: str) -> None:
    """Of two who saw the same ticket one is told that it has changed; nothing is done twice."""
    seen = people["admin"].get(f"/tickets/{ticket}").json()["version"]

    def give(to: tuple[str, str]) -> httpx.Response:
        role, assignee = to
        return people[role].post(f"/tickets/{ticket}/assign", json={"assignee": assignee, "version": seen})

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(give, [("operator", "engineer"), ("manager", "admin")]))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    lost = next(answer for answer in answers if answer.status_code == 409)
    assert refusal(lost, 409)["code"] == "changed"
    events = people["admin"].get(f"/tickets/{ticket}").json()["events"]
    assert [event["action"] for event in events].count("assign") == 1


def test_filters(people: People, ticket: str, step: Step) -> None:
    step("operator", "assign", assignee="engineer")

    def listed(**query: str) -> list[str]:
        return [each["id"] for each in people["admin"].get("/tickets", params=query).json()]

    assert ticket in listed(state="dispatched")
    assert ticket in listed(state="open", assignee="engineer", device="pump-room-2")
    assert ticket not in listed(state="new")
    assert ticket not in listed(assignee="admin")
    assert ticket not in listed(device="env-20")
    everything = listed()
    assert everything == sorted(everything, reverse=True)


@pytest.mark.parametrize(("urgency", "minutes"), [("emergency", (15, 30)), ("ordinary", (30, 1440))])
def test_clocks_by_urgency(people: People, urgency: str, minutes: tuple[int, int]) -> None:
    made = people["guard"].post("/tickets", json={"title": "x", "urgency": urgency, "source": "patrol"}).json()
    began = seconds(made["created_at"])
    assert (seconds(made["arrive_by"]) - began, seconds(made["resolve_by"]) - began) == tuple(60 * m for m in minutes)
    people["admin"].post(f"/tickets/{made['id']}/cancel", json={"reason": "only a test"})


def test_an_appointment_has_the_time_that_was_agreed(people: People) -> None:
    body = {"title": "x", "urgency": "appointment", "arrive_by": "2035-05-05T09:30:00+08:00"}
    made = people["frontdesk"].post("/tickets", json=body).json()
    assert (made["arrive_by"], made["resolve_by"]) == ("2035-05-05T01:30:00.000Z", None)
    people["admin"].post(f"/tickets/{made['id']}/cancel", json={"reason": "only a test"})
