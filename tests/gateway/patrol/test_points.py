"""What a route says of itself, point by point."""

from pathlib import Path

from gateway.patrol.visits import RoundState
from tests.gateway.patrol.watch import AWAY, ONE, PROFILES, STOP_S, watch


async def test_every_point_of_the_kinds_is_filled(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, now=ONE) as site:
        for kind, route in (("patrol", "night"), ("patrol_desk", None)):
            points = [point.id for point in PROFILES[kind].points]
            known = {point: site.point(point, route) for point in points if point != "completion"}
            assert {point for point, value in known.items() if value != value} == {
                point for point in points if point in ("missed_where", "panic_who")
            }


async def test_flags_are_counted(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, now=ONE) as site:
        await site.scan(site.at("a", code="00000000", checkpoint="a"))
        site.look(ONE + 30)
        assert (site.point("flagged"), site.point("too_fast"), site.point("done")) == (1, 0, 1)
        site.clock.time = ONE + STOP_S
        await site.scan(site.at("b", ONE + STOP_S - 120), site.at("d", ONE + STOP_S))
        site.look(ONE + STOP_S + 1)
        assert (site.point("flagged"), site.point("too_fast")) == (2, 1)


async def test_late_out_of_order_and_over_long(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, now=ONE) as site:
        end = ONE + 3 * STOP_S + 180
        await site.scan(site.at("b", ONE + STOP_S))
        await site.scan(site.at("a", ONE + 2 * STOP_S))
        site.look(ONE + 2 * STOP_S)
        assert (site.point("late"), site.point("out_of_order"), site.point("over_long")) == (1, 1, 0)
        site.look(end + 60)
        await site.scan(site.at("d", end + 60))
        site.look(end + 61)
        assert (site.point("late"), site.point("over_long"), site.point("missed")) == (2, 1, 1)
        assert (site.point("completion"), site.point("missed_key")) == (75, 0)
        assert site.round().state is RoundState.MISSED


async def test_who_is_told(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, now=ONE) as site:
        site.look()
        site.shown.clear()
        await site.scan(site.at("a"))
        site.look(ONE + 1)
        site.look(ONE + 2)
        assert [(each.what, getattr(each.thing, "round", None)) for each in site.shown] == [
            ("round", site.round().round)
        ]
        site.shown.clear()
        site.look(ONE + STOP_S + 181)
        states = [each.thing for each in site.shown if each.what == "round"]
        assert states == [site.round()]
