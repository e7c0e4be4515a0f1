"""Sessions: a signed cookie that says who, since which epoch of the account, and until when.

The secret is made at random on the first start and kept in the data directory. Whoever signs out ends that one session;
a change of the account ends all of its sessions.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadData, URLSafeSerializer

from gateway.clock import Clock
from gateway.private import write_private
from gateway.store.accounts import Account

COOKIE = "gatehouse_session"
LIFETIME_S = 14 * 3600.0  # a guard's shift, with what comes before and after
SECRET_FILE = "session-secret"  # noqa: S105
ENDED_FILE = "sessions-ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a cookie says; `expires_at` in seconds UTC."""

    id: str
    name: str
    epoch: int
    expires_at: float


class Sessions:
    """Makes cookies, reads them, and remembers those that were ended before their time."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._clock = clock
        self._signer = URLSafeSerializer(_secret(folder / SECRET_FILE), salt="session")
        self._ended_file = folder / ENDED_FILE
        self._ended = _read_ended(self._ended_file, clock.now())

    def begin(self, account: Account) -> tuple[str, Claims]:
        """A new session of an account: the cookie's value and what it says."""
        claims = Claims(
            id=secrets.token_hex(8), name=account.name, epoch=account.epoch, expires_at=self._clock.now() + LIFETIME_S
        )
        return str(self._signer.dumps([claims.id, claims.name, claims.epoch, round(claims.expires_at)])), claims

    def read(self, cookie: str) -> Claims | None:
        """What a cookie says; None if we did not sign it, or it has expired or been ended."""
        try:
            session, name, epoch, expires_at = self._signer.loads(cookie)
        except (BadData, ValueError, TypeError):
            return None
        claims = Claims(id=session, name=name, epoch=epoch, expires_at=float(expires_at))
        return claims if self.stands(claims) else None

    def stands(self, claims: Claims) -> bool:
        """Whether a session that was good has neither expired nor been ended."""
        return claims.expires_at > self._clock.now() and claims.id not in self._ended

    def end(self, claims: Claims) -> None:
        """From now on this session is no longer good, also after a restart."""
        now = self._clock.now()
        self._ended = {session: until for session, until in self._ended.items() if until > now}
        self._ended[claims.id] = claims.expires_at
        lines = "".join(f"{session} {until:.0f}\n" for session, until in self._ended.items())
        write_private(self._ended_file, lines.encode())


def _secret(path: Path) -> bytes:
    if not path.exists():
        write_private(path, secrets.token_bytes(32))
    return path.read_bytes()


def _read_ended(path: Path, now: float) -> dict[str, float]:
    if not path.exists():
        return {}
    pairs = (line.split() for line in path.read_text().splitlines())
    return {pair[0]: float(pair[1]) for pair in pairs if len(pair) == 2 and float(pair[1]) > now}
