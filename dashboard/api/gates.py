"""Gates: who passed, what the cameras saw, and opening by hand."""

from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse

from dashboard.answers import Json
from dashboard.api import bodies_gates, models_gates
from dashboard.identity import Who, needs
from dashboard.permissions import Permission
from dashboard.requests import After, From, Limit, TheGateway, To
from gateway.clock import rfc3339
from gateway.errors import NotFound
from gateway.gates.lanes.passages import PassageFilter
from gateway.gates.view import gate_json, passage_json

router = APIRouter(tags=["gates"])
Sees = Annotated[Who, needs(Permission.SEE_GATES)]
Opens = Annotated[Who, needs(Permission.OPEN_GATE)]
JPEG = "image/jpeg"
JPEG_ANSWER: dict[int | str, dict[str, Any]] = {200: {"content": {JPEG: {}}}}
Plate = Annotated[str | None, Query(max_length=32, description="as read; * stands for any characters, ? for one")]


@router.get("/gates", response_model=list[models_gates.Gate])
async def gates(gateway: TheGateway, who: Sees) -> Response:
    """Every gate of the site."""
    return Json([gate_json(gate) for gate in gateway.gates.gates()])


@router.get("/gates/passages", response_model=list[models_gates.Passage])
async def passages(
    gateway: TheGateway,
    who: Sees,
    plate: Plate = None,
    since: From = None,
    until: To = None,
    gate: str | None = None,
    decision: Literal["open", "refuse", "ask"] | None = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Vehicles that came to a gate, the newest first. While the database is away: the newest few hundred only."""
    wanted = PassageFilter(
        plate=plate, gate=gate, decision=decision, after=after,
        since=since.timestamp() if since else None, until=until.timestamp() if until else None,
    )  # fmt: skip
    found = await gateway.gates.passages(wanted, limit)
    return Json([passage_json(passage) for passage in found])


@router.get("/gates/passages/{passage}", response_model=models_gates.Passage)
async def passage(gateway: TheGateway, who: Sees, passage: str) -> Response:
    """One of them."""
    return Json(passage_json(await gateway.gates.get(passage)))


@router.get("/gates/passages/{passage}/picture", response_class=Response, responses=JPEG_ANSWER)
async def picture(gateway: TheGateway, who: Sees, passage: str) -> Response:
    """What the camera saw."""
    return _picture(gateway.gates.picture_path(passage))


@router.get("/gates/passages/{passage}/crop", response_class=Response, responses=JPEG_ANSWER)
async def crop(gateway: TheGateway, who: Sees, passage: str) -> Response:
    """The plate, cut out and straightened."""
    return _picture(gateway.gates.crop_path(passage))


@router.post("/gates/passages/{passage}/correct", response_model=models_gates.Passage)
async def correct(gateway: TheGateway, who: Opens, passage: str, body: bodies_gates.CorrectPlate) -> Response:
    """Put the plate right. While the vehicle is still there it is decided again, and the barrier opens if it may."""
    return Json(passage_json(await gateway.gates.correct(passage, body.plate, who.name, who.role)))


@router.post("/gates/{gate}/open", response_model=models_gates.Passage)
async def open_gate(gateway: TheGateway, who: Opens, gate: str, body: bodies_gates.OpenGate | None = None) -> Response:
    """Open by hand, for a vehicle that waits or for nobody in particular. Works while the database is away."""
    said = body or bodies_gates.OpenGate()
    opened = await gateway.gates.open(gate, who.name, who.role, note=said.note, passage=said.passage)
    return Json(passage_json(opened))


@router.post("/gates/{gate}/pass", response_model=models_gates.Passage)
async def show_pass(gateway: TheGateway, who: Opens, gate: str, body: bodies_gates.ShowPass) -> Response:
    """A visitor shows the code on the phone: judged as a plate would be."""
    return Json(passage_json(await gateway.gates.show_pass(gate, body.code, who.name, who.role)))


@router.get("/devices/{device}/picture", response_class=Response, responses=JPEG_ANSWER, tags=["devices"])
async def newest_picture(gateway: TheGateway, who: Sees, device: str) -> Response:
    """What a camera sees now; `X-Age-S` says how old the frame is."""
    found = await gateway.pictures.picture(device)
    if found is None:
        raise NotFound(f"there is no picture of '{device}'")
    age_s = max(0.0, gateway.clock.now() - found.time)
    headers = {"X-Age-S": f"{age_s:.1f}", "X-Time": rfc3339(found.time)}
    return Response(found.jpeg, media_type=JPEG, headers=headers)


@router.get("/alarms/{alarm}/picture", response_class=Response, responses=JPEG_ANSWER, tags=["alarms"])
async def alarm_picture(gateway: TheGateway, who: Sees, alarm: str) -> Response:
    """What the camera saw when it raised the alarm."""
    return _picture(gateway.gates.alarm_picture_path(alarm))


def _picture(path: Path | None) -> Response:
    if path is None:
        raise NotFound("there is no picture, or no longer")
    # A picture never changes, and only who may see it asks for it.
    return FileResponse(path, media_type=JPEG, headers={"Cache-Control": "private, max-age=86400"})
