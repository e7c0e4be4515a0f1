"""Patrols of a site: guards scan, rounds stand or fall by it, people excuse, send and help.

The way of a scan is always the same: judge it by what is in memory, write it to the journal, answer, show. Nothing of
it needs the database.
"""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog

from drivers.driver import Settled
from gateway.clock import Clock
from gateway.errors import Conflict, NotFound, Unavailable
from gateway.patrol.archive import Archive
from gateway.patrol.board import NEAR_S, Board
from gateway.patrol.calls import Dispatch, Incident, Panic, Shift
from gateway.patrol.contacts import Contacts
from gateway.patrol.desk import Desk
from gateway.patrol.dispatching import Dispatching
from gateway.patrol.keeping.applying import Learned
from gateway.patrol.keeping.ledger import Ledger
from gateway.patrol.keeping.media import Media
from gateway.patrol.keyring import Keys
from gateway.patrol.model import Programme
from gateway.patrol.points import PatrolPoints
from gateway.patrol.programming import Planner
from gateway.patrol.readers import Readers
from gateway.patrol.scanning.told import Taken, Told
from gateway.patrol.taking import Scans
from gateway.patrol.visits import Progress, Visit
from yamlfile import Text

LOOK_S = 0.5
LOAD_RETRY_S = 2.0
log = structlog.get_logger(__name__)


