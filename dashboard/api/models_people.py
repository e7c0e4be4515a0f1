"""People, machines, what they did, and what was sent to them."""

from typing import Any

from pydantic import BaseModel

from dashboard.api.models import Role, Time
from dashboard.permissions import Permission


class Session(BaseModel):
    """Who is asking. `may` holds the permissions of the role."""

    name: str
    role: Role
    may: list[Permission]
    expires_at: Time | None


class Account(BaseModel):
    name: str
    role: Role
    created_at: Time
    disabled: bool


class Token(BaseModel):
    """A machine's right to call."""

    id: str
    role: Role
    created_at: Time
    revoked: bool


class MadeToken(Token):
    """`token` is the secret; it is told here and never again."""

    token: str


class AuditEntry(BaseModel):
    """An act of a person or of a machine with a token."""

    id: str
    time: Time
    who: str
    role: str
    action: str
    target: str
    detail: dict[str, Any]


class Notification(BaseModel):
    """A message to somebody outside, and what became of it. `uncertain`: it may have gone out twice."""

    id: str
    channel: str
    event: str
    subject: str
    ticket: str | None
    alarm: str | None
    state: str
    uncertain: bool
    attempts: int
    created_at: Time
    next_try_at: Time | None
    sent_at: Time | None
    last_error: str | None
