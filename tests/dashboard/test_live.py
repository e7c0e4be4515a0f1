"""The live channel over a real socket: snapshot, deltas, gaps, and who is sent away."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from dashboard.api.models_live import LiveDelta, LiveHeartbeat, LiveSnapshot
from dashboard.audience import SESSION_OVER, TOO_SLOW
from dashboard.wire import text_frame
from gateway.alarms.lifecycle import acknowledge, raise_, return_
from gateway.gates.lanes.service import GateService
from gateway.store.accounts import create_token
from tests.dashboard.web_gates import SOUTH, seen
from tests.dashboard.web_house import START, House, low_pressure
from tests.dashboard.web_plant import read_device

SHAPES = {"snapshot": LiveSnapshot, "delta": LiveDelta, "heartbeat": LiveHeartbeat}
PATIENCE_S = 60.0
NUMBERS: WeakKeyDictionary[ClientConnection, int] = WeakKeyDictionary()
"""Of the last message that each screen has read."""


def line(address: str, **how: Any) -> connect:
    """To the live channel, not made yet."""
    return connect(f"ws://{address}/api/v1/live", open_timeout=PATIENCE_S, **how)


@asynccontextmanager
async def screen(house: House, address: str, role: str = "operator") -> AsyncIterator[ClientConnection]:
    token = create_token(house.database_url, role)
    headers = {"Authorization": f"Bearer {token}"}
    async with line(address, additional_headers=headers) as socket:
        yield socket


async def said(socket: ClientConnection, kind: str, part: str | None = None) -> dict[str, Any]:
    """The next message of a kind (that has a part). Every one on the way has the shape and the number it should have:
    what else is told meanwhile, and what is told together, is the machine's business."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            message: dict[str, Any] = json.loads(await socket.recv())
            SHAPES[message["type"]].model_validate(message)
            if message["type"] != "snapshot":
                assert message["seq"] == NUMBERS[socket] + (message["type"] == "delta")
            NUMBERS[socket] = message["seq"]
            if message["type"] == kind and (part is None or part in message):
                return message


async def test_a_snapshot_is_everything(house: House, address: str) -> None:
    alarm = await house.raise_alarm()
    read_device(house, 0.21)
    async with screen(house, address) as socket:
        house.clock.time = START + 1.0
        snapshot = await said(socket, "snapshot")
    assert snapshot["site"]["id"] == "jinxiu"
    assert [device["state"] for device in snapshot["devices"]] == ["online", "offline"]
    assert [found["id"] for found in snapshot["alarms"]] == [alarm]
    assert [ticket["alarm"] for ticket in snapshot["tickets"]] == [alarm]
    assert snapshot["health"]["detail"]["lateness"]["polls"] == 7
    points = {point["id"]: point for point in snapshot["points"]}
    # The second device has no serial number: what is not fitted is not shown.
    assert set(points) == {f"pump-room-1/{name}" for name in ("mode", "serial", "online")} | {
        f"pump-room-{number}/{name}" for number in (1, 2) for name in ("outlet_pressure", "pressure_setpoint")
    } | {"pump-room-2/mode", "pump-room-2/online"}
    assert points["pump-room-1/outlet_pressure"]["value"] == 0.21
    assert points["pump-room-1/mode"]["text"] == {"zh": "自动", "en": "automatic"}
    assert points["pump-room-1/serial"]["text"]["en"] == "SN-1"
    assert (points["pump-room-2/mode"]["quality"], points["pump-room-2/mode"]["value"]) == ("bad", None)


async def test_only_what_changed_is_told(house: House, address: str) -> None:
    read_device(house, 0.45)
    async with screen(house, address) as socket:
        await said(socket, "snapshot")
        house.clock.time += 1.0
        read_device(house, 0.40)
        delta = await said(socket, "delta", "points")
        assert [(point["id"], point["value"]) for point in delta["points"]] == [("pump-room-1/outlet_pressure", 0.40)]
        house.clock.time += 5.0
        stale = await said(socket, "delta", "points")
        qualities = {point["id"]: (point["quality"], point["value"]) for point in stale["points"]}
        assert qualities["pump-room-1/outlet_pressure"] == ("stale", 0.40)
        assert "pump-room-1/online" not in qualities


async def test_an_alarm_and_its_ticket_come_at_once_and_leave_when_closed(house: House, address: str) -> None:
    async with screen(house, address) as socket:
        await said(socket, "snapshot")
        await house.alarms.on_transitions([low_pressure(time=house.clock.time)])
        delta = await said(socket, "delta", "alarms")
        raised = delta["alarms"][0]
        assert (raised["condition"], raised["open"]) == ("active", True)
        # A slow machine has the ticket ready by the time that the alarm is told.
        ticket = (delta if "tickets" in delta else await said(socket, "delta", "tickets"))["tickets"][0]
        assert (ticket["alarm"], ticket["urgency"]) == (raised["id"], "emergency")
        assert raised["ticket"] in (None, ticket["id"])
        await house.alarms.acknowledge(raised["id"], "operator", "operator")
        await house.alarms.on_transitions([low_pressure(active=False, time=house.clock.time + 5)])
        while raised["open"]:
            raised = (await said(socket, "delta", "alarms"))["alarms"][-1]
        assert (raised["condition"], raised["acknowledged_by"]) == ("returned", "operator")
        await socket.send('{"type": "snapshot"}')
        assert (await said(socket, "snapshot"))["alarms"] == []


