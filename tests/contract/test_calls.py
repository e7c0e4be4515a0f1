"""Each call that looks: its fields, its times, its pages."""

import httpx

from tests.contract.outside import Demo, refusal, seconds
from tests.program import until

HEALTH = {"status", "version", "database", "broker", "devices", "points", "spool"}
DEVICE = {"id", "kind", "name", "location", "state", "last_seen"}
POINT = {"id", "value", "unit", "quality", "time", "text"}
CALLS = {
    "get /session", "post /session", "delete /session", "get /health", "get /devices", "get /devices/{}", "get /points",
    "get /points/{}/{}/history", "get /alarms", "post /alarms/{}/acknowledge", "post /alarms/{}/shelve",
    "post /alarms/{}/unshelve", "post /alarms/{}/reset", "get /tickets", "post /tickets", "post /tickets/{}/assign",
    "post /tickets/{}/accept", "post /tickets/{}/arrive", "post /tickets/{}/hold", "post /tickets/{}/resolve",
    "post /tickets/{}/verify", "post /tickets/{}/reopen", "post /tickets/{}/cancel", "post /tickets/{}/rate",
    "get /patrol/rounds", "get /patrol/routes", "post /patrol/scans", "get /gates/passages", "post /gates/{}/open",
}  # fmt: skip


def test_health_needs_no_sign_in(stranger: httpx.Client) -> None:
    health = stranger.get("/health").json()
    assert set(health) == HEALTH
    assert health["status"] in ("ok", "degraded")
    assert set(health["devices"]) == {"online", "offline"}
    assert set(health["points"]) == {"good", "bad", "stale"}
    assert set(health["spool"]) == {"rows", "bytes", "dropped"}
    for path in ("/devices", "/points", "/alarms", "/tickets", "/session"):
        refusal(stranger.get(path), 401)


def test_the_demo_has_its_devices(admin: httpx.Client) -> None:
    def all_are_there() -> list[dict[str, object]]:
        devices = admin.get("/devices").json()
        return devices if all(device["state"] == "online" for device in devices) else []

    devices = until(all_are_there, what="every device online")
    expected = [("pump-room", 3), ("switchgear", 3), ("env", 20), ("elevator", 9), ("fire-panel", 4), ("generator", 2)]
    ids = [device["id"] for device in devices]
    assert {f"{kind}-{n + 1}" for kind, count in expected for n in range(count)} < set(ids)
    assert len(set(ids)) == len(ids) > 100
    assert len({device["kind"] for device in devices}) == 20
    for device in devices:
        assert set(device) == DEVICE
        seconds(str(device["last_seen"]))
    assert set(admin.get("/devices/env-3").json()) == DEVICE
    refusal(admin.get("/devices/env-99"), 404)


def test_points_and_their_filters(admin: httpx.Client) -> None:
    everything = admin.get("/points").json()
    own = admin.get("/points", params={"device": "pump-room-1"}).json()
    kin = admin.get("/points", params={"kind": "switchgear"}).json()
    assert {point["id"] for point in own} == {p["id"] for p in everything if p["id"].startswith("pump-room-1/")}
    boards = {device["id"] for device in admin.get("/devices").json() if device["kind"] == "switchgear"}
    assert {point["id"].split("/")[0] for point in kin} == boards > {"switchgear-1", "switchgear-2", "switchgear-3"}
    assert admin.get("/points", params={"device": "env-1", "kind": "switchgear"}).json() == []
    for point in everything:
        assert set(point) == POINT
        assert point["quality"] in ("good", "bad", "stale")
        assert point["value"] is None or isinstance(point["value"], float)
    pressure = next(point for point in own if point["id"] == "pump-room-1/outlet_pressure")
    assert pressure["unit"] == "MPa"
    seconds(pressure["time"])

    def is_good() -> bool:
        points = admin.get("/points", params={"device": "pump-room-1"}).json()
        return any((point["id"], point["quality"]) == (pressure["id"], "good") for point in points)

    until(is_good, what="a pressure that is no little too old")


