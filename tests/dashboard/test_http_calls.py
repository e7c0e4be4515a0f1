"""The calls of the HTTP face: what they answer, and how they refuse."""

import psycopg

from dashboard.api import models, models_health, models_kind, models_people
from gateway.store.accounts import create_token
from tests.dashboard.web_house import START, House, low_pressure
from tests.dashboard.web_plant import read_device

API = "/api/v1"
JSON = {"Content-Type": "application/json"}


async def test_health_for_strangers_is_the_counts_and_nothing_else(house: House) -> None:
    async with house.client() as stranger, house.client("guard") as guard:
        told = (await stranger.get(f"{API}/health")).json()
        assert set(told) == {"status", "version", "database", "broker", "devices", "points", "spool"}
        detail = models_health.Health.model_validate((await guard.get(f"{API}/health")).json()).detail
        assert detail is not None
        assert detail.screens == 0


async def test_the_site_and_its_kinds(house: House) -> None:
    async with house.client("guard") as client:
        site = models.Site.model_validate((await client.get(f"{API}/site")).json())
        assert (site.id, site.timezone, site.languages) == ("jinxiu", "Asia/Shanghai", ["zh", "en"])
        kinds = [models_kind.Kind.model_validate(kind) for kind in (await client.get(f"{API}/kinds")).json()]
    points = {point.id: point for point in kinds[0].points}
    assert list(points) == ["outlet_pressure", "mode", "pressure_setpoint", "serial", "online"]
    assert [(limit.side, limit.limit) for limit in points["outlet_pressure"].limits] == [("low", 0.25)]
    assert points["mode"].texts["1"].en == "automatic"
    assert points["pressure_setpoint"].write is not None
    assert points["pressure_setpoint"].write.maximum == 0.8


async def test_devices_and_points(house: House) -> None:
    read_device(house, 0.45)
    async with house.client("engineer") as client:
        devices = (await client.get(f"{API}/devices")).json()
        assert [(device["id"], device["state"]) for device in devices] == [
            ("pump-room-1", "online"),
            ("pump-room-2", "offline"),
        ]
        assert devices[0]["last_seen"] == "2025-06-15T15:06:40.000Z"
        assert (devices[1]["last_seen"], devices[1]["location"]) == (None, None)
        points = (await client.get(f"{API}/points", params={"device": "pump-room-1"})).json()
        assert points[0] == {
            "id": "pump-room-1/outlet_pressure",
            "value": 0.45,
            "quality": "good",
            "time": "2025-06-15T15:06:40.000Z",
            "unit": "MPa",
            "text": None,
        }
        assert len((await client.get(f"{API}/points", params={"kind": "pump_room"})).json()) == 9
        for path in ("/devices/nowhere", "/points?device=nowhere", "/points?kind=lift"):
            answer = await client.get(API + path)
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_history_and_trends(house: House) -> None:
    async with house.client("engineer") as client:
        path = f"{API}/points/pump-room-1/outlet_pressure/history"
        told = (await client.get(path, params={"max_points": 100})).json()
        assert told["unit"] == "MPa"
        assert told["samples"][1] == ["2025-06-15T15:05:40.000Z", None, None, None]
        assert house.history.asked == [("pump-room-1", "outlet_pressure", START - 86400, START, 100)]
        wrong = await client.get(path, params={"from": "2025-06-16T00:00:00Z", "to": "2025-06-15T00:00:00Z"})
        assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "from")
        naive = await client.get(path, params={"from": "2025-06-16T00:00:00"})
        assert (naive.status_code, naive.json()["error"]["field"]) == (422, "from")
        table = await client.get(f"{API}/trends.csv", params={"points": "pump-room-1/mode, pump-room-2/mode"})
        lines = table.text.removeprefix("\ufeff").splitlines()
        assert lines[0] == "point,time,min,mean,max,unit"
        assert lines[1] == "pump-room-1/mode,2025-06-15T15:04:40.000Z,0.4,0.45,0.5,MPa"
        assert lines[2] == "pump-room-1/mode,2025-06-15T15:05:40.000Z,,,,MPa"
        assert len(lines) == 7
        assert (await client.get(f"{API}/trends.csv", params={"points": "x"})).json()["error"]["field"] == "points"