async def test_an_alarm_that_the_bus_did_not_tell_comes_all_the_same(house: House, address: str) -> None:
    async with screen(house, address) as socket:
        await said(socket, "snapshot")
        alarm = raise_(low_pressure(), alarm_id="A1", site="jinxiu")
        house.alarms._register.put([alarm], START)
        assert (await said(socket, "delta", "alarms"))["alarms"][0]["id"] == "A1"
        house.alarms._register.put([acknowledge(return_(alarm, START).alarm, "x", START).alarm], START)
        assert (await said(socket, "snapshot"))["alarms"] == []


async def test_numbers_go_up_by_one_and_a_snapshot_can_be_asked_for(house: House, address: str) -> None:
    read_device(house, 0.5)
    async with screen(house, address) as socket:
        snapshot = await said(socket, "snapshot")
        for step in range(1, 4):
            read_device(house, 0.5 + step / 100)
            seq = (await said(socket, "delta", "points"))["seq"]
        assert seq >= snapshot["seq"] + 3
        await socket.send('{"type": "snapshot"}')
        again = await said(socket, "snapshot")
        assert (again["seq"], again["epoch"]) == (seq, snapshot["epoch"])
        assert (await said(socket, "heartbeat"))["seq"] == seq


async def test_each_role_sees_its_part(house: House, address: str) -> None:
    await house.raise_alarm()
    read_device(house, 0.2)
    async with screen(house, address, "frontdesk") as desk, screen(house, address, "guard") as guard:
        seen_by_desk, seen_by_guard = await said(desk, "snapshot"), await said(guard, "snapshot")
        assert (seen_by_desk["alarms"], seen_by_desk["points"]) == ([], [])
        assert len(seen_by_desk["tickets"]) == len(seen_by_desk["devices"]) - 1 == 1
        assert seen_by_guard["tickets"] == []
        assert len(seen_by_guard["alarms"]) == 1
        await house.raise_alarm("pump-room-2")
        assert "alarms" not in await said(desk, "delta", "tickets")


async def test_strangers_and_other_sites_stay_outside(house: House, address: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await line(address)
    assert refused.value.response.status_code == 401
    headers = {"Authorization": f"Bearer {create_token(house.database_url, 'operator')}"}
    house.clock.time += 2
    with pytest.raises(InvalidStatus) as refused:
        await line(address, additional_headers=headers, origin="https://evil.example")
    assert refused.value.response.status_code == 403


async def test_who_talks_nonsense_is_sent_away(house: House, address: str) -> None:
    for nonsense in ("hello", "[]", '{"type": "points"}', b"\x00\x01"):
        async with screen(house, address) as socket:
            await said(socket, "snapshot")
            await socket.send(nonsense)
            assert await closed(socket) == 1003, nonsense


async def test_a_session_that_ended_is_sent_away(house: House, address: str) -> None:
    async with screen(house, address) as socket, house.client("admin") as admin:
        await said(socket, "snapshot")
        token = (await admin.get("/api/v1/tokens")).json()[0]["id"]
        await admin.delete(f"/api/v1/tokens/{token}")
        house.app.state.hub.see_out()
        assert await closed(socket) == SESSION_OVER


async def closed(socket: ClientConnection) -> int:
    """The code with which the other side closes."""
    async with asyncio.timeout(PATIENCE_S):
        await socket.wait_closed()
    assert socket.close_code is not None
    return socket.close_code


async def test_a_socket_that_nobody_reads_is_closed_while_others_go_on(house: House, address: str) -> None:
    hub = house.app.state.hub
    async with screen(house, address) as deaf, screen(house, address, "guard") as keen:
        await said(deaf, "snapshot")
        await said(keen, "snapshot")
        deaf.transport.pause_reading()
        bulk = text_frame(b"x" * 200_000)  # more than the sockets' buffers take, many times over
        stuck = next(one for one in hub.everybody() if one.who.role == "operator")
        while not stuck.shut.done():
            stuck.offer(bulk)
            await asyncio.sleep(0)
        assert stuck.shut.result() == TOO_SLOW
        read_device(house, 0.33)
        assert (await said(keen, "delta", "points"))["points"]
        deaf.transport.abort()


async def test_a_vehicle_is_shown_at_once_to_who_may_see_gates(house: House, address: str) -> None:
    async with screen(house, address, "guard") as guard, screen(house, address, "engineer") as engineer:
        assert (await said(guard, "snapshot"))["passages"] == []
        assert (await said(engineer, "snapshot"))["passages"] == []
        gates = house.gateway.gates
        assert isinstance(gates, GateService)
        gates.take(seen("粤B12345", house.clock.now()), None)
        (shown,) = (await said(guard, "delta", "passages"))["passages"]
        assert (shown["plate"], shown["gate"], shown["reason"]) == ("粤B12345", SOUTH, "temporary_entry")
        assert shown["picture"] == f"/api/v1/gates/passages/{shown['id']}/picture"
        await engineer.send('{"type": "snapshot"}')
        assert (await said(engineer, "snapshot"))["passages"] == []
        await guard.send('{"type": "snapshot"}')
        assert (await said(guard, "snapshot"))["passages"] == [shown]
