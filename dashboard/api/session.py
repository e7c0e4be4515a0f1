"""Sign in, sign out, and who one is."""

from typing import Any

import structlog
from fastapi import APIRouter, Depends, Request, Response

from dashboard.answers import Json
from dashboard.api import bodies
from dashboard.api.models_people import Session
from dashboard.directory import Directory
from dashboard.identity import SignedIn, Who, refuse_other_sites
from dashboard.permissions import MAY
from dashboard.ports import Gateway
from dashboard.requests import TheGateway
from dashboard.sessions import COOKIE, LIFETIME_S, Claims, Sessions
from dashboard.signin import SignIn
from gateway.clock import rfc3339
from gateway.errors import NotSignedIn, Unavailable
from gateway.store import audit

router = APIRouter(tags=["session"])
log = structlog.get_logger(__name__)
OurPage = Depends(refuse_other_sites)


@router.get("/session", response_model=Session)
async def who_am_i(who: SignedIn) -> Response:
    """Name, role and rights of whoever asks."""
    return Json(_told(who))


@router.post("/session", response_model=Session, dependencies=[OurPage], openapi_extra={"security": []})
async def sign_in(request: Request, gateway: TheGateway, body: bodies.SignIn) -> Response:
    """Sign in; the answer sets the session cookie, good for 14 hours."""
    address = request.client.host if request.client else ""
    signin: SignIn = request.app.state.signin
    try:
        account = await signin.check(body.username, body.password, address)
    except NotSignedIn:
        await _note(gateway, body.username[:40], "", "sign_in_failed", {"address": address})
        raise
    sessions: Sessions = request.app.state.sessions
    cookie, claims = sessions.begin(account)
    await _note(gateway, account.name, account.role, "signed_in", {"address": address})
    answer = Json(_told(Who(name=account.name, role=account.role, session=claims)))
    _set_cookie(request, answer, cookie)
    return answer


def renew(request: Request, who: Who, answer: Response) -> None:
    """Put a new session into an answer, for a person whose work begins now; a machine needs none."""
    directory: Directory = request.app.state.directory
    sessions: Sessions = request.app.state.sessions
    account = directory.account(who.name) if who.session else None
    if account is not None:
        _set_cookie(request, answer, sessions.begin(account)[0])


def _set_cookie(request: Request, answer: Response, cookie: str) -> None:
    secure = request.url.scheme == "https"
    answer.set_cookie(COOKIE, cookie, max_age=int(LIFETIME_S), httponly=True, samesite="strict", secure=secure)


@router.delete("/session", status_code=204)
async def sign_out(request: Request, gateway: TheGateway, who: SignedIn) -> Response:
    """End this session, here and wherever its cookie may have got to."""
    if who.session is not None:
        sessions: Sessions = request.app.state.sessions
        sessions.end(who.session)
        await _note(gateway, who.name, who.role, "signed_out", {})
    answer = Response(status_code=204)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return answer


def _told(who: Who) -> dict[str, Any]:
    claims: Claims | None = who.session
    return {
        "name": who.name,
        "role": who.role,
        "may": sorted(MAY[who.role]),
        "expires_at": rfc3339(claims.expires_at) if claims else None,
    }


async def _note(gateway: Gateway, who: str, role: str, action: str, detail: dict[str, Any]) -> None:
    """Audit; the control room must get in while the database is away, so then the log alone has it."""
    log.info(action, who=who, **detail)
    try:
        async with gateway.database.connection() as conn:
            await audit.record(conn, site=gateway.site.id, who=who, role=role, action=action, detail=detail)
    except Unavailable:
        log.warning("this could not be written to the audit", action=action, who=who)
