"""The alarm's half of the applier: each change, with all that follows from it, inside one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from psycopg import AsyncConnection

from gateway.alarms import messages, store
from gateway.alarms.changes import Change
from gateway.alarms.events import Followed, Notifier, TicketOpener
from gateway.alarms.lifecycle import SYSTEM
from gateway.alarms.model import Action, Alarm
from gateway.store import audit
from yamlfile import Text

_OVER = (Action.RETURNED, Action.RULE_REMOVED)
_CALLS = (Action.RAISED, Action.RELEASED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmWriter:
    """`names`: what the devices are called, for messages to people outside."""

    site: str
    tickets: TicketOpener
    notifier: Notifier
    names: Mapping[str, Text]

    async def write(self, conn: AsyncConnection, changes: Sequence[Change]) -> list[tuple[str, Followed]]:
        """For each change, in order: its alarm, the ticket that has now, and what to publish after the commit.

        A change that the database has already is left as it is.
        """
        there = await store.get_known(conn, [change.id for change in changes])
        fresh = [change for change in changes if change.id not in there]
        known = [change.alarm.id for change in changes if change.id in there]
        followed = [(alarm, Followed(ticket=ticket)) for alarm, ticket in await store.get_tickets(conn, known)]
        causes = await self._causes_before(conn, fresh)
        followed += [(change.alarm.id, await self._write(conn, change)) for change in fresh]
        await store.add_events(conn, fresh)
        causes |= {change.alarm.cause for change in fresh if change.alarm.cause is not None}
        if causes:
            await store.count_consequences(conn, causes)
        return followed

    async def _causes_before(self, conn: AsyncConnection, changes: Sequence[Change]) -> frozenset[str]:
        """The causes that alarms have had so far which may have another from now on."""
        moving = [change.alarm.id for change in changes if change.action is Action.HELD]
        return await store.get_causes(conn, moving) if moving else frozenset()

    async def _write(self, conn: AsyncConnection, change: Change) -> Followed:
        ticket = await store.save(conn, change.alarm)
        if change.who != SYSTEM:
            await self._record(conn, change)
        return await self._follow(conn, change, replace(change.alarm, ticket=ticket))

    async def _follow(self, conn: AsyncConnection, change: Change, alarm: Alarm) -> Followed:
        action = change.action
        if action in _CALLS and not alarm.held:
            # What was held back until now is to be done from now on.
            return await self._call(conn, replace(alarm, raised_at=change.time))
        if action is Action.HELD and alarm.ticket is not None:
            return replace(await self.tickets.held(conn, alarm), ticket=alarm.ticket)
        if action in _OVER and alarm.ticket is not None:
            return replace(await self.tickets.returned(conn, alarm), ticket=alarm.ticket)
        return Followed(ticket=alarm.ticket)

    async def _call(self, conn: AsyncConnection, alarm: Alarm) -> Followed:
        await self._tell(conn, alarm)
        if alarm.call is None:
            return Followed()
        followed = await self.tickets.open_for(conn, alarm)
        if followed.ticket is not None:
            await store.set_ticket(conn, alarm.id, followed.ticket)
        return followed

    async def _tell(self, conn: AsyncConnection, alarm: Alarm) -> None:
        subject, body = messages.raised(alarm, self.names.get(alarm.device))
        await self.notifier.queue(
            conn,
            events=frozenset({"alarm_raised"}),
            subject=subject,
            body=body,
            priority=int(alarm.priority),
            trade=alarm.call.trade if alarm.call else "",
            alarm=alarm.id,
        )

    async def _record(self, conn: AsyncConnection, change: Change) -> None:
        alarm = change.alarm
        await audit.record(
            conn,
            site=self.site,
            who=change.who,
            role=change.role,
            action=f"alarm.{change.action}",
            target=alarm.id,
            detail={"device": alarm.device, "rule": alarm.rule},
        )
