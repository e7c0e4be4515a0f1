"""What becomes of a ticket when its trouble comes again, or grows, decided from values alone."""

from dataclasses import dataclass, replace
from enum import StrEnum

from gateway.tickets.clocks import Policy, graver, hastened, started
from gateway.tickets.model import State, Ticket
from gateway.tickets.workflow import reopened
from rules.model import Priority, Urgency


class Repeat(StrEnum):
    """What another occurrence did to an open ticket; the word in its history."""

    REPEATED = "repeated"
    RAISED = "raised"  # the new occurrence is in more of a hurry
    RECURRED = "recurred"  # the work was said to be done: it is to be done again


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Another alarm for a ticket. `since`: when it was raised, in seconds UTC."""

    alarm: str
    priority: Priority
    urgency: Urgency
    since: float


def repeat(ticket: Ticket, again: Occurrence, policy: Policy) -> tuple[Ticket, Repeat]:
    """The ticket with one more occurrence: never less urgent, never with more time than before.

    Where the work was resolved already, the ticket goes back to whoever had it, and its clocks start anew.
    """
    urgency = graver(ticket.urgency, again.urgency)
    hurried = urgency != ticket.urgency
    after = replace(
        ticket,
        alarm=again.alarm,
        repeats=ticket.repeats + 1,
        urgency=urgency,
        priority=min(ticket.priority, again.priority),
    )
    if ticket.state in (State.RESOLVED, State.VERIFIED):
        return started(reopened(after), policy.limits_of(urgency), again.since), Repeat.RECURRED
    if hurried:
        return hastened(after, policy.limits_of(urgency), again.since), Repeat.RAISED
    return after, Repeat.REPEATED
