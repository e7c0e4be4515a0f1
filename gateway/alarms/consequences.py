"""Which alarms are held back as the consequences of others, followed through every change of alarms.

`follow` is asked about each list of changes before it is kept: what is new under a cause is held back in it, what
turns out to be a consequence is added as HELD, what outlasts its cause as RELEASED. It knows no disk and no database,
and what it knows of the time it is told.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gateway.alarms import lifecycle
from gateway.alarms.causes import SETTLE_S, Causes, Cut, Feeds
from gateway.alarms.changes import Change
from gateway.alarms.counting import Tally
from gateway.alarms.model import Action, Alarm
from gateway.alarms.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequent:
    """The changes with what follows from them, and the causes of which only the consequences have changed."""

    changes: Sequence[Change]
    causes: Sequence[Alarm]


class Consequences:
    """`start` once the register is filled. Seconds that only grow tell how long a cause has been over."""

    def __init__(self, *, feeds: Feeds, register: Register, make_id: Callable[[], str]) -> None:
        self._feeds = feeds
        self._register = register
        self._make_id = make_id
        self._cutting: dict[str, Alarm] = {}  # those that cut off, and those that did until SETTLE_S ago
        self._over: dict[str, float] = {}  # until when a cause that is over is still taken for one
        self._causes = Causes(feeds, ())

    @property
    def due(self) -> float | None:
        """When `follow` is to be asked next, whether anything changes or not."""
        return min(self._over.values(), default=None)

    def start(self, elapsed: float) -> None:
        """Go on after a start. What was held back by a cause that is gone has its time to end from now."""
        active = self._register.actives()
        self._cutting = {alarm.id: alarm for alarm in active if alarm.cuts_off is not None}
        for cause in {alarm.cause for alarm in active if alarm.held} - self._cutting.keys():
            self._over[cause or ""] = elapsed + SETTLE_S
            if (over := self._register.find(cause or "")) is not None:
                self._cutting[over.id] = over
        self._causes = Causes(self._feeds, self._cutting.values())

    def follow(self, changes: Sequence[Change], *, now: float, elapsed: float) -> Consequent:
        """`now` in seconds UTC dates what follows."""
        moved = self._note(changes, elapsed)
        moved = self._forget(elapsed) or moved
        if moved:
            self._causes = Causes(self._feeds, self._cutting.values())
        elif not self._causes:
            return Consequent(changes=changes, causes=())
        latest = {change.alarm.id: change.alarm for change in changes}
        judged = {one.alarm.id: latest[one.alarm.id] for one in changes if one.action is Action.RAISED}
        new = frozenset(judged)
        if moved:
            judged |= {alarm.id: alarm for alarm in self._active(latest)}
        before, after = judged, _Judgement(self._causes, self._cutting, self._over, judged).all()
        self._take_back(after.values())
        every = [*_rewritten(changes, before, after), *self._follow_up(before, after, new, now)]
        return _counted(every, before, after, self._register)

    def _note(self, changes: Iterable[Change], elapsed: float) -> bool:
        """Whether the alarms that cut off are other ones now."""
        moved = False
        for alarm in (change.alarm for change in changes if change.alarm.cuts_off is not None):
            moved = True
            if alarm.active:
                self._cutting[alarm.id] = alarm
            elif alarm.held:
                self._cutting.pop(alarm.id, None)  # its own cause stands for it
            else:
                self._cutting[alarm.id] = alarm
                self._over[alarm.id] = elapsed + SETTLE_S
        return moved

    def _take_back(self, judged: Iterable[Alarm]) -> None:
        """What has been found of those that cut off."""
        for alarm in judged:
            if alarm.id not in self._cutting:
                continue
            if alarm.held and not alarm.active:
                self._cutting.pop(alarm.id)
                self._over.pop(alarm.id, None)
            else:
                self._cutting[alarm.id] = alarm

    def _forget(self, elapsed: float) -> bool:
        """Whether the time of a cause that is over has run out."""
        gone = [cause for cause, until in self._over.items() if elapsed >= until]
        for cause in gone:
            del self._over[cause]
            self._cutting.pop(cause, None)
        return bool(gone)

    def _active(self, latest: Mapping[str, Alarm]) -> list[Alarm]:
        kept = [alarm for alarm in self._register.actives() if alarm.id not in latest]
        return [*kept, *(alarm for alarm in latest.values() if alarm.active)]

    def _follow_up(
        self, before: Mapping[str, Alarm], after: Mapping[str, Alarm], new: frozenset[str], now: float
    ) -> list[Change]:
        """Changes of alarms that were there already; a new one is held back from its first moment."""
        found = []
        for alarm in after.values():
            if alarm.id not in new and alarm is not before[alarm.id]:
                action = Action.HELD if alarm.held else Action.RELEASED
                found.append(Change(id=self._make_id(), time=now, action=action, alarm=alarm))
        return found


class _Judgement:
    """Whether `alarms` are held back, and by which; each is judged once."""

    def __init__(
        self, causes: Causes, cutting: Mapping[str, Alarm], over: Mapping[str, float], alarms: Mapping[str, Alarm]
    ) -> None:
        self._causes = causes
        self._cutting = cutting
        self._over = over
        self._alarms = alarms
        self._judged: dict[str, Alarm] = {}

    def all(self) -> dict[str, Alarm]:
        """By id, the alarms as they are to be; the same object where nothing changes."""
        return {alarm.id: self._judge(alarm) for alarm in self._alarms.values()}

    def _judge(self, alarm: Alarm) -> Alarm:
        if alarm.id not in self._judged:
            # What is remembered of a cause may be older than the alarm that is to be judged.
            alarm = self._alarms.get(alarm.id, alarm)
            self._judged[alarm.id] = alarm  # until it is known: a circle ends here
            self._judged[alarm.id] = self._judge_anew(alarm, self._causes.of(alarm))
        return self._judged[alarm.id]

    def _judge_anew(self, alarm: Alarm, cut: Cut | None) -> Alarm:
        if cut is None:
            stays = not alarm.held or alarm.cause in self._over
            return alarm if stays else lifecycle.release(alarm)
        if alarm.held:
            cause = self._cutting.get(alarm.cause or "")
            return alarm if cause is not None and not self._judge(cause).held else self._held(alarm, cut)
        return self._held(alarm, cut) if alarm.raised_at >= cut.since - cut.fold_s else alarm

    def _held(self, alarm: Alarm, cut: Cut) -> Alarm:
        root = self._judge(cut.root)
        cause = root.cause if root.held and root.cause else root.id
        return alarm if alarm.held and alarm.cause == cause else lifecycle.hold(alarm, cause)


def _rewritten(changes: Iterable[Change], before: Mapping[str, Alarm], after: Mapping[str, Alarm]) -> Iterator[Change]:
    """The changes, as if what they raise had been held back from the first. Copying is what takes time here."""
    for change in changes:
        alarm, judged = change.alarm, after.get(change.alarm.id)
        if judged is None or judged is before[alarm.id]:
            yield change
        elif alarm is before[alarm.id]:
            yield replace(change, alarm=judged)
        else:
            yield replace(change, alarm=replace(alarm, suppression=judged.suppression, cause=judged.cause))


def _counted(
    changes: Sequence[Change], before: Mapping[str, Alarm], after: Mapping[str, Alarm], register: Register
) -> Consequent:
    """What the causes have brought with them, in the changes that are about them, or beside those."""
    tally = Tally()
    for alarm in after.values():
        tally.move(alarm, before[alarm.id].cause, alarm.cause)
    if not tally:
        return Consequent(changes=changes, causes=())
    told = {change.alarm.id for change in changes}
    changes = [
        replace(change, alarm=tally.counted(change.alarm)) if change.alarm.id in tally.causes else change
        for change in changes
    ]
    known = [register.find(cause) for cause in tally.causes - told]
    return Consequent(
        changes=changes, causes=[tally.counted(alarm) for alarm in known if alarm is not None and alarm.open]
    )
