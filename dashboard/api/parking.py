"""The car park: how full it is, who is inside, what a stay costs. Paying itself happens elsewhere and is told here."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from dashboard.answers import Json
from dashboard.api import bodies_gates, models_gates
from dashboard.api.gates_json import stay_json
from dashboard.identity import Who, needs
from dashboard.permissions import Permission
from dashboard.requests import After, Limit, TheGateway

router = APIRouter(prefix="/parking", tags=["parking"])
Sees = Annotated[Who, needs(Permission.SEE_GATES)]
Takes = Annotated[Who, needs(Permission.TAKE_PAYMENTS)]
Plate = Annotated[str | None, Query(max_length=32, description="* stands for any characters, ? for one")]


@router.get("", response_model=models_gates.Parking)
async def parking(gateway: TheGateway, who: Sees) -> Response:
    """How full it is."""
    known = gateway.register.known()
    inside = len(known.inside)
    spaces = known.park.spaces or None
    return Json({"inside": inside, "spaces": spaces, "free": None if spaces is None else max(0, spaces - inside)})


@router.get("/sessions", response_model=list[models_gates.ParkingSession])
async def sessions(
    gateway: TheGateway,
    who: Sees,
    plate: Plate = None,
    inside: bool | None = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Stays, the newest first; `inside`: only those that last, or only those that are over."""
    found = await gateway.register.sessions(plate=plate, inside=inside, after=after, limit=limit)
    return Json([stay_json(stay) for stay in found])


@router.get("/sessions/{session}", response_model=models_gates.ParkingSession)
async def session(gateway: TheGateway, who: Sees, session: str) -> Response:
    """One stay, with what it costs now."""
    return Json(stay_json(await gateway.register.session(session)))


@router.post("/sessions/{session}/payments", response_model=models_gates.ParkingSession)
async def pay(gateway: TheGateway, who: Takes, session: str, body: bodies_gates.Payment) -> Response:
    """Something was paid. The same `id` twice counts once; 409 where it comes with another amount."""
    stay = await gateway.register.pay(session, body.id, body.amount, body.method, who.name, who.role)
    return Json(stay_json(stay))
