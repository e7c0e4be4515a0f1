"""Vehicles at a gate: judged, ordered, kept, shown, settled."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drivers.sighting import Sighting
from gateway.errors import Conflict, Invalid, NotFound, Unavailable
from gateway.gates.lanes.passages import PassageFilter
from gateway.gates.model import Decision, Holder, Outcome, Pass, PassKind, PassState, Reason, Vehicle, VehicleList
from tests.gateway.eventually import until
from tests.gateway.gates.gatepost import AWAY, NOON, SOUTH, Gatepost, gatepost

OURS = Vehicle(id="v1", plate="沪A12345", list=VehicleList.FIXED, holder="1-101")
BLOCKED = Vehicle(id="v2", plate="沪B66666", list=VehicleList.BLOCKED, holder="闹事车辆")
LISTS = (OURS, BLOCKED)
VISIT = Pass(
    id="p1", kind=PassKind.VISITOR, state=PassState.CONFIRMED, code="visitor-code", host_code="host-code",
    visitor="李", holder="1-101", plate="", valid_from=NOON - 60, valid_until=NOON + 3600,
)  # fmt: skip


def is_done(post: Gatepost, outcome: Outcome = Outcome.OPENED) -> bool:
    newest = post.newest()
    return newest is not None and newest.outcome is outcome


async def test_a_known_vehicle_passes(data: Path, database_url: str) -> None:
    async with gatepost(database_url, data, vehicles=LISTS) as post:
        name = post.comes("沪A12345")
        await until(lambda: is_done(post))
        assert [(one.decision, one.reason, one.outcome) for one in post.shown] == [
            (Decision.OPEN, Reason.FIXED_VEHICLE, Outcome.ORDERED),
            (Decision.OPEN, Reason.FIXED_VEHICLE, Outcome.OPENED),
        ]
        assert post.settled == [name]
        assert post.barriers.orders == ["barrier-1"]
        (newest,) = post.gates.recent()
        path, crop = post.gates.picture_path(newest.id), post.gates.crop_path(newest.id)
        assert path is not None
        assert crop is not None
        assert path.parent == data / "passages" / f"{datetime.fromtimestamp(NOON, UTC):%Y-%m-%d}"
        assert "沪A12345" in post.register.known().inside
        await post.applier.flush()
        stored = post.rows("SELECT id, plate, reason, outcome, match, has_picture, direction FROM passage")
        assert stored == [(newest.id, "沪A12345", "fixed_vehicle", "opened", "1-101", True, "in")]
        assert post.rows("SELECT plate, entry_gate FROM parking_session") == [("沪A12345", "south")]
        assert post.point("south", "opened") == post.point("south", "passages") == 1
        assert post.point("north", "passages") == 0


async def test_a_blocked_vehicle_is_refused_and_told_of_for_a_minute(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        post.comes("沪B66666")
        await until(lambda: post.shown)
        assert (post.shown[0].decision, post.shown[0].reason) == (Decision.REFUSE, Reason.BLOCKED_VEHICLE)
        assert not post.barriers.orders
        assert (post.point("south", "blocked_vehicle"), post.point("south", "refused")) == (1, 1)
        assert post.text("south", "last_blocked") == "沪B66666 闹事车辆"
        post.clock.time += 61
        assert post.point("south", "blocked_vehicle") == 0


async def test_an_arm_that_does_not_move(data: Path, database_url: str) -> None:
    async with gatepost(database_url, data, vehicles=LISTS) as post:
        post.barriers.ignores.add("barrier-1")
        post.comes("沪A12345")
        await until(lambda: is_done(post, Outcome.FAILED))
        assert post.point("south", "open_failed") == 1
        assert post.point("south", "opened") == 0
        post.barriers.ignores.clear()
        post.clock.time += 20
        post.comes("沪A12345")  # it has backed off and comes again
        await until(lambda: is_done(post))
        assert post.point("south", "open_failed") == 0
        await post.applier.flush()
        assert post.rows("SELECT outcome FROM passage ORDER BY id") == ["failed", "opened"]
        assert post.rows("SELECT count(*) FROM parking_session") == [1]


@pytest.mark.parametrize("away", ["offline", "silent"])
async def test_a_barrier_that_is_away(data: Path, away: str) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        if away == "offline":
            post.table.set_online("barrier-1", False, NOON)
        else:
            post.barriers.silent.add("barrier-1")
        post.comes("沪A12345")
        await until(lambda: is_done(post, Outcome.FAILED))
        assert post.point("south", "open_failed") == 1
        assert post.point("south", "barrier_online") == (0 if away == "offline" else 1)
        assert bool(post.barriers.orders) is (away == "silent")


async def test_one_slow_barrier_holds_up_no_other_gate(data: Path) -> None:
    north = replace(OURS, id="v3", plate="沪A00001")
    async with gatepost(AWAY, data, vehicles=(OURS, north), apply=False) as post:
        post.barriers.held["barrier-1"] = asyncio.Event()
        post.comes("沪A12345")
        post.comes("沪A00001", camera="cam-2")
        await until(lambda: any(one.gate == "north" and one.outcome is Outcome.OPENED for one in post.shown))
        await until(lambda: any(one.gate == "south" for one in post.shown))
        assert {one.outcome for one in post.shown if one.gate == "south"} == {Outcome.ORDERED}
        post.barriers.held["barrier-1"].set()
        await until(lambda: any(one.gate == "south" and one.outcome is Outcome.OPENED for one in post.shown))


async def test_the_order_goes_out_while_the_disk_refuses(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        await post.journal.stop()
        post.comes("沪A12345")
        await until(lambda: is_done(post))
        assert post.settled == [], "what is not kept is not settled"
        assert post.gates.waiting == 2


async def test_a_gate_without_a_barrier_keeps_what_passes(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        post.comes("沪A12345", camera="cam-3")
        await until(lambda: post.shown)
        assert (post.shown[0].decision, post.shown[0].outcome) == (Decision.OPEN, Outcome.NONE)
        assert post.point("lane", "opened") == 1
        assert post.point("lane", "barrier_online") is None
        with pytest.raises(Conflict) as refused:
            await post.gates.open("lane", "wang", "guard")
        assert refused.value.code == "no_barrier"


async def test_what_is_told_twice_is_taken_once(data: Path, database_url: str) -> None:
    async with gatepost(database_url, data, vehicles=LISTS) as post:
        name = post.comes("沪A12345")
        await until(lambda: is_done(post))
        post.comes("沪A12345", id_=name)
        post.comes("沪A12345")  # the same vehicle under another id
        await until(lambda: len(post.settled) == 3)
        assert len(post.gates.recent()) == 1
        assert post.barriers.orders == ["barrier-1"]
    async with gatepost(database_url, data, vehicles=LISTS) as post:
        post.comes("沪A12345", id_=name)
        assert post.settled == [name]
        assert [one.plate for one in post.gates.recent()] == ["沪A12345"]
        assert "沪A12345" in post.register.known().inside


async def test_a_vehicle_that_is_told_of_late_opens_nothing(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        post.clock.time += 120
        post.gates.take(Sighting(id="late", device="cam-1", time=NOON, plate="沪A12345", seen="沪A12345"), None)
        await until(lambda: post.shown)
        assert (post.shown[0].time, post.shown[0].outcome) == (NOON, Outcome.NONE)
        assert not post.barriers.orders
        assert not post.register.known().inside
        assert (post.point("south", "passages"), post.point("south", "opened")) == (1, 0)


async def test_more_than_can_wait_are_refused_and_not_settled(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        for number in range(210):
            post.comes(f"沪C{number:05}", id_=f"s{number}", picture=b"", crop=b"")
        assert post.gates.refused == 10
        await until(lambda: len(post.settled) == 200)
        post.comes("沪C00205", id_="s205")
        await until(lambda: "s205" in post.settled)


async def test_a_full_disk_costs_the_picture_and_not_the_passage(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        (data / "passages").write_bytes(b"a file where the folder would be")
        name = post.comes("沪A12345")
        await until(lambda: is_done(post))
        assert post.settled == [name]
        assert post.gates.pictures_failed == 2
        assert post.gates.pictures_fail
        assert not post.shown[0].has_picture
        assert post.gates.picture_path(post.shown[0].id) is None


async def test_opened_by_hand_for_a_vehicle_that_waits(data: Path, database_url: str) -> None:
    async with gatepost(database_url, data, vehicles=LISTS) as post:
        post.comes("", seen="沪A1234?", uncertain=(6,))
        await until(lambda: post.shown)
        passage = post.shown[0]
        assert (passage.decision, passage.reason) == (Decision.ASK, Reason.UNSURE_PLATE)
        post.clock.time += 30
        assert (post.point("south", "waiting"), post.point("south", "unsure")) == (30, 1)
        opened = await post.gates.open("south", "wang", "guard", note="known to me", passage=passage.id)
        assert (opened.reason, opened.outcome, opened.decided_by) == (Reason.BY_HAND, Outcome.OPENED, "wang")
        assert post.point("south", "waiting") == 0
        await post.applier.flush()
        assert post.rows("SELECT who, action FROM passage_event") == [("wang", "open")]
        ((who, role, target, detail),) = post.rows("SELECT who, role, target, detail FROM audit")
        assert (who, role, target, detail["note"]) == ("wang", "guard", passage.id, "known to me")
        assert post.rows("SELECT decided_by, decision FROM passage") == [("wang", "open")]


async def test_opened_by_hand_for_nobody_in_particular_without_a_database(data: Path, database_url: str) -> None:
    async with gatepost(AWAY, data, apply=False) as post:
        opened = await post.gates.open("south", "wang", "guard")
        assert (opened.plate, opened.reason, opened.outcome) == ("", Reason.BY_HAND, Outcome.OPENED)
        await post.gates.open("south", "li", "operator")
        assert len(post.barriers.orders) == 2
    async with gatepost(database_url, data) as post:
        await post.applier.flush()
        assert post.rows("SELECT who FROM audit ORDER BY id") == ["wang", "li"]
        await post.journal.mark_applied(0)
        post.applier.wake()
        await post.applier.flush()
        assert len(post.rows("SELECT who FROM audit")) == 2


async def test_two_who_open_at_once_give_one_order_and_are_both_told(data: Path, database_url: str) -> None:
    async with gatepost(database_url, data) as post:
        post.barriers.held["barrier-1"] = asyncio.Event()
        both = [asyncio.create_task(post.gates.open("south", who, "guard")) for who in ("wang", "li")]
        await until(lambda: len(post.shown) == 2)
        post.barriers.held["barrier-1"].set()
        first, second = await asyncio.gather(*both)
        assert first == second
        assert (first.outcome, first.decided_by) == (Outcome.OPENED, "wang")
        assert post.barriers.orders == ["barrier-1"]
        await post.applier.flush()
        assert post.rows("SELECT who FROM audit ORDER BY id") == ["wang", "li"]


async def test_who_may_not_open_what(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        post.comes("沪B66666")
        await until(lambda: post.shown)
        with pytest.raises(NotFound):
            await post.gates.open("west", "wang", "guard")
        with pytest.raises(Conflict, match="south"):
            await post.gates.open("north", "wang", "guard", passage=post.shown[0].id)
        post.clock.time += 700
        with pytest.raises(Conflict) as gone:
            await post.gates.open("south", "wang", "guard", passage=post.shown[0].id)
        assert gone.value.code == "gone"
        with pytest.raises(Unavailable):
            await post.gates.open("south", "wang", "guard", passage="01JXXXXXXXXXXXXXXXXXXXXXXX")
        assert not post.barriers.orders


async def test_a_plate_put_right_opens_once(data: Path, database_url: str) -> None:
    async with gatepost(database_url, data, vehicles=LISTS) as post:
        post.comes("", seen="沪A1234B", uncertain=(5, 6))
        await until(lambda: post.shown)
        passage = post.shown[0]
        right = await post.gates.correct(passage.id, " 沪a 12345", "wang", "guard")
        assert (right.plate, right.reason, right.outcome) == ("沪A12345", Reason.CORRECTED, Outcome.OPENED)
        assert (right.corrected_from, right.match, right.decided_by) == ("沪A1234B", "1-101", "wang")
        again = await post.gates.correct(passage.id, "沪A12346", "wang", "guard")
        assert (again.plate, again.corrected_from) == ("沪A12346", "沪A1234B")
        assert post.barriers.orders == ["barrier-1"]
        assert list(post.register.known().inside) == ["沪A12346"], "the stay is that of the right plate"
        assert await post.gates.correct(passage.id, "沪A12346", "li", "guard") == again
        await post.applier.flush()
        assert post.rows("SELECT plate, corrected_from FROM passage") == [("沪A12346", "沪A1234B")]
        assert post.rows("SELECT plate FROM parking_session") == ["沪A12346"]
        assert post.rows("SELECT action FROM audit") == ["gate.correct"] * 2
        with pytest.raises(Invalid):
            await post.gates.correct(passage.id, " . ", "wang", "guard")


async def test_a_plate_put_right_too_late_opens_nothing(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        post.comes("", seen="沪A1234B", uncertain=(5, 6))
        await until(lambda: post.shown)
        post.clock.time += 601
        right = await post.gates.correct(post.shown[0].id, "沪A12345", "wang", "guard")
        assert (right.plate, right.decision, right.outcome) == ("沪A12345", Decision.ASK, Outcome.NONE)
        assert not post.barriers.orders


async def test_a_plate_put_right_may_be_a_blocked_one(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        post.comes("", seen="沪B6666B", uncertain=(5, 6))
        await until(lambda: post.shown)
        right = await post.gates.correct(post.shown[0].id, "沪B66666", "wang", "guard")
        assert (right.decision, right.reason) == (Decision.REFUSE, Reason.BLOCKED_VEHICLE)
        assert post.point("south", "blocked_vehicle") == 1
        assert not post.barriers.orders


async def test_a_visitor_shows_the_code_in_the_vehicle_that_waits(data: Path, database_url: str) -> None:
    async with gatepost(database_url, data, passes=(VISIT,)) as post:
        post.comes("苏E99999")
        await until(lambda: post.shown)
        assert post.shown[0].decision is Decision.REFUSE
        shown = await post.gates.show_pass("south", "https://gatehouse.example/visit/visitor-code", "wang", "guard")
        assert (shown.id, shown.reason, shown.outcome) == (post.shown[0].id, Reason.VISITOR_PASS, Outcome.OPENED)
        assert (shown.match, shown.plate, shown.decided_by) == ("李", "苏E99999", "wang")
        assert post.register.known().passes.by_id["p1"].uses == 1
        post.clock.time += 300
        second = await post.gates.show_pass("south", "visitor-code", "wang", "guard")
        assert (second.decision, second.reason) == (Decision.REFUSE, Reason.PASS_USED)
        assert len(post.gates.recent()) == 2
        with pytest.raises(NotFound):
            await post.gates.show_pass("south", "no-such-code", "wang", "guard")
        assert len(post.gates.recent()) == 2
        assert post.barriers.orders == ["barrier-1"]


async def test_a_closed_gate_opens_for_nobody(data: Path) -> None:
    closed = replace(SOUTH, is_open=False)
    async with gatepost(AWAY, data, gates=(closed,), vehicles=LISTS, apply=False) as post:
        post.comes("沪A12345")
        await until(lambda: post.shown)
        assert (post.shown[0].decision, post.shown[0].reason) == (Decision.REFUSE, Reason.GATE_CLOSED)
        assert post.point("south", "closed") == 1


async def test_the_list_of_passages(data: Path, database_url: str) -> None:
    people = (Holder(name="1-101"),)
    async with gatepost(database_url, data, vehicles=LISTS, holders=people) as post:
        for plate in ("沪A12345", "沪B66666", "苏E00001"):
            post.comes(plate)
            post.clock.time += 20
        await until(lambda: len(post.gates.recent()) == 3 and is_all_told(post))
        await post.applier.flush()
    async with gatepost(database_url, data) as post:
        for wanted, plates in (
            (PassageFilter(), ["苏E00001", "沪B66666", "沪A12345"]),
            (PassageFilter(plate="沪*"), ["沪B66666", "沪A12345"]),
            (PassageFilter(plate="沪?66*"), ["沪B66666"]),
            (PassageFilter(plate="%"), []),
            (PassageFilter(decision="open"), ["沪A12345"]),
            (PassageFilter(gate="north"), []),
            (PassageFilter(since=NOON + 15, until=NOON + 35), ["沪B66666"]),
        ):
            assert [one.plate for one in await post.gates.passages(wanted, 100)] == plates
        (newest,) = await post.gates.passages(PassageFilter(), 1)
        rest = await post.gates.passages(PassageFilter(after=newest.id), 100)
        assert [one.plate for one in rest] == ["沪B66666", "沪A12345"]
        assert await post.gates.get(newest.id) == newest
        with pytest.raises(NotFound):
            await post.gates.get("01JXXXXXXXXXXXXXXXXXXXXXXX")
    (data / "journal.sqlite").unlink()
    async with gatepost(database_url, data) as post:  # memory is empty: all of it comes from the database
        assert [one.plate for one in await post.gates.passages(PassageFilter(plate="沪?66*"), 9)] == ["沪B66666"]
        stored = await post.gates.get(newest.id)
        assert replace(stored, confidence=newest.confidence) == newest
        assert stored.confidence == pytest.approx(newest.confidence)


def is_all_told(post: Gatepost) -> bool:
    return all(one.outcome is not Outcome.ORDERED for one in post.gates.recent())


async def test_without_the_database_only_the_newest_are_known(data: Path) -> None:
    async with gatepost(AWAY, data, apply=False) as post:
        post.comes("苏E00001")
        await until(lambda: post.shown)
        assert len(await post.gates.passages(PassageFilter(), 100)) == 1
        with pytest.raises(Unavailable):
            await post.gates.passages(PassageFilter(plate="沪*"), 100)


async def test_alarms_keep_what_the_camera_saw(data: Path) -> None:
    async with gatepost(AWAY, data, apply=False) as post:
        alarm = (await post.gates.open("south", "wang", "guard")).id
        post.gates.alarm_raised(alarm, "gate:south")
        await until(lambda: post.gates.alarm_picture_path(alarm) is not None)
        other, last, *_ = (alarm[:-1] + end for end in "012" if end != alarm[-1])
        post.gates.alarm_raised(other, "gate:north")  # its camera has no picture
        post.gates.alarm_raised(other, "pump-1")
        post.gates.alarm_raised(alarm, "gate:south")
        post.gates.alarm_raised(last, "gate:south")
        await until(lambda: post.gates.alarm_picture_path(last) is not None)  # they are taken one after the other
        assert post.gates.alarm_picture_path(other) is None
        assert post.gates.alarm_picture_path("../../journal") is None


async def test_old_pictures_and_passages_are_dropped(data: Path, database_url: str) -> None:
    async with gatepost(database_url, data, vehicles=LISTS) as post:
        post.comes("沪A12345")
        await until(lambda: is_done(post))
        await post.gates.open("south", "wang", "guard")
        await post.applier.flush()
        await post.gates.drop_pictures(NOON - 86_400)
        (_, first) = post.gates.recent()
        assert first.has_picture
        await post.gates.drop_pictures(NOON + 86_400)
        (_, first) = post.gates.recent()
        assert not first.has_picture
        assert post.gates.picture_path(first.id) is None
        assert post.rows("SELECT count(*) FROM passage WHERE has_picture OR has_crop") == [0]
        await post.gates.drop_passages(NOON + 86_400)
        assert post.rows("SELECT count(*) FROM passage") == [0]


async def test_whoever_follows_another_is_marked(data: Path) -> None:
    async with gatepost(AWAY, data, vehicles=LISTS, apply=False) as post:
        post.comes("沪A12345")
        await until(lambda: is_done(post))
        for loop in (1.0, 0.0):
            post.barriers.show("barrier-1", position=1.0, loop=loop)
            post.clock.time += 1
            post.gates.refresh(post.clock.time)
        post.comes("苏E00001")
        await until(lambda: len(post.gates.recent()) == 2)
        assert post.point("south", "tailgating") == 0
        post.clock.time += 2
        post.barriers.show("barrier-1", loop=1.0)
        assert post.point("south", "tailgating") == 1
        await until(lambda: post.gates.recent()[0].tailgating)
        assert not post.gates.recent()[1].tailgating
        post.clock.time += 61
        assert post.point("south", "tailgating") == 0
