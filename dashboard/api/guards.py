"""Guards on duty: shifts, what their phones are told, dispatches, panic buttons, incidents."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response

from dashboard.answers import Json
from dashboard.api import bodies_patrol, models_guards
from dashboard.api.guards_json import dispatch_json, incident_json, panic_json, shift_json
from dashboard.api.guardwork import dispatches_for, order_of, rounds_for, start_json
from dashboard.api.session import renew
from dashboard.directory import Directory
from dashboard.identity import Who, needs
from dashboard.permissions import Permission, may
from dashboard.requests import After, Limit, TheGateway
from gateway.clock import rfc3339
from gateway.errors import Invalid, NotAllowed
from gateway.patrol.calls import DispatchState

router = APIRouter(prefix="/patrol", tags=["guards"])
Sees = Annotated[Who, needs(Permission.SEE_PATROL)]
Scans = Annotated[Who, needs(Permission.SCAN)]
Dispatches = Annotated[Who, needs(Permission.DISPATCH)]
Presses = Annotated[Who, needs(Permission.PANIC)]
Clears = Annotated[Who, needs(Permission.CLEAR_PANIC)]
Closes = Annotated[Who, needs(Permission.CLOSE_INCIDENT)]


@router.post("/shifts", response_model=models_guards.ShiftStart)
async def begin_shift(request: Request, gateway: TheGateway, who: Scans, body: bodies_patrol.BeginShift) -> Response:
    """Begin a shift on a phone, or go on with the one that runs there: all that the phone needs underground.

    A person's session is made anew, so that it lasts as long as the shift may.
    """
    shift = await gateway.patrol.begin_shift(body.phone, who.name, who.role)
    answer = Json(await start_json(gateway, shift, who))
    renew(request, who, answer)
    return answer


@router.get("/shifts", response_model=list[models_guards.Shift])
async def shifts(gateway: TheGateway, who: Sees) -> Response:
    """Those that run, the newest first."""
    contacts = gateway.patrol.contacts()
    running = sorted(gateway.patrol.shifts(), key=lambda shift: shift.started_at, reverse=True)
    return Json([shift_json(shift, contacts) for shift in running])


@router.post("/shifts/{shift}/end", response_model=models_guards.Shift)
async def end_shift(gateway: TheGateway, who: Scans, shift: str) -> Response:
    """The guard goes home."""
    ended = await gateway.patrol.end_shift(shift, who.name, who.role)
    return Json(shift_json(ended, gateway.patrol.contacts()))


@router.post("/sync", response_model=models_guards.PhoneSync)
async def sync(gateway: TheGateway, who: Scans, body: bodies_patrol.Sync) -> Response:
    """A phone says that it is there, and how much it still has to tell; it hears what has changed."""
    patrol = gateway.patrol
    patrol.contact(body.phone, who.name, body.waiting)
    mine = [shift for shift in patrol.shifts() if (shift.phone, shift.who) == (body.phone, who.name)]
    return Json(
        {
            "server_time": rfc3339(gateway.clock.now()),
            "shift": shift_json(mine[0], patrol.contacts()) if mine else None,
            "rounds": await rounds_for(gateway, who),
            "dispatches": dispatches_for(gateway, who.name),
        }
    )


@router.get("/dispatches", response_model=list[models_guards.Dispatch])
async def dispatches(gateway: TheGateway, who: Sees) -> Response:
    """Those of the last 24 hours, the newest first."""
    return Json([dispatch_json(dispatch) for dispatch in gateway.patrol.dispatches()])


@router.post("/dispatches", response_model=models_guards.Dispatch, status_code=201)
async def dispatch(request: Request, gateway: TheGateway, who: Dispatches, body: bodies_patrol.NewDispatch) -> Response:
    """Send a guard to look: to an alarm, a device, a checkpoint or a place."""
    directory: Directory = request.app.state.directory
    if body.guard is not None:
        account = await directory.account_now(body.guard)
        if account is None or not may(account.role, Permission.ANSWER_DISPATCH):
            raise Invalid(f"'{body.guard}' is nobody who could be sent", field="guard")
    order = await order_of(gateway, body)
    sent = await gateway.patrol.send(**order, note=body.note, guard=body.guard or "", who=who.name, role=who.role)
    return Json(dispatch_json(sent), 201)


@router.post("/dispatches/{dispatch}/answer", response_model=models_guards.Dispatch)
async def answer(gateway: TheGateway, who: Sees, dispatch: str, body: bodies_patrol.AnswerDispatch) -> Response:
    """A guard accepts, has arrived, is done; who sends guards, or has taken it, cancels.

    409 where another has taken it, or it is over.
    """
    cancels = body.state == DispatchState.CANCELLED.value
    if not cancels and not may(who.role, Permission.ANSWER_DISPATCH):
        raise NotAllowed(f"the role '{who.role}' may not do this")
    return Json(dispatch_json(await gateway.patrol.answer(dispatch, body.state, body.text, who.name, who.role)))


@router.get("/panics", response_model=list[models_guards.Panic])
async def panics(gateway: TheGateway, who: Sees) -> Response:
    """Those that nobody has cleared, the newest first."""
    return Json([panic_json(panic) for panic in sorted(gateway.patrol.panics(), key=lambda p: p.time, reverse=True)])


@router.post("/panic", response_model=models_guards.Panic)
async def panic(gateway: TheGateway, who: Presses, body: bodies_patrol.PressPanic) -> Response:
    """Somebody needs help at once. Sending the same `id` again is harmless."""
    at = body.position
    where = (at.lat, at.lon, at.accuracy_m) if at else None
    return Json(panic_json(await gateway.patrol.panic(body.id.lower(), body.phone, where, who.name, who.role)))


@router.post("/panics/{panic}/clear", response_model=models_guards.Panic)
async def clear_panic(gateway: TheGateway, who: Clears, panic: str, body: bodies_patrol.ClearPanic) -> Response:
    """Somebody has seen to it."""
    return Json(panic_json(await gateway.patrol.clear_panic(panic, body.note, who.name, who.role)))


@router.get("/incidents", response_model=list[models_guards.Incident])
async def incidents(
    gateway: TheGateway, who: Sees, state: Literal["open", "all"] = "open", after: After = None, limit: Limit = 100
) -> Response:
    """What guards have found, the newest first."""
    found = await gateway.patrol.incidents(state=state, after=after, limit=limit)
    return Json([incident_json(incident) for incident in found])


@router.post("/incidents/{incident}/close", response_model=models_guards.Incident)
async def close_incident(
    gateway: TheGateway, who: Closes, incident: str, body: bodies_patrol.CloseIncident
) -> Response:
    """It has been seen to."""
    closed = await gateway.patrol.close_incident(incident, body.outcome, who.name, who.role)
    return Json(incident_json(closed))
