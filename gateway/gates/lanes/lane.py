"""One gate and what its camera tells: sightings are judged in order, each at once, and hold up no other gate."""

from collections import deque
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from drivers.driver import Settled
from drivers.sighting import Sighting
from gateway.clock import Clock
from gateway.gates.judging.plate_text import normalised
from gateway.gates.judging.policy import decide
from gateway.gates.judging.question import Known, Verdict
from gateway.gates.lanes import passing
from gateway.gates.lanes.arm import Arm
from gateway.gates.lanes.ledger import Ledger
from gateway.gates.lanes.pictures import Pictures
from gateway.gates.lanes.tellings import Telling
from gateway.gates.model import Decision, Gate, Outcome, Passage
from gateway.gates.registry.effects import Effects, effects_of
from gateway.ids import new_id
from gateway.wake import Waker

MOST_ORDERS = 4  # that wait for one barrier; what comes after them waits unjudged
SAME_S = 10.0  # a camera that tells of the same plate so soon has seen the same vehicle
IDLE_S = 60.0
log = structlog.get_logger(__name__)


class Register(Protocol):
    """Who may pass, and who is inside; from memory."""

    def known(self) -> Known: ...
    def take(self, effects: Effects) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A sighting that is to be judged. `key` names it and its camera."""

    sighting: Sighting
    key: str
    settled: Settled | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the gates of a site share."""

    clock: Clock
    register: Register
    ledger: Ledger
    pictures: Pictures

    def take_effects(self, passage: Passage, verdict: Verdict, known: Known) -> Effects | None:
        """What an open passage changes, taken in before the next vehicle is judged; None: nothing."""
        found = effects_of(passage, verdict, known)
        if not found:
            return None
        self.register.take(found)
        return found


class Lane:
    """`run` until cancelled; `take` from the loop's thread."""

    def __init__(self, gate: Gate, arm: Arm, desk: Desk) -> None:
        self.gate = gate
        self.arm = arm
        self._desk = desk
        self._waiting: deque[Waiting] = deque()
        self._waker = Waker()
        self._is_late = False

    def __len__(self) -> int:
        """Sightings that wait to be judged."""
        return len(self._waiting)

    def awaits(self, key: str) -> bool:
        """Whether this sighting is among those that wait."""
        return any(waiting.key == key for waiting in self._waiting)

    def take(self, waiting: Waiting) -> None:
        """A vehicle before the camera. The caller sees to it that there are not too many."""
        self._waiting.append(waiting)
        self._waker.call()

    async def run(self) -> None:
        """Judge what comes, until cancelled."""
        while True:
            await self._waker.wait(IDLE_S)
            while self._waiting:
                waiting = self._waiting[0]
                try:
                    await self._judge(waiting)
                except Exception:
                    log.exception("a vehicle could not be judged", gate=self.gate.id, device=waiting.sighting.device)
                self._waiting.popleft()
                await self.arm.has_room(MOST_ORDERS)

    async def _judge(self, waiting: Waiting) -> None:
        """The order goes out first: nothing that is written holds up the arm."""
        sighting, desk = waiting.sighting, self._desk
        now = desk.clock.now()
        if self._is_same(sighting, now):
            if waiting.settled is not None:
                waiting.settled()
            return
        is_fresh = self._is_fresh(sighting, now)
        asked, known = passing.asked_of(sighting, self.gate, now), desk.register.known()
        verdict = decide(asked, known)
        opens = is_fresh and verdict.decision is Decision.OPEN
        orders = opens and self.arm.exists
        passage = passing.seen(new_id(now), sighting, asked, verdict, now, ordered=orders)
        order = self.arm.order() if orders else None
        effects = desk.take_effects(passage, verdict, known) if opens else None
        follows = is_fresh and not opens and self.arm.stranger(passage.id)
        kept = await desk.pictures.keep(passage.id, {passing.PICTURE: sighting.picture, passing.CROP: sighting.crop})
        passage = replace(passing.with_pictures(passage, kept), tailgating=follows)
        telling = Telling(id=new_id(now), time=now, passage=passage, is_new=True, sighting=waiting.key, effects=effects)
        await desk.ledger.tell(telling, waiting.settled)
        if order is not None:
            self.arm.conclude(passage, order)

    def _is_same(self, sighting: Sighting, now: float) -> bool:
        """Whether the vehicle that came last is told of again, by a camera that makes a new id of it."""
        last = next((one for one in self._desk.ledger.newest() if one.gate == self.gate.id), None)
        if last is None or not sighting.plate or abs(now - last.time) > SAME_S:
            return False
        turned = sighting.direction and last.direction and sighting.direction != last.direction
        return last.seen == normalised(sighting.seen) and last.outcome is not Outcome.FAILED and not turned

    def _is_fresh(self, sighting: Sighting, now: float) -> bool:
        """Said once: a camera whose clock is wrong opens nothing."""
        is_fresh = passing.is_fresh(sighting, now)
        if not is_fresh and not self._is_late:
            late_s = round(now - sighting.time)
            log.warning("a camera's vehicles come late; nothing is opened", device=sighting.device, late_s=late_s)
        elif is_fresh and self._is_late:
            log.info("a camera's vehicles come in time again", device=sighting.device)
        self._is_late = not is_fresh
        return is_fresh
