"""What is odd about a scan, flag by flag; nothing is ever refused."""

from typing import Any

import pytest

from gateway.patrol.keeping.memory import Memory
from gateway.patrol.keeping.tellings import Kept, Telling
from gateway.patrol.model import Order, Route
from gateway.patrol.planning.rounds import round_at
from gateway.patrol.scanning.codes import KeyRing
from gateway.patrol.scanning.judge import judge
from gateway.patrol.scanning.told import Told
from gateway.patrol.visits import Finding, Flag, Method, Trust, Visit
from tests.gateway.patrol.watch import ONE, STOP_S, programme, route

OLD, NEW = b"o" * 32, b"n" * 32


def memory(*routes: Route) -> Memory:
    known = programme(*routes)
    made = Memory(known, KeyRing({1: OLD, 2: NEW}, known.checkpoints), lambda checkpoint, time: ())
    rounds = tuple(round_at(each, known.checkpoints, ONE, f"{each.id}-20250615-01") for each in known.routes.values())
    made.remember(Telling(id="", time=ONE, rounds=rounds))
    return made


class Guard:
    """Scans one after the other."""

    def __init__(self, known: Memory) -> None:
        self.known = known
        self.count = 0

    def scan(
        self, name: str, after_s: float = 0.0, *, who: str = "wang", received_s: float = 0.0, **told: Any
    ) -> Visit:
        """At a time after one o'clock."""
        self.count += 1
        given = {"code": self.known.ring.printed(name)} | told
        scan = Told(id=f"scan-{self.count}", time=ONE + after_s, **given)
        seen = judge(scan, who, ONE + max(after_s, received_s), self.known)
        self.known.put_visit(Kept(seen=seen))
        return seen.visit

    def flags(self, name: str, after_s: float = 0.0, **told: Any) -> set[Flag]:
        return set(self.scan(name, after_s, **told).flags)


@pytest.fixture
def guard() -> Guard:
    return Guard(memory())


def test_a_good_round_has_none(guard: Guard) -> None:
    assert [guard.flags(name, place * STOP_S) for place, name in enumerate("ab")] == [set(), set()]


def test_clock(guard: Guard) -> None:
    assert guard.flags("a", offset_s=120.0) == set()
    assert guard.flags("a", offset_s=121.0, who="li") == {Flag.CLOCK_OFF}
    assert guard.flags("a", 60.0, received_s=0.0, who="zhao") == set()
    ahead = judge(Told(id="x", time=ONE + 121.0, code=guard.known.ring.printed("b")), "sun", ONE, guard.known)
    assert Flag.CLOCK_OFF in ahead.visit.flags
    assert ahead.visit.time == ONE + 121.0  # the told time stays


def test_the_offset_puts_the_time_right(guard: Guard) -> None:
    assert guard.scan("a", offset_s=30.0).time == ONE + 30.0


def test_too_fast(guard: Guard) -> None:
    guard.scan("a")
    assert Flag.TOO_FAST not in guard.flags("b", 0.4 * STOP_S)
    assert guard.flags("c", 0.8 * STOP_S - 2, code=shown(guard, "c", 0.8 * STOP_S - 2)) >= {Flag.TOO_FAST}


def test_too_fast_over_several_stops(guard: Guard) -> None:
    """From the first to the fourth stop it is three legs."""
    guard.scan("a")
    assert Flag.TOO_FAST in guard.flags("d", 3 * 0.4 * STOP_S - 1)


def test_too_fast_is_seen_by_the_phone_as_well(guard: Guard) -> None:
    guard.scan("a", phone="phone-1")
    assert Flag.TOO_FAST in guard.flags("b", 60.0, phone="phone-1", who="li")
    assert Flag.TOO_FAST not in guard.flags("b", 60.0, phone="phone-2", who="sun")


def test_one_person_with_two_phones() -> None:
    guard = Guard(memory(route("one", "a"), route("other", "b")))  # no route knows the way from one to the other
    guard.scan("a", phone="phone-1")
    assert Flag.TOO_FAST not in guard.flags("b", 5.0, phone="phone-1")
    assert Flag.TOO_FAST in guard.flags("a", 9.0, phone="phone-2")


def test_out_of_order(guard: Guard) -> None:
    guard.scan("b", STOP_S)
    assert Flag.OUT_OF_ORDER in guard.flags("a", STOP_S + 300)
    assert Flag.OUT_OF_ORDER not in guard.flags("d", 3 * STOP_S)  # c was skipped


def test_free_order() -> None:
    guard = Guard(memory(route(order=Order.FREE)))
    guard.scan("b", STOP_S)
    assert Flag.OUT_OF_ORDER not in guard.flags("a", 2 * STOP_S)


def test_elsewhere(guard: Guard) -> None:
    assert guard.flags("a", position=(31.2307, 121.47, 10.0)) == set()  # 78 m away
    assert guard.flags("a", position=(31.2309, 121.47, 5.0), who="li") == {Flag.ELSEWHERE}  # 100 m
    assert guard.flags("a", position=(31.2309, 121.47, 25.0), who="sun") == set()


def test_a_rough_position_proves_nothing(guard: Guard) -> None:
    assert guard.scan("a", position=(31.2301, 121.47, 150.0)).trust is Trust.MEDIUM
    assert guard.scan("a", position=(31.2301, 121.47, 3000.0), who="li").trust is Trust.LOW


def shown(guard: Guard, name: str, after_s: float) -> str:
    return guard.known.ring.shown(name, ONE + after_s)[0]