async def test_setting_a_point_takes_two_steps(house: House) -> None:
    async with house.client("operator") as client:
        path = f"{API}/points/pump-room-1/pressure_setpoint"
        chosen = (await client.post(f"{path}/select", json={"value": 0.5})).json()
        done = (await client.post(f"{path}/confirm", json={"selection": chosen["id"]})).json()
        assert (done["written"], done["ok"]) == (0.5, True)
        assert (await client.post(f"{path}/confirm", json={"selection": chosen["id"]})).status_code == 404
        no_number = await client.post(f"{path}/select", content=b'{"value": 1e999}', headers=JSON)
        assert (no_number.status_code, no_number.json()["error"]["field"]) == (422, "value")


async def test_an_alarm_from_raised_to_returned(house: House) -> None:
    alarm = await house.raise_alarm()
    async with house.client("operator") as client, house.client("admin") as second:
        (raised,) = (await client.get(f"{API}/alarms", params={"state": "active"})).json()
        models.Alarm.model_validate(raised)
        assert (raised["id"], raised["condition"], raised["priority"], raised["value"]) == (alarm, "active", 2, 0.21)
        assert raised["ticket"] is not None
        seen = (await client.post(f"{API}/alarms/{alarm}/acknowledge")).json()
        assert (seen["acknowledged"], seen["acknowledged_by"]) == (True, "operator")
        # The second to press learns who was first.
        assert (await second.post(f"{API}/alarms/{alarm}/acknowledge")).json()["acknowledged_by"] == "operator"
        assert (await client.post(f"{API}/alarms/{alarm}/unacknowledge")).json()["acknowledged"] is False
        await client.post(f"{API}/alarms/{alarm}/acknowledge")
        await house.alarms.on_transitions([low_pressure(active=False)])
        await house.alarms.flush()
        assert (await client.get(f"{API}/alarms")).json() == []
        (past,) = (await client.get(f"{API}/alarms", params={"state": "all"})).json()
        assert (past["condition"], past["open"]) == ("returned", False)
        assert (await client.post(f"{API}/alarms/{alarm}/shelve")).json()["error"]["code"] == "not_built"
        assert (await client.get(f"{API}/alarms/nothing")).status_code == 404
        wrong = await client.get(f"{API}/alarms", params={"priority": 5})
        assert (wrong.status_code, wrong.json()["error"]["field"]) == (422, "priority")
    acts = {(who, action) for who, action, target in await house.audited() if target == alarm}
    assert acts == {("operator", "alarm.acknowledged"), ("operator", "alarm.unacknowledged")}


async def test_a_ticket_from_report_to_rating(house: House) -> None:
    async with house.client("frontdesk") as desk, house.client("operator") as operator, house.client("engineer") as eng:
        body = {"title": "Lamp broken", "device": "pump-room-2", "urgency": "ordinary"}
        made = await desk.post(f"{API}/tickets", json=body)
        assert made.status_code == 201
        models.Ticket.model_validate(made.json())
        path = f"{API}/tickets/{made.json()['id']}"
        early = await eng.post(f"{path}/arrive")
        assert early.status_code in (403, 409)
        assert (await operator.post(f"{path}/assign", json={"assignee": "engineer"})).json()["state"] == "dispatched"
        stale = await eng.post(f"{path}/accept", json={"version": 1})
        assert (stale.status_code, stale.json()["error"]["code"]) == (409, "changed")
        for action, after in (("accept", "accepted"), ("arrive", "arrived")):
            assert (await eng.post(f"{path}/{action}")).json()["state"] == after
        held = (await eng.post(f"{path}/hold", json={"reason": "part ordered"})).json()
        assert (held["state"], held["hold_reason"]) == ("on_hold", "part ordered")
        assert (await eng.post(f"{path}/resume")).json()["state"] == "arrived"
        assert (await eng.post(f"{path}/resolve", json={"cause": "burnt"})).json()["error"]["field"] == "solution"
        solved = await eng.post(f"{path}/resolve", json={"cause": "burnt", "solution": "changed"})
        assert solved.json()["state"] == "resolved"
        assert (await operator.post(f"{path}/verify")).json()["state"] == "closed"
        assert (await desk.post(f"{path}/rate", json={"rating": 5})).json()["rating"] == 5
        full = models.TicketWithEvents.model_validate((await desk.get(path)).json())
        assert full.events[0].action == "rate"
        listed = (await desk.get(f"{API}/tickets", params={"state": "open"})).json()
        assert listed == []


