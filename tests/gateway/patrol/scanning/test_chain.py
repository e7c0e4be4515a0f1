"""The chain of a phone's records."""

from dataclasses import replace

from gateway.patrol.scanning.chain import Link, broken, chain_flags, digest_of, turned_back
from gateway.patrol.scanning.judge import link_of
from gateway.patrol.scanning.told import Told
from gateway.patrol.visits import Flag

PHONE = "0f8a7f6e-0000-4000-8000-000000000001"


def told(seq: int, previous: str, *, time: float = 0.0, monotonic_ms: float | None = None) -> Told:
    chained = f'["id-{seq}",{seq},"gate","","","qr","2026-01-01T00:00:00.000Z",{seq}]'
    return Told(
        id=f"id-{seq}", time=time, phone=PHONE, seq=seq, previous=previous, chained=chained,
        digest=digest_of(previous, chained), monotonic_ms=monotonic_ms,
    )  # fmt: skip


FIRST = told(1, PHONE)
SECOND = told(2, FIRST.digest)
THIRD = told(3, SECOND.digest)
ALL = {each.seq: link_of(each) for each in (FIRST, SECOND, THIRD)}


def test_the_digest_is_that_of_the_two_parts_with_a_line_feed() -> None:
    """By another program: printf 'phone\\n["a"]' | sha256sum."""
    assert digest_of("phone", '["a"]') == "f4cebf88c2a5b624b1833c243f3bbb72c88fb4f513ba514bb4cf726e5bb09b7e"


def test_a_whole_chain() -> None:
    assert [chain_flags(each, ALL) for each in (FIRST, SECOND, THIRD)] == [set(), set(), set()]


def test_a_gap_is_told_until_it_closes() -> None:
    assert chain_flags(THIRD, {3: ALL[3]}) == {Flag.CHAIN_GAP}
    assert chain_flags(FIRST, {1: ALL[1]}) == set()


def test_what_does_not_follow() -> None:
    assert broken(replace(SECOND, chained=SECOND.chained.replace("gate", "pump")), ALL)
    assert broken(replace(SECOND, digest=""), ALL)
    assert broken(told(2, "0" * 64), ALL)  # hashed rightly, but after something else
    assert broken(told(1, "another phone"), {})
    previous = "x" * 64
    assert broken(replace(THIRD, previous=previous, digest=digest_of(previous, THIRD.chained)), ALL)


def test_two_records_of_one_count() -> None:
    other = replace(SECOND, chained=SECOND.chained.replace("id-2", "id-9"))
    other = replace(other, digest=digest_of(other.previous, other.chained))
    assert broken(other, ALL)


def test_who_counts_nothing_has_no_chain() -> None:
    assert chain_flags(Told(id="card", time=0.0), {}) == set()


def test_a_clock_that_was_turned_back() -> None:
    links = {1: Link(digest="", wall_s=1000.0, monotonic_ms=50_000.0)}
    later = told(2, "", monotonic_ms=350_000.0)  # 300 s after the first, by the clock that never steps
    assert not turned_back(later, 1300.0, links)
    assert not turned_back(later, 1181.0, links)
    assert turned_back(later, 1179.0, links)
    assert not turned_back(later, 9000.0, links)  # the phone has slept
    assert not turned_back(told(2, "", monotonic_ms=10.0), 900.0, links)  # the page was loaded anew
    assert not turned_back(told(3, "", monotonic_ms=350_000.0), 900.0, links)