def test_a_code_that_changes(guard: Guard) -> None:
    code = shown(guard, "c", 2 * STOP_S)
    first = guard.scan("c", 2 * STOP_S, code=code)
    assert (first.trust, first.flags) == (Trust.HIGH, frozenset())
    again = guard.scan("c", 2 * STOP_S + 10, code=code, who="li")
    assert (again.trust, Flag.CODE_REUSED in again.flags) == (Trust.LOW, True)


@pytest.mark.parametrize(("age_s", "flags"), [(0, set()), (30, set()), (31, {Flag.CODE_OLD}), (-160, {Flag.CLOCK_OFF})])
def test_a_photo_of_it_that_was_sent_along(guard: Guard, age_s: float, flags: set[Flag]) -> None:
    """ONE is the beginning of a slot: a code is good for its slot and the one after it."""
    assert ONE % 30 == 0
    code = shown(guard, "c", 2 * STOP_S - age_s)
    assert guard.flags("c", 2 * STOP_S, code=code) == flags


def test_a_printed_code_where_a_screen_shows_it(guard: Guard) -> None:
    visit = guard.scan("c", 2 * STOP_S)
    assert (visit.trust, set(visit.flags)) == (Trust.LOW, {Flag.CODE_OLD})


def test_a_label_of_the_key_of_before(guard: Guard) -> None:
    assert guard.flags("a", code=guard.known.ring.printed("a", 1)) == {Flag.CODE_OLD}


def test_a_code_that_we_have_not_signed(guard: Guard) -> None:
    visit = guard.scan("a", code="a.2.AAAAAAAAAAAAAAAA", checkpoint="a")
    assert (visit.checkpoint, visit.trust, set(visit.flags)) == ("a", Trust.LOW, {Flag.CODE_UNKNOWN})
    assert guard.scan("a", code="", checkpoint="a", who="li").flags == {Flag.CODE_UNKNOWN}
    nowhere = guard.scan("a", code="hello", who="sun")
    assert (nowhere.checkpoint, set(nowhere.flags)) == ("", {Flag.CODE_UNKNOWN, Flag.NO_ROUND})


def test_tags(guard: Guard) -> None:
    tag: dict[str, Any] = {"method": Method.NFC, "uid": "04 a2 b3 c4"}
    with_code = guard.scan("b", STOP_S, **tag)
    bare = guard.scan("b", STOP_S, code="", who="li", **tag)
    copied = guard.scan("b", STOP_S, method=Method.NFC, uid="04999999", who="sun")
    unknown = guard.scan("b", STOP_S, method=Method.NFC, uid="04999999", code="", checkpoint="b", who="he")
    assert [(each.checkpoint, each.trust) for each in (with_code, bare, copied, unknown)] == [
        ("b", Trust.HIGH), ("b", Trust.HIGH), ("b", Trust.LOW), ("b", Trust.LOW),
    ]  # fmt: skip
    assert [each.flags for each in (with_code, bare, copied, unknown)] == [
        set(), set(), {Flag.TAG_UNKNOWN}, {Flag.TAG_UNKNOWN},
    ]  # fmt: skip


def test_typed_digits_are_the_weakest(guard: Guard) -> None:
    visit = guard.scan("a", code=guard.known.ring.typed("a"), method=Method.MANUAL, position=(31.23, 121.47, 5.0))
    assert (visit.checkpoint, visit.trust, visit.flags) == ("a", Trust.LOW, frozenset())


def test_photos(guard: Guard) -> None:
    first, second = "1" * 64, "2" * 64
    assert guard.flags("a", finding=Finding(kind="leak", media=(first,))) == set()
    assert guard.flags("b", STOP_S, finding=Finding(kind="leak", media=(second, first))) == {Flag.PHOTO_REUSED}


def test_the_same_stop_again(guard: Guard) -> None:
    guard.scan("a")
    guard.scan("b", 30.0, who="li")
    assert guard.flags("a", 119.0) == {Flag.DUPLICATE}
    assert guard.flags("a", 60.0, who="li") == {Flag.TOO_FAST, Flag.OUT_OF_ORDER}  # another person is no duplicate
    assert Flag.DUPLICATE not in guard.flags("a", 400.0)


def test_whose_round(guard: Guard) -> None:
    mine = Guard(memory(route(guard="wang")))
    ours = Guard(memory(route(team=("wang", "li"))))
    assert [mine.flags("a"), mine.flags("a", who="li")] == [set(), {Flag.NOT_ASSIGNED}]
    assert [ours.flags("a", who="li"), ours.flags("a", who="sun")] == [set(), {Flag.NOT_ASSIGNED}]
    assert guard.flags("a", who="card:99") == {Flag.NOT_ASSIGNED}


def test_no_round(guard: Guard) -> None:
    visit = guard.scan("a", -3600.0)
    assert (visit.round, set(visit.flags)) == ("", {Flag.NO_ROUND})
    assert guard.scan("a", 4 * 3600.0).round == ""
    assert guard.scan("a", 3600.0, who="li").round == "night-20250615-01"  # late, but of this round


def test_the_round_that_the_phone_names() -> None:
    guard = Guard(memory(route("one"), route("two")))
    assert guard.scan("a", round="two-20250615-01").round == "two-20250615-01"
    assert guard.scan("a", round="one-20250615-01", who="li").round == "one-20250615-01"
    assert guard.scan("a", round="three", who="sun").round in guard.known.rounds
