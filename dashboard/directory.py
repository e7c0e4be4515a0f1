"""Who may come in: all accounts and tokens, in memory, so that signing in works while the database is away.

They are read again every REFRESH_S, and at once where this program changes them or somebody unknown asks.
"""

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from typing import Protocol

import structlog
from psycopg import AsyncConnection

from gateway.clock import Clock
from gateway.errors import Unavailable
from gateway.store import accounts
from gateway.store.accounts import Account, Token
from gateway.store.passwords import hash_token

REFRESH_S = 10.0
log = structlog.get_logger(__name__)


class Connections(Protocol):
    """Where the directory is read from."""

    def connection(self) -> AbstractAsyncContextManager[AsyncConnection]: ...


class Directory:
    """Accounts by name and tokens by their hash, at most REFRESH_S old while the database is there."""

    def __init__(self, database: Connections, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._accounts: dict[str, Account] = {}
        self._tokens: dict[str, Token] = {}
        self._known = False
        self._reading = asyncio.Lock()
        self._tried_at = float("-inf")

    def account(self, name: str) -> Account | None:
        """The account as last read; None if there is none that may sign in."""
        found = self._accounts.get(name)
        return None if found is None or found.disabled else found

    async def account_now(self, name: str) -> Account | None:
        """Like `account`, but an unknown name is looked up again: it may have been made a moment ago."""
        if name not in self._accounts:
            await self._ask_again()
        return self.account(name)

    async def token_now(self, token: str) -> Token | None:
        """The token that this is; None if there is none, or it was revoked."""
        key = hash_token(token)
        if key not in self._tokens:
            await self._ask_again()
        found = self._tokens.get(key)
        return None if found is None or found.revoked else found

    def token_stands(self, token_id: str) -> bool:
        """Whether the token of this id may still be used."""
        return any(token.id == token_id and not token.revoked for token in self._tokens.values())

    async def refresh(self) -> None:
        """Read everything again; Unavailable while the database is away (what was known stays)."""
        async with self._reading:
            await self._read()

    async def run(self) -> None:
        """Refresh for ever. The pool says when the database goes and comes; here it is only waited for."""
        while True:
            try:
                with suppress(Unavailable):
                    await self.refresh()
            except Exception:
                log.exception("accounts could not be read")
            await asyncio.sleep(REFRESH_S)

    async def _read(self) -> None:
        self._tried_at = self._clock.elapsed()
        async with self._database.connection() as conn:
            people = await accounts.accounts(conn)
            machines = await accounts.tokens(conn)
        self._accounts = {account.name: account for account in people}
        self._tokens = {token.hash: token for token in machines}
        self._known = True

    async def _ask_again(self) -> None:
        """Read again; Unavailable if it was never possible. However many ask, one reads, and it serves all who wait.

        Only a reading that began after the question counts: a token may be used in the moment in which it was made.
        """
        asked_at = self._clock.elapsed()
        async with self._reading:
            if self._tried_at <= asked_at:
                with suppress(Unavailable):
                    await self._read()
        if not self._known:
            raise Unavailable("accounts can't be read while the database is away", code="database")
