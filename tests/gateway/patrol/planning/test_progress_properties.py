"""What holds of a round whatever was visited, excused and heard of."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.patrol.planning.progress import progress
from gateway.patrol.visits import Excuse, Flag, Progress, RoundState, StopState, Visit
from tests.gateway.patrol.planning.programme import NOON, a_round, a_visit, an_excuse

SETTLED = {StopState.DONE, StopState.LATE, StopState.EXCUSED}
RANK = {StopState.WAITING: 0, StopState.DUE: 1, StopState.OFFLINE: 2, StopState.MISSED: 3}
times = st.floats(-600, 9000).map(lambda seconds: NOON + round(seconds))
visits = st.lists(
    st.builds(
        lambda checkpoint, time, lay_s, flags: a_visit(checkpoint, time, lay_s=lay_s, flags=flags),
        st.sampled_from("abc"),
        times,
        st.sampled_from([1.0, 600.0, 7200.0]),
        st.frozensets(st.sampled_from([Flag.DUPLICATE, Flag.TOO_FAST, Flag.CHAIN_GAP]), max_size=2),
    ),
    max_size=6,
)
excuses = st.lists(st.sampled_from("abc").map(an_excuse), max_size=2)
contacts = st.none() | times


def states(found: Progress) -> list[StopState]:
    return [each.state for each in found.stops]


@settings(max_examples=200, deadline=None)
@given(known=visits, excused=excuses, contact=contacts, now=times, later_s=st.floats(0, 9000))
def test_as_time_goes_by_nothing_settled_is_lost_and_a_miss_stays(
    known: list[Visit], excused: list[Excuse], contact: float | None, now: float, later_s: float
) -> None:
    before = states(progress(a_round(), known, excused, now, contact=contact))
    after = states(progress(a_round(), known, excused, now + later_s, contact=contact))
    for one, other in zip(before, after, strict=True):
        assert one is other if one in SETTLED else RANK[one] <= RANK[other]


@settings(max_examples=200, deadline=None)
@given(known=visits, contact=times, now_s=st.floats(0, 9000), heard_s=st.floats(0, 9000))
def test_when_the_phone_is_heard_of_again_a_miss_stays(
    known: list[Visit], contact: float, now_s: float, heard_s: float
) -> None:
    now = contact + now_s
    before = states(progress(a_round(), known, [], now, contact=contact))
    after = states(progress(a_round(), known, [], now, contact=min(now, contact + heard_s)))
    missed = [other for one, other in zip(before, after, strict=True) if one is StopState.MISSED]
    assert set(missed) <= {StopState.MISSED}


@settings(max_examples=200, deadline=None)
@given(known=visits, excused=excuses, contact=contacts, now=times, visit=visits.filter(bool).map(lambda some: some[0]))
def test_one_more_visit_never_makes_it_worse(
    known: list[Visit], excused: list[Excuse], contact: float | None, now: float, visit: Visit
) -> None:
    worth = {StopState.DONE: 3, StopState.EXCUSED: 2, StopState.LATE: 1}
    before = states(progress(a_round(), known, excused, now, contact=contact))
    after = states(progress(a_round(), [*known, visit], excused, now, contact=contact))
    assert all(worth.get(other, 0) >= worth.get(one, 0) for one, other in zip(before, after, strict=True))


@settings(max_examples=200, deadline=None)
@given(known=visits, excused=excuses, contact=contacts, now=times)
def test_states_mean_what_they_say(
    known: list[Visit], excused: list[Excuse], contact: float | None, now: float
) -> None:
    round_ = a_round()
    found = progress(round_, known, excused, now, contact=contact)
    assert sum(Counter(states(found)).values()) == len(round_.stops) == 3
    for each in found.stops:
        visited = [
            visit for visit in known if visit.checkpoint == each.stop.checkpoint and Flag.DUPLICATE not in visit.flags
        ]
        assert (each.visit is None) == (not visited)
        is_punctual = any(each.stop.opens_at <= visit.time <= each.stop.closes_at for visit in visited)
        assert (each.state is StopState.DONE) == is_punctual
        if each.excuse is not None:
            assert each.state in (StopState.DONE, StopState.EXCUSED)
        if each.state is StopState.MISSED:
            assert now > each.stop.closes_at
        if each.state is StopState.OFFLINE:
            assert contact is not None
            assert each.stop.closes_at < now <= each.stop.closes_at + round_.sync_s
        if each.explained_at is not None:
            assert each.explained_at > each.stop.closes_at
    assert (found.state in (RoundState.DONE, RoundState.MISSED)) == (set(states(found)) <= SETTLED | {StopState.MISSED})


@settings(max_examples=100, deadline=None)
@given(known=visits, excused=excuses, contact=contacts, now=times, order=st.randoms(use_true_random=False))
def test_the_order_in_which_visits_came_does_not_matter(
    known: list[Visit], excused: list[Excuse], contact: float | None, now: float, order: object
) -> None:
    numbered = [replace(visit, id=str(number)) for number, visit in enumerate(known)]
    mixed = list(numbered)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    one = progress(a_round(), numbered, excused, now, contact=contact)
    assert progress(a_round(), mixed, excused, now, contact=contact) == one


@settings(max_examples=100, deadline=None)
@given(sync_s=st.integers(0, 7200), silent_s=st.integers(90, 5000))
def test_an_offline_phone_is_waited_for_exactly_its_time(sync_s: int, silent_s: int) -> None:
    round_ = a_round(sync_s=float(sync_s))
    closes_at = round_.stops[0].closes_at

    def state(now: float) -> StopState:
        return progress(round_, [], [], now, contact=closes_at - silent_s).stops[0].state

    assert state(closes_at) is StopState.DUE
    assert state(closes_at + sync_s) is (StopState.OFFLINE if sync_s else StopState.DUE)
    assert state(closes_at + sync_s + 0.001) is StopState.MISSED
