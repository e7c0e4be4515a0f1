"""Who is asking: a person by the session cookie, a machine by its bearer token; and whether they may."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends
from fastapi.requests import HTTPConnection

from dashboard.directory import Directory
from dashboard.permissions import Permission, may
from dashboard.sessions import COOKIE, Claims, Sessions
from gateway.errors import NotAllowed, NotSignedIn

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody who is signed in. `session` is None for a machine, `token` for a person."""

    name: str
    role: str
    session: Claims | None = None
    token: str | None = None


class Door:
    """Tells who is behind a request, and later whether they are still welcome."""

    def __init__(self, directory: Directory, sessions: Sessions) -> None:
        self._directory = directory
        self._sessions = sessions

    async def who(self, connection: HTTPConnection) -> Who:
        """Whoever asks; NotSignedIn if they are not known, NotAllowed if another site made their browser ask."""
        found = await self._by_token(connection) or self._by_session(connection)
        if found is None:
            raise NotSignedIn("sign in first")
        return found

    async def who_or_none(self, connection: HTTPConnection) -> Who | None:
        """Like `who`, for what strangers may see too."""
        try:
            return await self.who(connection)
        except NotSignedIn:
            return None

    def stands(self, who: Who) -> bool:
        """Whether somebody who came in may still be here: not expired, ended, disabled, revoked."""
        if who.session is None:
            return who.token is not None and self._directory.token_stands(who.token)
        account = self._directory.account(who.name)
        return account is not None and account.epoch == who.session.epoch and self._sessions.stands(who.session)

    async def _by_token(self, connection: HTTPConnection) -> Who | None:
        scheme, _, text = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = await self._directory.token_now(text.strip())
        if token is None:
            raise NotSignedIn("this token is not, or no longer, good", code="bad_token")
        return Who(name=f"token:{token.id}", role=token.role, token=token.id)

    def _by_session(self, connection: HTTPConnection) -> Who | None:
        cookie = connection.cookies.get(COOKIE)
        if cookie is None:
            return None
        claims = self._sessions.read(cookie)
        account = self._directory.account(claims.name) if claims else None
        if claims is None or account is None or account.epoch != claims.epoch:
            raise NotSignedIn("the session has ended; sign in again", code="session_ended")
        refuse_other_sites(connection)
        return Who(name=account.name, role=account.role, session=claims)


def refuse_other_sites(connection: HTTPConnection) -> None:
    """NotAllowed if a browser asks on behalf of a page that is not ours, for anything but to look.

    A WebSocket is always refused to other pages: it is not bound by the same-origin rule. Programs that send neither
    `Origin` nor `Sec-Fetch-Site` are no browsers, so nobody can abuse their cookies.
    """
    if connection.scope["type"] == "http" and connection.scope["method"] in SAFE_METHODS:
        return
    origin = connection.headers.get("origin")
    fetched_from = connection.headers.get("sec-fetch-site", "same-origin")
    elsewhere = origin is not None and urlsplit(origin).netloc != connection.headers.get("host")
    if elsewhere or fetched_from not in ("same-origin", "none"):
        raise NotAllowed("this request comes from a page of another site", code="other_site")


async def _who(connection: HTTPConnection) -> Who:
    door: Door = connection.app.state.door
    return await door.who(connection)


async def _who_or_none(connection: HTTPConnection) -> Who | None:
    door: Door = connection.app.state.door
    return await door.who_or_none(connection)


Anybody = Annotated[Who | None, Depends(_who_or_none)]
SignedIn = Annotated[Who, Depends(_who)]


def needs(permission: Permission) -> Any:
    """A dependency: whoever asks, provided that their role holds the right; NotAllowed otherwise."""

    async def check(who: SignedIn) -> Who:
        if not may(who.role, permission):
            raise NotAllowed(f"the role '{who.role}' may not do this")
        return who

    return Depends(check)
