"""Two clocks: when they end, what stops them, who hears that they ran out."""

from dataclasses import replace

import pytest

from gateway.tickets.clocks import Limits, Policy, breached, resumed, run_out, started
from gateway.tickets.followup import Occurrence, Repeat, repeat
from gateway.tickets.model import Clock, State, Ticket
from rules.model import Priority, Urgency
from tests.gateway.tickets.test_workflow import T0, ticket

MINUTE = 60.0
POLICY = Policy()


def running(urgency: Urgency, state: State = State.DISPATCHED) -> Ticket:
    return started(replace(ticket(state), urgency=urgency), POLICY.limits_of(urgency), T0)


@pytest.mark.parametrize(
    ("urgency", "arrive_min", "resolve_min"),
    [("emergency", 15, 30), ("ordinary", 30, 24 * 60), ("appointment", None, None)],
)
def test_the_manuals_limits(urgency: Urgency, arrive_min: float | None, resolve_min: float | None) -> None:
    limits = POLICY.limits_of(urgency)
    assert limits.arrive_s == (arrive_min and arrive_min * MINUTE)
    assert limits.resolve_s == (resolve_min and resolve_min * MINUTE)


def test_a_site_has_its_own_limits() -> None:
    policy = Policy(limits={"emergency": Limits(arrive_s=300.0, resolve_s=600.0)})
    assert policy.limits_of("emergency").arrive_s == 300.0
    assert policy.limits_of("ordinary").arrive_s == 1800.0


def test_both_clocks_run_out_in_turn_and_are_told_once() -> None:
    late = running("emergency")
    assert run_out(late, T0 + 15 * MINUTE) == ()
    assert run_out(late, T0 + 15 * MINUTE + 1) == (Clock.ARRIVE,)
    late = breached(late, Clock.ARRIVE, POLICY.escalate)
    assert late.breaches[Clock.ARRIVE].at == T0 + 15 * MINUTE
    assert late.breaches[Clock.ARRIVE].escalated_to == "operator"
    assert run_out(late, T0 + 29 * MINUTE) == ()
    assert run_out(late, T0 + 31 * MINUTE) == (Clock.RESOLVE,)
    late = breached(late, Clock.RESOLVE, POLICY.escalate)
    assert late.breaches[Clock.RESOLVE].escalated_to == "manager"
    assert run_out(late, T0 + 9999 * MINUTE) == ()


def test_an_emergency_is_met_by_arriving_and_an_ordinary_ticket_by_an_answer() -> None:
    at = T0 + 60 * MINUTE
    assert Clock.ARRIVE in run_out(replace(running("emergency"), accepted_at=T0 + 1), at)
    assert Clock.ARRIVE not in run_out(replace(running("emergency"), arrived_at=T0 + 1), at)
    assert Clock.ARRIVE not in run_out(replace(running("ordinary"), accepted_at=T0 + 1), at)


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED, State.CANCELLED])
def test_work_that_is_done_is_not_late(state: State) -> None:
    assert run_out(running("emergency", state), T0 + 9999 * MINUTE) == ()


@pytest.mark.parametrize(("urgency", "later_s"), [("ordinary", 600.0), ("emergency", 0.0)])
def test_holding_stops_the_second_clock_of_what_can_wait(urgency: Urgency, later_s: float) -> None:
    held = replace(running(urgency, State.ON_HOLD), accepted_at=T0, arrived_at=T0, held_since=T0 + 60)
    after = resumed(held, T0 + 660)
    assert after.resolve_by == (held.resolve_by or 0) + later_s
    late = T0 + 48 * 60 * MINUTE
    assert run_out(held, late) == (() if later_s else (Clock.RESOLVE,))


def again(urgency: Urgency, since: float, priority: int = 2) -> Occurrence:
    return Occurrence(alarm="A2", priority=Priority(priority), urgency=urgency, since=since)


def test_a_repeat_is_counted_and_gives_no_more_time() -> None:
    first = replace(running("ordinary"), priority=Priority.HIGH)
    after, outcome = repeat(first, again("ordinary", T0 + 600, priority=3), POLICY)
    assert outcome is Repeat.REPEATED
    assert after == replace(first, repeats=1, alarm="A2")


def test_a_graver_repeat_hurries_the_ticket() -> None:
    first = replace(running("ordinary"), priority=Priority.MEDIUM)
    after, outcome = repeat(first, again("emergency", T0 + 60, priority=1), POLICY)
    assert (outcome, after.urgency, after.priority) == (Repeat.RAISED, "emergency", Priority.CRITICAL)
    assert (after.arrive_by, after.resolve_by) == (T0 + 60 + 15 * MINUTE, T0 + 60 + 30 * MINUTE)


def test_a_milder_repeat_does_not_calm_it() -> None:
    first = running("emergency")
    after, outcome = repeat(first, again("ordinary", T0 + 60, priority=4), POLICY)
    assert (outcome, after.urgency, after.priority) == (Repeat.REPEATED, "emergency", first.priority)
    assert (after.arrive_by, after.resolve_by) == (first.arrive_by, first.resolve_by)


def test_trouble_that_recurs_after_the_repair_is_to_be_repaired_again() -> None:
    fixed = replace(running("emergency", State.RESOLVED), arrived_at=T0, resolved_at=T0 + 600)
    after, outcome = repeat(fixed, again("emergency", T0 + 900), POLICY)
    assert (outcome, after.state, after.resolved_at) == (Repeat.RECURRED, State.DISPATCHED, None)
    assert after.arrive_by == T0 + 900 + 15 * MINUTE
