"""How a round stands: cases."""

from dataclasses import dataclass, field, replace

import pytest

from gateway.patrol.model import Order
from gateway.patrol.planning.progress import is_over_long, out_of_order, progress
from gateway.patrol.visits import Flag, RoundState, StopState, Visit
from tests.gateway.patrol.planning.programme import NOON, a_round, a_visit, an_excuse

DUPLICATE = frozenset({Flag.DUPLICATE})
MIN, HOUR = 60.0, 3600.0
W, D, OK, L, OFF, M, E = (
    StopState.WAITING, StopState.DUE, StopState.DONE, StopState.LATE, StopState.OFFLINE, StopState.MISSED,
    StopState.EXCUSED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Stops a, b, c are due at 0, 10, 20 min, open from 5 before to 5 after; times are minutes from noon."""

    name: str
    now: float
    visits: tuple[tuple[str, float], ...] = ()
    excused: str = ""
    contact: float | None = None
    says: tuple[StopState, StopState, StopState]
    state: RoundState
    duplicates: tuple[tuple[str, float], ...] = field(default=())


CASES = (
    Case(name="not begun", now=-6, says=(W, W, W), state=RoundState.PLANNED),
    Case(name="opens", now=-5, says=(D, W, W), state=RoundState.OPEN),
    Case(name="the last moment", now=5, says=(D, D, W), state=RoundState.OPEN),
    Case(name="closed", now=5.01, says=(M, D, W), state=RoundState.OPEN),
    Case(name="visited", now=1, visits=(("a", 0),), says=(OK, W, W), state=RoundState.OPEN),
    Case(name="all visited", now=21, visits=(("a", 0), ("b", 10), ("c", 20)), says=(OK, OK, OK), state=RoundState.DONE),
    Case(name="on the edges", now=26, visits=(("a", -5), ("b", 15), ("c", 25)), says=(OK, OK, OK),
         state=RoundState.DONE),
    Case(name="late", now=8, visits=(("a", 6),), says=(L, D, W), state=RoundState.OPEN),
    Case(name="too early", now=1, visits=(("b", 1),), says=(D, L, W), state=RoundState.OPEN),
    Case(name="too early, and again in time", now=9, visits=(("b", 1), ("b", 8)), says=(M, OK, W),
         state=RoundState.OPEN),
    Case(name="in time, and again late", now=9, visits=(("a", 0), ("a", 8)), says=(OK, D, W), state=RoundState.OPEN),
    Case(name="one skipped, not over", now=24, visits=(("a", 0), ("c", 20)), says=(OK, M, OK), state=RoundState.MISSED),
    Case(name="nothing done", now=26, says=(M, M, M), state=RoundState.MISSED),
    Case(name="excused", now=26, visits=(("a", 0), ("c", 20)), excused="b", says=(OK, E, OK), state=RoundState.DONE),
    Case(name="excused and late", now=8, visits=(("a", 6),), excused="a", says=(E, D, W), state=RoundState.OPEN),
    Case(name="excused, and in time after all", now=8, visits=(("a", 1),), excused="a", says=(OK, D, W),
         state=RoundState.OPEN),
    Case(name="a duplicate counts for nothing", now=1, duplicates=(("a", 0),), says=(D, W, W), state=RoundState.OPEN),
    Case(name="the phone is there", now=5.5, contact=5.4, says=(M, D, W), state=RoundState.OPEN),
    Case(name="was there just now", now=5.5, contact=4, says=(M, D, W), state=RoundState.OPEN),
    Case(name="silent for 90 s", now=5.01, contact=3.5, says=(OFF, D, W), state=RoundState.OPEN),
    Case(name="silent, still waited for", now=65, contact=0, says=(OFF, OFF, OFF), state=RoundState.OPEN),
    Case(name="silent, waited long enough", now=65.01, contact=0, says=(M, OFF, OFF), state=RoundState.OPEN),
    Case(name="silent for good", now=86, contact=0, says=(M, M, M), state=RoundState.MISSED),
    Case(name="back without the visit", now=30, contact=29, says=(M, M, M), state=RoundState.MISSED),
    Case(name="fell silent after a stop had closed", now=40, contact=6, says=(M, OFF, OFF), state=RoundState.OPEN),
)  # fmt: skip


def at(minutes: float) -> float:
    return NOON + minutes * MIN


def visits_of(case: Case) -> list[Visit]:
    told = [a_visit(checkpoint, at(minute)) for checkpoint, minute in case.visits]
    return told + [a_visit(checkpoint, at(minute), flags=DUPLICATE) for checkpoint, minute in case.duplicates]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case(case: Case) -> None:
    excuses = [an_excuse(case.excused)] if case.excused else []
    contact = None if case.contact is None else at(case.contact)
    found = progress(a_round(), visits_of(case), excuses, at(case.now), contact=contact)
    assert tuple(each.state for each in found.stops) == case.says
    assert found.state is case.state


def test_an_excuse_that_was_taken_back_counts_for_nothing_until_there_is_another() -> None:
    first = an_excuse("b")
    back = replace(first, taken_back_at=NOON + 1, taken_back_by="li")
    again = an_excuse("b", NOON + 2)
    for excuses, state in (([first, back], M), ([back], M), ([back, again], E), ([again], E)):
        stop = progress(a_round(), [], excuses, at(26), contact=None).stops[1]
        assert (stop.state, stop.excuse is None) == (state, state is M)


def test_a_visit_of_another_round_does_not_count() -> None:
    other = a_visit("a", NOON, round_="r-20260401-02")
    assert progress(a_round(), [other], [], at(1), contact=None).stops[0].visit is None


@pytest.mark.parametrize(
    ("time", "lay_s", "known_at", "explained"),
    [
        (0, 1, None, False),
        (0, 30 * MIN, None, False),  # it was waited for
        (0, 2 * HOUR, None, True),
        (6, 1, None, True),  # late: it counted as missed for a minute
        (6, 30 * MIN, None, False),
        (0, 30 * MIN, {"a": at(5)}, True),  # nobody knew that somebody walked
        (0, 2 * HOUR, {}, False),
        (0, 2 * HOUR, {"b": at(15)}, False),
    ],
)
def test_a_late_upload_explains_what_counted_as_missed(
    time: float, lay_s: float, known_at: dict[str, float] | None, explained: bool
) -> None:
    visit = a_visit("a", at(time), lay_s=lay_s)
    stop = progress(a_round(), [visit], [], at(200), contact=None, known_at=known_at).stops[0]
    assert stop.explained_at == (visit.received_at if explained else None)


def test_offline_is_told_while_the_round_runs() -> None:
    def offline(now: float, contact: float | None) -> float | None:
        return progress(a_round(), [], [], at(now), contact=None if contact is None else at(contact)).offline_since

    assert offline(3, 0) == NOON
    assert offline(1.5, 0) is None  # 90 s
    assert offline(3, None) is None
    assert offline(-7, -20) is None  # before it begins
    assert offline(90, 0) is None  # over


def test_who_has_been_there_in_the_order_of_the_visits() -> None:
    visits = [a_visit("b", at(10), who="li"), a_visit("a", at(0)), a_visit("c", at(20))]
    assert progress(a_round(), visits, [], at(21), contact=None).who == ("wang", "li")


def test_flags_are_those_of_the_visits_that_ask_for_a_person() -> None:
    odd = a_visit("a", at(0), flags=frozenset({Flag.TOO_FAST, Flag.CHAIN_GAP}))
    assert progress(a_round(), [odd], [], at(1), contact=None).flags == {Flag.TOO_FAST}


@pytest.mark.parametrize(
    ("times", "order", "odd"),
    [
        ({"a": 0, "b": 10, "c": 20}, Order.FIXED, False),
        ({"a": 0, "c": 20}, Order.FIXED, False),  # skipped
        ({"a": 4, "b": 15, "c": 15}, Order.FIXED, False),  # at once
        ({"b": 5, "a": 5.5}, Order.FIXED, True),
        ({"a": 0, "c": 16, "b": 18}, Order.FIXED, True),
        ({"b": 5, "a": 5.5}, Order.FREE, False),
    ],
)
def test_out_of_order_is_told_of_the_round_and_of_the_visit_that_makes_it_so(
    times: dict[str, float], order: Order, odd: bool
) -> None:
    visits = [a_visit(checkpoint, at(minute)) for checkpoint, minute in times.items()]
    round_ = a_round(order=order)
    assert (Flag.OUT_OF_ORDER in progress(round_, visits, [], at(60), contact=None).flags) is odd
    assert out_of_order(round_, visits[:-1], visits[-1]) is odd
    assert out_of_order(round_, visits, visits[-1]) is odd


def test_a_visit_elsewhere_is_never_out_of_order() -> None:
    assert not out_of_order(a_round(), [a_visit("b", at(5))], a_visit("z", at(1)))


def test_over_long_is_a_last_visit_after_the_end() -> None:
    def long(minute: float) -> bool:
        return is_over_long(progress(a_round(), [a_visit("c", at(minute))], [], at(60), contact=None))

    assert not long(25)
    assert long(25.1)
