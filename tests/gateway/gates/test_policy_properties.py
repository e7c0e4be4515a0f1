"""What holds of the policy whatever is asked and known."""

import random
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.gates.judging.match import alone, fitting
from gateway.gates.judging.plate_text import expression, normalised
from gateway.gates.judging.policy import Asked, Known, decide
from gateway.gates.model import Decision, Gate, Holder, Pass, PassKind, PassState, Reason, Session, Vehicle, VehicleList
from tests.gateway.gates.known import HOUR, NOON, a_pass, asked, gate, known, session

# Few plates, alike and unlike, so that lists, passes, stays and questions meet.
PLATES = ("粤B12345", "粤B12346", "粤B12347", "粤B92345", "京A00001", "TXH88")
plates = st.sampled_from(PLATES)
times = st.sampled_from([None, NOON - HOUR, NOON, NOON + HOUR])
vehicles = st.builds(
    Vehicle,
    id=st.uuids().map(str),
    plate=plates,
    list=st.sampled_from(VehicleList),
    holder=st.sampled_from(["", "a", "b"]),
    valid_from=times,
    valid_until=times,
)
entries = st.lists(vehicles, max_size=8, unique_by=lambda each: (each.plate, each.list))
holders = st.lists(
    st.builds(Holder, name=st.sampled_from(["a", "b"]), spaces=st.integers(0, 2)),
    max_size=2,
    unique_by=lambda h: h.name,
)
ends = st.sampled_from([NOON, NOON + HOUR])
passes = st.lists(
    st.builds(
        lambda number, plate, kind, state, until, uses: a_pass(
            plate, id=f"p{number}", code=f"c{number}", host_code=f"h{number}", kind=kind, state=state,
            valid_until=until, uses=uses,
        ),
        st.integers(0, 5), st.sampled_from(["", *PLATES]), st.sampled_from(PassKind), st.sampled_from(PassState), ends,
        st.integers(0, 1),
    ),
    max_size=3, unique_by=lambda each: each.id,
)  # fmt: skip
stays = st.lists(
    st.builds(
        lambda plate, reason, ago, paid: session(plate, reason=reason, entered_at=NOON - ago, paid=paid),
        plates, st.sampled_from([Reason.FIXED_VEHICLE, Reason.TEMPORARY_ENTRY, Reason.BY_HAND]),
        st.sampled_from([0.0, 60.0, HOUR, 30 * HOUR]), st.sampled_from([0, 500]),
    ),
    max_size=4, unique_by=lambda each: each.plate,
)  # fmt: skip
gates = st.builds(
    lambda direction, temporary, passback, is_open: gate(
        "south-in", direction=direction, temporary=temporary, passback=passback, is_open=is_open
    ),
    st.sampled_from(["in", "out", ""]), st.booleans(), st.booleans(), st.sampled_from([True, True, False]),
)  # fmt: skip
kinds = st.sampled_from(["blue", "blue", "police", "other", ""])
sure = st.builds(
    lambda where, plate, kind, code: asked(where, plate, kind=kind, code=code),
    gates, plates, kinds, st.sampled_from(["", "", "c0", "c1"]),
)  # fmt: skip
unclear = st.builds(
    lambda where, seen, uncertain, candidates, kind: asked(
        where, "", seen=seen, uncertain=tuple(uncertain), candidates=tuple(candidates), kind=kind
    ),
    gates, plates, st.lists(st.integers(0, 7), max_size=2, unique=True), st.lists(plates, max_size=2), kinds,
)  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Vehicle], list[Holder], list[Pass], list[Session]]:
    return draw(entries), draw(holders), draw(passes), draw(stays)


def _known(world: tuple[list[Vehicle], list[Holder], list[Pass], list[Session]]) -> Known:
    some, owners, given_passes, inside = world
    return known(*some, holders=owners, passes=given_passes, inside=inside, spaces=3)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.one_of(sure, unclear))
