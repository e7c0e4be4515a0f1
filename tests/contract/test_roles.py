"""Who may do what, over the real door: the least right of each role."""

import httpx
import pytest

from tests.contract.outside import ROLES, refusal

ALL = set(ROLES)
MAY = {
    "GET /devices": ALL,
    "GET /points": ALL - {"frontdesk"},
    "GET /points/pump-room-1/flow/history": ALL - {"frontdesk"},
    "GET /alarms": ALL - {"frontdesk"},
    "POST /alarms/none/acknowledge": {"operator", "admin"},
    "POST /alarms/none/reset": {"operator", "admin"},
    "GET /tickets": ALL - {"guard"},
    "POST /tickets": ALL,
    "POST /tickets/none/assign": {"operator", "manager", "admin"},
    "POST /tickets/none/accept": {"engineer", "admin"},
    "POST /tickets/none/arrive": {"engineer", "admin"},
    "POST /tickets/none/hold": {"engineer", "admin"},
    "POST /tickets/none/resolve": {"engineer", "admin"},
    "POST /tickets/none/verify": {"operator", "manager", "admin"},
    "POST /tickets/none/reopen": {"operator", "frontdesk", "manager", "admin"},
    "POST /tickets/none/cancel": {"operator", "manager", "admin"},
    "POST /tickets/none/rate": {"frontdesk", "manager", "admin"},
    "POST /points/pump-room-1/pressure_setpoint/select": {"operator", "admin"},
    "GET /patrol/rounds": ALL - {"frontdesk"},
    "GET /patrol/routes": ALL - {"frontdesk"},
    "POST /patrol/scans": {"guard", "engineer", "admin"},
    "POST /patrol/dispatches": {"operator", "manager", "admin"},
    "POST /patrol/rounds/none/excuse": {"operator", "manager", "admin"},
    "POST /patrol/rounds/none/unexcuse": {"operator", "manager", "admin"},
    "GET /patrol/codes": {"manager", "admin"},
    "GET /audit": {"manager", "admin"},
    "GET /accounts": {"admin"},
    "POST /accounts": {"admin"},
    "POST /tokens": {"admin"},
}


@pytest.mark.parametrize("call", MAY)
def test_least_right(people: dict[str, httpx.Client], call: str) -> None:
    method, path = call.split()
    for role, client in people.items():
        answer = client.request(method, path, json={} if method == "POST" else None)
        if role in MAY[call]:
            assert answer.status_code in (200, 404, 422), (role, call, answer.text)
        else:
            assert refusal(answer, 403)["code"] == "not_allowed", (role, call)


def test_the_health_page_is_for_those_inside(people: dict[str, httpx.Client], stranger: httpx.Client) -> None:
    assert "detail" not in stranger.get("/health").json()
    assert all("detail" in client.get("/health").json() for client in people.values())
