"""The open tickets, in memory, for the screens that connect: read once from the database, then kept by the bus."""

from typing import Any

from dashboard.ports import Tickets
from gateway.tickets.view import ticket_json

Json = dict[str, Any]
PAGE = 500
MOST = 5_000


class OpenTickets:
    """Open tickets by id; empty until the database could be read for the first time."""

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets
        self._open: dict[str, Json] = {}
        self._versions: dict[str, int] = {}
        self._loaded = False

    async def load(self) -> None:
        """Read them; Unavailable while the database is away."""
        after: str | None = None
        while len(self._open) < MOST:
            page = await self._tickets.list(state="open", assignee=None, device=None, after=after, limit=PAGE)
            for ticket in page:
                self.note(ticket_json(ticket))
            if len(page) < PAGE:
                break
            after = page[-1].id
        self._loaded = True
        # From here on the bus tells every change in order.
        self._versions.clear()

    def note(self, ticket: Json) -> None:
        """Take a ticket as it is now; while loading, an older version than the one known is passed over."""
        if not self._loaded:
            if ticket["version"] < self._versions.get(ticket["id"], 0):
                return
            self._versions[ticket["id"]] = ticket["version"]
        if ticket["open"]:
            self._open[ticket["id"]] = ticket
        else:
            self._open.pop(ticket["id"], None)

    def listing(self) -> list[Json]:
        """The open tickets, the newest first."""
        return sorted(self._open.values(), key=lambda ticket: str(ticket["id"]), reverse=True)