def test_nothing_opens_for_a_blocked_vehicle(
    world: tuple[list[Vehicle], list[Holder], list[Pass], list[Session]], question: Asked
) -> None:
    verdict = decide(question, _known(world))
    barred = {
        each.plate
        for each in world[0]
        if each.list is VehicleList.BLOCKED
        and (each.valid_from is None or each.valid_from <= NOON)
        and (each.valid_until is None or each.valid_until > NOON)
    }
    if verdict.decision is Decision.OPEN:
        assert verdict.plate not in barred
        assert question.plate not in barred


@settings(max_examples=100, deadline=None)
@given(worlds(), unclear)
def test_an_unsure_plate_opens_for_nobody_but_the_one_known_vehicle_that_fits(
    world: tuple[list[Vehicle], list[Holder], list[Pass], list[Session]], question: Asked
) -> None:
    facts = _known(world)
    verdict = decide(question, facts)
    if verdict.decision is not Decision.OPEN:
        return
    everybody = (
        {each.plate for each in world[0]} | {each.plate for each in world[2]} | {each.plate for each in world[3]}
    )
    assert fitting(question.seen, question.uncertain, everybody) == {verdict.plate}
    assert len(question.uncertain) == 1
    on = {each.list for each in world[0] if each.plate == verdict.plate}
    assert on & {VehicleList.FIXED, VehicleList.EMERGENCY}


@settings(max_examples=100, deadline=None)
@given(worlds(), sure, st.randoms(use_true_random=False))
def test_the_order_of_the_lists_does_not_matter(
    world: tuple[list[Vehicle], list[Holder], list[Pass], list[Session]], question: Asked, shuffled: random.Random
) -> None:
    mixed = tuple(shuffled.sample(part, len(part)) for part in world)
    assert decide(question, _known(world)) == decide(question, _known(mixed))


@settings(max_examples=100, deadline=None)
@given(worlds(), sure)
def test_what_is_over_lets_nobody_in(
    world: tuple[list[Vehicle], list[Holder], list[Pass], list[Session]], question: Asked
) -> None:
    some = [replace(each, valid_until=NOON) for each in world[0] if each.list is not VehicleList.BLOCKED]
    some_passes = [replace(each, valid_until=NOON) for each in world[2]]
    verdict = decide(question, _known((some, world[1], some_passes, world[3])))
    if verdict.decision is Decision.OPEN and verdict.direction != "out":
        assert verdict.reason in (Reason.POLICE_VEHICLE, Reason.TEMPORARY_ENTRY)
        fixed = {each.plate for each in some if each.list is VehicleList.FIXED}
        assert verdict.reason is Reason.POLICE_VEHICLE or verdict.plate not in fixed


@settings(max_examples=100, deadline=None)
@given(worlds(), plates, gates)
def test_nobody_on_the_fixed_list_is_kept_in(
    world: tuple[list[Vehicle], list[Holder], list[Pass], list[Session]], plate: str, where: Gate
) -> None:
    facts = _known(([each for each in world[0] if each.list is VehicleList.FIXED], *world[1:]))
    way_out = replace(where, direction="out", is_open=True)
    if facts.lists.on(VehicleList.FIXED, plate):
        assert decide(asked(way_out, plate), facts).decision is Decision.OPEN


@given(st.text(max_size=20))
def test_a_normal_plate_stays_as_it_is(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(plates, st.sampled_from(["{}", " {} ", "{}·"]))
def test_a_plate_is_found_by_itself(plate: str, around: str) -> None:
    assert normalised(around.format(plate)) == plate
    assert re.search(expression(around.format(plate)), plate)


@given(st.lists(plates, max_size=5), plates, st.integers(0, 7))
def test_who_fits_alone_is_one_of_those_who_fit(some: list[str], seen: str, place: int) -> None:
    found = alone(seen, (place,), (), some)
    assert found is None or fitting(seen, (place,), some) == {found}
