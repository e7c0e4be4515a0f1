"""Cards at readers are scans; keys are changed; codes are shown."""

from pathlib import Path

import pytest
import structlog

from gateway.errors import Conflict, NotFound
from gateway.patrol.scanning.codes import proof
from gateway.patrol.visits import Flag, Method, Trust
from tests.gateway.eventually import until
from tests.gateway.patrol.watch import AWAY, ONE, STOP_S, watch

DUE = ONE + 3 * STOP_S


async def test_a_card_is_a_scan(tmp_path: Path) -> None:
    settled: list[str] = []
    async with watch(AWAY, tmp_path, now=DUE) as site:
        for card, time in ((4417203, DUE), (4417203, DUE), (99, DUE + 300)):
            site.patrol.read_card("reader-1", time, {"card": card, "name": "1"}, lambda: settled.append("card"))
        site.patrol.read_card("reader-1", DUE, {"battery": 9}, lambda: settled.append("other"))
        await until(lambda: len(settled) == 4)
        visits = await site.patrol.visits(DUE, DUE + 400, None)
    assert [(each.who, each.checkpoint, each.method, each.trust) for each in visits] == [
        ("li", "d", Method.READER, Trust.HIGH), ("card:99", "d", Method.READER, Trust.HIGH),
    ]  # fmt: skip
    assert visits[0].flags == frozenset()
    assert Flag.NOT_ASSIGNED in visits[1].flags


async def test_a_card_that_the_disk_does_not_take_is_not_settled(tmp_path: Path) -> None:
    settled: list[str] = []
    with structlog.testing.capture_logs() as logs:
        async with watch(AWAY, tmp_path, now=DUE) as site:
            await site.journal.stop()
            site.patrol.read_card("reader-1", DUE, {"card": "4417203"}, lambda: settled.append("card"))
            await until(lambda: "cards at checkpoints can't be kept" in [entry["event"] for entry in logs])
            assert (settled, site.patrol.readers.waiting) == ([], 1)


async def test_keys_are_changed_and_old_labels_still_read(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, now=ONE) as site:
        old = site.code("a")
        assert await site.patrol.change_keys("zhang", "manager") == 2
        new, digits = site.patrol.codes()["a"]
        assert new != old
        assert {proof(new), proof(digits), proof(old)} <= set(site.patrol.proofs()["a"])
        taken = await site.scan(site.at("a", code=old))
        assert taken[0].flags == {Flag.CODE_OLD}
        assert (tmp_path / "patrol-keys").stat().st_mode & 0o777 == 0o600
    async with watch(AWAY, tmp_path) as site:
        assert site.code("a") == new


async def test_which_codes_there_are(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, now=ONE) as site:
        assert set(site.patrol.codes()) == {"a", "b", "d"}
        code, until_ = site.patrol.shown_code("c")
        assert code.startswith("c.1.r")
        assert until_ == ONE + 30
        with pytest.raises(Conflict):
            site.patrol.shown_code("a")
        with pytest.raises(NotFound):
            site.patrol.shown_code("gate")


async def test_shifts(tmp_path: Path) -> None:
    async with watch(AWAY, tmp_path, now=ONE) as site:
        first = await site.patrol.begin_shift("phone-1", "wang", "guard")
        assert await site.patrol.begin_shift("phone-1", "wang", "guard") == first
        site.clock.time += 1
        assert site.point("on_shift", None) == 1
        second = await site.patrol.begin_shift("phone-1", "li", "guard")  # the phone is handed over
        assert [each.id for each in site.patrol.shifts()] == [second.id]
        site.patrol.contact("phone-1", "li", 3)
        assert site.patrol.contacts()["li"] == {"phone": "phone-1", "last_contact": ONE + 1, "waiting": 3}
        assert (site.point("waiting_upload", None), site.point("offline_phones", None)) == (3, 0)
        site.clock.time += 91
        assert site.point("offline_phones", None) == 1
        with pytest.raises(NotFound):
            await site.patrol.end_shift("none", "li", "guard")
        ended = await site.patrol.end_shift(second.id, "li", "guard")
        assert ended.ended_at == site.clock.time
        assert await site.patrol.end_shift(second.id, "li", "guard") == ended
        assert (site.point("on_shift", None), site.point("waiting_upload", None)) == (0, 0)


async def test_who_answers_a_dispatch(tmp_path: Path) -> None:
    from tests.gateway.patrol.watch import text

    async with watch(AWAY, tmp_path, now=ONE) as site:
        sent = await site.patrol.send(
            place=text("gate"), device="", checkpoint="a", alarm="", note="", guard="li", who="zhang", role="operator"
        )
        with pytest.raises(Conflict, match="for li"):
            await site.patrol.answer(sent.id, "accepted", "", "wang", "guard")
        accepted = await site.patrol.answer(sent.id, "accepted", "", "li", "guard")
        assert await site.patrol.answer(sent.id, "accepted", "", "li", "guard") == accepted
        await site.patrol.answer(sent.id, "cancelled", "误报", "zhang", "operator")
        with pytest.raises(Conflict) as refused:
            await site.patrol.answer(sent.id, "arrived", "", "li", "guard")
        assert refused.value.code == "over"
        with pytest.raises(NotFound):
            await site.patrol.answer("none", "done", "", "li", "guard")
