"""Tickets in the database: one for each trouble, every step once, every breach once."""

import asyncio
from pathlib import Path
from typing import Any

import psycopg
import pytest

from gateway.errors import Conflict, GatehouseError, Invalid, NotAllowed, NotFound
from gateway.tickets.events import TicketChanged
from gateway.tickets.model import State, Ticket
from gateway.tickets.view import ticket_json
from tests.gateway.alarms.rig import NOON, House, add_accounts, open_house, transition


@pytest.fixture(autouse=True)
def accounts(database_url: str) -> None:
    add_accounts(database_url, li="engineer", zhao="engineer", wang="operator", chen="manager", fang="frontdesk")


async def from_alarm(house: House, **facts: Any) -> Ticket:
    await house.alarms.on_transitions([transition(**facts)])
    await house.alarms.flush()
    return (await house.tickets.list(limit=1))[0]


async def walk(house: House, ticket: str, *actions: str, who: str = "li", role: str = "engineer") -> Ticket:
    for action in actions:
        house.clock.time += 10
        after = await house.tickets.step(ticket, action, who, role, {"cause": "保险丝熔断", "solution": "更换"})
    return after


async def test_from_the_alarm_to_the_end(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        ticket = await from_alarm(house)
        assert (ticket.state, ticket.assignee, ticket.urgency) == (State.DISPATCHED, "li", "emergency")
        assert (ticket.arrive_by, ticket.resolve_by) == (NOON + 900, NOON + 1800)
        await walk(house, ticket.id, "accept", "arrive")
        with pytest.raises(Conflict) as warned:
            await walk(house, ticket.id, "resolve")
        assert warned.value.code == "still_abnormal"
        assert (await house.tickets.get(ticket.id)).state is State.ARRIVED
        await house.alarms.on_transitions([transition(active=False, at=NOON + 60)])
        await house.alarms.flush()
        assert (await house.tickets.get(ticket.id)).state is State.ARRIVED
        await walk(house, ticket.id, "resolve")
        closed = await walk(house, ticket.id, "verify", who="wang", role="operator")
        assert (closed.state, closed.cause, closed.solution) == (State.CLOSED, "保险丝熔断", "更换")
        history = [event.action for event in await house.tickets.events(ticket.id)]
        assert history == ["created", "assign", "accept", "arrive", "alarm_returned", "resolve", "verify", "close"]
        acts = house.rows("SELECT who, action FROM audit ORDER BY id")
        assert acts == [
            ("li", "ticket.accept"),
            ("li", "ticket.arrive"),
            ("li", "ticket.resolve"),
            ("wang", "ticket.verify"),
        ]
        said = [event.action for event in house.said if isinstance(event, TicketChanged)]
        assert said == ["created", "accept", "arrive", "alarm_returned", "resolve", "verify"]


async def test_the_next_trouble_gets_a_new_ticket_once_the_old_is_closed(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        first = await from_alarm(house)
        await house.alarms.on_transitions([transition(active=False, at=NOON + 1)])
        repeated = await from_alarm(house, at=NOON + 2)
        assert (repeated.id, repeated.repeats) == (first.id, 1)
        await house.tickets.step(first.id, "cancel", "wang", "operator", {"reason": "演练"})
        await house.alarms.on_transitions([transition(active=False, at=NOON + 3)])
        second = await from_alarm(house, at=NOON + 4)
        assert second.id != first.id
        assert second.number == first.number + 1


async def test_two_kinds_of_trouble_are_two_tickets(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        await from_alarm(house)
        await from_alarm(house, rule="overheating", kind="temperature", urgency="ordinary")
        assert len(await house.tickets.list(state="open")) == 2


async def test_a_graver_rule_of_the_same_kind_raises_the_ticket(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        await from_alarm(house, rule="voltage_low", urgency="ordinary", priority=3)
        ticket = await from_alarm(house, rule="phase_loss", urgency="emergency", priority=1, at=NOON + 60)
        assert (ticket.urgency, ticket.priority, ticket.arrive_by) == ("emergency", 1, NOON + 60 + 900)
        assert [event.action for event in await house.tickets.events(ticket.id)][-1] == "raised"


async def test_a_repeat_after_the_repair_sends_the_engineer_back(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        ticket = await from_alarm(house)
        await house.alarms.on_transitions([transition(active=False, at=NOON + 1)])
        await house.alarms.flush()
        await walk(house, ticket.id, "accept", "arrive", "resolve")
        again = await from_alarm(house, at=NOON + 100)
        assert (again.id, again.state, again.assignee, again.resolve_by) == (
            ticket.id,
            State.DISPATCHED,
            "li",
            NOON + 1900,
        )


async def test_two_who_accept_at_once_accept_once(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        ticket = await from_alarm(house)
        both = await asyncio.gather(*(house.tickets.step(ticket.id, "accept", "li", "engineer") for _ in range(2)))
        assert both[0] == both[1]
        assert house.rows("SELECT count(*) FROM ticket_event WHERE action = 'accept'") == [1]


async def test_of_two_different_steps_at_once_one_is_refused(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        ticket = await from_alarm(house)
        outcomes = await asyncio.gather(
            house.tickets.step(ticket.id, "accept", "li", "engineer", {"version": ticket.version}),
            house.tickets.step(
                ticket.id, "assign", "wang", "operator", {"assignee": "zhao", "version": ticket.version}
            ),
            return_exceptions=True,
        )
        refused = [outcome for outcome in outcomes if isinstance(outcome, Conflict)]
        assert [one.code for one in refused] == ["changed"]


REFUSED: list[tuple[str, str, str, dict[str, Any], type[GatehouseError], str]] = [
    ("arrive", "li", "engineer", {}, Conflict, "conflict"),
    ("accept", "zhao", "engineer", {}, NotAllowed, "not_yours"),
    ("accept", "wang", "operator", {}, NotAllowed, "not_allowed"),
    ("assign", "wang", "operator", {}, Invalid, "invalid"),
    ("assign", "wang", "operator", {"assignee": "nobody"}, Invalid, "invalid"),
    ("assign", "wang", "operator", {"assignee": "fang"}, Invalid, "invalid"),
    ("cancel", "wang", "operator", {"reason": "\0"}, Invalid, "invalid"),
    ("dance", "wang", "operator", {}, NotFound, "not_found"),
]


async def test_a_refused_step_changes_nothing(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        ticket = await from_alarm(house)
        before = house.rows("SELECT * FROM ticket"), house.rows("SELECT count(*) FROM ticket_event")
        for action, who, role, body, error, code in REFUSED:
            with pytest.raises(error) as refused:
                await house.tickets.step(ticket.id, action, who, role, body)
            assert refused.value.code == code, (action, who)
        assert (house.rows("SELECT * FROM ticket"), house.rows("SELECT count(*) FROM ticket_event")) == before
        assert house.rows("SELECT count(*) FROM audit") == [0]


async def test_a_breach_is_told_once_also_after_a_restart(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        ticket = await from_alarm(house)
        assert await house.tickets.check_clocks(NOON + 900) == []
        [late] = await house.tickets.check_clocks(NOON + 901)
        assert ticket_json(late)["breaches"]["arrive"]["escalated_to"] == "operator"
        assert await house.tickets.check_clocks(NOON + 902) == []
    async with open_house(database_url, tmp_path) as house:
        assert await house.tickets.check_clocks(NOON + 903) == []
        [late] = await house.tickets.check_clocks(NOON + 1801)
        assert ticket_json(late)["breaches"]["resolve"]["escalated_to"] == "manager"
        events = house.rows("SELECT event FROM notification ORDER BY id")
        assert events == ["ticket_assigned", "ticket_breached", "ticket_breached"]
        assert house.rows("SELECT detail ->> 'clock' FROM ticket_event WHERE action = 'breached' ORDER BY id") == [
            "arrive",
            "resolve",
        ]
        assert ticket.version + 2 == late.version


async def test_who_comes_late_is_noted_though_no_job_has_looked(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        ticket = await from_alarm(house)
        await walk(house, ticket.id, "accept")
        house.clock.time = NOON + 1000
        await walk(house, ticket.id, "arrive")
        assert [event.action for event in await house.tickets.events(ticket.id)][-2:] == ["breached", "arrive"]


async def test_a_reopened_ticket_has_its_clocks_anew_unless_another_is_open(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        first = await from_alarm(house)
        await house.alarms.on_transitions([transition(active=False, at=NOON + 1)])
        await house.alarms.flush()
        await walk(house, first.id, "accept", "arrive", "resolve")
        await walk(house, first.id, "verify", who="wang", role="operator")
        house.clock.time = NOON + 5000
        again = await house.tickets.step(first.id, "reopen", "fang", "frontdesk", {"reason": "又坏了"})
        assert (again.state, again.arrive_by) == (State.DISPATCHED, NOON + 5900)
        await house.tickets.step(first.id, "cancel", "wang", "operator", {"reason": "重复"})
        with pytest.raises(Conflict):
            await house.tickets.step(first.id, "reopen", "wang", "operator", {"reason": "误取消"})


async def test_a_closed_ticket_is_not_reopened_beside_another(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        first = await from_alarm(house)
        await house.alarms.on_transitions([transition(active=False, at=NOON + 1)])
        await house.alarms.flush()
        await walk(house, first.id, "accept", "arrive", "resolve")
        await walk(house, first.id, "verify", who="wang", role="operator")
        await from_alarm(house, at=NOON + 100)
        with pytest.raises(Conflict) as refused:
            await house.tickets.step(first.id, "reopen", "wang", "operator", {"reason": "又坏了"})
        assert refused.value.code == "another_open"
        assert (await house.tickets.get(first.id)).state is State.CLOSED


async def test_people_open_tickets_too(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        body = {"title": " 三单元门禁失灵 ", "device": "pr-1", "trade": "doors", "description": "刷卡无反应"}
        ticket = await house.tickets.create(body, "fang", "frontdesk")
        assert (ticket.title, ticket.state, ticket.arrive_by) == ("三单元门禁失灵", State.NEW, NOON + 1800)
        await house.tickets.create(body, "fang", "frontdesk")
        given = await house.tickets.create(body | {"assignee": "zhao"}, "wang", "operator")
        assert (given.state, given.assignee) == (State.DISPATCHED, "zhao")
        assert len(await house.tickets.list(device="pr-1", state="open")) == 3
        for wrong, field in [
            ({"title": ""}, "title"),
            ({"device": "pr-9"}, "device"),
            ({"assignee": "zhao"}, "assignee"),
        ]:
            with pytest.raises(Invalid) as refused:
                await house.tickets.create(body | wrong, "fang", "frontdesk")
            assert refused.value.field == field


async def test_pages_follow_each_other_without_gaps(database_url: str, tmp_path: Path) -> None:
    async with open_house(database_url, tmp_path) as house:
        made = [(await house.tickets.create({"title": f"t{n}"}, "fang", "frontdesk")).id for n in range(5)]
        first = await house.tickets.list(limit=3)
        second = await house.tickets.list(limit=3, after=first[-1].id)
        assert [ticket.id for ticket in (*first, *second)] == made[::-1]
        with pytest.raises(Invalid):
            await house.tickets.list(state="lost")


async def test_a_disabled_account_gets_no_tickets(database_url: str, tmp_path: Path) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE account SET disabled = true WHERE name = 'li'")
    async with open_house(database_url, tmp_path) as house:
        ticket = await from_alarm(house)
        assert (ticket.state, ticket.assignee) == (State.NEW, None)
