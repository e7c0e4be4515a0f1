"""A night's round, walked by a simulated guard over HTTP: a stop left out alarms when its time is over, not before."""

from pathlib import Path
from random import Random
from typing import Any

import psycopg

from gateway.alarms.model import Alarm
from gateway.store.accounts import add_account
from simulators.guards.guard import Guard, Person
from simulators.guards.phone import Phone, rfc3339
from simulators.guards.programme import seconds
from simulators.guards.roster import Roster
from simulators.guards.temper import Temper
from simulators.guards.wall import Wall
from tests.flow.night import START, STOPS, SYNC_S, Night, running
from tests.gateway.eventually import until


def alarms_of(night: Night) -> dict[str, Alarm]:
    """What is active on the route, by its rule."""
    found = [alarm for alarm in night.app.alarms.open_alarms() if alarm.device == "patrol:night"]
    return {alarm.rule: alarm for alarm in found if alarm.condition == "active"}


def states(told: Any) -> list[str]:
    return [stop["state"] for stop in told["stops"]]


async def test_a_stop_left_out_alarms_when_its_time_is_over_and_an_excuse_ends_it(
    data: Path, database_url: str
) -> None:
    async with running(data, database_url, at=START - 50) as night:
        desk, phone = night.line("operator"), night.phone()
        wall = Wall(night.line("manager"))
        await wall.read()
        assert await phone.begin_shift()
        steps = await night.steps(phone.line)
        await night.take(phone, wall, [step for step in steps if step.place.id != "p7"])
        round_ = await night.round(phone.line)
        closes = round_.stops[6].closes_at

        await night.pass_until(closes - 1, phone)
        told = await night.told(desk, round_.id)
        assert states(told) == ["done"] * 6 + ["due", "done"]
        assert [flag for stop in told["stops"] for flag in stop["flags"]] == []
        assert alarms_of(night) == {}

        await night.pass_until(closes + 1, phone)
        await until(lambda: "missed" in alarms_of(night))
        raised = alarms_of(night)
        assert set(raised) == {"missed", "missed_key"}
        assert all(closes <= alarm.raised_at <= closes + 60 for alarm in raised.values())
        assert "7 号点" in raised["missed_key"].message.zh
        await until(lambda: any(alarm.ticket for alarm in alarms_of(night).values()))
        assert raised["missed"].priority == 3
        told = await night.told(desk, round_.id)
        assert (told["state"], states(told)) == ("missed", ["done"] * 6 + ["missed", "done"])

        excuse = {"checkpoints": ["p7"], "reason": "the door was blocked"}
        assert (await desk.ask("POST", f"/patrol/rounds/{round_.id}/excuse", excuse)).status == 200
        await until(lambda: alarms_of(night) == {})
        back = {"checkpoints": ["p7"]}
        assert (await desk.ask("POST", f"/patrol/rounds/{round_.id}/unexcuse", back)).status == 200
        await until(lambda: set(alarms_of(night)) == {"missed", "missed_key"})
        assert (await desk.ask("POST", f"/patrol/rounds/{round_.id}/excuse", excuse)).status == 200
        await until(lambda: alarms_of(night) == {})
        await night.pass_until(round_.closes_at + 1, phone)
        told = await night.told(desk, round_.id)
        assert (told["state"], told["done"], told["missed"]) == ("done", STOPS, 0)
        await night.app.alarms.flush()
        await adds_up(night, database_url)


async def adds_up(night: Night, database_url: str) -> None:
    """The figures of the night are the sums of the raw rows."""
    span = f"from={rfc3339(START - 60)}&to={rfc3339(START + 60)}&by=day"
    figures = (await night.line("manager").ask("GET", f"/patrol/figures?{span}")).body
    with psycopg.connect(database_url) as connection:
        (visits,) = connection.execute("SELECT count(DISTINCT checkpoint) FROM patrol_visit").fetchall()
        (excuses,) = connection.execute("SELECT count(*) FROM patrol_excuse").fetchall()
        acts = connection.execute("SELECT action FROM audit WHERE action LIKE '%excuse%' ORDER BY time").fetchall()
    total = figures["total"]
    assert (total["done"] + total["late"], total["excused"], total["missed"]) == (visits[0], excuses[0], 0)
    assert (visits[0], excuses[0]) == (STOPS - 1, 1)
    for name in ("periods", "routes", "guards", "checkpoints"):
        assert sum(tally["done"] for tally in figures[name]) == total["done"]
        assert sum(tally["excused"] for tally in figures[name]) == total["excused"]
    assert acts == [("patrol.excused",), ("patrol.unexcused",), ("patrol.excused",)]


