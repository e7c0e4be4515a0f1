""" "Go and look": a guard is sent somewhere, and answers."""

from collections.abc import Sequence
from dataclasses import replace

from gateway.clock import Clock
from gateway.errors import Conflict, Invalid, NotAllowed, NotFound
from gateway.ids import new_id
from gateway.patrol.calls import Dispatch, DispatchState
from gateway.patrol.desk import IN_CHARGE
from gateway.patrol.keeping.ledger import Ledger
from gateway.patrol.keeping.tellings import Act, Telling
from yamlfile import Text

SHOWN_S = 86_400.0
OVER = frozenset({DispatchState.DONE, DispatchState.CANCELLED})
_STEPS = (DispatchState.SENT, DispatchState.ACCEPTED, DispatchState.ARRIVED, DispatchState.DONE)


class Dispatching:
    """Steps may be left out, but not gone back; the same answer twice is one."""

    def __init__(self, *, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._memory = ledger.memory
        self._clock = clock

    def dispatches(self) -> Sequence[Dispatch]:
        """Those of the last SHOWN_S, the newest first."""
        since = self._clock.now() - SHOWN_S
        recent = (each for each in self._memory.dispatches.values() if each.time >= since)
        return sorted(recent, key=lambda each: each.id, reverse=True)

    async def send(
        self, *, place: Text, device: str, checkpoint: str, alarm: str, note: str, guard: str, who: str, role: str
    ) -> Dispatch:
        """The same place and alarm while somebody is on the way there is the dispatch that there is."""
        async with self._ledger.turn:
            now = self._clock.now()
            sent = Dispatch(
                id=new_id(now), time=now, by=who, guard=guard, place=place, device=device, checkpoint=checkpoint,
                alarm=alarm, note=note, changed_at=now,
            )  # fmt: skip
            same = next((each for each in self._memory.dispatches.values() if alarm and _is_same(each, sent)), None)
            if same is not None:
                return same
            detail = {"guard": guard, "place": place.en, "alarm": alarm, "note": note}
            act = Act(action="dispatched", who=who, role=role, target=sent.id, detail=detail)
            await self._ledger.write([Telling(id=sent.id, time=now, dispatch=sent, act=act)])
            return sent

    async def answer(self, dispatch: str, state: str, text: str, who: str, role: str) -> Dispatch:
        """NotFound; Invalid (`state`); Conflict: another guard has taken it (`taken`), or it is over (`over`)."""
        if state not in list(DispatchState) or state == DispatchState.SENT:
            raise Invalid("an answer is accepted, arrived, done or cancelled", field="state")
        async with self._ledger.turn:
            found, now = self._memory.dispatches.get(dispatch), self._clock.now()
            if found is None:
                raise NotFound(f"there is no dispatch '{dispatch}'")
            answered = _answered(found, DispatchState(state), text.strip(), who, role, now)
            if answered == found:
                return found
            detail = {"state": state, "text": answered.answer}
            act = Act(action="answered", who=who, role=role, target=dispatch, detail=detail)
            await self._ledger.write([Telling(id=new_id(now), time=now, dispatch=answered, act=act)])
            return answered


def _answered(found: Dispatch, state: DispatchState, text: str, who: str, role: str, now: float) -> Dispatch:
    holder = found.taken_by or found.guard
    if state is found.state and who == (found.taken_by or who):
        return found
    if found.state in OVER:
        raise Conflict("it is over", code="over")
    if state is DispatchState.CANCELLED:
        if role not in IN_CHARGE and who != holder:
            raise NotAllowed("only who has sent a guard, or the guard who has taken it, calls it off")
        return replace(found, state=state, answer=text or found.answer, changed_at=now)
    if holder not in ("", who):
        raise Conflict(f"{holder} has taken it" if found.taken_by else f"it is for {holder}", code="taken")
    if _STEPS.index(state) <= _STEPS.index(found.state):
        return found  # an answer that has come late says nothing new
    return replace(found, state=state, taken_by=who, answer=text or found.answer, changed_at=now)


def _is_same(one: Dispatch, other: Dispatch) -> bool:
    return one.state not in OVER and (one.alarm, one.guard) == (other.alarm, other.guard)
