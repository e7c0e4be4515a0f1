"""The check of a name and a password, slow enough for those who guess."""

import asyncio

from dashboard.directory import Directory
from dashboard.errors import SlowDown
from dashboard.throttle import Throttle
from gateway.clock import Clock
from gateway.errors import NotSignedIn
from gateway.store.accounts import Account
from gateway.store.passwords import password_matches

AT_ONCE = 2  # each check takes 19 MiB and a core
# One address may stand for a whole control room.
FREE_TRIES_OF_ADDRESS = 40


class SignIn:
    """Checks passwords off the event loop, a few at a time."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory = directory
        self._of_name = Throttle(clock)
        self._of_address = Throttle(clock, free=FREE_TRIES_OF_ADDRESS)
        self._room = asyncio.Semaphore(AT_ONCE)

    async def check(self, name: str, password: str, address: str) -> Account:
        """The account; NotSignedIn if name or password is wrong, SlowDown if there were too many such tries."""
        key = f"{name}\n{address}"
        wait_s = max(self._of_name.wait_s(key), self._of_address.wait_s(address))
        if wait_s > 0:
            raise SlowDown("too many wrong passwords; wait before the next try", retry_after_s=wait_s)
        # Counted before the check, so that many tries at the same moment count too.
        self._of_name.failed(key)
        self._of_address.failed(address)
        account = await self._directory.account_now(name)
        async with self._room:
            stored = account.password_hash if account else None
            matches = await asyncio.to_thread(password_matches, stored, password)
        if account is None or not matches:
            raise NotSignedIn("name or password is wrong", code="wrong_password")
        self._of_name.succeeded(key)
        self._of_address.succeeded(address)
        return account
