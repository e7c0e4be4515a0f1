"""Every call of the application by every role: who may, who may not. A call that is not in the table fails the test."""

from collections.abc import Iterable

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from gateway.store.accounts import ROLES
from tests.dashboard.web_house import House

ALL = frozenset(ROLES)
PLANT = ALL - {"frontdesk"}
TICKETS = ALL - {"guard"}
DESK = frozenset({"operator", "manager", "admin"})
WORKERS = frozenset({"engineer", "admin"})
WALKERS = frozenset({"guard", "engineer", "admin"})
ADMIN = frozenset({"admin"})
GATES = frozenset({"operator", "guard", "frontdesk", "manager", "admin"})
GATE_POST = frozenset({"operator", "guard", "admin"})
REGISTRARS = frozenset({"frontdesk", "manager", "admin"})
# What no sign-in is needed for.
ANYBODY = None

WHO_MAY: dict[tuple[str, str], frozenset[str] | None] = {
    ("GET", "/api/v1/health"): ANYBODY,
    ("POST", "/api/v1/session"): ANYBODY,
    ("GET", "/api/v1/openapi.json"): ANYBODY,
    ("GET", "/{path:place}"): ANYBODY,
    ("GET", "/api/v1/session"): ALL,
    ("DELETE", "/api/v1/session"): ALL,
    ("POST", "/api/v1/session/password"): ALL,
    ("GET", "/api/v1/site"): ALL,
    ("GET", "/api/v1/kinds"): ALL,
    ("GET", "/api/v1/devices"): ALL,
    ("GET", "/api/v1/devices/{device}"): ALL,
    ("GET", "/api/v1/devices/{device}/file"): PLANT,
    ("GET", "/api/v1/devices/{device}/timeline"): PLANT,
    ("GET", "/api/v1/devices/{device}/label.svg"): ALL,
    ("POST", "/api/v1/devices/{device}/duty-check"): DESK,
    ("GET", "/api/v1/points"): PLANT,
    ("GET", "/api/v1/points/{device}/{point}/history"): PLANT,
    ("GET", "/api/v1/trends.csv"): PLANT,
    ("POST", "/api/v1/points/{device}/{point}/select"): frozenset({"operator", "admin"}),
    ("POST", "/api/v1/points/{device}/{point}/confirm"): frozenset({"operator", "admin"}),
    ("GET", "/api/v1/alarms"): PLANT,
    ("GET", "/api/v1/alarms/{alarm}"): PLANT,
    ("POST", "/api/v1/alarms/{alarm}/acknowledge"): frozenset({"operator", "admin"}),
    ("POST", "/api/v1/alarms/{alarm}/unacknowledge"): frozenset({"operator", "admin"}),
    ("POST", "/api/v1/alarms/{alarm}/reset"): frozenset({"operator", "admin"}),
    ("POST", "/api/v1/alarms/{alarm}/shelve"): frozenset({"operator", "admin"}),
    ("POST", "/api/v1/alarms/{alarm}/unshelve"): frozenset({"operator", "admin"}),
    ("GET", "/api/v1/tickets"): TICKETS,
    ("GET", "/api/v1/tickets/{ticket}"): TICKETS,
    ("POST", "/api/v1/tickets"): ALL,
    ("POST", "/api/v1/tickets/{ticket}/assign"): DESK,
    ("POST", "/api/v1/tickets/{ticket}/accept"): WORKERS,
    ("POST", "/api/v1/tickets/{ticket}/reject"): WORKERS,
    ("POST", "/api/v1/tickets/{ticket}/arrive"): WORKERS,
    ("POST", "/api/v1/tickets/{ticket}/hold"): WORKERS,
    ("POST", "/api/v1/tickets/{ticket}/resume"): WORKERS,
    ("POST", "/api/v1/tickets/{ticket}/resolve"): WORKERS,
    ("POST", "/api/v1/tickets/{ticket}/verify"): DESK,
    ("POST", "/api/v1/tickets/{ticket}/reopen"): DESK | {"frontdesk"},
    ("POST", "/api/v1/tickets/{ticket}/cancel"): DESK,
    ("POST", "/api/v1/tickets/{ticket}/rate"): frozenset({"frontdesk", "manager", "admin"}),
    ("GET", "/api/v1/notifications"): DESK,
    ("GET", "/api/v1/audit"): frozenset({"manager", "admin"}),
    ("GET", "/api/v1/engineers"): DESK,
    ("GET", "/api/v1/accounts"): ADMIN,
    ("POST", "/api/v1/accounts"): ADMIN,
    ("POST", "/api/v1/accounts/{name}"): ADMIN,
    ("GET", "/api/v1/tokens"): ADMIN,
    ("POST", "/api/v1/tokens"): ADMIN,
    ("DELETE", "/api/v1/tokens/{token}"): ADMIN,
    ("GET", "/metrics"): DESK,
    ("GET", "/api/v1/patrol/routes"): PLANT,
    ("GET", "/api/v1/patrol/checkpoints"): PLANT,
    ("GET", "/api/v1/patrol/plan"): PLANT,
    ("GET", "/api/v1/patrol/rounds"): PLANT,
    ("GET", "/api/v1/patrol/rounds/{round}"): PLANT,
    ("POST", "/api/v1/patrol/rounds/{round}/excuse"): DESK,
    ("POST", "/api/v1/patrol/rounds/{round}/unexcuse"): DESK,
    ("POST", "/api/v1/patrol/scans"): WALKERS,
    ("PUT", "/api/v1/patrol/media/{digest}"): WALKERS,
    ("GET", "/api/v1/patrol/media/{digest}"): PLANT,
    ("GET", "/api/v1/patrol/codes"): frozenset({"manager", "admin"}),
    ("POST", "/api/v1/patrol/codes/change"): frozenset({"manager", "admin"}),
    ("GET", "/api/v1/patrol/checkpoints/{checkpoint}/code"): DESK,
    ("GET", "/api/v1/patrol/figures"): DESK,
    ("GET", "/api/v1/patrol/figures.xlsx"): DESK,
    ("GET", "/api/v1/patrol/sheets"): PLANT,
    ("GET", "/api/v1/patrol/sheets/{book}"): PLANT,
    ("POST", "/api/v1/patrol/shifts"): WALKERS,
    ("GET", "/api/v1/patrol/shifts"): PLANT,
    ("POST", "/api/v1/patrol/shifts/{shift}/end"): WALKERS,
    ("POST", "/api/v1/patrol/sync"): WALKERS,
    ("GET", "/api/v1/patrol/dispatches"): PLANT,
    ("POST", "/api/v1/patrol/dispatches"): DESK,
    # Only those who may see patrols come so far; who may say which state is told by the state.
    ("POST", "/api/v1/patrol/dispatches/{dispatch}/answer"): PLANT,
    ("GET", "/api/v1/patrol/panics"): PLANT,
    ("POST", "/api/v1/patrol/panic"): WALKERS | {"operator"},
    ("POST", "/api/v1/patrol/panics/{panic}/clear"): DESK,
    ("GET", "/api/v1/patrol/incidents"): PLANT,
    ("POST", "/api/v1/patrol/incidents/{incident}/close"): DESK,
    ("GET", "/api/v1/gates"): GATES,
    ("GET", "/api/v1/gates/passages"): GATES,
    ("GET", "/api/v1/gates/passages/{passage}"): GATES,
    ("GET", "/api/v1/gates/passages/{passage}/picture"): GATES,
    ("GET", "/api/v1/gates/passages/{passage}/crop"): GATES,
    ("POST", "/api/v1/gates/passages/{passage}/correct"): GATE_POST,
    ("POST", "/api/v1/gates/{gate}/open"): GATE_POST,
    ("POST", "/api/v1/gates/{gate}/pass"): GATE_POST,
    ("GET", "/api/v1/devices/{device}/picture"): GATES,
    ("GET", "/api/v1/alarms/{alarm}/picture"): GATES,
    ("GET", "/api/v1/vehicles"): GATES,
    ("GET", "/api/v1/vehicles.xlsx"): GATES,
    ("POST", "/api/v1/vehicles"): REGISTRARS,
    ("PUT", "/api/v1/vehicles/{vehicle}"): REGISTRARS,
    ("DELETE", "/api/v1/vehicles/{vehicle}"): REGISTRARS,
    ("POST", "/api/v1/vehicles/import"): REGISTRARS,
    ("GET", "/api/v1/holders"): GATES,
    ("PUT", "/api/v1/holders/{name}"): REGISTRARS,
    ("GET", "/api/v1/passes"): GATES,
    ("POST", "/api/v1/passes"): REGISTRARS,
    ("POST", "/api/v1/passes/{given}/confirm"): REGISTRARS,
    ("POST", "/api/v1/passes/{given}/revoke"): REGISTRARS,
    ("GET", "/api/v1/visits/{code}"): ANYBODY,
    ("GET", "/api/v1/visits/{code}/qr.svg"): ANYBODY,
    ("POST", "/api/v1/visits/{code}/confirm"): ANYBODY,
    ("POST", "/api/v1/visits/{code}/decline"): ANYBODY,
    ("GET", "/api/v1/parking"): GATES,
    ("GET", "/api/v1/parking/sessions"): GATES,
    ("GET", "/api/v1/parking/sessions/{session}"): GATES,
    ("POST", "/api/v1/parking/sessions/{session}/payments"): REGISTRARS,
}
NAMED = {
    "{device}": "pump-room-1",
    "{point}": "outlet_pressure",
    "{alarm}": "no-alarm",
    "{ticket}": "no-ticket",
    "{name}": "nobody",
    "{token}": "no-token",
    "{gate}": "no-gate",
    "{passage}": "no-passage",
    "{vehicle}": "no-vehicle",
    "{given}": "no-pass",
    "{code}": "a-code-that-is-none",
    "{session}": "no-session",
    "{round}": "no-round",
    "{book}": "no-round.xlsx",
    "{digest}": "0" * 64,
    "{checkpoint}": "no-checkpoint",
    "{shift}": "no-shift",
    "{dispatch}": "no-dispatch",
    "{panic}": "no-panic",
    "{incident}": "no-incident",
    "{path:place}": "somewhere",
}
# Sign-out would end the session that the other calls need.
LAST = ("DELETE", "/api/v1/session")


