"""Alarms as they happen: decided, in the journal, on the screens; then in the database, with their tickets.

The order is always the same: decide, wait for the disk, change what is shown, tell the bus, wake the applier. A person
whose act can't be kept on the disk is told so, and nothing changes. What the rules say is shown all the same (a fire
alarm does not wait for a full disk) and kept as soon as the disk takes it.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import structlog

from gateway.alarms import lifecycle
from gateway.alarms.applier import Applier, Handler
from gateway.alarms.applying import AlarmApply
from gateway.alarms.archive import DEFAULT_LISTED, Archive, newest_of
from gateway.alarms.causes import Feeds
from gateway.alarms.changes import KIND, Change
from gateway.alarms.consequences import Consequences
from gateway.alarms.counting import News
from gateway.alarms.events import AlarmChanged
from gateway.alarms.intake import take_in
from gateway.alarms.keeping import Keeper
from gateway.alarms.lifecycle import SYSTEM, Decision
from gateway.alarms.model import Action, Alarm
from gateway.alarms.refusals import settled
from gateway.alarms.register import Register
from gateway.alarms.view import decode
from gateway.alarms.writing import AlarmWriter
from gateway.bus import Bus
from gateway.clock import Clock
from gateway.errors import NotBuilt, Unavailable
from gateway.ids import new_id
from gateway.journal import Journal
from gateway.store.pool import Database
from gateway.wake import Waker
from rules.model import Transition

RETRY_S = 2.0
IDLE_S = 60.0
_NO_FEEDS = Feeds()
_NO_HANDLERS: Mapping[str, Handler] = {}
log = structlog.get_logger(__name__)


class AlarmService:
    """`start` once the journal is open, then `run` beside everything else.

    feeds    what feeds what: whose alarms are the consequences of others
    others   handlers for entries of other kinds in the same journal (`wake` tells that there are some)
    """

    def __init__(
        self,
        *,
        site: str,
        journal: Journal,
        database: Database,
        bus: Bus,
        clock: Clock,
        writer: AlarmWriter,
        feeds: Feeds = _NO_FEEDS,
        others: Mapping[str, Handler] = _NO_HANDLERS,
    ) -> None:
        self._site = site
        self._journal = journal
        self._bus = bus
        self._clock = clock
        self._writer = writer
        self._register = Register()
        self._keeper = Keeper(journal)
        self._archive = Archive(site=site, database=database)
        self._turn = asyncio.Lock()  # one change of the register at a time, from its decision to its showing
        self._unkept = asyncio.Event()
        self._consequences = Consequences(feeds=feeds, register=self._register, make_id=self._new_id)
        self._news = News()
        self._later = Waker()
        apply = AlarmApply(writer=writer, register=self._register, keeper=self._keeper, bus=bus, turn=self._turn)
        self._applier = Applier(journal=journal, database=database, handlers={**others, KIND: apply})

    async def start(self) -> None:
        """Go on with the alarms that were open: those of the journal, or where it is new, of the database."""
        kept: Sequence[Alarm] = [decode(body) for body in (await self._journal.open_alarms()).values()]
        if not kept and not await self._journal.unapplied(1):
            kept = await self._archived_open()
            await self._keeper.keep_snapshot(kept)
        self._register.put(sorted(kept, key=lambda alarm: alarm.id), self._clock.now())
        self._consequences.start(self._clock.elapsed())
        self._applier.wake()

    async def run(self) -> None:
        """Brings the journal into the database until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._applier.run())
            tasks.create_task(self._keep_again())
            tasks.create_task(self._settle_in_time())

    def wake(self) -> None:
        """Somebody has put an entry into the journal."""
        self._applier.wake()

    async def flush(self) -> None:
        """Returns when the database has everything; `run` must be running, and the database be there."""
        await self._applier.flush()

    @property
    def lost(self) -> int:
        """Changes that found no room while the disk would not take them."""
        return self._keeper.lost

    @property
    def refused(self) -> int:
        """Entries of the journal that the database would not take."""
        return self._applier.refused

    def open_alarms(self) -> Sequence[Alarm]:
        """Newest first; from memory."""
        return self._register.open()

    def active(self) -> Sequence[tuple[str, str]]:
        """(device, rule) of every active alarm: what the rules are to go on with after a start."""
        return self._register.active_keys()

    async def on_transitions(self, transitions: Sequence[Transition]) -> None:
        """Take in what the rules found, in order. Never fails for want of a disk or a database."""
        async with self._turn:
            changes = take_in(transitions, active=self._register.active, site=self._site, make_id=self._new_id)
            if changes:
                await self._take(changes)

    async def retire(self, keys: Iterable[tuple[str, str]]) -> None:
        """End the active alarms of (device, rule) whose rule is gone: nothing would ever return them."""
        now = self._clock.now()
        async with self._turn:
            found = [alarm for key in keys if (alarm := self._register.active(key)) is not None]
            changes = [self._change(lifecycle.return_(alarm, now).alarm, Action.RULE_REMOVED, now) for alarm in found]
            await self._take(changes)

    async def settle(self) -> None:
        """Bring forward what has outlasted its cause, and tell of causes what is to be told. `run` does it in time."""
        async with self._turn:
            await self._take([])

    async def list(self, *, state: str = "open", **filters: Any) -> Sequence[Alarm]:
        """Newest first; `filters` as in `Archive.list`. What is open is known here, with or without the database."""
        if state in ("open", "active"):
            return self._register.select(state=state, **filters)
        stored = await self._archive.list(state=state, **filters)
        # What is known here is ahead of the database, and asked for after it: a change in between is not missed.
        return newest_of(stored, self._register.select(state=state, **filters), filters.get("limit", DEFAULT_LISTED))

    async def get(self, alarm: str) -> Alarm:
        """One alarm, open or long closed; NotFound."""
        return self._register.find(alarm) or await self._archived(alarm)

    async def acknowledge(self, alarm: str, who: str, role: str = "") -> Alarm:
        """Somebody has seen it. Where somebody had already, the alarm as it is, which says who that was."""
        return await self._act(alarm, Action.ACKNOWLEDGED, who, role, lifecycle.acknowledge)

    async def unacknowledge(self, alarm: str, who: str, role: str = "") -> Alarm:
        """Take back one's own acknowledgement of a moment ago; Conflict otherwise."""
        return await self._act(alarm, Action.UNACKNOWLEDGED, who, role, lifecycle.unacknowledge)

    async def reset(self, alarm: str, who: str, role: str = "") -> Alarm:
        """Release a latched alarm whose condition is over; Conflict where there is nothing to release."""
        return await self._act(alarm, Action.RESET, who, role, lifecycle.reset)

    async def shelve(self, alarm: str, who: str, role: str = "") -> Alarm:
        raise NotBuilt("shelving is not built yet")

    async def unshelve(self, alarm: str, who: str, role: str = "") -> Alarm:
        raise NotBuilt("shelving is not built yet")

    async def _act(
        self, alarm_id: str, action: Action, who: str, role: str, decide: Callable[[Alarm, str, float], Decision]
    ) -> Alarm:
        # Looked up before the turn is taken: a database that is slow must not hold up a new alarm.
        archived = None if self._register.find(alarm_id) else await self._archived(alarm_id)
        async with self._turn:
            now = self._clock.now()
            alarm = self._register.find(alarm_id) or archived or await self._archived(alarm_id)
            decision = decide(alarm, who, now)
            if not decision.done:
                return settled(decision)
            change = self._change(decision.alarm, action, now, who=who, role=role)
            await self._keeper.keep([change])
            self._show([change])
            return decision.alarm

    async def _archived(self, alarm: str) -> Alarm:
        """An alarm that is not in memory. While the journal is ahead of the database, its row is not to be trusted."""
        found = await self._archive.get(alarm)
        if found.open and self._journal.health.unapplied:
            raise Unavailable("the database is behind; try again in a moment", code="database")
        return found

    async def _archived_open(self) -> Sequence[Alarm]:
        try:
            return await self._archive.open()
        except Unavailable as error:
            log.warning("started without the database: alarms of before are not known", reason=error.message)
            return []

    async def _take(self, changes: Sequence[Change]) -> None:
        """Keep and show changes, with all that follows from them for other alarms."""
        elapsed = self._clock.elapsed()
        found = self._consequences.follow(changes, now=self._clock.now(), elapsed=elapsed)
        if found.changes:
            await self._keeper.keep_or_remember(found.changes, found.causes)
            if self._keeper.waiting:
                self._unkept.set()
        self._register.put(found.causes, self._clock.now())
        self._show(found.changes)
        self._news.add(found.causes)
        for alarm in self._news.take(elapsed):
            if (cause := self._register.find(alarm)) is not None:
                self._bus.publish(AlarmChanged(alarm=cause, action=None))
        self._later.call()

    async def _settle_in_time(self) -> None:
        while True:
            moments = [due for due in (self._consequences.due, self._news.due) if due is not None]
            wait_s = min(moments, default=float("inf")) - self._clock.elapsed()
            if not await self._later.wait(min(max(wait_s, 0.0), IDLE_S)):
                await self.settle()

    async def _keep_again(self) -> None:
        """Tries to get onto the disk what it did not take."""
        while True:
            await self._unkept.wait()
            await asyncio.sleep(RETRY_S)
            async with self._turn:
                await self._keeper.keep_or_remember([])
                if not self._keeper.waiting:
                    self._unkept.clear()
            self._applier.wake()

    def _change(self, alarm: Alarm, action: Action, time: float, *, who: str = SYSTEM, role: str = "") -> Change:
        return Change(id=self._new_id(), time=time, action=action, alarm=alarm, who=who, role=role)

    def _new_id(self) -> str:
        return new_id(self._clock.now())

    def _show(self, changes: Sequence[Change]) -> None:
        self._register.put([change.alarm for change in changes], self._clock.now())
        for change in changes:
            self._bus.publish(AlarmChanged(alarm=change.alarm, action=change.action))
        if changes:
            self._applier.wake()
