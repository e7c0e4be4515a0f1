"""What others learn of tickets."""

from dataclasses import dataclass

from gateway.tickets.model import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketChanged:
    """On the bus: the ticket as it is now, and the last word of its history."""

    ticket: Ticket
    action: str
