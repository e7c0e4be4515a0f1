"""Every call under /api/v1."""

from typing import Any

from fastapi import APIRouter, Depends

from dashboard.api import (
    accounts,
    alarms,
    devicefile,
    duty,
    gates,
    guards,
    models,
    parking,
    passes,
    patrol,
    patrol_codes,
    patrol_reports,
    points,
    records,
    session,
    site,
    tickets,
    vehicles,
)
from dashboard.requests import no_zero_bytes

PREFIX = "/api/v1"
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": models.Error} for status in (401, 403, 404, 409, 413, 422, 429, 503)
}


def api_router() -> APIRouter:
    """All routes, in the order in which the documentation lists them."""
    router = APIRouter(prefix=PREFIX, responses=ERRORS, dependencies=[Depends(no_zero_bytes)])
    parts = (
        session, site, devicefile, duty, points, alarms, tickets, gates, vehicles, passes, parking, patrol,
        patrol_codes, patrol_reports, guards, records, accounts,
    )  # fmt: skip
    for part in parts:
        router.include_router(part.router)
    return router
