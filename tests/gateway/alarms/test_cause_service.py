"""A cause and its consequences on a real journal and a real database: rows, tickets, messages, starts after an end."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import orjson
import pytest

from gateway.alarms.causes import SETTLE_S, Feed, Feeds
from gateway.alarms.counting import TELL_S
from gateway.alarms.events import AlarmChanged
from gateway.alarms.view import alarm_json, decode, encode
from gateway.notify.channel import Channel
from rules.model import Transition
from tests.gateway.alarms.rig import AWAY, NOON, HandClock, House, add_accounts, open_house
from tests.gateway.alarms.test_causes import House as Memory
from tests.gateway.alarms.test_causes import event

DOWNSTREAM = [f"d-{n}" for n in range(38)]
FEEDS = Feeds(supply={device: [Feed(device="sg-1", point="feeder_2")] for device in (*DOWNSTREAM, "pr-1")})
DUTY = Channel(name="duty", url="json://127.0.0.1:1/", events=frozenset({"alarm_raised", "ticket_opened"}))
TICKETS = "SELECT device, state FROM ticket ORDER BY number"
STATES = "SELECT device, suppression, open FROM alarm ORDER BY id"


def trip(at: float = NOON, *, active: bool = True) -> Transition:
    return event("sg-1", cuts="point", point="feeder_2", rule="feeder_2_tripped", at=at, active=active)


def opened(url: str, folder: Path, clock: HandClock, **more: bool) -> AbstractAsyncContextManager[House]:
    return open_house(url, folder, clock, channels=[DUTY], feeds=FEEDS, **more)


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    add_accounts(database_url, li="engineer")
    async with opened(database_url, tmp_path, HandClock()) as running:
        yield running


def forward(house: House, seconds: float) -> None:
    house.clock.time += seconds


async def test_consequences_are_recorded_and_call_nobody(house: House) -> None:
    await house.alarms.on_transitions([trip(), *(event(device, at=NOON + 1) for device in DOWNSTREAM)])
    await house.alarms.flush()
    [root] = house.rows("SELECT id FROM alarm WHERE device = 'sg-1'")
    assert house.rows("SELECT count(*) FROM alarm WHERE cause = %s AND suppression = 'by_design'", root) == [38]
    numbers = "SELECT consequence_alarms, cardinality(consequence_devices) FROM alarm WHERE id = %s"
    assert house.rows(numbers, root) == [(38, 38)]
    assert house.rows(TICKETS) == [("sg-1", "dispatched")]
    assert set(house.rows("SELECT DISTINCT alarm FROM notification")) == {root}
    shown = await house.alarms.get(root)
    assert alarm_json(shown)["consequences"] == {"alarms": 38, "devices": 38}
    for state in ("open", "all"):
        found = await house.alarms.list(state=state, cause=root)
        assert [alarm.device for alarm in found] == DOWNSTREAM[::-1]


async def test_a_ticket_of_a_moment_ago_is_cancelled_and_an_accepted_one_stays(house: House) -> None:
    await house.alarms.on_transitions([event("d-1"), event("d-2"), event("d-3", at=NOON - 60)])
    await house.alarms.flush()
    tickets = {ticket.device: ticket for ticket in await house.tickets.list()}
    await house.tickets.step(tickets["d-2"].id, "accept", "li", "engineer", {})
    await house.alarms.on_transitions([trip(NOON + 3)])
    await house.alarms.flush()
    assert dict(house.rows(TICKETS)) == {
        "d-1": "cancelled", "d-2": "accepted", "d-3": "dispatched", "sg-1": "dispatched",
    }  # fmt: skip
    lines = await house.tickets.events(tickets["d-1"].id)
    assert (lines[-1].who, lines[-1].action) == ("system", "cancel")
    assert lines[-1].detail["cause"] == house.rows("SELECT id FROM alarm WHERE device = 'sg-1'")[0]
    assert (await house.tickets.events(tickets["d-2"].id))[-1].action == "alarm_held"


async def test_an_old_ticket_is_not_cancelled_for_a_new_consequence(house: House) -> None:
    await house.alarms.on_transitions([event("d-1", at=NOON - 900)])
    await house.alarms.on_transitions([event("d-1", at=NOON - 800, active=False)])
    await house.alarms.on_transitions([event("d-1", at=NOON)])
    await house.alarms.flush()
    await house.alarms.on_transitions([trip(NOON + 2)])
    await house.alarms.flush()
    assert house.rows("SELECT state FROM ticket WHERE device = 'd-1'") == ["dispatched"]
    assert [one[1] for one in house.rows(STATES) if one[0] == "d-1"] == ["none", "by_design"]


async def test_what_outlasts_its_cause_gets_its_ticket_with_clocks_from_then(house: House) -> None:
    await house.alarms.on_transitions([event("pr-1"), trip(NOON + 1), event("d-1", at=NOON + 2)])
    forward(house, 600)
    await house.alarms.on_transitions([trip(NOON + 600, active=False), event("d-1", at=NOON + 601, active=False)])
    forward(house, SETTLE_S)
    await house.alarms.settle()
    await house.alarms.flush()
    assert house.rows(STATES) == [("pr-1", "none", True), ("sg-1", "none", True), ("d-1", "by_design", False)]
    [(state, late)] = house.rows(
        "SELECT state, arrive_by - to_timestamp(%s) FROM ticket WHERE device = 'pr-1'", NOON + 600 + SETTLE_S
    )
    assert (state, late.total_seconds()) == ("dispatched", 900)
    words = (
        "SELECT action FROM alarm_event JOIN alarm ON alarm.id = alarm WHERE device = 'pr-1' ORDER BY alarm_event.id"
    )
    assert house.rows(words) == ["raised", "released"]
    assert house.rows("SELECT cause IS NOT NULL FROM alarm WHERE device = 'pr-1'") == [True]
    [root] = [alarm for alarm in house.alarms.open_alarms() if alarm.device == "sg-1"]
    assert root.consequence_alarms == 2


async def test_a_folded_alarm_that_comes_forward_gets_a_new_ticket(house: House) -> None:
    await house.alarms.on_transitions([event("d-1")])
    await house.alarms.flush()
    await house.alarms.on_transitions([trip(NOON + 1)])
    await house.alarms.on_transitions([trip(NOON + 2, active=False)])
    forward(house, SETTLE_S)
    await house.alarms.settle()
    await house.alarms.flush()
    assert house.rows(TICKETS) == [("d-1", "cancelled"), ("sg-1", "dispatched"), ("d-1", "dispatched")]
    assert house.rows("SELECT ticket = (SELECT max(id) FROM ticket) FROM alarm WHERE device = 'd-1'") == [True]


async def test_a_cause_is_told_with_its_numbers_and_not_once_for_each(house: House) -> None:
    await house.alarms.on_transitions([trip()])
    await house.alarms.flush()
    before = len(house.said)
    for device in DOWNSTREAM:
        await house.alarms.on_transitions([event(device, at=NOON + 1)])
    forward(house, TELL_S)
    await house.alarms.settle()
    told = [one for one in house.said[before:] if isinstance(one, AlarmChanged) and one.alarm.device == "sg-1"]
    assert [one.alarm.consequence_alarms for one in told] == [1, 38]


@pytest.mark.parametrize("database", ["there", "away"])
async def test_a_start_goes_on_with_an_open_cause(database_url: str, tmp_path: Path, database: str) -> None:
    clock = HandClock()
    url = database_url if database == "there" else AWAY
    async with opened(url, tmp_path, clock) as house:
        await house.alarms.on_transitions([trip(), event("d-1"), event("d-2")])
    async with opened(url, tmp_path, clock) as house:
        await house.alarms.on_transitions([event("d-3", at=NOON + 40)])
        [root] = [one for one in house.alarms.open_alarms() if one.device == "sg-1"]
        assert (root.consequence_alarms, root.consequence_devices) == (3, ("d-1", "d-2", "d-3"))
        await house.alarms.on_transitions([trip(NOON + 50, active=False), event("d-1", at=NOON + 51, active=False)])
    # The cause returned, and the program ended before anything could come forward.
    async with opened(database_url, tmp_path, clock) as house:
        forward(house, SETTLE_S)
        await house.alarms.settle()
        await house.alarms.flush()
        assert [one.device for one in house.alarms.open_alarms() if not one.held and one.active] == ["d-3", "d-2"]
        assert house.rows("SELECT consequence_alarms FROM alarm WHERE device = 'sg-1'") == [3]
        assert house.rows(TICKETS + " LIMIT 1") == [("sg-1", "new")]
        assert house.rows("SELECT count(*) FROM ticket") == [3]


async def test_a_new_journal_knows_causes_from_the_database(database_url: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    async with opened(database_url, first, HandClock()) as house:
        await house.alarms.on_transitions([trip(), event("d-1")])
        await house.alarms.flush()
    async with opened(database_url, second, HandClock()) as house:
        await house.alarms.on_transitions([event("d-2", at=NOON + 60)])
        [root] = [one for one in house.alarms.open_alarms() if one.device == "sg-1"]
        assert (root.cuts_off, root.consequence_devices) == ("point", ("d-1", "d-2"))


async def test_a_rule_that_is_taken_away_ends_a_cause(house: House) -> None:
    await house.alarms.on_transitions([trip(), event("d-1")])
    await house.alarms.retire([("sg-1", "feeder_2_tripped")])
    forward(house, SETTLE_S)
    await house.alarms.settle()
    assert [one.held for one in house.alarms.open_alarms() if one.device == "d-1"] == [False]


def test_an_alarm_of_before_has_no_cause() -> None:
    memory = Memory()
    memory.tell(event("pump"))
    body = orjson.loads(encode(memory.of("pump")))
    for name in ("cause", "cuts_off", "held_back", "consequence_alarms", "consequence_devices"):
        del body[name]
    old = decode(orjson.dumps(body))
    assert (old.cause, old.consequence_devices, old.held_back) == (None, (), True)
