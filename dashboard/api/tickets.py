"""Repair tickets: the list, one with its history, and every step of its way."""

from typing import Annotated

from fastapi import APIRouter, Response

from dashboard.answers import Json
from dashboard.api import bodies, models
from dashboard.identity import Who, needs
from dashboard.permissions import Permission
from dashboard.ports import Gateway
from dashboard.requests import After, Limit, TheGateway
from gateway.tickets.view import event_json, ticket_json

router = APIRouter(tags=["tickets"])
Sees = Annotated[Who, needs(Permission.SEE_TICKETS)]
Creates = Annotated[Who, needs(Permission.CREATE_TICKET)]
Assigns = Annotated[Who, needs(Permission.ASSIGN_TICKET)]
Works = Annotated[Who, needs(Permission.WORK_TICKET)]
Verifies = Annotated[Who, needs(Permission.VERIFY_TICKET)]
Reopens = Annotated[Who, needs(Permission.REOPEN_TICKET)]
Cancels = Annotated[Who, needs(Permission.CANCEL_TICKET)]
Rates = Annotated[Who, needs(Permission.RATE_TICKET)]


@router.get("/tickets", response_model=list[models.Ticket])
async def tickets(
    gateway: TheGateway,
    who: Sees,
    state: str | None = None,
    assignee: str | None = None,
    device: str | None = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Tickets, the newest first; `state` is a state, `open` (neither closed nor cancelled) or left out for all."""
    found = await gateway.tickets.list(state=state, assignee=assignee, device=device, after=after, limit=limit)
    return Json([ticket_json(ticket) for ticket in found])


@router.post("/tickets", response_model=models.Ticket, status_code=201)
async def create(gateway: TheGateway, who: Creates, body: bodies.NewTicket) -> Response:
    """Report something that needs repair."""
    made = await gateway.tickets.create(body.model_dump(exclude_none=True), who.name, who.role)
    return Json(ticket_json(made), 201)


@router.get("/tickets/{ticket}", response_model=models.TicketWithEvents)
async def ticket(gateway: TheGateway, who: Sees, ticket: str) -> Response:
    """One ticket with everything that happened to it, the newest first."""
    found = await gateway.tickets.get(ticket)
    events = [event_json(event) for event in await gateway.tickets.events(ticket)]
    return Json(ticket_json(found) | {"events": events[::-1]})


@router.post("/tickets/{ticket}/assign", response_model=models.Ticket)
async def assign(gateway: TheGateway, who: Assigns, ticket: str, body: bodies.Assign) -> Response:
    """Give it to an engineer, or to another one."""
    return await _step(gateway, who, ticket, "assign", body)


@router.post("/tickets/{ticket}/accept", response_model=models.Ticket)
async def accept(gateway: TheGateway, who: Works, ticket: str, body: bodies.Step | None = None) -> Response:
    """The engineer takes it."""
    return await _step(gateway, who, ticket, "accept", body)


@router.post("/tickets/{ticket}/reject", response_model=models.Ticket)
async def reject(gateway: TheGateway, who: Works, ticket: str, body: bodies.Reason) -> Response:
    """The engineer can't take it: it goes back to be given to another."""
    return await _step(gateway, who, ticket, "reject", body)


@router.post("/tickets/{ticket}/arrive", response_model=models.Ticket)
async def arrive(gateway: TheGateway, who: Works, ticket: str, body: bodies.Step | None = None) -> Response:
    """The engineer is on site."""
    return await _step(gateway, who, ticket, "arrive", body)


@router.post("/tickets/{ticket}/hold", response_model=models.Ticket)
async def hold(gateway: TheGateway, who: Works, ticket: str, body: bodies.Reason) -> Response:
    """It must wait: for a part, for access."""
    return await _step(gateway, who, ticket, "hold", body)


@router.post("/tickets/{ticket}/resume", response_model=models.Ticket)
async def resume(gateway: TheGateway, who: Works, ticket: str, body: bodies.Step | None = None) -> Response:
    """The wait is over."""
    return await _step(gateway, who, ticket, "resume", body)


@router.post("/tickets/{ticket}/resolve", response_model=models.Ticket)
async def resolve(gateway: TheGateway, who: Works, ticket: str, body: bodies.Resolve) -> Response:
    """It is repaired. While its alarm is still active this is 409 `still_abnormal`, unless `confirm` is true."""
    return await _step(gateway, who, ticket, "resolve", body)


@router.post("/tickets/{ticket}/verify", response_model=models.Ticket)
async def verify(gateway: TheGateway, who: Verifies, ticket: str, body: bodies.Step | None = None) -> Response:
    """Somebody else has looked: the repair holds."""
    return await _step(gateway, who, ticket, "verify", body)


@router.post("/tickets/{ticket}/reopen", response_model=models.Ticket)
async def reopen(gateway: TheGateway, who: Reopens, ticket: str, body: bodies.Reason) -> Response:
    """The repair did not hold."""
    return await _step(gateway, who, ticket, "reopen", body)


@router.post("/tickets/{ticket}/cancel", response_model=models.Ticket)
async def cancel(gateway: TheGateway, who: Cancels, ticket: str, body: bodies.Reason) -> Response:
    """There is nothing to repair."""
    return await _step(gateway, who, ticket, "cancel", body)


@router.post("/tickets/{ticket}/rate", response_model=models.Ticket)
async def rate(gateway: TheGateway, who: Rates, ticket: str, body: bodies.Rating) -> Response:
    """How well it was done, 1 to 5, as told in the follow-up call."""
    return await _step(gateway, who, ticket, "rate", body)


async def _step(gateway: Gateway, who: Who, ticket: str, action: str, body: bodies.Step | None) -> Response:
    said = body.model_dump(exclude_none=True) if body else {}
    return Json(ticket_json(await gateway.tickets.step(ticket, action, who.name, who.role, said)))
