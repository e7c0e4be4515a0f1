"""The codes of a site's checkpoints, and the change of their key."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from gateway.clock import Clock
from gateway.ids import new_id
from gateway.patrol.keeping import keys
from gateway.patrol.keeping.ledger import Ledger
from gateway.patrol.keeping.tellings import Act, Telling
from gateway.patrol.scanning.codes import KeyRing, proof


class Keys:
    """`kept` are the keys of the file in `folder`; memory's ring is made of them."""

    def __init__(self, *, folder: Path, kept: Mapping[int, bytes], ledger: Ledger, clock: Clock) -> None:
        self._folder = folder
        self._kept = kept
        self._ledger = ledger
        self._memory = ledger.memory
        self._clock = clock

    def codes(self) -> Mapping[str, tuple[str, str]]:
        """By checkpoint, of those whose code is printed: the code, and the digits below it."""
        ring, places = self._memory.ring, self._memory.programme.checkpoints.values()
        return {each.id: (ring.printed(each.id), ring.typed(each.id)) for each in places if not each.rotating}

    def proofs(self) -> Mapping[str, Sequence[str]]:
        """By checkpoint, also of keys of before: their labels hang until the new ones are printed, and are flagged."""
        ring = self._memory.ring
        return {
            each.id: [
                proof(code)
                for number in ring.numbers
                for code in (ring.printed(each.id, number), ring.typed(each.id, number))
            ]
            + ([proof(each.nfc)] if each.nfc else [])  # a tag may hold no address, only its own number
            for each in self._memory.programme.checkpoints.values()
            if not each.rotating or each.nfc
        }

    def shown(self, checkpoint: str) -> tuple[str, float]:
        return self._memory.ring.shown(checkpoint, self._clock.now())

    async def change(self, who: str, role: str) -> int:
        """The number of the new key. KeysError: it stays as it was; JournalError: it is changed, and not audited."""
        async with self._ledger.turn:
            self._kept = await asyncio.to_thread(keys.add_key, self._folder, self._kept)
            self._memory.ring = KeyRing(self._kept, self._memory.programme.checkpoints)
            number, now = self._memory.ring.newest, self._clock.now()
            act = Act(action="keys_changed", who=who, role=role, target=str(number))
            await self._ledger.write([Telling(id=new_id(now), time=now, act=act)])
            return number
