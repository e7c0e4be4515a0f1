"""Passes of visitors and contractors: made and confirmed by people here, shown and confirmed by code outside."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from dashboard.answers import Json
from dashboard.api import bodies_gates, models_gates
from dashboard.api.gates_json import pass_json
from dashboard.identity import Who, needs
from dashboard.labels import code as qr
from dashboard.permissions import Permission
from dashboard.requests import After, Limit, TheGateway
from dashboard.visits import Visits
from gateway.errors import Invalid
from gateway.gates.model import PassKind

router = APIRouter(tags=["passes"])
Sees = Annotated[Who, needs(Permission.SEE_VEHICLES)]
Manages = Annotated[Who, needs(Permission.MANAGE_VEHICLES)]
Code = Annotated[str, Path(max_length=64)]


@router.get("/passes", response_model=list[models_gates.Pass])
async def passes(
    gateway: TheGateway,
    who: Sees,
    state: models_gates.PassStateName | None = None,
    current: bool = False,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Passes, the newest first; `current`: only those whose time is not over."""
    found = await gateway.register.passes(state=state, current=current, after=after, limit=limit)
    return Json([pass_json(each) for each in found])


@router.post("/passes", response_model=models_gates.Pass, status_code=201)
async def create(gateway: TheGateway, who: Manages, body: bodies_gates.NewPass) -> Response:
    """A new pass; without `confirmed` it opens nothing before the host has said yes."""
    if body.valid_from >= body.valid_until:
        raise Invalid("'valid_from' must lie before 'valid_until'", field="valid_until")
    made = await gateway.register.create_pass(
        kind=PassKind(body.kind), visitor=body.visitor, holder=body.holder, plate=body.plate,
        valid_from=body.valid_from.timestamp(), valid_until=body.valid_until.timestamp(), most_uses=body.most_uses,
        gates=body.gates, confirmed=body.confirmed, who=who.name, role=who.role,
    )  # fmt: skip
    return Json(pass_json(made), 201)


@router.post("/passes/{given}/confirm", response_model=models_gates.Pass)
async def confirm(gateway: TheGateway, who: Manages, given: str) -> Response:
    """The host has said yes, on the telephone say."""
    return Json(pass_json(await gateway.register.confirm_pass(given, who.name, who.role)))


@router.post("/passes/{given}/revoke", response_model=models_gates.Pass)
async def revoke(gateway: TheGateway, who: Manages, given: str) -> Response:
    """It opens nothing any more."""
    return Json(pass_json(await gateway.register.revoke_pass(given, who.name, who.role)))


@router.get("/visits/{code}", response_model=models_gates.Visit, tags=["visits"])
async def visit(request: Request, code: Code) -> Response:
    """A pass by its code, for whoever has that: no sign-in."""
    return Json(_visits(request).show(request, code))


@router.get(
    "/visits/{code}/qr.svg", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}},
    tags=["visits"],
)  # fmt: skip
async def visit_code(request: Request, code: Code) -> Response:
    """The visitor's code, to be shown at the gate."""
    _visits(request).show(request, code)
    return Response(qr(code), media_type="image/svg+xml")


@router.post("/visits/{code}/confirm", response_model=models_gates.Visit, tags=["visits"])
async def host_confirms(request: Request, code: Code) -> Response:
    """The host says yes, by the host's own code."""
    return Json(await _visits(request).answer(request, code, yes=True))


@router.post("/visits/{code}/decline", response_model=models_gates.Visit, tags=["visits"])
async def host_declines(request: Request, code: Code) -> Response:
    """The host says no."""
    return Json(await _visits(request).answer(request, code, yes=False))


def _visits(request: Request) -> Visits:
    found: Visits = request.app.state.visits
    return found
