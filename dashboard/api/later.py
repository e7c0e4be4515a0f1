"""Calls that are promised and not built yet. They say so, and nothing else."""

from typing import Any

from fastapi import APIRouter, Response

from dashboard.api.models import Error
from dashboard.identity import SignedIn
from gateway.errors import NotBuilt

NOT_BUILT: dict[int | str, dict[str, Any]] = {501: {"model": Error, "description": "not built yet"}}
router = APIRouter(tags=["not built yet"], responses=NOT_BUILT)


@router.get("/patrol/rounds")
@router.get("/patrol/routes")
@router.post("/patrol/scans")
async def patrol(who: SignedIn) -> Response:
    """Not built yet."""
    raise NotBuilt("patrol is not built yet")
