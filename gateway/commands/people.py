"""Accounts and tokens from the command line."""

import getpass
import secrets
import sys
from pathlib import Path

from gateway.commands.services import database_for_a_moment
from gateway.errors import Invalid


def new_password() -> str:
    """A password that nobody has to remember."""
    return secrets.token_urlsafe(12)


def read_password() -> str:
    """Ask twice on a terminal; elsewhere the first line of standard input. Raises Invalid."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Once more: "):
        raise Invalid("the two passwords differ", field="password")
    return first


def add_user(data: Path, name: str, role: str, password: str) -> None:
    """Make an account. Raises GatehouseError."""
    from gateway.store.accounts import add_account
    from gateway.store.migrate import migrate

    with database_for_a_moment(data) as database_url:
        migrate(database_url)
        add_account(database_url, name, role, password)


def new_token(data: Path, role: str) -> str:
    """Make a bearer token. Raises GatehouseError."""
    from gateway.store.accounts import create_token
    from gateway.store.migrate import migrate

    with database_for_a_moment(data) as database_url:
        migrate(database_url)
        return create_token(database_url, role)
