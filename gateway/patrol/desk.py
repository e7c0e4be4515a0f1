"""What people do beside scanning: shifts, the panic button, excuses, and what becomes of an incident."""

from collections.abc import Sequence
from dataclasses import replace

from gateway.clock import Clock
from gateway.errors import Conflict, Invalid, NotAllowed, NotFound
from gateway.ids import new_id
from gateway.patrol.archive import Archive
from gateway.patrol.calls import Incident, Panic, Shift
from gateway.patrol.keeping.ledger import Ledger
from gateway.patrol.keeping.tellings import Act, Telling
from gateway.patrol.visits import Excuse, Progress, StopProgress

IN_CHARGE = frozenset({"operator", "manager", "admin"})
MOST_REASON = 500


class Desk:
    """Each act is kept before it is answered, with its line for the audit log; asked for twice it is done once."""

    def __init__(self, *, ledger: Ledger, archive: Archive, clock: Clock) -> None:
        self._ledger = ledger
        self._memory = ledger.memory
        self._archive = archive
        self._clock = clock

    def shifts(self) -> Sequence[Shift]:
        """Those that run, the newest first."""
        return sorted(self._memory.running(self._clock.now()), key=lambda each: each.id, reverse=True)

    async def begin_shift(self, phone: str, who: str, role: str) -> Shift:
        """A phone has one shift, and so has a person: those that ran before are over."""
        async with self._ledger.turn:
            now = self._clock.now()
            running = [each for each in self._memory.running(now) if who == each.who or phone == each.phone]
            same = next((each for each in running if (each.who, each.phone) == (who, phone)), None)
            if same is not None:
                return same
            begun = Shift(id=new_id(now), who=who, phone=phone, started_at=now)
            ended = [replace(each, ended_at=now) for each in running]
            act = Act(action="shift_begun", who=who, role=role, target=begun.id, detail={"phone": phone})
            await self._ledger.write([Telling(id=begun.id, time=now, shifts=(*ended, begun), act=act)])
            return begun

    async def end_shift(self, shift: str, who: str, role: str) -> Shift:
        """NotFound; NotAllowed for another's, but to those in charge."""
        async with self._ledger.turn:
            found, now = self._memory.shifts.get(shift), self._clock.now()
            if found is None:
                raise NotFound(f"there is no shift '{shift}'")
            if found.who != who and role not in IN_CHARGE:
                raise NotAllowed("only an operator or a manager ends another's shift")
            if found.ended_at is not None:
                return found
            ended = replace(found, ended_at=now)
            act = Act(action="shift_ended", who=who, role=role, target=shift, detail={"of": found.who})
            await self._ledger.write([Telling(id=new_id(now), time=now, shifts=(ended,), act=act)])
            return ended

    async def excuse(self, round_: str, checkpoints: Sequence[str], reason: str, who: str, role: str) -> Progress:
        """NotFound; Invalid (`checkpoints`, `reason`); Conflict where a stop was visited."""
        reason = reason.strip()
        if not 0 < len(reason) <= MOST_REASON:
            raise Invalid(f"a reason has 1 to {MOST_REASON} characters", field="reason")
        await self._archive.round(round_)  # NotFound; one of long ago is asked for before others are held up
        async with self._ledger.turn:
            stops, now = _named(await self._archive.round(round_), checkpoints), self._clock.now()
            visited = next((each.stop.checkpoint for each in stops if each.visit is not None), None)
            if visited is not None:
                raise Conflict(f"'{visited}' was visited", code="visited")
            names = [each.stop.checkpoint for each in stops]
            excuses = tuple(Excuse(round=round_, checkpoint=each, reason=reason, who=who, time=now) for each in names)
            detail = {"checkpoints": names, "reason": reason}
            act = Act(action="excused", who=who, role=role, target=round_, detail=detail)
            await self._ledger.write([Telling(id=new_id(now), time=now, excuses=excuses, act=act)])
        return await self._archive.round(round_, excuses)

    async def unexcuse(self, round_: str, checkpoints: Sequence[str], who: str, role: str) -> Progress:
        """NotFound; Invalid (`checkpoints`). What is not excused stays as it is."""
        await self._archive.round(round_)
        async with self._ledger.turn:
            stops, now = _named(await self._archive.round(round_), checkpoints), self._clock.now()
            found = [each.excuse for each in stops if each.excuse is not None]
            back = tuple(replace(each, taken_back_at=now, taken_back_by=who) for each in found)
            if back:
                detail = {"checkpoints": [each.checkpoint for each in back]}
                act = Act(action="unexcused", who=who, role=role, target=round_, detail=detail)
                await self._ledger.write([Telling(id=new_id(now), time=now, excuses=back, act=act)])
        return await self._archive.round(round_, back)

    def panics(self) -> Sequence[Panic]:
        """Those that nobody has cleared, the newest first."""
        standing = (each for each in self._memory.panics.values() if each.cleared_at is None)
        return sorted(standing, key=lambda each: (each.time, each.id), reverse=True)

    async def panic(
        self, panic: str, phone: str, position: tuple[float, float, float] | None, who: str, role: str
    ) -> Panic:
        """`panic` is the client's own id: pressed once it is one, however often it is sent."""
        async with self._ledger.turn:
            known, now = self._memory.panics.get(panic), self._clock.now()
            if known is not None:
                return known
            last = self._memory.last_visit_of(who)
            checkpoint = last.checkpoint if last is not None else ""
            new = Panic(id=panic, time=now, who=who, phone=phone, position=position, checkpoint=checkpoint)
            act = Act(action="panic", who=who, role=role, target=panic, detail={"checkpoint": checkpoint})
            await self._ledger.write([Telling(id=panic, time=now, panic=new, act=act)])
            return new

    async def clear_panic(self, panic: str, note: str, who: str, role: str) -> Panic:
        """NotFound. Cleared twice it stays as the first one has cleared it."""
        async with self._ledger.turn:
            found, now = self._memory.panics.get(panic), self._clock.now()
            if found is None:
                raise NotFound(f"there is no panic '{panic}'")
            if found.cleared_at is not None:
                return found
            cleared = replace(found, cleared_at=now, cleared_by=who, note=note.strip())
            act = Act(action="panic_cleared", who=who, role=role, target=panic, detail={"note": cleared.note})
            await self._ledger.write([Telling(id=new_id(now), time=now, panic=cleared, act=act)])
            return cleared

    async def close_incident(self, incident: str, outcome: str, who: str, role: str) -> Incident:
        """NotFound; Invalid (`outcome`). Closed twice it stays as the first one has closed it."""
        outcome = outcome.strip()
        if not 0 < len(outcome) <= MOST_REASON:
            raise Invalid(f"an outcome has 1 to {MOST_REASON} characters", field="outcome")
        await self._archive.incident(incident)
        async with self._ledger.turn:
            found, now = await self._archive.incident(incident), self._clock.now()
            if found.closed_at is not None:
                return found
            closed = replace(found, closed_at=now, closed_by=who, outcome=outcome)
            act = Act(action="incident_closed", who=who, role=role, target=incident, detail={"outcome": outcome})
            await self._ledger.write([Telling(id=new_id(now), time=now, incidents=(closed,), act=act)])
            return closed


def _named(progress: Progress, checkpoints: Sequence[str]) -> Sequence[StopProgress]:
    """The stops of a round with these checkpoints, each once; Invalid where one is none of it, or there is none."""
    stops = {each.stop.checkpoint: each for each in progress.stops}
    unknown = next((each for each in checkpoints if each not in stops), None)
    if unknown is not None or not checkpoints:
        raise Invalid(f"'{unknown or ''}' is no stop of this round", field="checkpoints")
    return [stops[each] for each in dict.fromkeys(checkpoints)]
