"""The file of a device, its timeline, and the label that leads to it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dashboard.answers import Json
from dashboard.api.models_file import DeviceFile, TimelineEntry
from dashboard.devicefile import DeviceFiles
from dashboard.identity import Who, needs
from dashboard.labels import address_of, code
from dashboard.permissions import Permission
from dashboard.requests import Limit, TheGateway
from gateway.history.timeline import Sort

router = APIRouter(tags=["devices"])
SeesPoints = Annotated[Who, needs(Permission.SEE_POINTS)]
SeesSite = Annotated[Who, needs(Permission.SEE_SITE)]
AfterEntry = Annotated[
    str | None, Query(max_length=256, pattern=r"^\d{1,18}\..+$", description="the last id of the page before")
]


@router.get("/devices/{device}/file", response_model=DeviceFile)
async def file(request: Request, device: str, who: SeesPoints) -> Response:
    """What it is, where it hangs, how it is."""
    return Json(await _files(request).file(device, who.role))


@router.get("/devices/{device}/timeline", response_model=list[TimelineEntry])
async def timeline(
    request: Request,
    device: str,
    who: SeesPoints,
    sort: Sort | None = None,
    after: AfterEntry = None,
    limit: Limit = 100,
) -> Response:
    """What happened to it: alarms, tickets, changes of state, events; the newest first. A role gets what it may see."""
    return Json(await _files(request).timeline(device, who.role, sort=sort, after=after, limit=limit))


@router.get("/devices/{device}/label.svg", response_class=Response, responses={200: {"content": {"image/svg+xml": {}}}})
async def label(request: Request, gateway: TheGateway, device: str, who: SeesSite) -> Response:
    """A QR code that opens the file of the device."""
    known = request.app.state.plant.device(device)
    return Response(code(address_of(known["id"], gateway.site, request)), media_type="image/svg+xml")


def _files(request: Request) -> DeviceFiles:
    found: DeviceFiles = request.app.state.files
    return found
