"""The gates of a site: vehicles come, are judged from memory, and pass; people open, correct, and look things up.

The way of a vehicle is always the same: judge, order the arm, write to the journal, show, tell its camera that it is
safe. Nothing of it needs the database. What the disk does not take is shown all the same, and kept when it can.
"""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

import structlog

from drivers.driver import Settled
from drivers.sighting import Sighting
from gateway.errors import Conflict, NotFound
from gateway.gates.lanes import passing
from gateway.gates.lanes.alarm_pictures import AlarmPictures
from gateway.gates.lanes.archive import Archive
from gateway.gates.lanes.hand import Hand
from gateway.gates.lanes.lane import Desk, Lane, Waiting
from gateway.gates.lanes.passages import PassageFilter
from gateway.gates.lanes.points import GatePoints
from gateway.gates.lanes.tellings import Act
from gateway.gates.model import Gate, Passage, Session
from gateway.gates.registry.effects import Effects

MOST_WAITING = 200  # sightings of the whole site; one more is not taken, and its camera sends it again
RECENT = 30
PAID = Act(action="paid", who="gatehouse", role="gatehouse")
log = structlog.get_logger(__name__)


class GateService:
    """`start` once the journal is open, then `run` beside everything else; `refresh` before the rules look."""

    def __init__(
        self, lanes: Mapping[str, Lane], *, desk: Desk, archive: Archive, points: GatePoints,
        alarm_pictures: AlarmPictures,
    ) -> None:  # fmt: skip
        """`lanes` by gate; `build` makes one from a site's gates."""
        self._alarm_pictures = alarm_pictures
        self._lanes = lanes
        self._desk = desk
        self._archive = archive
        self._points = points
        self._hands = {gate: Hand(lane, desk) for gate, lane in lanes.items()}
        self._by_camera = {lane.gate.camera: lane for lane in lanes.values()}
        self._is_full = False
        self._paid: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self.refused = 0

    async def start(self) -> Sequence[Effects]:
        """Go on with the passages of before; what they changed that the database may not have yet, the oldest first."""
        effects = await self._desk.ledger.start()
        self._points.restore(list(self._desk.ledger.newest())[::-1])
        return effects

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._desk.ledger.run())
            tasks.create_task(self._alarm_pictures.run())
            tasks.create_task(self._let_out())
            for lane in self._lanes.values():
                tasks.create_task(lane.arm.run(), name=f"arm {lane.gate.id}")
                tasks.create_task(lane.run(), name=f"gate {lane.gate.id}")

    @property
    def waiting(self) -> int:
        """Vehicles that are not judged yet, and passages that are on no disk yet."""
        return sum(map(len, self._lanes.values())) + self._desk.ledger.waiting

    @property
    def lost(self) -> int:
        """Changes of passages that found no room while the disk would not take them."""
        return self._desk.ledger.lost

    @property
    def pictures_failed(self) -> int:
        return self._desk.pictures.failed + self._alarm_pictures.failed

    @property
    def pictures_fail(self) -> bool:
        """The last picture could not be written."""
        return self._desk.pictures.is_failing or self._alarm_pictures.is_failing

    def take(self, sighting: Sighting, settled: Settled | None) -> None:
        """A vehicle before a camera; `settled` once it is kept. One that finds no room is not settled, but counted."""
        key = f"{sighting.device}/{sighting.id}"
        lane = self._by_camera.get(sighting.device)
        if lane is None or self._desk.ledger.passage_of(key) is not None:
            if settled is not None:
                settled()
        elif sum(map(len, self._lanes.values())) >= MOST_WAITING:
            self.refused += 1
            self._note_full(True)
        elif not lane.awaits(key):
            self._note_full(False)
            lane.take(Waiting(sighting=sighting, key=key, settled=settled))

    def paid(self, session: Session) -> None:
        """Something was paid for a stay: the vehicle may be waiting at a way out. Past MOST_WAITING it asks by hand."""
        if not self._paid.full():
            self._paid.put_nowait(session.plate)

    async def _let_out(self) -> None:
        while True:
            plate = await self._paid.get()
            for gate, hand in self._hands.items():
                try:
                    await hand.paid(plate, PAID)
                except Exception:
                    log.exception("a vehicle that has paid could not be judged", gate=gate)

    def refresh(self, now: float) -> None:
        """Look at the barriers, and write what the gates say of themselves into the point table."""
        for lane in self._lanes.values():
            lane.arm.look(now)
        self._points.refresh(now)

    def gates(self) -> Sequence[Gate]:
        return [lane.gate for lane in self._lanes.values()]

    def recent(self) -> Sequence[Passage]:
        """The newest RECENT first, from memory."""
        return list(islice(self._desk.ledger.newest(), RECENT))

    async def passages(self, wanted: PassageFilter, limit: int) -> Sequence[Passage]:
        """The newest first; Unavailable where only the database would know, and is away."""
        return await self._archive.many(wanted, limit)

    async def get(self, passage: str) -> Passage:
        """NotFound, Unavailable."""
        return await self._archive.get(passage)

    async def open(self, gate: str, who: str, role: str, *, note: str = "", passage: str | None = None) -> Passage:
        """Open by hand; the passage as it is when the arm was seen up, or was not.

        NotFound, Conflict (no barrier; another gate's vehicle, or one of long ago).
        """
        hand = self._hand(gate)
        named = None if passage is None else await self.get(passage)
        if named is not None and named.gate != gate:
            raise Conflict(f"that vehicle is at the gate '{named.gate}'", code="another_gate")
        return await hand.open(named, Act(action="open", who=who, role=role, note=note))

    async def correct(self, passage: str, plate: str, who: str, role: str) -> Passage:
        """Put a plate right; opens where the policy then says so. NotFound, Invalid (no plate)."""
        right = passing.plate_of(plate)
        found = await self.get(passage)
        return await self._hand(found.gate).correct(found, right, Act(action="correct", who=who, role=role))

    async def show_pass(self, gate: str, code: str, who: str, role: str) -> Passage:
        """A pass is shown, by its code or the address in its QR code. NotFound for a gate that there is not."""
        return await self._hand(gate).show_pass(code, Act(action="show_pass", who=who, role=role))

    def picture_path(self, passage: str) -> Path | None:
        return self._desk.pictures.path(passage, passing.PICTURE)

    def crop_path(self, passage: str) -> Path | None:
        return self._desk.pictures.path(passage, passing.CROP)

    def alarm_picture_path(self, alarm: str) -> Path | None:
        return self._alarm_pictures.path(alarm)

    def alarm_raised(self, alarm: str, device: str) -> None:
        """Keep what the camera sees, where one sees the device."""
        self._alarm_pictures.raised(alarm, device)

    async def drop_pictures(self, before: float) -> None:
        """Those of passages and alarms before this time (seconds UTC)."""
        await self._alarm_pictures.drop_before(before)
        await self._desk.pictures.drop_before(before)
        self._desk.ledger.forget_pictures(before)
        await self._archive.forget_pictures(before)

    async def drop_passages(self, before: float) -> None:
        """Those before this time (seconds UTC)."""
        await self._archive.drop(before)

    def _hand(self, gate: str) -> Hand:
        if gate not in self._hands:
            raise NotFound(f"this site has no gate '{gate}'")
        return self._hands[gate]

    def _note_full(self, full: bool) -> None:
        if full and not self._is_full:
            log.error("too many vehicles wait to be judged; those that come now are refused", waiting=MOST_WAITING)
        self._is_full = full
