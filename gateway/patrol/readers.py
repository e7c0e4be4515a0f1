"""Readers at checkpoints: a guard's card is a scan like any other."""

import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from drivers.driver import Settled
from gateway.journal import JournalError
from gateway.patrol.model import Programme
from gateway.patrol.scanning.judge import CARD
from gateway.patrol.scanning.told import Taken, Told
from gateway.patrol.visits import Method
from gateway.wake import Waker

MOST_WAITING = 2_000  # past this a card is not settled: its reader's broker sends it again
RETRY_S = 2.0
NAMES = uuid.UUID("6f0c9d4e-6a0b-5d63-9a57-0f2c5c1f7a11")
log = structlog.get_logger(__name__)
Take = Callable[[Sequence[Told], str], Awaitable[Sequence[Taken]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    told: Told
    who: str
    settled: Settled | None


class Readers:
    """`read` what a device reports once; `run` beside everything else."""

    def __init__(self, programme: Programme, take: Take) -> None:
        self._take = take
        self._cards = programme.cards
        self._at = {each.reader: each.id for each in programme.checkpoints.values() if each.reader}
        self._waiting: deque[_Card] = deque()
        self._waker = Waker()
        self._is_failing = False
        self.refused = 0

    def is_reader(self, device: str) -> bool:
        return device in self._at

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def read(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None) -> None:
        """An event of a reader, with `card` in its body; `settled` once it can't be lost. The same one twice is one."""
        number = str(body.get("card") or "").strip()
        if not number:
            if settled is not None:
                settled()
            return
        if len(self._waiting) >= MOST_WAITING:
            self.refused += 1
            return
        name = str(uuid.uuid5(NAMES, f"{device}\n{time:.3f}\n{number}"))
        told = Told(id=name, time=time, method=Method.READER, checkpoint=self._at[device], uid=number)
        who = self._cards.get(number, f"{CARD}{number}")
        self._waiting.append(_Card(told=told, who=who, settled=settled))
        self._waker.call()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._waker.wait(RETRY_S)
            while self._waiting and await self._keep(self._waiting[0]):
                self._waiting.popleft()

    async def _keep(self, card: _Card) -> bool:
        """False where the disk does not take it now."""
        try:
            await self._take([card.told], card.who)
        except JournalError as error:
            if not self._is_failing:
                log.error("cards at checkpoints can't be kept", waiting=len(self._waiting), reason=error.message)
            self._is_failing = True
            return False
        except Exception:
            log.exception("a card at a checkpoint could not be judged", device=card.told.checkpoint)
        if self._is_failing:
            log.info("cards at checkpoints are kept again")
        self._is_failing = False
        if card.settled is not None:
            card.settled()
        return True
