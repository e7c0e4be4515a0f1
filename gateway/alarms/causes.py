"""What is cut off now, and by which alarm: decided from values alone.

A site says what feeds what. While an alarm that cuts off is active, whatever hangs on its device (or on the one point
that it is about) is without supply, and so is what hangs on that. A device with several feeds is cut off when all of
them are. A device that is read on a shared line also loses its communication with the line's alarm, and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gateway.alarms.model import Alarm

# An alarm that began up to so long before its device was cut off is a consequence too: delays differ.
FOLD_S = 30.0
# On a line the devices time out one after the other, so that the last may be given up long after the first.
FOLD_LINE_S = 180.0
# So long after a cause is over its consequences may take to end by themselves.
SETTLE_S = 15.0
COMMUNICATION = "communication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a device hangs on; `point`: one outgoing feeder of it."""

    device: str
    point: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """What feeds what at a site; without a circle.

    supply   by device: its feeds, of which it needs one
    lines    by device: the connection that it shares with others, as the device that stands for it
    sources  devices that make their own supply: what hangs on them loses it by their own alarms only
    """

    supply: Mapping[str, Sequence[Feed]] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A device is cut off by the alarm `root`, itself the consequence of none, since then (seconds UTC).

    fold_s   an alarm that began up to so long before is a consequence too
    """

    root: Alarm
    since: float
    fold_s: float = FOLD_S


class Causes:
    """The alarms that cut off, as they are at one moment. Answers are remembered: it is made anew when they change."""

    def __init__(self, feeds: Feeds, cutting: Iterable[Alarm]) -> None:
        self._feeds = feeds
        self._cutting: dict[str, list[Alarm]] = {}
        for alarm in sorted(cutting, key=_preference):
            self._cutting.setdefault(alarm.device, []).append(alarm)
        self._members: dict[str, list[str]] = {}
        for device, line in feeds.lines.items():
            self._members.setdefault(line, []).append(device)
        self._known: dict[str, Cut | None] = {}

    def __bool__(self) -> bool:
        return bool(self._cutting)

    def of(self, alarm: Alarm) -> Cut | None:
        """What has brought this alarm with it, as far as its place tells; None where nothing has."""
        if not self._cutting or not alarm.may_be_held:
            return None
        found = self._without_supply(alarm.device)
        if found is None and alarm.kind == COMMUNICATION and alarm.device in self._feeds.lines:
            line = self._lost(Feed(device=self._feeds.lines[alarm.device]))
            found = None if line is None else replace(line, fold_s=FOLD_LINE_S)
        return found

    def _without_supply(self, device: str) -> Cut | None:
        if device not in self._known:
            self._known[device] = None  # so that a circle, which nobody should hand us, ends
            self._known[device] = self._all_lost(device)
        return self._known[device]

    def _all_lost(self, device: str) -> Cut | None:
        """The last of the feeds that went took the supply away. A line is lost with all the devices on it."""
        if device in self._members:
            cuts = [self._without_supply(member) for member in self._members[device]]
        else:
            cuts = [self._lost(feed) for feed in self._feeds.supply.get(device, ())]
        lost = [cut for cut in cuts if cut is not None]
        if not lost or len(lost) < len(cuts):
            return None
        return max(lost, key=lambda cut: (cut.since, cut.root.id))

    def _lost(self, feed: Feed) -> Cut | None:
        """Through the feed's own supply, or else by an alarm of its own."""
        above = None if feed.device in self._feeds.sources else self._without_supply(feed.device)
        own = next((one for one in self._cutting.get(feed.device, ()) if _cuts(one, feed)), None)
        if above is None or own is None:
            return above if own is None else Cut(root=own, since=own.raised_at)
        return Cut(root=above.root, since=min(above.since, own.raised_at))


def _cuts(alarm: Alarm, feed: Feed) -> bool:
    return alarm.cuts_off == "device" or (alarm.cuts_off == "point" and alarm.point == feed.point)


def _preference(alarm: Alarm) -> tuple[bool, float, str]:
    """Of several on one device: one that still holds, the earliest."""
    return not alarm.active, alarm.raised_at, alarm.id