def test_history(admin: httpx.Client) -> None:
    path = "/points/pump-room-1/outlet_pressure/history"
    history = until(lambda: (told := admin.get(path).json())["samples"] and told, what="some history")
    assert set(history) == {"unit", "samples"}
    times = [seconds(time) for time, *_ in history["samples"]]
    assert times == sorted(times)
    for _, least, mean, greatest in history["samples"]:
        assert (least is mean is greatest is None) or least <= mean <= greatest
    few = admin.get(path, params={"max_points": 2}).json()["samples"]
    assert sum(sample[1] is not None for sample in few) <= 3
    past = admin.get(path, params={"from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00+08:00"}).json()
    assert all(sample[1] is None for sample in past["samples"])
    assert refusal(admin.get(path, params={"from": "2020-01-02T00:00:00Z", "to": "2020-01-01T00:00:00Z"}), 422)["field"]
    refusal(admin.get("/points/pump-room-1/nothing/history"), 404)


def test_a_session_by_cookie(demo: Demo, stranger: httpx.Client) -> None:
    wrong = stranger.post("/session", json={"username": "guard", "password": "not this"})
    assert refusal(wrong, 401)["code"] == "wrong_password"
    assert "set-cookie" not in wrong.headers
    answer = stranger.post("/session", json={"username": "guard", "password": demo.logins()["guard"]})
    assert answer.is_success
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert stranger.get("/session").json()["role"] == "guard"
    assert stranger.get("/devices").is_success
    kept = dict(stranger.cookies)
    assert stranger.delete("/session").is_success
    stranger.cookies.update(kept)
    refusal(stranger.get("/devices"), 401)


def test_a_machine_by_its_token(demo: Demo, stranger: httpx.Client) -> None:
    token = demo.token("manager")
    stranger.headers["Authorization"] = f"Bearer {token}"
    assert stranger.get("/devices").is_success
    metrics = stranger.get(f"{demo.base}/metrics")
    assert metrics.is_success
    assert metrics.headers["content-type"].startswith("text/plain")
    assert 'gatehouse_devices{state="online"}' in metrics.text
    assert all(line.startswith("#") or len(line.rsplit(" ", 1)) == 2 for line in metrics.text.splitlines())
    stranger.headers["Authorization"] = "Bearer nonsense"
    refusal(stranger.get("/devices"), 401)
    refusal(stranger.get(f"{demo.base}/metrics"), 401)
    del stranger.headers["Authorization"]
    refusal(stranger.get(f"{demo.base}/metrics"), 401)


def test_openapi_names_every_call(stranger: httpx.Client) -> None:
    document = stranger.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    told = set()
    for path, calls in document["paths"].items():
        assert path.startswith("/api/v1/")
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        for method, call in calls.items():
            parameters = call.get("parameters", [])
            assert [each["name"] for each in parameters if each["in"] == "path"] == names, path
            assert "4" in "".join(status[0] for status in call["responses"]), path
            told.add(f"{method} {path.removeprefix('/api/v1')}")
    plain = {"/".join("{}" if part.startswith("{") else part for part in call.split("/")) for call in told}
    assert plain >= CALLS
    ids = [call["operationId"] for calls in document["paths"].values() for call in calls.values()]
    assert len(ids) == len(set(ids))
    schemas = document["components"]["schemas"]
    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in schemas


def references(part: object) -> list[str]:
    """Every `$ref` in a document."""
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [found for value in part.values() for found in references(value)]
    return [found for value in part for found in references(value)] if isinstance(part, list) else []


def test_pages_of_tickets(admin: httpx.Client) -> None:
    made = [admin.post("/tickets", json={"title": f"page {n}"}).json()["id"] for n in range(5)]
    seen: list[str] = []
    while len(set(made) & set(seen)) < 5:  # the demo may make tickets of its own meanwhile
        page = admin.get("/tickets", params={"limit": 2} | ({"after": seen[-1]} if seen else {})).json()
        assert 1 <= len(page) <= 2
        seen += [ticket["id"] for ticket in page]
    assert len(seen) == len(set(seen))
    assert [ticket for ticket in seen if ticket in made] == made[::-1]
    for ticket in made:
        assert admin.post(f"/tickets/{ticket}/cancel", json={"reason": "only a test"}).json()["state"] == "cancelled"
