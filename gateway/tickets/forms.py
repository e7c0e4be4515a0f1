"""What people send about tickets, checked at the edge, and what it becomes inside."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from gateway.errors import Invalid, NotFound
from gateway.ids import new_id
from gateway.tickets.clocks import Policy, started
from gateway.tickets.model import Source, State, Ticket
from gateway.tickets.workflow import Action, Step
from rules.model import Priority, Urgency

Line = Annotated[str, Field(max_length=200)]
Paragraph = Annotated[str, Field(max_length=4000)]
PRIORITIES: Mapping[Urgency, Priority] = {
    "emergency": Priority.CRITICAL,
    "ordinary": Priority.MEDIUM,
    "appointment": Priority.LOW,
}


class Form(BaseModel):
    """Spaces around a text do not count; no text holds a zero byte, which the database refuses."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", frozen=True)


class NewTicket(Form):
    """A ticket that a person opens. `arrive_by` is the agreed time of an appointment."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: Paragraph = ""
    device: Line | None = None
    trade: Line = ""
    urgency: Urgency = "ordinary"
    source: Annotated[str, Field(pattern="^(frontdesk|patrol|inspection|upkeep)$")] = "frontdesk"
    arrive_by: AwareDatetime | None = None
    assignee: Line | None = None


class StepForm(Form):
    """What goes with a step; which of it is needed depends on the step. `action` is another word for `solution`.

    version  the ticket's version that the person saw: where it has changed since, the step is refused
    """

    assignee: Line | None = None
    reason: Paragraph | None = None
    cause: Paragraph | None = None
    solution: Paragraph | None = None
    action: Paragraph | None = None
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    confirm: bool = False
    version: int | None = None


Checked = TypeVar("Checked", bound=Form)


def read(form: type[Checked], body: Mapping[str, Any]) -> Checked:
    """The body as a form; Invalid, with the first field that is wrong."""
    for name, value in body.items():
        if isinstance(value, str) and "\0" in value:
            raise Invalid("a text may not hold a zero byte", field=name)
    try:
        return form.model_validate(dict(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Invalid(first["msg"], field=".".join(map(str, first["loc"])) or None) from error


def new_ticket(form: NewTicket, *, site: str, who: str, now: float, policy: Policy) -> Ticket:
    """The ticket that a form asks for, its clocks running; it has no number yet."""
    ticket = Ticket(
        id=new_id(now),
        site=site,
        title=form.title,
        message={"zh": form.description, "en": form.description} if form.description else {},
        device=form.device,
        priority=PRIORITIES[form.urgency],
        source=Source(form.source),
        trade=form.trade,
        urgency=form.urgency,
        state=State.DISPATCHED if form.assignee else State.NEW,
        assignee=form.assignee or None,
        created_at=now,
        created_by=who,
    )
    ticket = started(ticket, policy.limits_of(form.urgency), now)
    if form.urgency == "appointment" and form.arrive_by is not None:
        return replace(ticket, arrive_by=form.arrive_by.timestamp())
    return ticket


def new_step(form: StepForm, action: str, *, who: str, role: str, now: float) -> Step:
    """The step that a form asks for; NotFound where there is no such step."""
    if action not in list(Action):
        raise NotFound(f"there is no step '{action}'; there are {', '.join(Action)}")
    return Step(
        action=Action(action),
        who=who,
        role=role,
        now=now,
        assignee=form.assignee,
        reason=form.reason,
        cause=form.cause,
        solution=form.solution or form.action,
        rating=form.rating,
        confirm=form.confirm,
    )


def said(step: Step) -> dict[str, Any]:
    """What was said with a step, for its line of history."""
    given = {name: getattr(step, name) for name in ("assignee", "reason", "cause", "solution", "rating")}
    detail = {name: value for name, value in given.items() if value}
    return {**detail, "confirm": True} if step.confirm else detail
