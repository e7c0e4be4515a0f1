"""Excuses that were taken back: over restarts, with the database and without it."""

from pathlib import Path

from tests.gateway.patrol.watch import AWAY, ONE, HandClock, watch


async def test_an_excuse_that_was_taken_back_stays_so(tmp_path: Path, database_url: str) -> None:
    clock = HandClock()
    async with watch(database_url, tmp_path, clock=clock, now=ONE) as site:
        round_ = site.round().round.id
        await site.patrol.excuse(round_, ["c", "d"], "施工", "zhang", "operator")
        await site.applier.flush()
    async with watch(AWAY, tmp_path, clock=clock, apply=False) as site:
        await site.patrol.unexcuse(round_, ["c"], "li", "operator")
        assert [each.excuse is not None for each in site.round().stops] == [False, False, False, True]
    async with watch(database_url, tmp_path, clock=clock, apply=False) as site:  # it still has the excuse
        assert [each.excuse is not None for each in site.round().stops] == [False, False, False, True]
    async with watch(database_url, tmp_path, clock=clock) as site:
        await site.applier.flush()
        acts = site.rows("SELECT action, who, detail -> 'checkpoints' FROM audit ORDER BY action")
        assert acts == [("patrol.excused", "zhang", ["c", "d"]), ("patrol.unexcused", "li", ["c"])]
    (tmp_path / "journal.sqlite").unlink()
    async with watch(database_url, tmp_path, clock=clock) as site:
        assert [each.excuse is not None for each in site.round().stops] == [False, False, False, True]
    clock.time += 60 * 3600.0
    async with watch(database_url, tmp_path, clock=clock) as site:  # of long ago
        old = await site.patrol.unexcuse(round_, ["c", "d"], "li", "operator")
        assert [each.state.value for each in old.stops] == ["missed"] * 4
        await site.applier.flush()
        assert [each.excuse for each in (await site.patrol.round(round_)).stops] == [None] * 4
        again = await site.patrol.excuse(round_, ["d"], "施工", "zhang", "operator")
        assert [each.state.value for each in again.stops] == ["missed"] * 3 + ["excused"]
