"""Rounds as they run: what is due, done, late, missed, excused and explained, as points and on the bus."""

from pathlib import Path

import pytest

from gateway.errors import Conflict, Invalid, Unavailable
from gateway.patrol.model import Times
from gateway.patrol.visits import Flag, Trust
from tests.gateway.patrol.watch import AWAY, ONE, STOP_S, programme, route, watch


async def test_a_round_is_walked(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path) as site:
        for place, name in enumerate("abcd"):
            site.clock.time = ONE + place * STOP_S
            taken = (await site.scan(site.at(name)))[0]
            assert (taken.checkpoint, taken.round, taken.known) == (name, site.round().round.id, False)
            assert taken.flags == frozenset()
        assert site.states() == "DDDD"
        site.look(ONE + 3 * STOP_S + 200)
        assert (site.point("done"), site.point("missed"), site.point("due"), site.point("completion")) == (4, 0, 0, 100)
        assert site.round().who == ("wang",)


async def test_a_skipped_point_alarms_when_its_time_is_over_and_not_before(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path) as site:
        for place, name in enumerate("abd"):
            site.clock.time = ONE + (0, 1, 3)[place] * STOP_S
            if name == "d":
                site.look(ONE + 2 * STOP_S + 180)  # the last moment of the third
                assert (site.point("missed"), site.point("due")) == (0, 1)
                site.look(ONE + 2 * STOP_S + 181)
                assert (site.point("missed"), site.point("missed_key")) == (1, 0)
                assert site.text("missed_where") == "c 号点 Point c"
                site.clock.time = ONE + 3 * STOP_S
            await site.scan(site.at(name))
        assert site.states() == "DDmD"
        excused = await site.patrol.excuse(site.round().round.id, ["c"], "施工封闭", "zhang", "operator")
        assert excused.stops[2].excuse is not None
        assert excused.stops[2].excuse.reason == "施工封闭"
        site.clock.time += 1
        assert site.point("missed") == 0
        assert site.states() == "DDED"


async def test_what_is_missed_is_shown_for_half_an_hour(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, known=programme(route(schedules=route().schedules))) as site:
        end = ONE + 3 * STOP_S + 180
        site.look(end + 1)
        assert (site.point("missed"), site.point("missed_key")) == (4, 1)
        site.look(ONE + 3600 - 121)  # before the next one opens
        assert site.point("missed") == 4
        site.look(end + 1802)
        assert site.point("missed") == 0 + 1  # the next round's first stop was missed by then
        assert site.point("completion") == 0


async def test_who_excuses_what(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path) as site:
        site.clock.time = ONE
        await site.scan(site.at("a"))
        round_ = site.round().round.id
        with pytest.raises(Conflict, match="'a' was visited"):
            await site.patrol.excuse(round_, ["a"], "why", "zhang", "operator")
        with pytest.raises(Invalid, match="no stop"):
            await site.patrol.excuse(round_, ["gate"], "why", "zhang", "operator")
        with pytest.raises(Invalid, match="reason"):
            await site.patrol.excuse(round_, ["b"], "  ", "zhang", "operator")
        with pytest.raises(Unavailable):  # whether there ever was such a round, only the database could tell
            await site.patrol.excuse(site.round().round.id.replace("-", "_"), ["b"], "why", "zhang", "operator")


async def test_an_excuse_is_taken_back(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path) as site:
        for place, name in enumerate("abd"):
            site.clock.time = ONE + {"d": 3}.get(name, place) * STOP_S
            await site.scan(site.at(name))
        round_ = site.round().round.id
        await site.patrol.excuse(round_, ["c"], "施工封闭", "zhang", "operator")
        assert (site.states(), site.point("missed")) == ("DDED", 0)
        site.clock.time += 1
        back = await site.patrol.unexcuse(round_, ["c", "d"], "li", "operator")
        assert [each.excuse for each in back.stops] == [None] * 4
        assert (site.states(), site.point("missed"), site.text("missed_where")) == ("DDmD", 1, "c 号点 Point c")
        told = len(site.shown)
        assert await site.patrol.unexcuse(round_, ["c"], "wu", "operator") == back  # a second one changes nothing
        site.look()
        assert len(site.shown) == told
        with pytest.raises(Invalid, match="no stop"):
            await site.patrol.unexcuse(round_, ["gate"], "li", "operator")


async def test_what_was_excused_beforehand_alarms_when_that_is_taken_back(tmp_path: Path) -> None:
    once = route(stops="c", schedules=(Times(minutes=(13 * 60,)),))
    async with watch(AWAY, tmp_path, known=programme(once)) as site:
        round_ = site.round().round.id
        await site.patrol.excuse(round_, ["c"], "停巡", "zhang", "operator")
        site.look(ONE + 3600)
        assert site.point("missed") == 0
        late = ONE + 5 * 3600
        site.look(late)
        await site.patrol.unexcuse(round_, ["c"], "li", "operator")
        assert site.point("missed") == 1
        site.look(late + 1800)
        assert site.point("missed") == 1
        site.look(late + 1801)
        assert site.point("missed") == 0


async def test_a_silent_phone_is_waited_for_and_its_late_upload_explains(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path) as site:
        site.clock.time = ONE
        await site.patrol.begin_shift("phone-1", "wang", "guard")
        await site.scan(site.at("a", phone="phone-1"))
        site.patrol.contact("phone-1", "wang", 0)
        below = [site.at(name, ONE + place * STOP_S, phone="phone-1") for place, name in ((1, "b"), (3, "d"))]
        site.look(ONE + STOP_S + 181)
        assert site.states() == "Doww"
        assert site.point("offline") == STOP_S + 181
        assert site.point("missed") == 0
        site.look(ONE + STOP_S + 180 + 1801)  # half an hour is waited
        assert site.states() == "Dmoo"
        assert site.point("missed") == 1
        # A network again: while records are still to come, nothing that is waited for is given up.
        site.patrol.contact("phone-1", "wang", 2)
        assert site.states() == "Dmoo"
        taken = await site.scan(*below)
        assert [each.flags for each in taken] == [frozenset()] * 2
        site.patrol.contact("phone-1", "wang", 0)
        site.look(site.clock.time + 1)
        assert site.states() == "DDmD"
        second, last = site.round().stops[1], site.round().stops[3]
        assert (second.explained_at, last.explained_at) == (site.clock.time - 1, None)


async def test_trust(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path) as site:
        site.clock.time = ONE
        near, far = (31.2301, 121.47, 20.0), (31.25, 121.47, 20.0)
        shown = [
            await site.scan(site.at("a", position=near), who="one"),
            await site.scan(site.at("a"), who="two"),
            await site.scan(site.at("a", position=far), who="three"),
            await site.scan(site.at("b"), who="four"),
            await site.scan(site.at("c"), who="five"),
            await site.scan(site.at("c"), who="six"),
            await site.scan(site.at("b", uid="04FF"), who="seven"),
            await site.scan(site.at("a", code="a.1.AAAAAAAAAAAAAAAA", checkpoint="a"), who="eight"),
        ]
        grades = [each[0].trust for each in shown]
        flags = [each[0].flags - {Flag.NO_ROUND} for each in shown]
    assert grades == [Trust.MEDIUM, Trust.LOW, Trust.LOW, Trust.HIGH, Trust.HIGH, Trust.LOW, Trust.LOW, Trust.LOW]
    assert flags[2:] == [
        {Flag.ELSEWHERE}, set(), set(), {Flag.CODE_REUSED}, {Flag.TAG_UNKNOWN}, {Flag.CODE_UNKNOWN},
    ]  # fmt: skip
