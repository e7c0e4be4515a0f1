"""What others learn of tickets, and what tickets ask of others."""

from dataclasses import dataclass
from typing import Protocol

from psycopg import AsyncConnection

from gateway.tickets.model import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChanged:
    """On the bus: the ticket as it is now, and the last word of its history."""

    ticket: Ticket
    action: str


class Notifier(Protocol):
    """Writes what is to be told outside, in the transaction of the thing that it tells of."""

    async def queue(
        self,
        conn: AsyncConnection,
        *,
        events: frozenset[str],
        subject: str,
        body: str,
        priority: int,
        trade: str,
        ticket: str | None = None,
        alarm: str | None = None,
    ) -> int: ...
