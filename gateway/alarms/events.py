"""What others learn of alarms, and what alarms ask of others."""

from dataclasses import dataclass
from typing import Protocol

from psycopg import AsyncConnection

from gateway.alarms.model import Action, Alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmChanged:
    """On the bus: the alarm as it is now. `action` is None where it has only learnt of its ticket."""

    alarm: Alarm
    action: Action | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What came of an alarm in the transaction that stores it.

    ticket   the id of the ticket that now covers it, if any
    events   what to publish once the transaction has been committed
    """

    ticket: str | None = None
    events: tuple[object, ...] = ()


class TicketOpener(Protocol):
    """Work that follows from alarms. Each call is made inside the transaction that stores the change, once."""

    async def open_for(self, conn: AsyncConnection, alarm: Alarm) -> Followed:
        """An alarm was raised that calls for a ticket: open one, or add to the one that is open."""
        ...

    async def held(self, conn: AsyncConnection, alarm: Alarm) -> Followed:
        """An alarm with a ticket turned out to be the consequence of another: nobody needs to go for it."""
        ...

    async def returned(self, conn: AsyncConnection, alarm: Alarm) -> Followed:
        """The condition of an alarm with a ticket is over."""
        ...


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
