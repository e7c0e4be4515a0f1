"""What devices report once: into the journal, and only then acknowledged."""

import hashlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
import structlog

from drivers.driver import Settled
from gateway.clock import rfc3339
from gateway.history.events import DEVICE_EVENT
from gateway.journal import Entry, JournalError
from gateway.wake import Waker

log = structlog.get_logger(__name__)

MOST_WAITING = 10_000
MOST_AT_ONCE = 500
RETRY_S = 1.0


class EventJournal(Protocol):
    """The part of the journal that is needed here."""

    async def append(self, entries: Sequence[Entry]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    entry: Entry
    settled: Settled | None


class DeviceEvents:
    """Keeps at most MOST_WAITING events in memory while the journal fails. One that finds no room is not settled:
    its sender keeps it and sends it again; it is counted in `refused`.
    """

    def __init__(self, journal: EventJournal, on_kept: Callable[[], None]) -> None:
        """`on_kept` is told that the journal has something new."""
        self._journal = journal
        self._on_kept = on_kept
        self._waiting: deque[_Waiting] = deque()
        self._waker = Waker()
        self._complained = False
        self.kept = 0
        self.refused = 0

    def keep(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None) -> None:
        """An event with `time` in seconds UTC. The same event sent twice is kept once."""
        if len(self._waiting) >= MOST_WAITING:
            self.refused += 1
            return
        text = orjson.dumps({"device": device, "time": rfc3339(time), "body": body}, option=orjson.OPT_SORT_KEYS)
        digest = hashlib.blake2b(text, digest_size=16).hexdigest()
        entry = Entry(id=f"{device}/{digest}", kind=DEVICE_EVENT, time=time, body=text)
        self._waiting.append(_Waiting(entry=entry, settled=settled))
        self._waker.call()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._waker.wait(RETRY_S)
            while self._waiting and await self._write():
                pass

    async def _write(self) -> bool:
        """The oldest events; False where the journal does not take them now."""
        some = [self._waiting[index] for index in range(min(len(self._waiting), MOST_AT_ONCE))]
        try:
            await self._journal.append([waiting.entry for waiting in some])
        except JournalError as error:
            if not self._complained:
                log.error("events of devices can't be kept", waiting=len(self._waiting), reason=str(error))
            self._complained = True
            return False
        self._complained = False
        for waiting in some:
            self._waiting.popleft()
            self.kept += 1
            if waiting.settled is not None:
                waiting.settled()
        self._on_kept()
        return True
