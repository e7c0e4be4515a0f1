"""People's accounts and machines' tokens."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from dashboard.answers import Json
from dashboard.api import bodies
from dashboard.api.models_people import Account, MadeToken, Token
from dashboard.identity import SignedIn, Who, needs
from dashboard.permissions import Permission
from dashboard.requests import TheGateway
from gateway.clock import rfc3339
from gateway.errors import NotAllowed
from gateway.store import accounts as store
from gateway.store import audit
from gateway.store.passwords import hash_password

router = APIRouter(tags=["accounts"])
Manages = Annotated[Who, needs(Permission.MANAGE_ACCOUNTS)]
Assigns = Annotated[Who, needs(Permission.ASSIGN_TICKET)]


@router.get("/accounts", response_model=list[Account])
async def accounts(gateway: TheGateway, who: Manages) -> Response:
    """Every account."""
    async with gateway.database.connection() as conn:
        return Json([_account(account) for account in await store.accounts(conn)])


@router.get("/engineers", response_model=list[str])
async def engineers(gateway: TheGateway, who: Assigns) -> Response:
    """The names of those to whom a ticket can be given."""
    async with gateway.database.connection() as conn:
        found = await store.accounts(conn)
    return Json(sorted(account.name for account in found if account.role == "engineer" and not account.disabled))


@router.post("/accounts", response_model=Account, status_code=201)
async def add_account(request: Request, gateway: TheGateway, who: Manages, body: bodies.NewAccount) -> Response:
    """Let somebody new in."""
    hashed = await asyncio.to_thread(hash_password, body.password)
    async with gateway.database.connection() as conn:
        made = await store.insert(conn, body.name, body.role, hashed)
        await audit.record(
            conn,
            site=gateway.site.id,
            who=who.name,
            role=who.role,
            action="account_added",
            target=body.name,
            detail={"role": body.role},
        )
    await request.app.state.directory.refresh()
    return Json(_account(made), 201)


@router.post("/accounts/{name}", response_model=Account)
async def change_account(
    request: Request, gateway: TheGateway, who: Manages, name: str, body: bodies.ChangeAccount
) -> Response:
    """Another role or password, or no entry any more. It ends every session of the account."""
    hashed = await asyncio.to_thread(hash_password, body.password) if body.password else None
    told = body.model_dump(exclude_none=True, exclude={"password"}) | ({"password": "changed"} if hashed else {})
    async with gateway.database.connection() as conn:
        changed = await store.change(conn, name, role=body.role, disabled=body.disabled, password_hash=hashed)
        await audit.record(
            conn,
            site=gateway.site.id,
            who=who.name,
            role=who.role,
            action="account_changed",
            target=name,
            detail=told,
        )
    await request.app.state.directory.refresh()
    return Json(_account(changed))


@router.post("/session/password", status_code=204)
async def change_password(
    request: Request, gateway: TheGateway, who: SignedIn, body: bodies.ChangePassword
) -> Response:
    """One's own password. It ends every session of the account, this one too."""
    if who.session is None:
        raise NotAllowed("a token has no password")
    address = request.client.host if request.client else ""
    await request.app.state.signin.check(who.name, body.present, address)
    hashed = await asyncio.to_thread(hash_password, body.password)
    async with gateway.database.connection() as conn:
        await store.change(conn, who.name, password_hash=hashed)
        await audit.record(
            conn, site=gateway.site.id, who=who.name, role=who.role, action="password_changed", target=who.name
        )
    await request.app.state.directory.refresh()
    return Response(status_code=204)


@router.get("/tokens", response_model=list[Token])
async def tokens(gateway: TheGateway, who: Manages) -> Response:
    """Every token that was ever made; never the secret itself."""
    async with gateway.database.connection() as conn:
        return Json([_token(token) for token in await store.tokens(conn)])


@router.post("/tokens", response_model=MadeToken, status_code=201)
async def add_token(request: Request, gateway: TheGateway, who: Manages, body: bodies.NewToken) -> Response:
    """A token for a machine. `token` is told here, once."""
    async with gateway.database.connection() as conn:
        made, secret = await store.insert_token(conn, body.role)
        await audit.record(
            conn,
            site=gateway.site.id,
            who=who.name,
            role=who.role,
            action="token_created",
            target=made.id,
            detail={"role": body.role},
        )
    await request.app.state.directory.refresh()
    return Json(_token(made) | {"token": secret}, 201)


@router.delete("/tokens/{token}", status_code=204)
async def revoke_token(request: Request, gateway: TheGateway, who: Manages, token: str) -> Response:
    """From now on the token opens nothing."""
    async with gateway.database.connection() as conn:
        await store.revoke_token(conn, token)
        await audit.record(
            conn, site=gateway.site.id, who=who.name, role=who.role, action="token_revoked", target=token
        )
    await request.app.state.directory.refresh()
    return Response(status_code=204)


def _account(account: store.Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role,
        "created_at": rfc3339(account.created_at.timestamp()),
        "disabled": account.disabled,
    }


def _token(token: store.Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "role": token.role,
        "created_at": rfc3339(token.created_at.timestamp()),
        "revoked": token.revoked,
    }
