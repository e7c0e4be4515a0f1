"""What was done, and what was sent outside."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from dashboard.answers import Json
from dashboard.api.models_people import AuditEntry, Notification
from dashboard.identity import Who, needs
from dashboard.permissions import Permission
from dashboard.requests import After, Limit, TheGateway
from gateway.clock import rfc3339
from gateway.store import audit

router = APIRouter(tags=["records"])
SeesAudit = Annotated[Who, needs(Permission.SEE_AUDIT)]
SeesNotifications = Annotated[Who, needs(Permission.SEE_NOTIFICATIONS)]


@router.get("/audit", response_model=list[AuditEntry])
async def list_audit(
    gateway: TheGateway,
    who: SeesAudit,
    after: Annotated[int | None, Query(ge=1, description="the last id of the page before")] = None,
    limit: Limit = 100,
) -> Response:
    """Acts of people and machines, the newest first."""
    async with gateway.database.connection() as conn:
        rows = await audit.listing(conn, site=gateway.site.id, after=after, limit=limit)
    return Json([_entry(dict(row)) for row in rows])


@router.get("/notifications", response_model=list[Notification])
async def notifications(
    gateway: TheGateway,
    who: SeesNotifications,
    state: Literal["queued", "sending", "sent", "failed"] | None = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """What was to be told to somebody outside, the newest first."""
    return Json(await gateway.notifications.list(state=state, after=after, limit=limit))


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"id": str(row["id"]), "time": rfc3339(row["time"].timestamp())}
