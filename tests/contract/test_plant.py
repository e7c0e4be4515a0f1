"""From a fault to a closed ticket, with the gateway killed on the way; what was before is there afterwards."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.contract.outside import Demo, refusal, seconds
from tests.program import until

ALARM = {
    "id", "device", "point", "rule", "priority", "kind", "condition", "acknowledged", "suppression", "raised_at",
    "returned_at", "acknowledged_at", "acknowledged_by", "value", "limit", "message", "ticket",
}  # fmt: skip
People = dict[str, httpx.Client]
DONE = {"cause": "a fuse had blown", "solution": "changed it"}


def alarms(client: httpx.Client, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/alarms", params=query).json()
    return found


@pytest.mark.timeout(900)
def test_a_fault_from_alarm_to_closed_ticket(demo: Demo, people: People) -> None:
    engineer, operator = people["engineer"], people["operator"]
    with demo.fault("switchgear-2", "phase_loss"):
        (alarm,) = until(
            lambda: [each for each in alarms(operator, device="switchgear-2", state="active") if each["ticket"]],
            what="the alarm with its ticket",
        )
        check_fresh(alarm)
        ticket = engineer.get(f"/tickets/{alarm['ticket']}").json()
        assert (ticket["source"], ticket["urgency"], ticket["device"]) == ("alarm", "emergency", "switchgear-2")
        assert (ticket["alarm"], ticket["number"] > 0) == (alarm["id"], True)
        assert seconds(ticket["arrive_by"]) - seconds(alarm["raised_at"]) == pytest.approx(15 * 60, abs=0.01)
        acknowledge_at_once(people, alarm["id"])
        give_to_engineer(people, ticket)
        assert refusal(engineer.post(f"/tickets/{ticket['id']}/resolve", json=DONE), 409)["code"] == "still_abnormal"
        before, others = state_of(people, device="switchgear-2"), ids_of(people)
        kill_the_gateway(demo)
        until(lambda: state_of(people, device="switchgear-2") == before, what="all of it as it was")
        assert others <= ids_of(people), "what else there was is still known"
        (still,) = alarms(operator, device="switchgear-2", state="active")
        assert still["id"] == alarm["id"]
    until(lambda: not alarms(operator, device="switchgear-2", state="active"), within_s=120, what="its return")
    assert alarms(operator, device="switchgear-2") == []
    past = next(each for each in alarms(operator, device="switchgear-2", state="all") if each["id"] == alarm["id"])
    assert (past["condition"], past["acknowledged"]) == ("returned", True)
    assert seconds(past["returned_at"]) > seconds(past["raised_at"])
    assert operator.get(f"/tickets/{ticket['id']}").json()["state"] == "arrived"
    assert engineer.post(f"/tickets/{ticket['id']}/resolve", json=DONE).json()["state"] == "resolved"
    assert operator.post(f"/tickets/{ticket['id']}/verify").json()["state"] == "closed"
    check_filters(operator, past)


def check_fresh(alarm: dict[str, Any]) -> None:
    assert set(alarm) >= ALARM
    assert (alarm["condition"], alarm["acknowledged"], alarm["priority"]) == ("active", False, 1)
    assert set(alarm["message"]) == {"zh", "en"}
    assert (alarm["returned_at"], alarm["acknowledged_at"], alarm["acknowledged_by"]) == (None, None, None)


def acknowledge_at_once(people: People, alarm: str) -> None:
    """Two people press at the same moment: both get the alarm, and both learn who was first."""
    path = f"/alarms/{alarm}/acknowledge"
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda role: people[role].post(path), ["operator", "admin"]))
    assert [answer.status_code for answer in answers] == [200, 200]
    first, second = (answer.json() for answer in answers)
    assert first["acknowledged_by"] == second["acknowledged_by"] in ("operator", "admin")
    seconds(first["acknowledged_at"])
    refusal(people["guard"].post(path), 403)
    assert refusal(people["operator"].post(f"/alarms/{alarm}/reset"), 409)["code"] == "not_latched"


def give_to_engineer(people: People, ticket: dict[str, Any]) -> None:
    if ticket["assignee"] != "engineer":
        people["operator"].post(f"/tickets/{ticket['id']}/assign", json={"assignee": "engineer"})
    for action, state in (("accept", "accepted"), ("arrive", "arrived")):
        answer = people["engineer"].post(f"/tickets/{ticket['id']}/{action}")
        assert answer.status_code == 200, answer.text
        assert answer.json()["state"] == state
    assert people["engineer"].post(f"/tickets/{ticket['id']}/arrive").status_code == 200, "the same press twice"


def state_of(people: People, device: str) -> dict[str, Any]:
    listed = people["admin"].get("/tickets", params={"state": "open", "device": device})
    return {"alarms": alarms(people["admin"], device=device), "tickets": listed.json()}


def ids_of(people: People) -> set[str]:
    """Of all alarms and tickets; the demo goes on to have some of its own."""
    listed = people["admin"].get("/tickets", params={"limit": "500"}).json()
    return {each["id"] for each in [*alarms(people["admin"], state="all", limit="500"), *listed]}


def kill_the_gateway(demo: Demo) -> None:
    killed = demo.gateway()
    os.kill(killed, signal.SIGKILL)

    def is_back() -> bool:
        try:
            return demo.gateway() != killed and httpx.get(f"{demo.base}/api/v1/health", timeout=20).status_code == 200
        except StopIteration:
            return False

    until(is_back, within_s=180, what="the gateway's return")


def check_filters(client: httpx.Client, alarm: dict[str, Any]) -> None:
    ids = [each["id"] for each in alarms(client, state="all")]
    assert ids == sorted(ids, reverse=True)
    assert alarms(client, state="all", after=alarm["id"], device="switchgear-2") == []
    raised = alarm["raised_at"]
    assert alarm in alarms(client, state="all", **{"from": raised})
    assert alarm not in alarms(client, state="all", to=raised)
    assert alarm not in alarms(client, state="all", priority="4")
    assert alarm in alarms(client, state="all", priority="1", device="switchgear-2", limit="5")
    assert client.get(f"/alarms/{alarm['id']}").json() == alarm
