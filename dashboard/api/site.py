"""The site, its kinds of devices, and how Gatehouse itself is."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from dashboard.answers import Json
from dashboard.api import models
from dashboard.api.models_health import Health
from dashboard.api.models_kind import Kind
from dashboard.identity import Anybody, Who, needs
from dashboard.permissions import Permission, may
from dashboard.plant import kinds, site_json
from dashboard.requests import TheGateway

router = APIRouter(tags=["site"])
SeesSite = Annotated[Who, needs(Permission.SEE_SITE)]


@router.get("/health", response_model=Health, response_model_exclude_none=True, openapi_extra={"security": []})
async def health(request: Request, who: Anybody) -> Response:
    """Whether Gatehouse is well. Without sign-in: the counts only, without `detail`."""
    report: dict[str, Any] = request.app.state.hub.health()
    if who is None or not may(who.role, Permission.SEE_SITE):
        report.pop("detail", None)
    return Json(report)


@router.get("/site", response_model=models.Site)
async def site(gateway: TheGateway, who: SeesSite) -> Response:
    """The site, as its file names it."""
    return Json(site_json(gateway))


@router.get("/kinds", response_model=list[Kind])
async def list_kinds(gateway: TheGateway, who: SeesSite) -> Response:
    """Every kind of device that the site has, with its points and their limits."""
    return Json(kinds(gateway.site, gateway.limits))


@router.get("/devices", response_model=list[models.Device])
async def devices(request: Request, who: SeesSite, kind: str | None = None) -> Response:
    """The devices, in the order of the site file."""
    return Json(request.app.state.plant.devices(kind))


@router.get("/devices/{device}", response_model=models.Device)
async def device(request: Request, device: str, who: SeesSite) -> Response:
    """One device."""
    return Json(request.app.state.plant.device(device))
