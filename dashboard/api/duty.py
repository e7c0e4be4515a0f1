"""The duty check of a fire panel (查岗)."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from dashboard.answers import Json
from dashboard.api import models
from dashboard.identity import Who, needs
from dashboard.permissions import Permission
from dashboard.requests import TheGateway

router = APIRouter(tags=["devices"])
ChecksDuty = Annotated[Who, needs(Permission.CHECK_DUTY)]


@router.post("/devices/{device}/duty-check", response_model=models.Device)
async def duty_check(request: Request, gateway: TheGateway, device: str, who: ChecksDuty) -> Response:
    """Ask now whether somebody sits at the panel; its point `duty_check` says what comes of it."""
    await gateway.duty.ask(device, who.name, who.role)
    return Json(request.app.state.plant.device(device))
