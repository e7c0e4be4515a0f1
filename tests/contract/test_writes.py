"""Setting a point of a device: select, confirm, and what is refused."""

import httpx

from tests.contract.outside import refusal, seconds
from tests.program import until

SETPOINT = "/points/pump-room-3/pressure_setpoint"


def value_of(client: httpx.Client) -> float | None:
    points = client.get("/points", params={"device": "pump-room-3"}).json()
    value: float | None = next(point["value"] for point in points if point["id"].endswith("/pressure_setpoint"))
    return value


def test_select_then_confirm(operator: httpx.Client, admin: httpx.Client) -> None:
    before = until(lambda: value_of(operator), what="a value")
    selection = operator.post(f"{SETPOINT}/select", json={"value": 0.5}).json()
    assert selection["value"] == 0.5
    seconds(selection["expires_at"])
    assert value_of(operator) == before
    assert refusal(admin.post(f"{SETPOINT}/confirm", json={"selection": selection["id"]}), 403)["code"] == "not_yours"
    done = operator.post(f"{SETPOINT}/confirm", json={"selection": selection["id"]})
    assert done.status_code == 200, done.text
    assert (done.json()["written"], done.json()["ok"]) == (0.5, True)
    until(lambda: value_of(operator) == 0.5, what="the new value")
    refusal(operator.post(f"{SETPOINT}/confirm", json={"selection": selection["id"]}), 404)
    acts = [entry for entry in admin.get("/audit").json() if entry["target"] == "pump-room-3/pressure_setpoint"]
    assert [(entry["who"], entry["action"]) for entry in acts[:3]] == [
        ("operator", "control.written"), ("operator", "control.write"), ("operator", "control.select"),
    ]  # fmt: skip


def test_what_is_not_written(operator: httpx.Client) -> None:
    for value in (0.1, 0.9, 1e300):
        assert refusal(operator.post(f"{SETPOINT}/select", json={"value": value}), 422)["field"] == "value"
    assert refusal(operator.post("/points/pump-room-3/flow/select", json={"value": 1}), 403)["code"] == "read_only"
    refusal(operator.post("/points/pump-room-3/nothing/select", json={"value": 1}), 404)
    refusal(operator.post("/points/nothing/flow/select", json={"value": 1}), 404)
    refusal(operator.post(f"{SETPOINT}/confirm", json={"selection": "made up"}), 404)