async def test_a_phone_without_network_is_not_known_until_its_time_is_over_and_explains_later(
    data: Path, database_url: str
) -> None:
    async with running(data, database_url, at=START - 50) as night:
        desk, phone = night.line("operator"), night.phone()
        wall = Wall(night.line("manager"))
        await wall.read()
        assert await phone.begin_shift()
        round_ = await night.round(phone.line)
        steps = await night.steps(phone.line)
        await night.take(phone, wall, steps[:4])
        heard = night.clock.now()
        await night.take(phone, wall, steps[4:], is_online=False)
        await night.pass_until(round_.closes_at + 1)
        told = await night.told(desk, round_.id)
        assert states(told) == ["done"] * 4 + ["offline"] * 4
        assert abs(seconds(told["offline_since"]) - heard) < 30
        assert alarms_of(night) == {}

        await night.pass_until(round_.closes_at + SYNC_S + 1)
        await until(lambda: "missed" in alarms_of(night))
        assert states(await night.told(desk, round_.id)) == ["done"] * 4 + ["missed"] * 4

        assert await phone.flush()
        await night.pass_until(night.clock.now() + 1, phone)
        await until(lambda: alarms_of(night) == {})
        told = await night.told(desk, round_.id)
        assert states(told) == ["done"] * 8
        assert told["offline_since"] is None
        explained = [seconds(stop["explained_at"]) for stop in told["stops"] if stop["explained_at"]]
        assert len(explained) == 4
        assert all(moment > round_.closes_at + SYNC_S for moment in explained)


async def test_photos_of_labels_scanned_in_the_gatehouse_are_kept_and_flagged(data: Path, database_url: str) -> None:
    async with running(data, database_url, at=START - 50) as night:
        phone, wall = night.phone(), Wall(night.line("manager"))
        await wall.read()
        assert await phone.begin_shift()
        steps = await night.steps(phone.line, Temper.CHEATING)
        await night.take(phone, wall, steps, is_online=False)
        assert await phone.flush()
        taken = list(phone.answers.values())
        assert [set(answer["flags"]) for answer in taken] == [set(step.expected) for step in steps]
        assert [answer["trust"] for answer in taken][1:] == ["low"] * (STOPS - 1)
        await night.pass_until(night.clock.now() + 1, phone)
        await until(lambda: {"too_fast", "flagged"} <= set(alarms_of(night)))


async def test_a_guard_walks_by_themselves_and_goes_to_look_when_sent(data: Path, database_url: str) -> None:
    async with running(data, database_url, at=START - 120) as night:
        desk, wall = night.line("operator"), Wall(night.line("manager"))
        await wall.read()
        add_account(database_url, "li", "guard", "a-long-password")
        phone = Phone(night.person("li", "a-long-password"), now=night.clock.now)
        person = Person(name="li", role="guard", temper=Temper.PUNCTUAL)
        guard = Guard(person, phone, wall, Roster(), Random(2))
        sent = await desk.ask(
            "POST", "/patrol/dispatches", {"place": {"zh": "车库", "en": "Garage"}, "note": "a noise"}
        )
        assert sent.status == 201
        while night.clock.now() < START + 600:
            await guard.turn(night.clock.now())
            night.clock.move_to(night.clock.now() + 10)
        round_ = await night.round(phone.line)
        assert states(await night.told(desk, round_.id)) == ["done"] * STOPS
        (dispatch,) = (await desk.ask("GET", "/patrol/dispatches")).body
        assert (dispatch["state"], dispatch["answer"]) == ("done", "all quiet")
        assert alarms_of(night) == {}
