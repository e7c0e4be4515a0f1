"""The file of a device: its plate, its state and its timeline."""

from typing import Any

import httpx
import pytest

from dashboard.api.models_file import DeviceFile, TimelineEntry
from gateway.history.timeline_query import MOST_A_DAY
from tests.dashboard.web_house import START, House, low_pressure
from tests.dashboard.web_plant import read_device
from tests.dashboard.web_readings import report, store, store_hour

API = "/api/v1/devices/pump-room-1"
HOUR_S = 3600.0


async def timeline(client: httpx.AsyncClient, **asked: Any) -> list[TimelineEntry]:
    answer = await client.get(f"{API}/timeline", params=asked)
    assert answer.status_code == 200, answer.text
    return [TimelineEntry.model_validate(entry) for entry in answer.json()]


async def test_the_plate_the_supply_and_the_state(house: House) -> None:
    read_device(house, 0.45)
    alarm = await house.raise_alarm()
    async with house.client("engineer") as client:
        file = DeviceFile.model_validate((await client.get(f"{API}/file")).json())
        fed = DeviceFile.model_validate((await client.get("/api/v1/devices/pump-room-2/file")).json())
        unknown = await client.get("/api/v1/devices/nowhere/file")
    assert (file.connection, file.protocol, file.address, file.poll_s) == ("plc", "modbus", "1", 1.0)
    assert file.nameplate == {"maker": "KSB"}
    assert [(link.device, link.point) for link in file.feeds] == [("pump-room-2", "mode")]
    assert [(link.device, link.point, link.name.en) for link in fed.fed_by] == [("pump-room-1", "mode", "Pump room 1")]
    assert (file.points.good, file.points.bad, file.points.stale) == (4, 0, 0)
    assert fed.points.bad == 3, "what the second one lacks does not count"
    assert [one.id for one in file.alarms] == [alarm]
    assert (file.times_offline, fed.alarms) == (0, [])
    assert unknown.status_code == 404


async def test_how_often_it_was_offline(house: House) -> None:
    await store(
        house, "online", *((START - 3000 + 60 * minute, float(minute not in (7, 8, 30))) for minute in range(50))
    )
    async with house.client("engineer") as client:
        assert (await client.get(f"{API}/file")).json()["times_offline"] == 2


async def test_all_that_happened_stands_in_one_order(house: House) -> None:
    house.clock.time = START - HOUR_S
    await store(house, "mode", (START - HOUR_S, 1.0), (START - 60, 1.0), (START - 30, 0.0), (START - 20, 0.0))
    await report(house, "card-1", START - 600, {"card": "17"})
    alarm = await house.raise_alarm()
    house.clock.time = START
    await house.alarms.on_transitions([low_pressure(active=False, time=START - 10)])
    await house.alarms.flush()
    async with house.client("operator") as client:
        told = await timeline(client)
    assert [(one.sort, one.action) for one in told if one.sort != "ticket"] == [
        ("alarm", "returned"),
        ("state", "changed"),
        ("event", "reported"),
        ("alarm", "raised"),
    ]
    assert {"created", "alarm_returned"} <= {one.action for one in told if one.sort == "ticket"}
    raised, state = (next(one for one in told if one.action == action) for action in ("raised", "changed"))
    assert (raised.alarm, raised.priority, raised.point) == (alarm, 2, "outlet_pressure")
    assert raised.message is not None
    assert raised.message.en == "Outlet pressure 0.21 below 0.25 MPa"
    assert state.message is not None
    assert state.message.en == "Way of running", "the site's own name for the point"
    assert state.before is not None
    assert state.value is not None
    assert (state.before.en, state.value.en) == ("automatic", "manual")
    assert next(one.detail for one in told if one.sort == "event") == {"card": "17"}
    assert [one.time for one in told] == sorted((one.time for one in told), reverse=True)


async def test_a_page_follows_another_without_a_hole(house: House) -> None:
    """Some of it in one and the same moment, and over the end of a day."""
    await house.raise_alarm()
    for number in range(4):
        await report(house, f"card-{number}", START - 90_000.0 * (number // 2), {"card": str(number)})
    await store(house, "mode", *((START - 86_400.0 + 60 * minute, float(minute % 2)) for minute in range(10)))
    await store_hour(house, "mode", START - 86_400.0, 0.0, 1.0)
    await store(house, "online", (START - 300, 1.0), (START - 200, 0.0), (START - 100, 1.0))
    async with house.client("operator") as client:
        whole = [one.id for one in await timeline(client, limit=1000)]
        paged: list[str] = []
        while page := await timeline(client, limit=3, **({"after": paged[-1]} if paged else {})):
            assert len(page) <= 3
            paged += [one.id for one in page]
    assert sum(".state." in one for one in whole) == 11
    assert paged == whole


@pytest.mark.parametrize(("sort", "some"), [("alarm", True), ("state", False), ("event", False)])
async def test_one_sort_alone(house: House, sort: str, some: bool) -> None:
    await house.raise_alarm()
    async with house.client("operator") as client:
        told = await timeline(client, sort=sort)
    assert {one.sort for one in told} == ({sort} if some else set())


async def test_a_guard_sees_no_tickets(house: House) -> None:
    await house.raise_alarm()
    async with house.client("guard") as guard:
        assert {one.sort for one in await timeline(guard)} == {"alarm"}
        assert await timeline(guard, sort="ticket") == []


async def test_what_changes_all_day_is_no_history(house: House) -> None:
    moving = [(START - 7200 + 10 * step, float(step % 2)) for step in range(MOST_A_DAY + 2)]
    await store(house, "mode", *moving)
    await store(house, "online", (START - 7200, 1.0), (START - 7000, 0.0))
    async with house.client("operator") as client:
        assert [one.point for one in await timeline(client)] == ["online"]


@pytest.mark.parametrize("after", ["", "x", "12", "99999999999999999999.state.mode", "12."])
async def test_an_after_that_is_none(house: House, after: str) -> None:
    async with house.client("operator") as client:
        answer = await client.get(f"{API}/timeline", params={"after": after})
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "after")


async def test_a_change_of_days_ago_is_found_by_its_roll_up(house: House) -> None:
    days_ago = START - 9 * 86_400
    await store(house, "mode", (days_ago - 60, 1.0), (days_ago, 0.0))
    async with house.client("operator") as client:
        assert await timeline(client, sort="state") == [], "no hour of it is known to have changed"
        await store_hour(house, "mode", days_ago, 0.0, 1.0)
        assert [one.action for one in await timeline(client, sort="state")] == ["changed"]


async def test_the_file_can_be_read_while_the_database_is_away(house: House) -> None:
    alarm = await house.raise_alarm()
    await house.gateway.database.stop()
    async with house.client("operator") as client:
        file = DeviceFile.model_validate((await client.get(f"{API}/file")).json())
        past = await client.get(f"{API}/timeline")
    assert (file.times_offline, [one.id for one in file.alarms]) == (None, [alarm])
    assert (past.status_code, past.json()["error"]["code"]) == (503, "database")
