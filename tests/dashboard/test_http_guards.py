"""Guards over HTTP: shifts, what a phone is told, orders to go and look, the panic button, incidents."""

import hashlib
from uuid import uuid4

from dashboard.api.models_guards import Dispatch, Incident, Panic, PhoneSync, Shift, ShiftStart
from dashboard.sessions import COOKIE, LIFETIME_S
from gateway.clock import rfc3339
from gateway.store.accounts import create_token
from tests.dashboard.web_house import START, House
from tests.dashboard.web_patrol import EVENING, MACHINES, NIGHT, scan

API = "/api/v1/patrol"
PHONE = "7f0d9a52-5a0e-4b7e-9a57-1d2b3c4d5e6f"
HERE = {"lat": 31.23, "lon": 121.47, "accuracy_m": 12.0}


async def test_a_shift_begins_with_all_that_a_phone_needs_underground(house: House) -> None:
    async with house.client("guard") as client, house.client("manager") as manager:
        labels = {each["checkpoint"]: each for each in (await manager.get(f"{API}/codes")).json()}
        begun = ShiftStart.model_validate((await client.post(f"{API}/shifts", json={"phone": PHONE})).json())
        again = ShiftStart.model_validate((await client.post(f"{API}/shifts", json={"phone": PHONE})).json())
    assert (begun.who, begun.phone, begun.ended_at, again.id) == ("guard", PHONE, None, begun.id)
    assert (begun.server_time, begun.good_until) == (rfc3339(START), rfc3339(START + LIFETIME_S))
    assert {route.id for route in begun.routes} == {"night", "evening", "machines"}
    assert {place.id for place in begun.checkpoints} == {"gate-post", "pump-door", "lobby"}
    assert NIGHT in {each.id for each in begun.rounds}
    code = labels["gate-post"]["address"].split("?c=")[1]
    assert hashlib.sha256(code.encode()).hexdigest() in begun.proofs["gate-post"]
    assert hashlib.sha256(labels["gate-post"]["digits"].encode()).hexdigest() in begun.proofs["gate-post"]


async def test_a_guard_is_told_of_rounds_that_are_theirs_or_anybodys(house: House) -> None:
    told = {}
    for role in ("guard", "engineer"):
        async with house.client(role) as client:
            begun = (await client.post(f"{API}/shifts", json={"phone": f"phone of {role}"})).json()
            told[role] = {each["id"] for each in begun["rounds"]}
    assert NIGHT in told["guard"]
    assert MACHINES in told["engineer"]
    assert not told["guard"] & {MACHINES, EVENING}
    assert not told["engineer"] & {NIGHT, EVENING}


async def test_the_session_lasts_as_long_as_the_shift(house: House) -> None:
    async with house.client("guard") as client:
        house.clock.time += LIFETIME_S - 60
        answer = await client.post(f"{API}/shifts", json={"phone": PHONE})
        assert COOKIE in answer.headers["set-cookie"]
        house.clock.time += LIFETIME_S - 60
        assert (await client.get("/api/v1/session")).status_code == 200
    token = create_token(house.database_url, "guard")
    async with house.client() as machine:
        machine.headers["Authorization"] = f"Bearer {token}"
        answer = await machine.post(f"{API}/shifts", json={"phone": "robot"})
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)


async def test_who_is_on_shift_and_what_their_phone_still_has(house: House) -> None:
    async with house.client("guard") as guard, house.client("operator") as operator:
        before = PhoneSync.model_validate((await guard.post(f"{API}/sync", json={"phone": PHONE})).json())
        assert before.shift is None
        begun = (await guard.post(f"{API}/shifts", json={"phone": PHONE})).json()
        house.clock.time += 30
        body = {"phone": PHONE, "waiting": 3, "shift": begun["id"]}
        synced = PhoneSync.model_validate((await guard.post(f"{API}/sync", json=body)).json())
        assert synced.shift is not None
        assert (synced.shift.id, synced.shift.waiting, synced.server_time) == (begun["id"], 3, rfc3339(START + 30))
        assert NIGHT in {each.id for each in synced.rounds}
        (running,) = [Shift.model_validate(each) for each in (await operator.get(f"{API}/shifts")).json()]
        assert (running.who, running.waiting, running.last_contact) == ("guard", 3, rfc3339(START + 30))
        ended = await guard.post(f"{API}/shifts/{begun['id']}/end")
        assert Shift.model_validate(ended.json()).ended_at == rfc3339(START + 30)
        assert (await operator.get(f"{API}/shifts")).json() == []