class PatrolService:
    """`start` once the journal is open, then `run` beside everything else; `refresh` before the rules look."""

    def __init__(
        self, *, programme: Programme, plan: Path | None, clock: Clock, ledger: Ledger, board: Board,
        contacts: Contacts, points: PatrolPoints, planner: Planner, archive: Archive, scans: Scans, readers: Readers,
        desk: Desk, dispatching: Dispatching, keys: Keys, media: Media,
    ) -> None:  # fmt: skip
        """`build` puts the parts together. `plan` is the picture of the floor plan."""
        self._programme = programme
        self._plan = plan
        self._clock = clock
        self._ledger = ledger
        self._board = board
        self._contacts = contacts
        self._points = points
        self._planner = planner
        self._archive = archive
        self._scans = scans
        self._desk = desk
        self._dispatching = dispatching
        self._keys = keys
        self._media = media
        self._looked_at, self._acts_seen = float("-inf"), 0
        self.readers = readers

    async def start(self) -> None:
        """Go on with what was before; without the database, with what the journal has."""
        await self._ledger.start()
        try:
            await self._ledger.load()
        except Unavailable as error:
            log.warning("patrols of before are as the journal has them", reason=error.message)
        try:
            await self._planner.plan()
        except Unavailable as error:
            log.error("rounds could not be planned; they will be within the hour", reason=error.message)
        self._look(self._clock.now())

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.readers.run())
            tasks.create_task(self._load_later())

    async def _load_later(self) -> None:
        while not self._ledger.is_loaded:
            await asyncio.sleep(LOAD_RETRY_S)
            try:
                await self._ledger.load()
                await self._planner.plan()
            except Unavailable:
                continue
            except Exception:
                log.exception("patrols of before could not be read; it is tried again")

    def refresh(self, now: float) -> None:
        """See what has become due or was missed, and write the points; what a person has done shows at once."""
        if not 0 <= now - self._looked_at < LOOK_S or self._acts_seen != self._ledger.memory.acts:
            self._look(now)

    def _look(self, now: float) -> None:
        self._looked_at, self._acts_seen = now, self._ledger.memory.acts
        self._board.look(now)
        self._points.refresh(now)

    async def plan_ahead(self) -> None:
        """Every hour: make rounds, and forget what is long over."""
        await self._planner.plan()
        self._ledger.forget()
        self._board.forget()
        self._contacts.forget(self._clock.now())

    async def drop_media(self, before: float) -> None:
        """Photos and recordings of before this time (seconds UTC)."""
        await self._media.drop_before(before)

    def read_card(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None) -> None:
        """What a device at a checkpoint reports once."""
        self.readers.read(device, time, body, settled)

    def learn(self, learned: Learned) -> None:
        """What the applier has found out."""
        self._ledger.learn(learned)

    def programme(self) -> Programme:
        return self._programme

    async def rounds(self, since: float, until: float, route: str | None, limit: int) -> Sequence[Progress]:
        return await self._archive.rounds(since, until, route, limit)

    async def round(self, round_: str) -> Progress:
        return await self._archive.round(round_)

    def current(self) -> Sequence[Progress]:
        now = self._clock.now()
        return self._board.between(now - NEAR_S, now + NEAR_S, now)

    async def take(self, told: Sequence[Told], who: str, role: str) -> Sequence[Taken]:
        return await self._scans.take(told, who)

    async def excuse(self, round_: str, checkpoints: Sequence[str], reason: str, who: str, role: str) -> Progress:
        return await self._desk.excuse(round_, checkpoints, reason, who, role)

    async def unexcuse(self, round_: str, checkpoints: Sequence[str], who: str, role: str) -> Progress:
        return await self._desk.unexcuse(round_, checkpoints, who, role)

    async def begin_shift(self, phone: str, who: str, role: str) -> Shift:
        return await self._desk.begin_shift(phone, who, role)

    async def end_shift(self, shift: str, who: str, role: str) -> Shift:
        return await self._desk.end_shift(shift, who, role)

    def shifts(self) -> Sequence[Shift]:
        return self._desk.shifts()

    def contact(self, phone: str, who: str, waiting: int) -> None:
        self._contacts.note(who, phone, waiting, self._clock.now())
        self._board.touch_offline()

    def contacts(self) -> Mapping[str, Mapping[str, Any]]:
        return self._contacts.all()

    def proofs(self) -> Mapping[str, Sequence[str]]:
        return self._keys.proofs()

    def codes(self) -> Mapping[str, tuple[str, str]]:
        return self._keys.codes()

    def shown_code(self, checkpoint: str) -> tuple[str, float]:
        place = self._programme.checkpoints.get(checkpoint)
        if place is None:
            raise NotFound(f"there is no checkpoint '{checkpoint}'")
        if not place.rotating:
            raise Conflict("the code of this checkpoint is printed; it does not change", code="not_rotating")
        return self._keys.shown(checkpoint)

    async def change_keys(self, who: str, role: str) -> int:
        return await self._keys.change(who, role)

    async def panic(
        self, panic: str, phone: str, position: tuple[float, float, float] | None, who: str, role: str
    ) -> Panic:
        return await self._desk.panic(panic, phone, position, who, role)

    async def clear_panic(self, panic: str, note: str, who: str, role: str) -> Panic:
        return await self._desk.clear_panic(panic, note, who, role)

    def panics(self) -> Sequence[Panic]:
        return self._desk.panics()

    async def send(
        self, *, place: Text, device: str, checkpoint: str, alarm: str, note: str, guard: str, who: str, role: str
    ) -> Dispatch:
        return await self._dispatching.send(
            place=place, device=device, checkpoint=checkpoint, alarm=alarm, note=note, guard=guard, who=who, role=role
        )

    async def answer(self, dispatch: str, state: str, text: str, who: str, role: str) -> Dispatch:
        return await self._dispatching.answer(dispatch, state, text, who, role)

    def dispatches(self) -> Sequence[Dispatch]:
        return self._dispatching.dispatches()

    async def incidents(self, *, state: str, after: str | None, limit: int) -> Sequence[Incident]:
        return await self._archive.incidents(state=state, after=after, limit=limit)

    async def close_incident(self, incident: str, outcome: str, who: str, role: str) -> Incident:
        return await self._desk.close_incident(incident, outcome, who, role)

    async def keep_medium(self, digest: str, content: bytes) -> None:
        await self._media.keep(digest, content)

    def medium_path(self, digest: str) -> Path | None:
        return self._media.path(digest)

    async def visits(self, since: float, until: float, route: str | None) -> Sequence[Visit]:
        return await self._archive.visits(since, until, route)

    def plan_path(self) -> Path | None:
        return self._plan
