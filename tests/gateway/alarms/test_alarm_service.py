"""From a transition to a row, a ticket and the bus; and back after every kind of end."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from gateway.alarms.events import AlarmChanged
from gateway.alarms.model import Action
from gateway.errors import Conflict, NotFound, Unavailable
from gateway.notify.channel import Channel
from gateway.tickets.events import TicketChanged
from tests.gateway.alarms.rig import AWAY, NOON, HandClock, House, add_accounts, open_house, transition

COUNTS = "SELECT (SELECT count(*) FROM alarm), (SELECT count(*) FROM alarm_event), (SELECT count(*) FROM ticket)"


def in_journal(folder: Path, statement: str) -> None:
    """Meddle with the journal from outside."""
    connection = sqlite3.connect(folder / "journal.sqlite", isolation_level=None)
    connection.execute(statement)
    connection.close()


async def raised(house: House) -> str:
    await house.alarms.on_transitions([transition()])
    return house.alarms.open_alarms()[0].id


async def test_an_alarm_gets_its_row_its_ticket_and_its_messages(database_url: str, tmp_path: Path) -> None:
    add_accounts(database_url, li="engineer")
    async with open_house(database_url, tmp_path) as house:
        alarm = await raised(house)
        await house.alarms.flush()
        [(ticket, title, state, assignee)] = house.rows("SELECT id, title, state, assignee FROM ticket")
        assert (title, state, assignee) == ("一号配电柜 缺相", "dispatched", "li")
        assert house.rows("SELECT id, ticket, open FROM alarm") == [(alarm, ticket, True)]
        assert house.rows("SELECT channel, event, ticket FROM notification") == [("wecom", "ticket_assigned", ticket)]
        shown = [event.alarm.ticket for event in house.said if isinstance(event, AlarmChanged)]
        assert shown == [None, ticket]
        assert [event.ticket.id for event in house.said if isinstance(event, TicketChanged)] == [ticket]


async def test_people_outside_hear_of_an_alarm(database_url: str, tmp_path: Path) -> None:
    duty = Channel(name="duty", url="json://127.0.0.1:1/", events=frozenset({"alarm_raised"}), priority=1)
    async with open_house(database_url, tmp_path, channels=[duty]) as house:
        await house.alarms.on_transitions([transition(), transition("mild", kind="k", priority=3)])
        await house.alarms.flush()
        [(subject, body)] = house.rows("SELECT subject, body FROM notification")
        assert subject == "【▲1 危急】一号配电柜 缺相 (Switchgear 1: Phase loss, critical)"
        assert body.splitlines()[:3] == ["缺相 12.5 V", "Phase lost: 12.5 V", "检查进线"]


async def test_the_journal_has_it_before_anybody_hears_of_it(database_url: str, tmp_path: Path) -> None:
    async with open_house(AWAY, tmp_path, run=False) as house:
        kept: list[int] = []
        house.bus.subscribe(AlarmChanged, lambda event: kept.append(house.journal.health.unapplied))
        await raised(house)
        assert kept == [1]


async def test_alarms_are_shown_and_acknowledged_without_a_database(database_url: str, tmp_path: Path) -> None:
    clock = HandClock()
    async with open_house(AWAY, tmp_path, clock) as house:
        alarm = await raised(house)
        assert (await house.alarms.acknowledge(alarm, "wang", "operator")).acknowledged_by == "wang"
    async with open_house(database_url, tmp_path, clock) as house:
        assert [one.acknowledged_by for one in house.alarms.open_alarms()] == ["wang"]
        await house.alarms.flush()
        assert house.rows("SELECT acknowledged_by FROM alarm") == ["wang"]
        assert house.rows("SELECT who, role, action FROM audit") == [("wang", "operator", "alarm.acknowledged")]
        assert house.rows(COUNTS) == [(1, 2, 1)]


async def test_the_long_list_is_as_new_as_the_screens(database_url: str, tmp_path: Path) -> None:
    """What happened a moment ago is listed as it is, though the database does not have it yet."""
    async with open_house(database_url, tmp_path, run=False) as house:
        alarm = await raised(house)
        await house.alarms.acknowledge(alarm, "wang", "operator")
        await house.alarms.on_transitions([transition(active=False), transition("mild", priority=3)])
        listed = await house.alarms.list(state="all")
        assert house.rows(COUNTS) == [(0, 0, 0)]
        assert [(one.rule, one.active, one.acknowledged) for one in listed] == [
            ("mild", True, False),
            ("phase_loss", False, True),
        ]
        assert [one.rule for one in await house.alarms.list(state="all", limit=1)] == ["mild"]
        assert await house.alarms.list(state="all", after=alarm) == []


async def test_a_replay_loses_nothing_and_doubles_nothing(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        alarm = await raised(house)
        await house.alarms.acknowledge(alarm, "wang", "operator")
        await house.alarms.flush()
        before = house.rows(COUNTS + ", (SELECT count(*) FROM audit), (SELECT count(*) FROM ticket_event)")
        # The program ended after the commit and before the journal heard of it.
        in_journal(tmp_path, "UPDATE applied SET seq = 0")
        await house.alarms.flush()
        assert house.rows(COUNTS + ", (SELECT count(*) FROM audit), (SELECT count(*) FROM ticket_event)") == before
    async with open_house(database_url, tmp_path) as house:
        [again] = house.alarms.open_alarms()
        assert (again.id, again.acknowledged_by, again.ticket is not None) == (alarm, "wang", True)


async def test_a_new_journal_goes_on_with_the_alarms_of_the_database(database_url: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    async with open_house(database_url, first) as house:
        alarm = await raised(house)
        await house.alarms.flush()
    async with open_house(database_url, second) as house:
        assert [one.id for one in house.alarms.open_alarms()] == [alarm]
        assert list(house.alarms.active()) == [("sg-1", "phase_loss")]
    async with open_house(AWAY, second) as house:
        assert [one.id for one in house.alarms.open_alarms()] == [alarm]


async def test_an_occurrence_that_is_over_never_comes_back(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        for at, active in enumerate([True, False, True]):
            await house.alarms.on_transitions([transition(active=active, at=NOON + at)])
        second, first = house.alarms.open_alarms()
        assert (first.active, second.active) == (False, True)
        await house.alarms.acknowledge(first.id, "wang", "operator")
        assert [alarm.id for alarm in house.alarms.open_alarms()] == [second.id]
        await house.alarms.flush()
        assert house.rows("SELECT id FROM alarm ORDER BY id") == [first.id, second.id]
        assert house.rows("SELECT repeats FROM ticket") == [1]
        assert len(set(house.rows("SELECT ticket FROM alarm"))) == 1


async def test_of_two_who_acknowledge_at_once_the_first_counts(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        alarm = await raised(house)
        answers = await asyncio.gather(*(house.alarms.acknowledge(alarm, who, "operator") for who in ("wang", "zhao")))
        assert [answer.acknowledged_by for answer in answers] == ["wang", "wang"]
        await house.alarms.flush()
        assert house.rows("SELECT who FROM alarm_event WHERE action = 'acknowledged'") == ["wang"]


async def test_an_undo_opens_what_the_acknowledgement_had_closed(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        alarm = await raised(house)
        await house.alarms.on_transitions([transition(active=False, at=NOON + 1)])
        await house.alarms.acknowledge(alarm, "wang", "operator")
        assert house.alarms.open_alarms() == []
        house.clock.time += 9
        await house.alarms.unacknowledge(alarm, "wang", "operator")
        assert [one.id for one in house.alarms.open_alarms()] == [alarm]
        await house.alarms.acknowledge(alarm, "wang", "operator")
        house.clock.time += 11
        with pytest.raises(Conflict) as refused:
            await house.alarms.unacknowledge(alarm, "wang", "operator")
        assert refused.value.code == "too_late"


async def test_a_closed_alarm_is_acknowledged_without_harm_and_an_unknown_one_is_not_found(
    database_url: str, tmp_path: Path
) -> None:
    async with open_house(database_url, tmp_path) as house:
        alarm = await raised(house)
        await house.alarms.acknowledge(alarm, "wang", "operator")
        await house.alarms.on_transitions([transition(active=False, at=NOON + 1)])
        await house.alarms.flush()
        house.clock.time += 60
        await house.alarms.on_transitions([transition("other", urgency=None)])
        assert (await house.alarms.acknowledge(alarm, "zhao", "operator")).acknowledged_by == "wang"
        with pytest.raises(NotFound):
            await house.alarms.acknowledge("NO-SUCH", "wang", "operator")


async def test_an_alarm_whose_rule_is_gone_is_ended(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        alarm = await raised(house)
        await house.alarms.retire([("sg-1", "phase_loss"), ("sg-1", "never_was")])
        assert list(house.alarms.active()) == []
        await house.alarms.flush()
        assert house.rows("SELECT action FROM alarm_event WHERE alarm = %s ORDER BY id", alarm) == [
            "raised",
            "rule_removed",
        ]


async def test_a_latched_alarm_is_reset(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        await house.alarms.on_transitions([transition(latched=True)])
        [alarm] = house.alarms.open_alarms()
        with pytest.raises(Conflict) as refused:
            await house.alarms.reset(alarm.id, "wang", "operator")
        assert refused.value.code == "still_active"
        await house.alarms.on_transitions([transition(active=False, at=NOON + 1)])
        await house.alarms.acknowledge(alarm.id, "wang", "operator")
        assert len(house.alarms.open_alarms()) == 1
        await house.alarms.reset(alarm.id, "wang", "operator")
        assert house.alarms.open_alarms() == []


async def test_an_alarm_is_shown_though_the_disk_takes_nothing_and_kept_when_it_does(
    database_url: str, tmp_path: Path
) -> None:
    async with open_house(database_url, tmp_path, run=False) as house:
        in_journal(tmp_path, "CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        alarm = await raised(house)
        with pytest.raises(Unavailable):
            await house.alarms.acknowledge(alarm, "wang", "operator")
        assert [one.acknowledged for one in house.alarms.open_alarms()] == [False]
        in_journal(tmp_path, "DROP TRIGGER full")
        await house.alarms.acknowledge(alarm, "wang", "operator")
        assert [entry.kind for entry in await house.journal.unapplied()] == ["alarm", "alarm"]
    async with open_house(database_url, tmp_path) as house:
        await house.alarms.flush()
        assert house.rows("SELECT action FROM alarm_event ORDER BY id") == ["raised", "acknowledged"]


async def test_an_entry_that_can_never_be_stored_stops_nothing_behind_it(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        await house.alarms.on_transitions([transition("bad\0rule"), transition("good", device="pr-1", kind="pressure")])
        await house.alarms.flush()
        assert house.rows("SELECT rule FROM alarm") == ["good"]
        assert house.alarms.refused == 1


async def test_a_storm_is_stored_completely(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        storm = [transition(f"rule_{n % 10}", device=f"d-{n // 10}", kind=f"k{n % 3}") for n in range(500)]
        await house.alarms.on_transitions(storm)
        assert len(house.alarms.open_alarms()) == 500
        await house.alarms.flush()
        assert house.rows(COUNTS) == [(500, 500, 150)]
        assert house.rows("SELECT sum(repeats) FROM ticket") == [350]
        assert house.rows("SELECT count(*) FROM alarm WHERE ticket IS NULL") == [0]
        tied = [event for event in house.said if isinstance(event, AlarmChanged) and event.action is not Action.RAISED]
        assert len(tied) == 500
