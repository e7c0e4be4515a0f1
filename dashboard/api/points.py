"""What the points are now and were before, and the two steps by which one of them is set."""

import csv
import io
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from dashboard.answers import Json
from dashboard.api import models
from dashboard.api.bodies import ConfirmSelection, SelectValue
from dashboard.identity import Who, needs
from dashboard.permissions import Permission
from dashboard.requests import From, TheGateway, To, span
from gateway.clock import rfc3339
from gateway.control.model import result_json, selection_json
from gateway.errors import Invalid

router = APIRouter(tags=["points"])
SeesPoints = Annotated[Who, needs(Permission.SEE_POINTS)]
Controls = Annotated[Who, needs(Permission.CONTROL)]
MaxPoints = Annotated[int, Query(ge=2, le=10_000)]
DAY_S = 86400.0
MOST_SERIES = 8


@router.get("/points", response_model=list[models.Point])
async def points(request: Request, who: SeesPoints, device: str | None = None, kind: str | None = None) -> Response:
    """The points as they are now: all, or those of a device or of a kind."""
    plant = request.app.state.plant
    return Json(plant.points(plant.rows(device, kind)))


@router.get("/points/{device}/{point}/history", response_model=models.History)
async def history(
    gateway: TheGateway,
    who: SeesPoints,
    device: str,
    point: str,
    since: From = None,
    until: To = None,
    max_points: MaxPoints = 2000,
) -> Response:
    """A point's past, the last day unless told otherwise; thinned to `max_points` with minimum and maximum kept."""
    begin, end = span(since, until, now=gateway.clock.now(), usual_s=DAY_S)
    trend = await gateway.history.samples(device, point, begin, end, max_points)
    return Json({"unit": trend.unit, "samples": [(rfc3339(time), *rest) for time, *rest in trend.samples]})


@router.get("/trends.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def trends(
    gateway: TheGateway,
    who: SeesPoints,
    points: Annotated[str, Query(description="device/point, up to eight, with commas between")],
    since: From = None,
    until: To = None,
    max_points: MaxPoints = 2000,
) -> Response:
    """The same as a table for a spreadsheet: point, time, min, mean, max, unit."""
    begin, end = span(since, until, now=gateway.clock.now(), usual_s=DAY_S)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("point", "time", "min", "mean", "max", "unit"))
    for device, point in _series(points):
        trend = await gateway.history.samples(device, point, begin, end, max_points)
        for time, *values in trend.samples:
            table.writerow((f"{device}/{point}", rfc3339(time), *map(_cell, values), trend.unit))
    # The mark at the beginning lets spreadsheets see that it is UTF-8.
    return Response(
        "\ufeff" + text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="trends.csv"'},
    )


@router.post("/points/{device}/{point}/select", response_model=models.Selection)
async def select(gateway: TheGateway, who: Controls, device: str, point: str, body: SelectValue) -> Response:
    """The first step of setting a point: nothing is written yet."""
    return Json(selection_json(await gateway.control.select(device, point, body.value, who.name, who.role)))


@router.post("/points/{device}/{point}/confirm", response_model=models.WriteResult)
async def confirm(gateway: TheGateway, who: Controls, device: str, point: str, body: ConfirmSelection) -> Response:
    """The second step: write, read back, compare."""
    result = await gateway.control.confirm(device, point, body.selection, who.name, who.role)
    return Json(result_json(result))


def _series(points: str) -> Sequence[tuple[str, str]]:
    ids = [tuple(part.strip().split("/")) for part in points.split(",") if part.strip()]
    if not 1 <= len(ids) <= MOST_SERIES or any(len(parts) != 2 for parts in ids):
        raise Invalid(f"give 1 to {MOST_SERIES} points as device/point, with commas between", field="points")
    return [(device, point) for device, point in ids]


def _cell(value: float | None) -> str:
    return "" if value is None or value != value else repr(value)