async def test_a_page_ends_where_the_next_begins(house: House) -> None:
    async with house.client("frontdesk") as desk:
        for number in range(5):
            await desk.post(f"{API}/tickets", json={"title": f"number {number}"})
        seen: list[str] = []
        for length in (2, 2, 1, 0):
            page = await desk.get(f"{API}/tickets", params={"limit": 2, "after": seen[-1] if seen else ""})
            assert len(page.json()) == length
            seen += [ticket["id"] for ticket in page.json()]
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


async def test_accounts_and_the_audit(house: House) -> None:
    async with house.client("admin") as admin:
        new = {"name": "wang", "role": "guard", "password": "a-long-password"}
        assert (await admin.post(f"{API}/accounts", json=new)).status_code == 201
        again = await admin.post(f"{API}/accounts", json=new)
        assert (again.status_code, again.json()["error"]["code"]) == (409, "name_taken")
        for field, value in (("name", "no space"), ("role", "king"), ("password", "short"), ("name", "system")):
            refused = await admin.post(f"{API}/accounts", json={**new, field: value})
            assert (refused.status_code, refused.json()["error"]["field"]) == (422, field)
        lonely = await admin.post(f"{API}/accounts/admin", json={"role": "guard"})
        assert (lonely.status_code, lonely.json()["error"]["code"]) == (409, "last_admin")
        assert (await admin.get(f"{API}/session")).status_code == 200
        listed = (await admin.get(f"{API}/accounts")).json()
        assert len(listed) == 7
        assert all(set(account) == {"name", "role", "created_at", "disabled"} for account in listed)
        entries = [models_people.AuditEntry.model_validate(row) for row in (await admin.get(f"{API}/audit")).json()]
        assert [entry.action for entry in entries] == ["account_added", "signed_in"]
        rest = (await admin.get(f"{API}/audit", params={"after": entries[0].id})).json()
        assert [row["id"] for row in rest] == [entries[1].id]


async def test_tickets_go_to_engineers_who_may_sign_in(house: House) -> None:
    async with house.client("admin") as admin, house.client("operator") as operator:
        new = {"name": "wang", "role": "engineer", "password": "a-long-password"}
        await admin.post(f"{API}/accounts", json=new)
        assert (await operator.get(f"{API}/engineers")).json() == ["engineer", "wang"]
        await admin.post(f"{API}/accounts/wang", json={"disabled": True})
        assert (await operator.get(f"{API}/engineers")).json() == ["engineer"]


async def test_the_audit_is_of_this_site_alone(house: House) -> None:
    with psycopg.connect(house.database_url) as conn:
        conn.execute("INSERT INTO audit (site, who, role, action) VALUES ('elsewhere', 'x', 'admin', 'y')")
    assert await house.audited() == []


async def test_metrics_need_a_token(house: House) -> None:
    await house.raise_alarm()
    token = create_token(house.database_url, "manager")
    async with house.client() as machine:
        assert (await machine.get("/metrics")).status_code == 401
        told = await machine.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert told.headers["content-type"].startswith("text/plain")
    lines = told.text.splitlines()
    assert 'gatehouse_points{quality="good"} 3.0' in lines
    assert 'gatehouse_alarms_open{priority="2"} 1.0' in lines
    assert "gatehouse_polls_total 7.0" in lines


async def test_the_document_names_every_call_and_the_live_messages(house: House) -> None:
    async with house.client() as client:
        told = (await client.get(f"{API}/openapi.json")).json()
        assert {"LiveSnapshot", "LiveDelta", "LiveHeartbeat", "PointChange"} <= set(told["components"]["schemas"])
        assert f"{API}/tickets/{{ticket}}/resolve" in told["paths"]
        for path in ("/docs", "/redoc", "/openapi.json"):
            assert (await client.get(path)).status_code in (404, 503)


async def test_a_duty_check_is_asked_for_where_there_is_a_transmitter(house: House) -> None:
    async with house.client("manager") as manager:
        refused = await manager.post(f"{API}/devices/pump-room-1/duty-check")
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "device")
