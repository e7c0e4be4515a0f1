"""Alarms: what is wrong, what was, and what people do about it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from dashboard.answers import Json
from dashboard.api import models
from dashboard.api.later import NOT_BUILT
from dashboard.identity import Who, needs
from dashboard.permissions import Permission
from dashboard.requests import After, From, Limit, TheGateway, To
from gateway.alarms.view import alarm_json
from gateway.errors import NotBuilt

router = APIRouter(tags=["alarms"])
SeesAlarms = Annotated[Who, needs(Permission.SEE_ALARMS)]
Acknowledges = Annotated[Who, needs(Permission.ACKNOWLEDGE)]


@router.get("/alarms", response_model=list[models.Alarm])
async def alarms(
    gateway: TheGateway,
    who: SeesAlarms,
    state: Literal["active", "open", "all"] = "open",
    device: str | None = None,
    priority: Annotated[int | None, Query(ge=1, le=4)] = None,
    cause: Annotated[str | None, Query(description="an alarm: what it has brought with it")] = None,
    since: From = None,
    until: To = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Alarms, the newest first; `from` and `to` are about when they were raised."""
    found = await gateway.alarms.list(
        state=state,
        device=device,
        priority=priority,
        cause=cause,
        since=since.timestamp() if since else None,
        until=until.timestamp() if until else None,
        after=after,
        limit=limit,
    )
    return Json([alarm_json(alarm) for alarm in found])


@router.get("/alarms/{alarm}", response_model=models.Alarm)
async def alarm(gateway: TheGateway, who: SeesAlarms, alarm: str) -> Response:
    """One alarm."""
    return Json(alarm_json(await gateway.alarms.get(alarm)))


@router.post("/alarms/{alarm}/acknowledge", response_model=models.Alarm)
async def acknowledge(gateway: TheGateway, who: Acknowledges, alarm: str) -> Response:
    """Somebody has seen it. Doing it twice is harmless; the first one counts."""
    return Json(alarm_json(await gateway.alarms.acknowledge(alarm, who.name, who.role)))


@router.post("/alarms/{alarm}/unacknowledge", response_model=models.Alarm)
async def unacknowledge(gateway: TheGateway, who: Acknowledges, alarm: str) -> Response:
    """Take one's own acknowledgement back, within 10 s."""
    return Json(alarm_json(await gateway.alarms.unacknowledge(alarm, who.name, who.role)))


@router.post("/alarms/{alarm}/reset", response_model=models.Alarm)
async def reset(gateway: TheGateway, who: Acknowledges, alarm: str) -> Response:
    """Release a latched alarm whose condition is over."""
    return Json(alarm_json(await gateway.alarms.reset(alarm, who.name, who.role)))


@router.post("/alarms/{alarm}/shelve", response_model=models.Alarm, responses=NOT_BUILT)
async def shelve(who: Acknowledges, alarm: str) -> Response:
    """Not built yet."""
    raise NotBuilt("shelving is not built yet")


@router.post("/alarms/{alarm}/unshelve", response_model=models.Alarm, responses=NOT_BUILT)
async def unshelve(who: Acknowledges, alarm: str) -> Response:
    """Not built yet."""
    raise NotBuilt("shelving is not built yet")
