"""Accounts of people and bearer tokens of machines: all their SQL.

A change of an account raises its `epoch`, by which every session that began before it ends.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from gateway.errors import Conflict, Invalid, NotFound
from gateway.store import audit
from gateway.store.passwords import hash_password, hash_token, new_token

ROLES = ("operator", "guard", "engineer", "frontdesk", "manager", "admin")
Row = TypeVar("Row")
RESERVED = ("system",)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,62}")
_COLUMNS = "name, role, password_hash, created_at, disabled, epoch"
_INSERT = "INSERT INTO account (name, role, password_hash) VALUES (%s, %s, %s)"
_INSERT_TOKEN = "INSERT INTO token (id, role, hash) VALUES (%s, %s, %s)"  # noqa: S105


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who may sign in."""

    name: str
    role: str
    password_hash: str
    created_at: datetime
    disabled: bool
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A machine's right to call; `hash` stands for the token itself, which nobody keeps."""

    id: str
    role: str
    hash: str
    created_at: datetime
    revoked: bool


def check_name(name: str) -> str:
    """The name, if an account may have it; Invalid otherwise."""
    if NAME.fullmatch(name) is None:
        raise Invalid("a name has up to 63 letters, digits, . _ @ -, and begins with a letter or a digit", field="name")
    if name.lower() in RESERVED:
        raise Invalid(f"'{name}' stands for Gatehouse itself; take another name", field="name")
    return name


def check_role(role: str) -> str:
    """The role, if there is one of that name; Invalid otherwise."""
    if role not in ROLES:
        raise Invalid(f"a role is one of {', '.join(ROLES)}", field="role")
    return role


def add_account(database_url: str, name: str, role: str, password: str, *, site: str = "") -> None:
    """Make an account, from the command line. Invalid for a bad name, role or password; Conflict if it exists."""
    row = (check_name(name), check_role(role), hash_password(password))
    with psycopg.connect(database_url, connect_timeout=10) as conn:
        try:
            conn.execute(_INSERT, row)
        except UniqueViolation as error:
            raise _taken(name) from error
        conn.execute(audit.INSERT, (site, "command line", "admin", "account_added", name, Jsonb({"role": role})))


def create_token(database_url: str, role: str, *, site: str = "") -> str:
    """Make a bearer token, from the command line; it is told here and never again. Invalid for a bad role."""
    token, token_id = new_token(), secrets.token_hex(8)
    with psycopg.connect(database_url, connect_timeout=10) as conn:
        conn.execute(_INSERT_TOKEN, (token_id, check_role(role), hash_token(token)))
        conn.execute(audit.INSERT, (site, "command line", "admin", "token_created", token_id, Jsonb({"role": role})))
    return token


async def insert(conn: AsyncConnection, name: str, role: str, password_hash: str) -> Account:
    """Add an account; Conflict if the name is taken."""
    cursor = conn.cursor(row_factory=class_row(Account))
    try:
        await cursor.execute(f"{_INSERT} RETURNING {_COLUMNS}", (check_name(name), check_role(role), password_hash))
    except UniqueViolation as error:
        raise _taken(name) from error
    return _one(await cursor.fetchone())


async def accounts(conn: AsyncConnection) -> Sequence[Account]:
    """Every account, the newest first."""
    cursor = conn.cursor(row_factory=class_row(Account))
    await cursor.execute(f"SELECT {_COLUMNS} FROM account ORDER BY created_at DESC, name")  # noqa: S608
    return await cursor.fetchall()


async def change(
    conn: AsyncConnection,
    name: str,
    *,
    role: str | None = None,
    disabled: bool | None = None,
    password_hash: str | None = None,
) -> Account:
    """Change what is given and end the account's sessions; NotFound, or Conflict if no admin would be left."""
    # One change at a time, so that two admins can't put each other out in the same moment.
    await conn.execute("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE")
    cursor = conn.cursor(row_factory=class_row(Account))
    await cursor.execute(
        "UPDATE account SET role = coalesce(%s, role), disabled = coalesce(%s, disabled),"  # noqa: S608
        f" password_hash = coalesce(%s, password_hash), epoch = epoch + 1 WHERE name = %s RETURNING {_COLUMNS}",
        (None if role is None else check_role(role), disabled, password_hash, name),
    )
    changed = await cursor.fetchone()
    if changed is None:
        raise NotFound(f"there is no account '{name}'")
    left = await conn.execute("SELECT 1 FROM account WHERE role = 'admin' AND NOT disabled LIMIT 1")
    if await left.fetchone() is None:
        raise Conflict("at least one admin must stay", code="last_admin")
    return changed


async def tokens(conn: AsyncConnection) -> Sequence[Token]:
    """Every token, the newest first."""
    cursor = conn.cursor(row_factory=class_row(Token))
    await cursor.execute("SELECT id, role, hash, created_at, revoked FROM token ORDER BY created_at DESC, id")
    return await cursor.fetchall()


async def insert_token(conn: AsyncConnection, role: str) -> tuple[Token, str]:
    """Make a token: what is kept of it, and the token itself."""
    secret = new_token()
    cursor = conn.cursor(row_factory=class_row(Token))
    await cursor.execute(
        f"{_INSERT_TOKEN} RETURNING id, role, hash, created_at, revoked",
        (secrets.token_hex(8), check_role(role), hash_token(secret)),
    )
    return _one(await cursor.fetchone()), secret


async def revoke_token(conn: AsyncConnection, token_id: str) -> None:
    """End a token; NotFound if there is none of that id."""
    cursor = await conn.execute("UPDATE token SET revoked = true WHERE id = %s", (token_id,))
    if cursor.rowcount == 0:
        raise NotFound(f"there is no token '{token_id}'")


def _one(row: Row | None) -> Row:
    """The row that an INSERT … RETURNING always gives."""
    assert row is not None
    return row


def _taken(name: str) -> Conflict:
    return Conflict(f"there is an account '{name}' already", code="name_taken", field="name")
