"""The codes of checkpoints: labels to print, what a screen shows, and a new key."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Request, Response

from dashboard.answers import Json
from dashboard.api import models_patrol_reports as models
from dashboard.api.patrol_json import words_json
from dashboard.identity import Who, needs
from dashboard.labels import code_address, scan_address_of
from dashboard.permissions import Permission
from dashboard.plant import words
from dashboard.requests import TheGateway
from gateway.clock import rfc3339

router = APIRouter(prefix="/patrol", tags=["patrol"])
Manages = Annotated[Who, needs(Permission.MANAGE_CODES)]
Shows = Annotated[Who, needs(Permission.SHOW_CODE)]


@router.get("/codes", response_model=list[models.PatrolLabel])
async def codes(request: Request, gateway: TheGateway, who: Manages) -> Response:
    """The labels of all checkpoints that have one, to be printed."""
    known, labels = gateway.patrol.programme().checkpoints, gateway.patrol.codes()
    told = [
        {
            "checkpoint": checkpoint,
            "name": words(known[checkpoint].name),
            "location": words_json(known[checkpoint].location),
            "address": scan_address_of(code, gateway.site, request),
            "digits": digits,
        }
        for checkpoint, (code, digits) in labels.items()
        if checkpoint in known
    ]
    pictures = await asyncio.to_thread(lambda: [code_address(str(label["address"])) for label in told])
    return Json([{**label, "svg": picture} for label, picture in zip(told, pictures, strict=True)])


@router.post("/codes/change", response_model=models.ChangedKey)
async def change_keys(gateway: TheGateway, who: Manages) -> Response:
    """A new key. Every label must be printed anew; the old ones are still read, and flagged."""
    return Json({"key": await gateway.patrol.change_keys(who.name, who.role)})


@router.get("/checkpoints/{checkpoint}/code", response_model=models.ShownCode)
async def shown_code(request: Request, gateway: TheGateway, who: Shows, checkpoint: str) -> Response:
    """What the screen at a checkpoint is to show now. 409 where its code does not change."""
    code, good_until = gateway.patrol.shown_code(checkpoint)
    address = scan_address_of(code, gateway.site, request)
    return Json({"code": code, "address": address, "svg": code_address(address), "good_until": rfc3339(good_until)})
