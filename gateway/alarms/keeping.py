"""Puts changes of alarms into the journal, and remembers those that the disk did not take."""

from collections import deque
from collections.abc import Sequence

import structlog

from gateway.alarms.changes import Change, to_entry
from gateway.alarms.model import Alarm
from gateway.alarms.view import encode
from gateway.journal import Journal, JournalError

# Past this the oldest change that no disk took is given up, and counted.
MOST_WAITING = 10_000
log = structlog.get_logger(__name__)


class Keeper:
    """Whatever waits goes in before what is new, so that the journal's order is the order of events."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._waiting: deque[Change] = deque()
        self._causes: dict[str, Alarm] = {}
        self._lost = 0

    @property
    def waiting(self) -> int:
        """Changes that are shown but not on the disk yet."""
        return len(self._waiting)

    @property
    def lost(self) -> int:
        return self._lost

    async def keep(self, changes: Sequence[Change], causes: Sequence[Alarm] = ()) -> None:
        """Returns when they are on the disk; where it does not take them, JournalError, and they are forgotten.

        causes   open alarms of which only what they brought with them has changed: for the snapshot
        """
        due = [*self._waiting, *changes]
        if not due:
            return
        alarms = [*(change.alarm for change in due), *self._causes.values(), *causes]
        snapshot = {alarm.id: encode(alarm) if alarm.open else None for alarm in alarms}
        await self._journal.append([to_entry(change) for change in due], alarms=snapshot)
        self._waiting.clear()
        self._causes.clear()

    async def keep_or_remember(self, changes: Sequence[Change], causes: Sequence[Alarm] = ()) -> None:
        """Like `keep`, but what the disk does not take now is kept with the next that it takes."""
        try:
            await self.keep(changes, causes)
        except JournalError as error:
            if not self._waiting:
                log.error("alarms are shown that are on no disk yet", reason=error.message)
            self._waiting.extend(changes)
            # A change of the alarm itself is newer than what was remembered of it as a cause.
            self._causes |= {alarm.id: alarm for alarm in causes}
            for change in changes:
                self._causes.pop(change.alarm.id, None)
            while len(self._waiting) > MOST_WAITING:
                self._waiting.popleft()
                self._lost += 1

    async def keep_snapshot(self, alarms: Sequence[Alarm]) -> None:
        """Open alarms as they are now, without anything having happened to them."""
        await self._journal.append([], alarms={alarm.id: encode(alarm) for alarm in alarms})
