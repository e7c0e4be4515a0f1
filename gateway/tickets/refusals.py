"""Why a step was not taken, as the answer that a person gets."""

from gateway.errors import Conflict, GatehouseError, Invalid, NotAllowed
from gateway.tickets.workflow import TABLE, Decision, Reason, Step


def refusal(decision: Decision, step: Step) -> GatehouseError:
    """The error for a decision that is not DONE."""
    match decision.reason:
        case Reason.WRONG_ROLE:
            return NotAllowed(f"the role {step.role} may not {step.action} a ticket")
        case Reason.NOT_YOURS:
            holder = decision.ticket.assignee or "nobody"
            return NotAllowed(f"the ticket belongs to {holder}; only they may {step.action} it", code="not_yours")
        case Reason.MISSING:
            return Invalid(f"'{decision.field}' is needed to {step.action} a ticket", field=decision.field)
        case Reason.STILL_ABNORMAL:
            return Conflict(
                "the alarm is still active: the trouble may not be over; send confirm to resolve it all the same",
                code="still_abnormal",
            )
        case _:
            starts = ", ".join(sorted(TABLE[step.action].start))
            return Conflict(
                f"a ticket that is {decision.ticket.state} can't be taken to '{step.action}'; that starts from {starts}"
            )