async def test_a_guard_is_sent_to_an_alarm_with_one_call(house: House) -> None:
    alarm = await house.raise_alarm()
    async with house.client("operator") as operator, house.client("guard") as guard:
        answer = await operator.post(f"{API}/dispatches", json={"alarm": alarm, "note": "look at the pump"})
        sent = Dispatch.model_validate(answer.json())
        assert (answer.status_code, sent.alarm, sent.device, sent.state) == (201, alarm, "pump-room-1", "sent")
        assert (sent.place.zh, sent.place.en) == ("水泵房1 · 地下一层", "Pump room 1 · Basement 1")
        synced = (await guard.post(f"{API}/sync", json={"phone": PHONE})).json()
        assert [each["id"] for each in synced["dispatches"]] == [sent.id]
        path = f"{API}/dispatches/{sent.id}/answer"
        for state in ("accepted", "arrived", "done"):
            told = Dispatch.model_validate((await guard.post(path, json={"state": state, "text": state})).json())
            assert (told.state, told.taken_by, told.answer) == (state, "guard", state)
        assert (await guard.post(f"{API}/sync", json={"phone": PHONE})).json()["dispatches"] == []
        over = await operator.post(path, json={"state": "cancelled"})
        assert (over.status_code, over.json()["error"]["code"]) == (409, "over")
        assert [each["id"] for each in (await guard.get(f"{API}/dispatches")).json()] == [sent.id]


async def test_to_whom_and_where_a_guard_can_be_sent(house: House) -> None:
    async with house.client("manager") as client, house.client("engineer") as engineer:
        send = f"{API}/dispatches"
        to_checkpoint = (await client.post(send, json={"checkpoint": "pump-door", "guard": "guard"})).json()
        assert (to_checkpoint["place"]["en"], to_checkpoint["guard"]) == ("Pump room door · Basement 1", "guard")
        place = {"zh": "车库", "en": "Garage"}
        assert (await client.post(send, json={"place": place})).json()["place"] == place
        refused = {
            "guard": {"place": place, "guard": "frontdesk"},
            "device": {"device": "nowhere"},
            "checkpoint": {"checkpoint": "nowhere"},
            "place.en": {"place": {"zh": "车库"}},
        }
        for field, body in refused.items():
            answer = await client.post(send, json=body)
            assert (answer.status_code, answer.json()["error"]["field"]) == (422, field)
        assert (await client.post(send, json={"alarm": "none"})).status_code == 404
        # The order to the guard is not the engineer's.
        mine = (await engineer.post(f"{API}/sync", json={"phone": "another"})).json()["dispatches"]
        assert [each["place"] for each in mine] == [place]
        taken = await engineer.post(f"{API}/dispatches/{to_checkpoint['id']}/answer", json={"state": "accepted"})
        assert taken.status_code == 409
        not_theirs = await client.post(f"{API}/dispatches/{to_checkpoint['id']}/answer", json={"state": "done"})
        assert (not_theirs.status_code, not_theirs.json()["error"]["code"]) == (403, "not_allowed")
        called_off = await client.post(f"{API}/dispatches/{to_checkpoint['id']}/answer", json={"state": "cancelled"})
        assert called_off.json()["state"] == "cancelled"


async def test_the_panic_button(house: House) -> None:
    body = {"id": str(uuid4()), "phone": PHONE, "position": HERE}
    async with house.client("guard") as guard, house.client("operator") as operator:
        pressed = Panic.model_validate((await guard.post(f"{API}/panic", json=body)).json())
        await guard.post(f"{API}/panic", json=body)
        (standing,) = [Panic.model_validate(each) for each in (await operator.get(f"{API}/panics")).json()]
        assert standing == pressed
        assert pressed.position is not None
        assert (pressed.who, pressed.position.accuracy_m, pressed.cleared_at) == ("guard", 12.0, None)
        assert (await guard.post(f"{API}/panics/{body['id']}/clear", json={"note": "x"})).status_code == 403
        cleared = await operator.post(f"{API}/panics/{body['id']}/clear", json={"note": "pressed by mistake"})
        assert Panic.model_validate(cleared.json()).cleared_by == "operator"
        assert (await operator.get(f"{API}/panics")).json() == []
        assert (await operator.post(f"{API}/panics/none/clear", json={"note": "x"})).status_code == 404


async def test_what_a_guard_finds_is_an_incident(house: House) -> None:
    finding = {"kind": "suspicious_person", "note": "at the fence", "media": ["ab" * 32]}
    async with house.client("guard") as guard, house.client("operator") as operator:
        sent = scan(START, checkpoint="gate-post", result="abnormal", finding=finding)
        answer = (await guard.post(f"{API}/scans", json=[sent])).json()
        assert answer[0]["incident"] is not None
        await house.alarms.flush()
        (told,) = [Incident.model_validate(each) for each in (await operator.get(f"{API}/incidents")).json()]
        assert (told.kind, told.who, told.note, told.media, told.visit) == (
            "suspicious_person", "guard", "at the fence", ["ab" * 32], sent["id"]
        )  # fmt: skip
        closed = await operator.post(f"{API}/incidents/{told.id}/close", json={"outcome": "the postman"})
        assert Incident.model_validate(closed.json()).outcome == "the postman"
        assert (await operator.get(f"{API}/incidents")).json() == []
        assert len((await operator.get(f"{API}/incidents", params={"state": "all"})).json()) == 1


async def test_abnormal_without_a_word_is_something_else(house: House) -> None:
    async with house.client("guard") as guard, house.client("operator") as operator:
        sent = scan(START, checkpoint="gate-post", result="abnormal", note="smells of gas")
        assert (await guard.post(f"{API}/scans", json=[sent])).json()[0]["incident"] is not None
        (told,) = (await operator.get(f"{API}/incidents")).json()
    assert (told["kind"], told["note"]) == ("other", "smells of gas")
