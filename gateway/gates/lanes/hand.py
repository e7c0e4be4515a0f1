"""What people do at one gate: open it, put a plate right, take a pass that is shown."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from gateway.errors import Conflict, NotFound
from gateway.gates.judging.passes import code_of
from gateway.gates.judging.policy import decide
from gateway.gates.judging.question import Asked, Known, Verdict
from gateway.gates.lanes import passing
from gateway.gates.lanes.lane import Desk, Lane
from gateway.gates.lanes.tellings import Act, Telling
from gateway.gates.model import Decision, Passage, Reason
from gateway.gates.registry.effects import Effects
from gateway.ids import new_id

GONE_S = 600.0  # a vehicle that came so long ago is no longer there: nothing is opened for it
SHOWS_S = 180.0  # whoever shows a pass sits in the vehicle that came last, if that is no longer ago
Change = Callable[[Passage], Passage]
Concluding = asyncio.Task[Passage]


class Hand:
    """Every act ends when it is known whether the arm went up. Two who open for the same at once give one order."""

    def __init__(self, lane: Lane, desk: Desk) -> None:
        self._lane = lane
        self._desk = desk
        self._turn = asyncio.Lock()  # one decision at a time; the arm is not waited for in it
        self._opening: tuple[str, Concluding] | None = None

    async def open(self, passage: Passage | None, act: Act) -> Passage:
        """Let a vehicle through, or nobody in particular.

        Conflict where there is nothing to open, or the vehicle came too long ago.
        """
        if passage is None and not self._lane.arm.exists:
            raise Conflict(f"the gate '{self._lane.gate.id}' has no barrier", code="no_barrier")
        async with self._turn:
            if self._opening is not None and not self._opening[1].done() and self._is_meant(passage):
                concluding: Concluding | None = self._opening[1]
                changed = await self._change(self._find(self._opening[0], passage), act, lambda current: current)
            else:
                changed, concluding = await self._open(passage, act)
                self._opening = None if concluding is None else (changed.id, concluding)
        return changed if concluding is None else await asyncio.shield(concluding)

    async def correct(self, passage: Passage, plate: str, act: Act) -> Passage:
        """The plate is this one. Where the vehicle may still be there and was not let in, it is judged anew."""
        async with self._turn:
            current, now = self._desk.ledger.find(passage.id) or passage, self._desk.clock.now()
            if plate == current.plate:
                return current
            is_over = now - current.time > GONE_S or bool(current.corrected_from)
            if is_over or current.decision is Decision.OPEN:
                return await self._put_right(current, plate, act)
            asked = passing.asked_again(current, self._lane.gate, now, plate=plate)
            changed, concluding = await self._judge(
                current, asked, act, lambda latest: passing.corrected(latest, plate), opened_as=Reason.CORRECTED
            )
        return changed if concluding is None else await asyncio.shield(concluding)

    async def show_pass(self, code: str, act: Act) -> Passage:
        """A code was shown: by whoever sits in the vehicle that came last, if that waits. NotFound: a code of none."""
        if code_of(code) not in self._desk.register.known().passes.by_code:
            raise NotFound("there is no such pass, or it is long over")
        async with self._turn:
            now = self._desk.clock.now()
            current = self._last_waiting(now)
            is_new = current is None
            passage = current or passing.nobody(new_id(now), self._lane.gate, now)
            asked = passing.asked_again(passage, self._lane.gate, now, code=code_of(code))
            changed, concluding = await self._judge(passage, asked, act, lambda latest: latest, is_new=is_new)
        return changed if concluding is None else await asyncio.shield(concluding)

    async def paid(self, plate: str, act: Act) -> Passage | None:
        """A vehicle has paid: where it is the last that came here and waits, it is judged anew; None: it is not."""
        async with self._turn:
            now = self._desk.clock.now()
            current = self._last_waiting(now)
            if current is None or current.plate != plate or current.reason is not Reason.UNPAID:
                return None
            asked = passing.asked_again(current, self._lane.gate, now)
            changed, concluding = await self._judge(current, asked, act, lambda latest: latest)
        return changed if concluding is None else await asyncio.shield(concluding)

    def _is_meant(self, passage: Passage | None) -> bool:
        """The order that is being carried out is for this vehicle, or for nobody in particular as this one is."""
        assert self._opening is not None
        opening = self._desk.ledger.find(self._opening[0])
        return self._opening[0] == passage.id if passage is not None else opening is not None and not opening.seen

    def _find(self, opening: str, passage: Passage | None) -> Passage:
        found = self._desk.ledger.find(opening) or passage
        assert found is not None
        return found

    async def _open(self, passage: Passage | None, act: Act) -> tuple[Passage, Concluding | None]:
        now, gate = self._desk.clock.now(), self._lane.gate
        if passage is not None and now - passage.time > GONE_S:
            raise Conflict("that vehicle came too long ago; open without naming it", code="gone")
        is_new = passage is None
        current = passing.nobody(new_id(now), gate, now) if passage is None else self._find(passage.id, passage)
        known = self._desk.register.known()
        verdict = decide(passing.asked_again(current, gate, now), known)
        change: Change = lambda latest: passing.by_hand(latest, act.who, ordered=self._lane.arm.exists)  # noqa: E731
        return await self._let_through(current, verdict, known, act, change, is_new=is_new)

    async def _judge(
        self, current: Passage, asked: Asked, act: Act, first: Change, *, opened_as: Reason | None = None,
        is_new: bool = False,
    ) -> tuple[Passage, Concluding | None]:  # fmt: skip
        """Ask the policy once more, and do what it says."""
        known = self._desk.register.known()
        verdict = decide(asked, known)
        opens = verdict.decision is Decision.OPEN
        said = replace(verdict, reason=opened_as) if opens and opened_as is not None else verdict
        ordered = opens and self._lane.arm.exists

        def change(latest: Passage) -> Passage:
            return passing.judged(first(latest), said, act.who, ordered=ordered)

        if opens:
            return await self._let_through(current, verdict, known, act, change, is_new=is_new)
        return await self._change(current, act, change, is_new=is_new), None

    async def _let_through(
        self, current: Passage, verdict: Verdict, known: Known, act: Act, change: Change, *, is_new: bool
    ) -> tuple[Passage, Concluding | None]:
        """The order goes out before anything is written."""
        order = self._lane.arm.order() if self._lane.arm.exists else None
        was_open = current.decision is Decision.OPEN
        effects = None if was_open else self._desk.take_effects(change(current), verdict, known)
        changed = await self._change(current, act, change, effects=effects, is_new=is_new)
        return changed, None if order is None else self._lane.arm.conclude(changed, order)

    async def _put_right(self, current: Passage, plate: str, act: Act) -> Passage:
        """Nothing is opened any more; the stay that began with it is that of the right plate."""
        known = self._desk.register.known()
        session = known.inside.get(current.plate)
        match = decide(passing.asked_again(current, self._lane.gate, current.time, plate=plate), known).match
        effects = None
        if session is not None and session.entry_passage == current.id:
            effects = Effects(sessions=(replace(session, plate=plate),))
            self._desk.register.take(effects)
        return await self._change(
            current, act, lambda latest: replace(passing.corrected(latest, plate), match=match), effects=effects
        )

    async def _change(
        self, passage: Passage, act: Act, change: Change, *, effects: Effects | None = None, is_new: bool = False
    ) -> Passage:
        now = self._desk.clock.now()
        return await self._desk.ledger.change(
            passage,
            lambda latest: Telling(
                id=new_id(now), time=now, passage=change(latest), act=act, effects=effects, is_new=is_new
            ),
        )

    def _last_waiting(self, now: float) -> Passage | None:
        """The vehicle that came to this gate last, where it was not let in."""
        here = (passage for passage in self._desk.ledger.newest() if passage.gate == self._lane.gate.id)
        last = next(here, None)
        if last is None or last.decision is Decision.OPEN or now - last.time > SHOWS_S:
            return None
        return last
