"""Patrols: the programme, the rounds, and the scans that phones tell."""

import asyncio
import mimetypes
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import FileResponse

from dashboard.answers import Json
from dashboard.api import bodies_patrol, models_patrol
from dashboard.api.patrol_json import checkpoint_json, round_json, route_json, taken_json
from dashboard.identity import Who, needs
from dashboard.manyrounds import all_rounds
from dashboard.media import kind_of
from dashboard.permissions import Permission
from dashboard.requests import After, From, Limit, TheGateway, To
from gateway.errors import Invalid, NotFound
from gateway.patrol.scanning.told import Told
from gateway.patrol.visits import Finding, Method, Progress

router = APIRouter(prefix="/patrol", tags=["patrol"])
Sees = Annotated[Who, needs(Permission.SEE_PATROL)]
Scans = Annotated[Who, needs(Permission.SCAN)]
Excuses = Annotated[Who, needs(Permission.EXCUSE)]
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the content, hex")]
AROUND_S = 12 * 3600.0
MEDIA: dict[int | str, dict[str, Any]] = {200: {"content": {"image/*": {}, "audio/*": {}}}}
MEDIUM: dict[str, Any] = {"requestBody": {"required": True, "content": {"image/*": {}, "audio/*": {}}}}
PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/*": {}}}}


@router.get("/routes", response_model=list[models_patrol.PatrolRoute])
async def routes(gateway: TheGateway, who: Sees) -> Response:
    """Every route, in the order of the site file."""
    programme = gateway.patrol.programme()
    return Json([route_json(route, programme) for route in programme.routes.values()])


@router.get("/checkpoints", response_model=list[models_patrol.Checkpoint])
async def checkpoints(gateway: TheGateway, who: Sees) -> Response:
    """Every checkpoint, in the order of the site file."""
    return Json([checkpoint_json(each) for each in gateway.patrol.programme().checkpoints.values()])


@router.get("/rounds", response_model=list[models_patrol.Round])
async def rounds(
    gateway: TheGateway,
    who: Sees,
    since: From = None,
    until: To = None,
    route: str | None = None,
    after: After = None,
    limit: Limit = 500,
) -> Response:
    """Rounds by their start, the newest first: those of the last and the next 12 hours, unless told otherwise."""
    begin, end = _around(gateway.clock.now(), since, until)
    if after:
        found = _after(after, await all_rounds(gateway.patrol, begin, end, route))[:limit]
    else:
        found = await gateway.patrol.rounds(begin, end, route, limit)
    programme = gateway.patrol.programme()
    return Json([round_json(progress, programme) for progress in found])


@router.get("/rounds/{round}", response_model=models_patrol.Round)
async def one_round(gateway: TheGateway, who: Sees, round: str) -> Response:  # noqa: A002 - the site's word
    """One round."""
    return Json(round_json(await gateway.patrol.round(round), gateway.patrol.programme()))


@router.post("/rounds/{round}/excuse", response_model=models_patrol.Round)
async def excuse(gateway: TheGateway, who: Excuses, round: str, body: bodies_patrol.ExcuseStops) -> Response:  # noqa: A002
    """Say why stops were not visited. 409 where one was."""
    excused = await gateway.patrol.excuse(round, body.checkpoints, body.reason, who.name, who.role)
    return Json(round_json(excused, gateway.patrol.programme()))


@router.post("/rounds/{round}/unexcuse", response_model=models_patrol.Round)
async def unexcuse(gateway: TheGateway, who: Excuses, round: str, body: bodies_patrol.UnexcuseStops) -> Response:  # noqa: A002
    """Take excuses back: what was missed counts as missed again. What is not excused stays as it is."""
    back = await gateway.patrol.unexcuse(round, body.checkpoints, who.name, who.role)
    return Json(round_json(back, gateway.patrol.programme()))


@router.post("/scans", response_model=list[models_patrol.ScanTaken])
async def scans(gateway: TheGateway, who: Scans, body: bodies_patrol.Scans) -> Response:
    """Scans as a phone has kept them, in its order. Each is kept once, however often it comes; the odd is flagged."""
    told = [_told(scan, who) for scan in body]
    return Json([taken_json(taken) for taken in await gateway.patrol.take(told, who.name, who.role)])


@router.put("/media/{digest}", status_code=204, response_class=Response, openapi_extra=MEDIUM)
async def keep_medium(request: Request, gateway: TheGateway, who: Scans, digest: Digest) -> Response:
    """A photo or a recording, up to 4 MiB, under its SHA-256. Sending it twice is harmless."""
    await gateway.patrol.keep_medium(digest, await request.body())
    return Response(status_code=204)


@router.get("/media/{digest}", response_class=Response, responses=MEDIA)
async def medium(gateway: TheGateway, who: Sees, digest: Digest) -> Response:
    """The same again."""
    path = gateway.patrol.medium_path(digest)
    kind = await asyncio.to_thread(kind_of, path) if path else None
    if path is None or kind is None:
        raise NotFound("there is no such photo or recording, or no longer")
    return FileResponse(path, media_type=kind, headers={"Cache-Control": "private, max-age=86400"})


@router.get("/plan", response_class=Response, responses=PICTURE)
async def plan(gateway: TheGateway, who: Sees) -> Response:
    """The site's floor plan."""
    path = gateway.patrol.plan_path()
    if path is None:
        raise NotFound("the site file names no plan")
    return FileResponse(path, media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream")


def _around(now: float, since: datetime | None, until: datetime | None) -> tuple[float, float]:
    begin = since.timestamp() if since else (until.timestamp() if until else now) - AROUND_S
    end = until.timestamp() if until else (since.timestamp() if since else now) + AROUND_S
    if begin >= end:
        raise Invalid("'from' must lie before 'to'", field="from")
    return begin, end


def _after(last: str, found: Sequence[Progress]) -> Sequence[Progress]:
    """What follows the round with this id; nothing where it is not among them."""
    ids = [progress.round.id for progress in found]
    return found[ids.index(last) + 1 :] if last in ids else ()


def _told(scan: bodies_patrol.Scan, who: Who) -> Told:
    at = scan.position
    return Told(
        id=scan.id.lower(), time=datetime.fromisoformat(scan.time).timestamp(), method=Method(scan.method),
        checkpoint=scan.checkpoint or "", code=scan.code or "", uid=scan.uid or "", round=scan.round or "",
        phone=scan.phone, seq=scan.seq, previous=scan.previous, digest=scan.digest, chained=scan.chained(),
        offset_s=None if scan.offset_ms is None else scan.offset_ms / 1000, monotonic_ms=scan.monotonic_ms,
        position=(at.lat, at.lon, at.accuracy_m) if at else None, finding=_finding(scan), checks=scan.checks,
        note=scan.note, signed=who.name if scan.signed else "",
    )  # fmt: skip


def _finding(scan: bodies_patrol.Scan) -> Finding | None:
    """What was abnormal, even if the client did not say what."""
    if scan.finding is not None:
        return Finding(kind=scan.finding.kind, note=scan.finding.note, media=scan.finding.media)
    return Finding(kind="other", note=scan.note) if scan.result == "abnormal" else None
