"""Patrols as points: what is due, late or missed on a route, and who calls for help. Filled before the rules look."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from drivers.frame import Quality
from gateway.patrol.board import Board
from gateway.patrol.calls import DispatchState
from gateway.patrol.contacts import Contacts
from gateway.patrol.keeping.memory import Memory
from gateway.patrol.model import Checkpoint
from gateway.patrol.planning.progress import is_over_long
from gateway.patrol.visits import Flag, Progress, StopProgress, StopState
from gateway.points.layout import DeviceSlice
from gateway.points.table import PointTable

KIND = "patrol"
DESK_KIND = "patrol_desk"
DESK = "patrol:desk"
VISITED = frozenset({StopState.DONE, StopState.LATE})
Values = dict[str, float | str | None]


def own_device(route: str) -> str:
    """The id of the device that stands for a route in the point table."""
    return f"{KIND}:{route}"


class PatrolPoints:
    """`refresh` before the rules look at the table. What has no slice in it is passed over."""

    def __init__(self, table: PointTable, memory: Memory, board: Board, contacts: Contacts) -> None:
        self._table = table
        self._memory = memory
        self._board = board
        self._contacts = contacts
        own = {piece.id: piece for piece in table.own_slices}
        routes = memory.programme.routes
        self._pieces = {route: own[own_device(route)] for route in routes if own_device(route) in own}
        self._desk = own.get(DESK)

    def refresh(self, now: float) -> None:
        """Write what is known at `now` into the table."""
        by_route: dict[str, list[Progress]] = defaultdict(list)
        for progress in self._board.begun():
            by_route[progress.round.route].append(progress)
        for route, piece in self._pieces.items():
            self._write(piece, self._of_route(route, by_route[route], now), now)
        if self._desk is not None:
            self._write(self._desk, self._of_desk(now), now)

    def _of_route(self, route: str, begun: Sequence[Progress], now: float) -> Values:
        """Of the rounds that run, and of those that were over a short while ago."""
        stops = [stop for each in begun for stop in each.stops]
        missed = [stop for stop in stops if stop.state is StopState.MISSED]
        flags = [flag for stop in stops if stop.visit is not None for flag in stop.visit.flags]
        swapped = sum(Flag.OUT_OF_ORDER in each.flags for each in begun)
        silent = [each.offline_since for each in begun if each.offline_since is not None]
        return {
            "due": _count(stops, StopState.DUE),
            "done": sum(stop.state in VISITED for stop in stops),
            "late": _count(stops, StopState.LATE),
            "missed": len(missed),
            "missed_key": sum(stop.stop.is_key for stop in missed),
            "missed_where": "、".join(dict.fromkeys(self._name(stop.stop.checkpoint) for stop in missed)),
            "out_of_order": max(flags.count(Flag.OUT_OF_ORDER), swapped),
            "too_fast": flags.count(Flag.TOO_FAST),
            "over_long": sum(map(is_over_long, begun)),
            "flagged": sum(stop.visit is not None and stop.visit.is_flagged for stop in stops),
            "offline": now - min(silent, default=now),
            "completion": _completion(self._board.last(route)),
        }

    def _of_desk(self, now: float) -> Values:
        memory = self._memory
        panics = [each for each in memory.panics.values() if each.cleared_at is None]
        standing = [each for each in memory.incidents.values() if each.closed_at is None]
        sent = [each.time for each in memory.dispatches.values() if each.state is DispatchState.SENT]
        return {
            "on_shift": sum(1 for _ in memory.running(now)),
            "panic": float(bool(panics)),
            "panic_who": "、".join(self._place(each.who, each.checkpoint) for each in panics),
            "suspicious": sum(each.kind == "suspicious_person" for each in standing),
            "incidents": len(standing),
            "waiting_upload": self._contacts.waiting(now),
            "offline_phones": self._contacts.offline(now),
            "dispatch_waiting": now - min(sent, default=now),
        }

    def _write(self, piece: DeviceSlice, values: Values, now: float) -> None:
        """In the order of the kind's points; None: not known."""
        table, rows = self._table, slice(piece.start, piece.stop)
        told = [(values | {"online": 1.0})[point] for point in piece.points]
        table.value[rows] = [math.nan if value is None or isinstance(value, str) else value for value in told]
        table.quality[rows] = [Quality.BAD if value is None else Quality.GOOD for value in told]
        table.source_time[rows] = table.received_time[rows] = now
        for place, value in enumerate(told):
            if isinstance(value, str):
                table.texts[piece.start + place] = value

    def _place(self, who: str, checkpoint: str) -> str:
        return f"{who} ({self._name(checkpoint)})" if checkpoint else who

    def _name(self, checkpoint: str) -> str:
        known: Mapping[str, Checkpoint] = self._memory.programme.checkpoints
        return f"{known[checkpoint].name.zh} {known[checkpoint].name.en}" if checkpoint in known else checkpoint


def _count(stops: Iterable[StopProgress], state: StopState) -> int:
    return sum(stop.state is state for stop in stops)


def _completion(last: Progress | None) -> float | None:
    """Of a round, in percent of what was not excused; None: there was none."""
    if last is None:
        return None
    wanted = [stop for stop in last.stops if stop.state is not StopState.EXCUSED]
    return 100.0 * sum(stop.state in VISITED for stop in wanted) / len(wanted) if wanted else 100.0
