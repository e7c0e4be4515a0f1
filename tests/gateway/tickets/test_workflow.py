"""The ticket's way, step by step, and what it refuses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.tickets.model import Source, State, Ticket
from gateway.tickets.workflow import TABLE, Action, Reason, Step, decide
from rules.model import Priority

T0 = 1_750_000_000.0
ROLES = ("operator", "guard", "engineer", "frontdesk", "manager", "admin")


def ticket(state: State = State.NEW, assignee: str | None = "li") -> Ticket:
    return Ticket(
        id="T",
        site="s",
        title="缺相",
        message={},
        priority=Priority.CRITICAL,
        source=Source.ALARM,
        urgency="emergency",
        state=state,
        assignee=assignee,
        created_at=T0,
        created_by="system",
        arrive_by=T0 + 900,
        resolve_by=T0 + 1800,
    )


def step(action: Action, role: str = "admin", who: str = "li", at: float = 60, **said: object) -> Step:
    full = {"assignee": "li", "reason": "no spare part", "cause": "fuse", "rating": 5} | said
    return Step(action=action, who=who, role=role, now=T0 + at, **full)  # type: ignore[arg-type]


def walk(start: Ticket, *steps: Step) -> Ticket:
    for one in steps:
        decision = decide(start, one)
        assert decision.reason is Reason.DONE, one
        start = decision.ticket
    return start


def test_the_whole_way() -> None:
    done = walk(
        ticket(assignee=None),
        step(Action.ASSIGN, "operator", "wang", at=10),
        step(Action.ACCEPT, "engineer", at=20),
        step(Action.ARRIVE, "engineer", at=30),
        step(Action.RESOLVE, "engineer", at=40, solution="replaced it"),
        step(Action.VERIFY, "operator", "wang", at=50),
    )
    assert done.state is State.CLOSED
    assert (done.accepted_at, done.arrived_at, done.resolved_at) == (T0 + 20, T0 + 30, T0 + 40)
    assert (done.verified_at, done.closed_at, done.cause, done.solution) == (T0 + 50, T0 + 50, "fuse", "replaced it")


def test_verifying_leaves_both_words_in_the_history() -> None:
    assert decide(ticket(State.RESOLVED), step(Action.VERIFY)).history == ("verify", "close")


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_a_step_is_taken_exactly_where_the_table_says(action: Action, state: State) -> None:
    before = ticket(state)
    decision = decide(before, step(action, "admin", assignee="zhao"))
    harmless = (action, state) in {(Action.ACCEPT, State.ACCEPTED), (Action.ARRIVE, State.ARRIVED)}
    if state in TABLE[action].start:
        assert decision.reason is Reason.DONE
    else:
        assert decision.reason is (Reason.ALREADY if harmless else Reason.WRONG_STATE)
        assert decision.ticket is before


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        (Action.ASSIGN, {"operator", "manager", "admin"}),
        (Action.ACCEPT, {"engineer", "admin"}),
        (Action.REJECT, {"engineer", "admin"}),
        (Action.ARRIVE, {"engineer", "admin"}),
        (Action.HOLD, {"engineer", "admin"}),
        (Action.RESUME, {"engineer", "admin"}),
        (Action.RESOLVE, {"engineer", "admin"}),
        (Action.VERIFY, {"operator", "manager", "admin"}),
        (Action.REOPEN, {"operator", "frontdesk", "manager", "admin"}),
        (Action.CANCEL, {"operator", "manager", "admin"}),
        (Action.RATE, {"frontdesk", "manager", "admin"}),
    ],
)
def test_who_may(action: Action, allowed: set[str]) -> None:
    refused = {role for role in ROLES if decide(ticket(), step(action, role)).reason is Reason.WRONG_ROLE}
    assert refused == set(ROLES) - allowed


def test_an_engineer_steps_only_what_is_theirs() -> None:
    theirs = ticket(State.DISPATCHED, assignee="zhao")
    assert decide(theirs, step(Action.ACCEPT, "engineer", "li")).reason is Reason.NOT_YOURS
    assert decide(theirs, step(Action.ACCEPT, "engineer", "token:4f1")).reason is Reason.DONE  # a machine of theirs


@pytest.mark.parametrize(
    ("action", "state", "field"),
    [
        (Action.ASSIGN, State.NEW, "assignee"),
        (Action.REJECT, State.ACCEPTED, "reason"),
        (Action.HOLD, State.ARRIVED, "reason"),
        (Action.RESOLVE, State.ARRIVED, "cause"),
        (Action.REOPEN, State.CLOSED, "reason"),
        (Action.CANCEL, State.NEW, "reason"),
        (Action.RATE, State.CLOSED, "rating"),
    ],
)
def test_what_must_be_said(action: Action, state: State, field: str) -> None:
    decision = decide(ticket(state), replace(step(action), **{field: None}))  # type: ignore[arg-type]
    assert (decision.reason, decision.field) == (Reason.MISSING, field)


def test_a_ticket_is_resolved_against_its_alarm_only_on_purpose() -> None:
    there = ticket(State.ARRIVED)
    assert decide(there, step(Action.RESOLVE), still_abnormal=True).reason is Reason.STILL_ABNORMAL
    assert decide(there, step(Action.RESOLVE, confirm=True), still_abnormal=True).reason is Reason.DONE


@pytest.mark.parametrize("before", [State.ACCEPTED, State.ARRIVED])
def test_work_goes_on_where_it_was_held(before: State) -> None:
    start = replace(ticket(before), accepted_at=T0, arrived_at=T0 + 5 if before is State.ARRIVED else None)
    held = walk(start, step(Action.HOLD))
    assert (held.state, held.held_since, held.hold_reason) == (State.ON_HOLD, T0 + 60, "no spare part")
    resumed = walk(held, step(Action.RESUME))
    assert (resumed.state, resumed.held_since, resumed.hold_reason) == (before, None, None)


def test_an_engineer_who_took_over_has_not_arrived_by_the_other_ones_arrival() -> None:
    arrived = replace(ticket(State.ARRIVED), accepted_at=T0, arrived_at=T0 + 5)
    handed_over = walk(
        arrived,
        step(Action.ASSIGN, assignee="zhao", at=60),
        step(Action.ACCEPT, who="zhao", at=70),
        step(Action.HOLD, who="zhao", at=80),
        step(Action.RESUME, who="zhao", at=90),
    )
    assert (handed_over.state, handed_over.assignee) == (State.ACCEPTED, "zhao")


def test_a_rejected_ticket_is_nobodys() -> None:
    rejected = walk(ticket(State.ACCEPTED), step(Action.REJECT, "engineer"))
    assert (rejected.state, rejected.assignee, rejected.accepted_at) == (State.NEW, None, None)


def test_a_reopened_ticket_goes_back_to_whoever_had_it() -> None:
    closed = replace(ticket(State.CLOSED), accepted_at=T0, arrived_at=T0, resolved_at=T0, closed_at=T0)
    again = walk(closed, step(Action.REOPEN))
    assert (again.state, again.assignee) == (State.DISPATCHED, "li")
    assert (again.accepted_at, again.arrived_at, again.resolved_at, again.closed_at) == (None, None, None, None)


STEPS = st.builds(
    lambda action, role, who, assignee, confirm: step(action, role, who, assignee=assignee, confirm=confirm),
    st.sampled_from(Action),
    st.sampled_from(ROLES),
    st.sampled_from(["li", "zhao"]),
    st.sampled_from(["li", "zhao"]),
    st.booleans(),
)


@given(st.lists(STEPS, max_size=30), st.booleans())
def test_no_row_of_steps_brings_a_ticket_out_of_order(steps: list[Step], still_abnormal: bool) -> None:
    now = ticket(assignee=None)
    for one in steps:
        decision = decide(now, one, still_abnormal=still_abnormal)
        if decision.reason is not Reason.DONE:
            assert decision.ticket is now
            continue
        before, now = now, decision.ticket
        assert now.state is State.NEW or now.state is State.CANCELLED or now.assignee is not None
        assert (now.held_since is not None) == (now.state is State.ON_HOLD)
        assert (now.closed_at is not None) == (now.state in (State.CLOSED, State.CANCELLED))
        assert now.state is not State.VERIFIED
        assert before.state is not State.CANCELLED
        if now.state in (State.RESOLVED, State.CLOSED):
            assert now.resolved_at is not None
