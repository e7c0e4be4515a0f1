"""Figures of patrols, and the sheets of inspections: as JSON for the screens, as workbooks to be kept."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Response

from dashboard.answers import Json
from dashboard.api import models_patrol_reports as models
from dashboard.api.reports_json import figures_json, sheet_json
from dashboard.api.vehicles import XLSX
from dashboard.identity import Who, needs
from dashboard.manyrounds import all_rounds
from dashboard.permissions import Permission
from dashboard.ports import Gateway
from dashboard.requests import From, TheGateway, To, span
from gateway.errors import Invalid, NotFound
from gateway.patrol.model import RouteKind
from gateway.patrol.reports.cells import Language
from gateway.patrol.reports.equipment import equipment
from gateway.patrol.reports.figures import Figures, Names, Period, figures
from gateway.patrol.reports.figures_book import figures_book
from gateway.patrol.reports.sheet import Sheet, sheet_of
from gateway.patrol.reports.sheet_book import sheet_book
from gateway.patrol.visits import Progress

router = APIRouter(prefix="/patrol", tags=["patrol"])
SeesFigures = Annotated[Who, needs(Permission.SEE_FIGURES)]
Sees = Annotated[Who, needs(Permission.SEE_PATROL)]
BOOK: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}}}
ENDING = ".xlsx"
Book = Annotated[str, Path(description=f"a round's id and '{ENDING}'")]
USUAL_S = 30 * 86400.0
LONGEST_S = 400 * 86400.0


@router.get("/figures", response_model=models.Figures)
async def get_figures(
    gateway: TheGateway, who: SeesFigures, since: From = None, until: To = None, by: models.Period = "day"
) -> Response:
    """How many stops were visited, how punctually, by whom: of the last 30 days, unless told otherwise."""
    told = await _figures(gateway, since, until, Period(by))
    return Json(figures_json(told, _names(gateway)))


@router.get("/figures.xlsx", response_class=Response, responses=BOOK)
async def figures_sheet(
    gateway: TheGateway, who: SeesFigures, since: From = None, until: To = None, by: models.Period = "day",
    lang: Language = "zh",
) -> Response:  # fmt: skip
    """The same as a workbook."""
    told = await _figures(gateway, since, until, Period(by))
    content = await asyncio.to_thread(figures_book, told, Period(by), _names(gateway), lang)
    return _book(content, "patrol-figures")


@router.get("/sheets", response_model=list[models.InspectionSheet])
async def sheets(gateway: TheGateway, who: Sees, since: From = None, until: To = None) -> Response:
    """The inspections of a time (the last 30 days, unless told otherwise), the newest first."""
    programme, devices = gateway.patrol.programme(), equipment(gateway.site)
    found = await _rounds(gateway, since, until)
    return Json([sheet_json(sheet_of(each, programme, devices)) for each in found if _is_inspection(each, gateway)])


@router.get("/sheets/{book}", response_class=Response, responses=BOOK)
async def sheet(gateway: TheGateway, who: Sees, book: Book, lang: Language = "zh") -> Response:
    """One of them as a workbook, to be printed or kept."""
    told = await _sheet(gateway, book)
    content = await asyncio.to_thread(sheet_book, told, gateway.site.name, ZoneInfo(gateway.site.timezone), lang)
    return _book(content, told.progress.round.id)


async def _figures(gateway: Gateway, since: datetime | None, until: datetime | None, by: Period) -> Figures:
    found = await _rounds(gateway, since, until)
    return await asyncio.to_thread(figures, found, by, ZoneInfo(gateway.site.timezone))


async def _rounds(gateway: Gateway, since: datetime | None, until: datetime | None) -> Sequence[Progress]:
    begin, end = span(since, until, now=gateway.clock.now(), usual_s=USUAL_S)
    if end - begin > LONGEST_S:
        raise Invalid("400 days at most can be asked for at once", field="from")
    return await all_rounds(gateway.patrol, begin, end)


async def _sheet(gateway: Gateway, book: str) -> Sheet:
    round_ = book.removesuffix(ENDING)
    if round_ == book:
        raise NotFound(f"the sheet of a round is its id and '{ENDING}'")
    found = await gateway.patrol.round(round_)
    if not _is_inspection(found, gateway):
        raise NotFound(f"the round '{round_}' is no inspection")
    return sheet_of(found, gateway.patrol.programme(), equipment(gateway.site))


def _is_inspection(progress: Progress, gateway: Gateway) -> bool:
    route = gateway.patrol.programme().routes.get(progress.round.route)
    return route is not None and route.kind is RouteKind.INSPECTION


def _names(gateway: Gateway) -> Names:
    programme = gateway.patrol.programme()
    return {
        "routes": {key: route.name for key, route in programme.routes.items()},
        "checkpoints": {key: checkpoint.name for key, checkpoint in programme.checkpoints.items()},
    }


def _book(content: bytes, name: str) -> Response:
    return Response(content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})
