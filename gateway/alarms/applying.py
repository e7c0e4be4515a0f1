"""What comes back from the database to the alarms in memory: the tickets that were opened for them."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from psycopg import AsyncConnection

from gateway.alarms.applier import After
from gateway.alarms.changes import from_entry
from gateway.alarms.events import AlarmChanged
from gateway.alarms.keeping import Keeper
from gateway.alarms.register import Register
from gateway.alarms.writing import AlarmWriter
from gateway.bus import Bus
from gateway.journal import Entry


class AlarmApply:
    """The applier's handler for alarms. `turn` is held by whoever changes the register."""

    def __init__(
        self, *, writer: AlarmWriter, register: Register, keeper: Keeper, bus: Bus, turn: asyncio.Lock
    ) -> None:
        self._writer = writer
        self._register = register
        self._keeper = keeper
        self._bus = bus
        self._turn = turn

    async def __call__(self, conn: AsyncConnection, entries: Sequence[Entry]) -> After:
        """Write the changes in order; what follows is done once they are committed."""
        followed = await self._writer.write(conn, [from_entry(entry) for entry in entries])

        async def after() -> None:
            await self._learn({alarm: some.ticket for alarm, some in followed if some.ticket is not None})
            for _, some in followed:
                for event in some.events:
                    self._bus.publish(event)

        return after

    async def _learn(self, tickets: dict[str, str]) -> None:
        """Tie open alarms to their tickets, in the journal's snapshot too: a start without a database needs them."""
        async with self._turn:
            found = {alarm: self._register.find(alarm) for alarm in tickets}
            tied = [
                replace(alarm, ticket=tickets[alarm.id])
                for alarm in found.values()
                if alarm is not None and alarm.ticket != tickets[alarm.id]
            ]
            if not tied:
                return
            await self._keeper.keep_snapshot([alarm for alarm in tied if alarm.open])
            self._register.tie(tied)
        for alarm in tied:
            self._bus.publish(AlarmChanged(alarm=alarm, action=None))
