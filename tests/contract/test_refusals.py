"""Bad requests: each is refused in the one shape, none is our failure."""

import json
from itertools import product
from typing import Any

import httpx
import pytest

from tests.contract.outside import Demo, refusal

AS_JSON = {"Content-Type": "application/json"}
WORDS = ("%00", "%ff", "'", "%F0%9F%94%A5", "x" * 300, "-1", "1e999", "", "../..", "null", "99999999999999999999999")
MOMENTS = (
    "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
    "1e300", "x", "2025-02-30T00:00:00Z", "2025-01-01T00:00:00",
)  # fmt: skip
QUERIES: dict[str, tuple[str, ...]] = {
    "/devices": ("kind",),
    "/points": ("device", "kind"),
    "/points/pump-room-1/flow/history": ("max_points",),
    "/trends.csv": ("points",),
    "/alarms": ("state", "device", "priority", "after", "limit"),
    "/alarms?state=all": ("device", "priority", "after", "limit"),
    "/tickets": ("state", "assignee", "device", "after", "limit"),
    "/notifications": ("state", "after", "limit"),
    "/audit": ("after", "limit"),
    "/patrol/rounds": ("route", "after", "limit"),
    "/patrol/incidents": ("state", "after", "limit"),
    "/patrol/figures": ("by",),
}
PATHS = ("/devices/{}", "/points/{}/{}/history", "/alarms/{}", "/tickets/{}", "/patrol/rounds/{}", "/patrol/media/{}")
ACTS = (
    "/alarms/{}/acknowledge", "/alarms/{}/reset", "/tickets/{}/accept", "/accounts/{}", "/points/{}/flow/select",
    "/points/pump-room-1/{}/confirm", "/patrol/rounds/{}/excuse", "/patrol/rounds/{}/unexcuse",
    "/patrol/dispatches/{}/answer",
)  # fmt: skip
VALUES: tuple[Any, ...] = (None, True, -1, 1.5, 10**30, "", "\0", "x\0y", "\ud800", "x" * 5000, [], {}, [[]])
BODIES: dict[str, Any] = {
    "/session": {"username": "nobody-at-all", "password": "x"},
    "/tickets": {"title": "x", "arrive_by": "2030-01-01T00:00:00Z", "device": "pump-room-1", "trade": "x"},
    "/tickets/none/assign": {"assignee": "engineer", "version": 1},
    "/tickets/none/resolve": {"cause": "x", "solution": "x", "confirm": True},
    "/tickets/none/rate": {"rating": 5},
    "/points/pump-room-1/pressure_setpoint/select": {"value": 0.5},
    "/points/pump-room-1/pressure_setpoint/confirm": {"selection": "x"},
    "/accounts": {"name": "new-one", "role": "guard", "password": "too short"},
    "/accounts/nobody": {"role": "guard", "disabled": True, "password": "long enough for it"},
    "/tokens": {"role": "nothing"},
    "/patrol/dispatches/none/answer": {"state": "done", "text": "x"},
    "/patrol/panics/none/clear": {"note": "x"},
    "/patrol/rounds/none/excuse": {"checkpoints": ["x"], "reason": "x"},
    "/patrol/rounds/none/unexcuse": {"checkpoints": ["x"]},
}


@pytest.mark.parametrize("path", QUERIES)
def test_no_query_breaks_it(admin: httpx.Client, path: str) -> None:
    glue = "&" if "?" in path else "?"
    for field, word in product(QUERIES[path], WORDS):
        check(admin.get(f"{path}{glue}{field}={word}"), field)


@pytest.mark.parametrize(
    "path", ["/alarms?state=all", "/points/pump-room-1/flow/history?max_points=10", "/patrol/rounds?limit=10"]
)
def test_no_time_breaks_it(admin: httpx.Client, path: str) -> None:
    for field, moment in product(("from", "to"), MOMENTS):
        check(admin.get(f"{path}&{field}={moment}"), field)


def test_no_name_breaks_it(admin: httpx.Client) -> None:
    for path, word in product(PATHS, WORDS):
        check(admin.get(path.format(word, word)), None)
    for path, word in product(ACTS, WORDS):
        check(admin.post(path.format(word), json={}), None)


@pytest.mark.parametrize("path", BODIES)
def test_no_value_breaks_it(admin: httpx.Client, path: str) -> None:
    for field, value in product(BODIES[path], VALUES):
        if path == "/session" and field == "password" and isinstance(value, str):
            continue  # each would be a wrong password, and soon one too many
        answer = admin.post(path, content=json.dumps(BODIES[path] | {field: value}), headers=AS_JSON)
        check(answer, field)


def check(answer: httpx.Response, field: str | None) -> None:
    """Answered, or refused for a reason that the request gave; 422 names the field."""
    if answer.is_success:
        return
    assert answer.status_code in (401, 403, 404, 405, 409, 422), (str(answer.request.url), answer.text[:200])
    error = refusal(answer, answer.status_code)
    if answer.status_code == 422 and field is not None:
        assert error["field"] is not None, (str(answer.request.url), answer.request.content, error)
        assert error["field"].split(".")[0] in (field, "from", "password"), error


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 30_000, b"{}"])
def test_what_is_no_object_is_422(admin: httpx.Client, body: bytes) -> None:
    assert refusal(admin.post("/tickets", content=body, headers=AS_JSON), 422)["code"] == "invalid"
    assert refusal(admin.post("/session", content=body, headers=AS_JSON), 422)["code"] == "invalid"


def test_a_body_that_is_too_large(admin: httpx.Client) -> None:
    assert refusal(admin.post("/tickets", json={"title": "x" * 70_000}), 413)["code"] == "too_large"


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/alarms/", "/tickets/x/nothing", "/alarms/x/nothing", "/.."])
def test_what_is_not_there(admin: httpx.Client, demo: Demo, path: str) -> None:
    if path != "/..":
        refusal(admin.post(path, json={}), 404)
    refusal(admin.get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/alarms"), ("DELETE", "/alarms/x"), ("PATCH", "/tickets/x"), ("GET", "/tickets/x/accept"),
        ("GET", "/alarms/x/acknowledge"), ("GET", "/patrol/scans"), ("POST", "/health"), ("GET", "/gates/x/open"),
    ],
)  # fmt: skip
def test_what_is_there_for_another_method(admin: httpx.Client, method: str, path: str) -> None:
    answer = admin.request(method, path)
    assert refusal(answer, 405)["code"] == "method_not_allowed"
    assert answer.headers["allow"]


@pytest.mark.parametrize("path", ["/alarms/x/shelve", "/alarms/x/unshelve"])
def test_what_is_promised_and_not_built(admin: httpx.Client, stranger: httpx.Client, path: str) -> None:
    assert refusal(admin.post(path), 501)["code"] == "not_built"
    refusal(stranger.post(path), 401)
