"""A simulated phone loses nothing, whatever the network does, and its records follow from each other."""

import hashlib
import json
from random import Random

import pytest

from simulators.guards.line import Line
from simulators.guards.phone import Phone
from simulators.guards.programme import seconds
from simulators.guards.temper import Temper
from simulators.guards.walk import walk
from tests.simulators.guards.face import Face, serving
from tests.simulators.guards.rounds import START, a_round


def filled(line: Line, scans: int = 8, *, behind_s: float = 0.0) -> Phone:
    phone = Phone(line, behind_s=behind_s, now=lambda: START)
    for step in walk(a_round(scans), Temper.PUNCTUAL, Random(1)):
        phone.keep(step, code=f"code of {step.place.id}", round_="night-1")
    return phone


@pytest.mark.parametrize("troubles", [(), (503,), ("lost",), ("cut",), (503, "lost", "cut", "lost")])
async def test_every_scan_arrives_in_order_under_one_id(troubles: tuple[int | str, ...]) -> None:
    face = Face(*troubles)
    async with serving(face) as url:
        line = Line(url, token="good")
        phone = filled(line, 120)
        told = [await phone.flush() for _ in range(len(troubles) + 1)]
        assert told == [False] * len(troubles) + [True]
        line.close()
    assert phone.waiting == 0
    first_come = list(dict.fromkeys(scan["id"] for scan in face.scans))
    assert len(first_come) == 120
    assert list(phone.answers) == first_come
    by_id = {scan["id"]: scan for scan in face.scans}
    assert [by_id[each]["seq"] for each in first_come] == list(range(1, 121))
    assert [scan for scan in face.scans if by_id[scan["id"]] != scan] == [], "the same record, sent again"


async def test_the_records_are_a_chain_that_begins_with_the_phone() -> None:
    face = Face()
    async with serving(face) as url:
        line = Line(url, token="good")
        phone = filled(line)
        await phone.flush()
        line.close()
    previous = phone.id
    for scan in face.scans:
        names = ("id", "seq", "checkpoint", "code", "uid", "method", "time", "monotonic_ms")
        text = json.dumps([scan[name] for name in names], separators=(",", ":"), ensure_ascii=False)
        assert scan["previous"] == previous
        previous = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
        assert scan["digest"] == previous


async def test_what_will_never_be_taken_is_set_aside_and_the_others_go_on() -> None:
    face = Face(422)
    async with serving(face) as url:
        line = Line(url, token="good")
        phone = filled(line)
        assert await phone.flush()
        line.close()
    assert [scan["seq"] for scan in phone.refused] == [2]
    assert [scan["seq"] for scan in face.scans] == [1, 3, 4, 5, 6, 7, 8]


async def test_what_a_phone_knows_of_its_clock_it_tells_with_each_scan() -> None:
    face = Face()
    (step,) = walk(a_round(1), Temper.PUNCTUAL, Random(1))
    async with serving(face) as url:
        line = Line(url, token="good")
        phone = Phone(line, behind_s=200.0, now=lambda: START)
        phone.keep(step, code="")
        face.server_time = START + 0.25
        await phone.sync()
        phone.keep(step, code="")
        await phone.flush()
        line.close()
    unknown, known = face.scans
    assert "offset_ms" not in unknown
    assert known["offset_ms"] == 200_250
    assert seconds(known["time"]) == pytest.approx(step.time - 200.0, abs=0.001)


async def test_a_full_phone_says_so_and_keeps_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.guards.phone.KEPT_AT_MOST", 8)
    phone = filled(Line("http://127.0.0.1:1"))
    (step,) = walk(a_round(1), Temper.PUNCTUAL, Random(1))
    with pytest.raises(OverflowError):
        phone.keep(step, code="")
    assert phone.waiting == 8
