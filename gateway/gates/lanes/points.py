"""Gates as points: how many passed, who must not, and what stands in the way. Filled before the rules look."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from drivers.frame import Quality
from gateway.clock import Clock
from gateway.gates.model import Decision, Gate, Outcome, Passage, Reason
from gateway.points.layout import DeviceSlice
from gateway.points.table import PointTable

KIND = "gate"
SHOWN_S = 60.0  # a blocked vehicle, or one that followed another, is shown for so long
GIVEN_UP_S = 300.0  # a vehicle that nobody has decided about is taken to have left
NEVER = float("-inf")


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What has happened at a gate. Times in seconds UTC. Where it has a barrier, only what was seen up was open."""

    has_barrier: bool
    passages: int = 0
    opened: int = 0
    refused: int = 0
    unsure: int = 0
    blocked_at: float = NEVER
    blocked: str = ""
    tailgating_at: float = NEVER
    failed: bool = False
    waiting: dict[str, float] = field(default_factory=dict)

    def lets(self, passage: Passage | None) -> bool:
        """Whether a vehicle went through."""
        if passage is None or passage.decision is not Decision.OPEN:
            return False
        return passage.outcome is Outcome.OPENED or not self.has_barrier


def own_device(gate: str) -> str:
    """The id of the device that stands for a gate in the point table."""
    return f"{KIND}:{gate}"


class GatePoints:
    """`note` every change of a passage, `refresh` before the rules look at the table.

    A gate that has no slice in the table (its site has a kind `gate` of its own) is passed over.
    """

    def __init__(self, table: PointTable, gates: Sequence[Gate], clock: Clock) -> None:
        self._table = table
        self._clock = clock
        own = {piece.id: piece for piece in table.own_slices}
        self._pieces = {gate.id: own[own_device(gate.id)] for gate in gates if own_device(gate.id) in own}
        self._gates = [gate for gate in gates if gate.id in self._pieces]
        self._tallies = {gate.id: _Tally(has_barrier=bool(gate.barrier)) for gate in gates}

    def note(self, before: Passage | None, after: Passage) -> None:
        """A passage is new (`before` None), or has changed."""
        self._note(before, after, self._clock.now())

    def restore(self, passages: Iterable[Passage]) -> None:
        """Take up what was before the start, the oldest first. Counters begin anew."""
        for passage in passages:
            self._note(None, passage, passage.time)
        for tally in self._tallies.values():
            tally.passages = tally.opened = tally.refused = tally.unsure = 0

    def tailgated(self, gate: str) -> None:
        """A vehicle followed another, whichever it was."""
        self._tallies[gate].tailgating_at = self._clock.now()

    def refresh(self, now: float) -> None:
        """Write what is known at `now` into the table."""
        for gate in self._gates:
            piece, tally = self._pieces[gate.id], self._tallies[gate.id]
            tally.waiting = {one: since for one, since in tally.waiting.items() if now - since <= GIVEN_UP_S}
            values: dict[str, float | None] = {
                "passages": tally.passages,
                "opened": tally.opened,
                "refused": tally.refused,
                "unsure": tally.unsure,
                "blocked_vehicle": now - tally.blocked_at <= SHOWN_S,
                "last_blocked": math.nan,  # a text
                "tailgating": now - tally.tailgating_at <= SHOWN_S,
                "open_failed": tally.failed,
                "waiting": now - min(tally.waiting.values(), default=now),
                "camera_online": self._online(gate.camera),
                "barrier_online": self._online(gate.barrier) if gate.barrier else None,
                "closed": not gate.is_open,
                "online": True,
            }
            self._write(piece, values, now)
            self._table.texts[piece.start + piece.points.index("last_blocked")] = tally.blocked

    def _write(self, piece: DeviceSlice, values: Mapping[str, float | None], now: float) -> None:
        """In the order of the kind's points; None: not known."""
        table, rows = self._table, slice(piece.start, piece.stop)
        told = [values[point] for point in piece.points]
        table.value[rows] = [math.nan if value is None else value for value in told]
        table.quality[rows] = [Quality.BAD if value is None else Quality.GOOD for value in told]
        table.source_time[rows] = table.received_time[rows] = now

    def _online(self, device: str) -> float | None:
        piece = self._table.slice_of(device)
        known = self._table.quality[piece.online_row] == Quality.GOOD
        return float(self._table.value[piece.online_row]) if known else None

    def _note(self, before: Passage | None, after: Passage, now: float) -> None:
        tally = self._tallies.get(after.gate)
        if tally is None:
            return
        if before is None:
            tally.passages += 1
            tally.refused += after.decision is Decision.REFUSE
            tally.unsure += after.reason is Reason.UNSURE_PLATE
        if _is_blocked(after) and not _is_blocked(before):
            tally.blocked_at, tally.blocked = now, " ".join(filter(None, (after.plate, after.match)))
        if after.tailgating and (before is None or not before.tailgating):
            tally.tailgating_at = now
        if tally.lets(after) and not tally.lets(before):
            tally.opened += 1
        if after.outcome in (Outcome.OPENED, Outcome.FAILED):
            tally.failed = after.outcome is Outcome.FAILED
        _note_waiting(tally, after, now)


def _note_waiting(tally: _Tally, passage: Passage, now: float) -> None:
    """Where a vehicle goes through, those before it have gone."""
    if passage.decision is Decision.ASK:
        tally.waiting.setdefault(passage.id, now)
        return
    tally.waiting.pop(passage.id, None)
    if tally.lets(passage):
        tally.waiting = {one: since for one, since in tally.waiting.items() if one > passage.id}


def _is_blocked(passage: Passage | None) -> bool:
    return passage is not None and passage.reason is Reason.BLOCKED_VEHICLE