def calls_of(app: FastAPI) -> set[tuple[str, str]]:
    return {call for route in app.routes for call in calls_in(route, "")}


def calls_in(route: BaseRoute, prefix: str) -> Iterable[tuple[str, str]]:
    """The calls of a route, or of the router that it stands for."""
    if isinstance(route, APIRoute):
        for method in route.methods - {"HEAD"}:
            yield method, prefix + route.path
        return
    included = getattr(route, "original_router", None)
    if included is not None:
        for inner in included.routes:
            yield from calls_in(inner, prefix + route.include_context.prefix)


def url_of(path: str) -> str:
    for placeholder, name in NAMED.items():
        path = path.replace(placeholder, name)
    return path


async def test_the_table_names_every_call(house: House) -> None:
    assert calls_of(house.app) == set(WHO_MAY)


async def test_what_a_role_may(house: House) -> None:
    for role in ROLES:
        async with house.client(role) as client:
            for (method, path), roles in sorted(WHO_MAY.items(), key=lambda item: item[0] == LAST):
                await check(client, role, method, path, roles)


async def check(client: httpx.AsyncClient, role: str, method: str, path: str, roles: frozenset[str] | None) -> None:
    """An empty object suits no call that wants a body: it is refused as such only after the role was seen."""
    answer = await client.request(method, url_of(path), json={} if method in ("POST", "PUT") else None)
    refused = answer.status_code == 403 and answer.json()["error"]["code"] == "not_allowed"
    allowed = roles is ANYBODY or role in roles
    assert refused is not allowed, (role, method, path, answer.status_code, answer.text)
    assert answer.status_code != 500, (role, method, path, answer.text)


async def test_a_stranger_sees_nothing(house: House) -> None:
    async with house.client() as client:
        for (method, path), roles in WHO_MAY.items():
            if roles is not ANYBODY:
                answer = await client.request(method, url_of(path), json={} if method in ("POST", "PUT") else None)
                assert answer.status_code == 401, (method, path, answer.text)
                assert answer.json()["error"]["code"] == "not_signed_in"
                assert answer.headers["www-authenticate"] == "Bearer"
