"""Calls that are promised and not built yet. They say so, and nothing else."""

from fastapi import APIRouter, Response

from dashboard.identity import SignedIn
from gateway.errors import NotBuilt

router = APIRouter(tags=["not built yet"], responses={501: {"description": "not built yet"}})


@router.get("/patrol/rounds")
@router.get("/patrol/routes")
@router.post("/patrol/scans")
async def patrol(who: SignedIn) -> Response:
    """Not built yet."""
    raise NotBuilt("patrol is not built yet")


@router.get("/gates/passages")
@router.post("/gates/{gate}/open")
async def gates(who: SignedIn) -> Response:
    """Not built yet."""
    raise NotBuilt("gates are not built yet")
