"""What is kept of patrols, on a real database: each thing once, also after a restart, with and without the database."""

import asyncio
import dataclasses
from pathlib import Path

import numpy as np
import pytest

from drivers.frame import Frame, Quality
from gateway.journal import JournalError
from gateway.patrol.calls import DispatchState
from gateway.patrol.visits import Finding, Flag
from tests.gateway.eventually import until
from tests.gateway.patrol.watch import (
    AWAY,
    INSPECTION,
    ONE,
    PROFILES,
    STOP_S,
    HandClock,
    Watch,
    programme,
    route,
    text,
    watch,
)

VISITS = "SELECT id, checkpoint, round, flags FROM patrol_visit ORDER BY time, seq, id"


def show(site: Watch, temperature: float) -> None:
    """A reading of the device at checkpoint d."""
    points = PROFILES["environment"].points
    values = np.array([temperature for _ in points])
    quality = np.full(len(points), Quality.GOOD, np.uint8)
    site.table.apply(Frame(device="env-1", time=site.clock.time, values=values, quality=quality), site.clock.time)


async def test_a_scan_sent_again_is_one_row_and_answered_as_before(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    async with watch(database_url, tmp_path, clock=clock, now=ONE) as site:
        told = [site.at(name, ONE + place) for place, name in enumerate("ab")]
        first = await site.scan(*told)
        again = await site.scan(*told, told[0])
        assert [each.known for each in (*first, *again)] == [False, False, True, True, True]
        assert [dataclasses.replace(each, known=False) for each in again] == [*first, first[0]]
        await site.applier.flush()
        assert len(site.rows(VISITS)) == 2
    async with watch(database_url, tmp_path, clock=clock) as site:
        assert [each.known for each in await site.scan(*told)] == [True, True]
    (tmp_path / "journal.sqlite").unlink()  # only the database knows, and it was long ago
    clock.time += 40 * 3600.0
    async with watch(database_url, tmp_path, clock=clock) as site:
        again = await site.scan(*told)
        assert [dataclasses.replace(each, known=False) for each in again] == list(first)
        await site.applier.flush()
        assert len(site.rows(VISITS)) == 2


async def test_a_restart_goes_on_without_the_database_and_nothing_is_doubled(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    async with watch(AWAY, tmp_path, clock=clock, now=ONE, apply=False) as site:
        shift = await site.patrol.begin_shift("phone-1", "wang", "guard")
        told = site.at("a", finding=Finding(kind="leak", note="水"))
        await site.scan(told)
        await site.patrol.excuse(site.round().round.id, ["c"], "施工", "zhang", "operator")
        sent = await site.patrol.send(
            place=text("gate"), device="", checkpoint="a", alarm="", note="", guard="", who="zhang", role="operator"
        )
        panic = await site.patrol.panic("5b3e", "phone-1", None, "wang", "guard")
        before = site.round()
    async with watch(AWAY, tmp_path, clock=clock, apply=False) as site:
        assert site.round() == before
        assert list(site.patrol.shifts()) == [shift]
        assert list(site.patrol.dispatches()) == [sent]
        assert list(site.patrol.panics()) == [panic]
        assert panic.checkpoint == "a"
        assert (await site.scan(told))[0].known
        rounds = [each.round for each in site.patrol.current()]
    async with watch(database_url, tmp_path, clock=clock) as site:
        await site.applier.flush()
        assert [each.round for each in site.patrol.current()] == rounds
        assert len(site.rows(VISITS)) == 1
        assert len(site.repairs.opened) == 1
        assert site.rows("SELECT ticket FROM patrol_incident") == ["ticket-leak"]
        acts = ["patrol.dispatched", "patrol.excused", "patrol.panic", "patrol.shift_begun"]
        assert site.rows("SELECT action FROM audit ORDER BY action") == acts
    async with watch(database_url, tmp_path, clock=clock) as site:
        incident = (await site.patrol.incidents(state="open", after=None, limit=10))[0]
        assert (incident.ticket, incident.kind) == ("ticket-leak", "leak")
        assert site.round() == before
        assert len(site.rows("SELECT id FROM patrol_round")) == len(set(site.rows("SELECT id FROM patrol_round")))


async def test_only_the_database_knows(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    async with watch(database_url, tmp_path, clock=clock, now=ONE) as site:
        await site.scan(site.at("a"))
        await site.patrol.excuse(site.round().round.id, ["c"], "施工", "zhang", "operator")
        before, rounds = site.round(), [each.round for each in site.patrol.current()]
        await site.applier.flush()
    (tmp_path / "journal.sqlite").unlink()
    async with watch(database_url, tmp_path, clock=clock) as site:
        assert site.round() == before
        assert [each.round for each in site.patrol.current()] == rounds
    clock.time += 60 * 3600.0
    async with watch(database_url, tmp_path, clock=clock) as site:
        await site.patrol.plan_ahead()
        old = await site.patrol.round(before.round.id)
        visit = old.stops[0].visit
        assert visit is not None
        assert [each.visit for each in old.stops] == [each.visit for each in before.stops]
        assert old.stops[2].excuse == before.stops[2].excuse
        listed = await site.patrol.rounds(ONE - 1, ONE + 1, "night", 10)
        assert list(listed) == [old]
        assert [each.id for each in await site.patrol.visits(ONE - 1, ONE + 1, "night")] == [visit.id]


async def test_a_disk_that_refuses_changes_nothing(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, now=ONE, apply=False) as site:
        told = site.at("a")
        await site.journal.stop()
        with pytest.raises(JournalError):
            await site.scan(told)
        with pytest.raises(JournalError):
            await site.patrol.begin_shift("phone-1", "wang", "guard")
        assert site.states()[0] == "u"
        assert not site.patrol.shifts()
        assert not await site.patrol.visits(ONE - 60, ONE + 60, None)
    async with watch(AWAY, tmp_path, now=ONE, apply=False) as site:
        assert not (await site.scan(told))[0].known
        assert site.states()[0] == "D"


async def test_the_sheet_of_a_device_fills_itself(tmp_path: Path, database_url: str) -> None:
    known = programme(route(), INSPECTION)
    async with watch(database_url, tmp_path, now=ONE, known=known) as site:
        show(site, 21.5)
        told = site.at("d", checks={"noise": True, "oil": 85.0}, signed="wu")
        await site.scan(told, who="wu")
        visit = (await site.patrol.visits(ONE, ONE + 1, "daily"))[0]
        assert visit.readings["temperature"] == 21.5
        assert (visit.checks, visit.signed) == ({"noise": True, "oil": 85.0}, "wu")
        incident = (await site.patrol.incidents(state="open", after=None, limit=5))[0]
        assert (incident.kind, incident.note, incident.device) == ("out_of_limit", "油位 85mm > 80mm", "env-1")
        await site.applier.flush()
        assert site.rows("SELECT readings ->> 'temperature', checks ->> 'oil' FROM patrol_visit") == [("21.5", "85.0")]
        assert (await site.patrol.incidents(state="all", after=None, limit=5))[0].ticket == "ticket-out_of_limit"


async def test_what_came_late_is_looked_up(tmp_path: Path, database_url: str) -> None:
    async with watch(database_url, tmp_path, now=ONE + 3 * STOP_S) as site:
        site.rows("INSERT INTO point (site, device, point) VALUES ('jinxiu', 'env-1', 'temperature') RETURNING 1")
        reading = (
            "INSERT INTO reading (time, point, value, quality)"
            " SELECT to_timestamp(%s), number, %s, %s FROM point RETURNING 1"
        )
        for time, value, quality in ((ONE - 20, 19.0, 0), (ONE - 10, 20.0, 0), (ONE + 10, 30.0, 0)):
            site.rows(reading, time, value, quality)
        show(site, 40.0)
        told = site.at("d", ONE)
        await site.scan(told)
        await site.applier.flush()
        assert site.rows("SELECT readings FROM patrol_visit") == [{"temperature": 20.0}]
        assert (await site.patrol.visits(ONE, ONE + 1, None))[0].readings == {"temperature": 20.0}


async def test_memory_forgets_what_the_database_has(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    async with watch(database_url, tmp_path, clock=clock, now=ONE) as site:
        await site.scan(site.at("a", phone="phone-1"), site.at("b", code="00000000", uid="", checkpoint="gate"))
        await site.applier.flush()
        memory = site.patrol._ledger.memory
        for _ in range(40):
            clock.time += 3600.0
            await site.patrol.begin_shift("phone-2", "li", "guard")
            await site.applier.flush()
            await site.patrol.plan_ahead()
        await until(lambda: not memory.visits)
        assert min(each.closes_at + each.sync_s for each in memory.rounds.values()) > clock.time - 27 * 3600.0
        assert not memory.links_of("phone-1")
        assert len(site.rows(VISITS)) == 2
        assert site.rows("SELECT count(*) FROM patrol_round")[0] >= 80


async def test_dispatch_panic_and_incident_to_their_end(tmp_path: Path, database_url: str) -> None:
    async with watch(database_url, tmp_path, now=ONE) as site:
        send = {"device": "", "checkpoint": "a", "alarm": "A1", "note": "看看", "guard": "", "who": "zhang"}
        sent = await site.patrol.send(place=text("gate"), role="operator", **send)
        assert (await site.patrol.send(place=text("gate"), role="operator", **send)) == sent  # pressed twice
        site.clock.time += 121
        assert site.point("dispatch_waiting", None) == 121
        taken = await site.patrol.answer(sent.id, "accepted", "", "wang", "guard")
        assert (taken.taken_by, site.point("dispatch_waiting", None)) == ("wang", 0)
        done = await site.patrol.answer(sent.id, "done", "无异常", "wang", "guard")
        assert (done.state, done.answer) == (DispatchState.DONE, "无异常")
        await site.patrol.panic("5b3e", "phone-1", (31.2, 121.4, 9.0), "wang", "guard")
        assert (site.point("panic", None), site.text("panic_who", None)) == (1, "wang")
        await site.patrol.clear_panic("5b3e", "误按", "zhang", "operator")
        await site.scan(site.at("a", finding=Finding(kind="suspicious_person")))
        site.clock.time += 1
        assert (site.point("panic", None), site.point("suspicious", None)) == (0, 1)
        incident = (await site.patrol.incidents(state="open", after=None, limit=5))[0]
        await site.patrol.close_incident(incident.id, "已离开", "zhang", "operator")
        site.clock.time += 1
        assert (site.point("suspicious", None), site.point("incidents", None)) == (0, 0)
        assert not await site.patrol.incidents(state="open", after=None, limit=5)
        await site.applier.flush()
        assert site.rows("SELECT state, taken_by, answer FROM patrol_dispatch") == [("done", "wang", "无异常")]
        assert site.rows("SELECT cleared_by, note, position FROM patrol_panic") == [
            ("zhang", "误按", [31.2, 121.4, 9.0])
        ]
        closed = site.rows("SELECT closed_by, outcome, ticket FROM patrol_incident")
        assert closed == [("zhang", "已离开", "ticket-suspicious_person")]
        assert len(site.rows("SELECT id FROM audit")) == 6


async def test_phones_that_come_at_once_are_written_together(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, now=ONE, apply=False) as site:
        told = [site.at("a", phone=f"phone-{number}") for number in range(50)]
        answers = await asyncio.gather(*(site.scan(each, who=each.phone) for each in told))
        assert [each[0].id for each in answers] == [each.id for each in told]
        assert all(Flag.DUPLICATE not in each[0].flags for each in answers)
    async with watch(AWAY, tmp_path, now=ONE, apply=False) as site:
        assert len(await site.patrol.visits(ONE, ONE + 1, None)) == 50
