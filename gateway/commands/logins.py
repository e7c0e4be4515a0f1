"""The demo's logins: one for each role, with passwords made at random on the first start."""

from pathlib import Path

from gateway.commands.people import new_password
from gateway.errors import Conflict
from gateway.private import write_private
from gateway.store.accounts import ROLES, add_account
from gateway.store.migrate import migrate

HEADER = "# One login for each role of this demo: name, password.\n"


def ensure_logins(database_url: str, data: Path) -> dict[str, str]:
    """Name → password of each role's account; the accounts that are missing are made."""
    file = data / "logins.txt"
    logins = _read(file)
    missing = [role for role in ROLES if role not in logins]
    if missing:
        logins |= {role: new_password() for role in missing}
        _write(file, logins)  # before the accounts: a password that nobody knows is worth nothing
    migrate(database_url)
    for name, password in logins.items():
        try:
            add_account(database_url, name, name, password)
        except Conflict:
            continue  # made by an earlier start
    return logins


def _read(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text().splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


def _write(file: Path, logins: dict[str, str]) -> None:
    width = max(map(len, logins))
    lines = (f"{name:<{width}}  {password}\n" for name, password in logins.items())
    write_private(file, (HEADER + "".join(lines)).encode())
