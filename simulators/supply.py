"""What hangs on what: which devices are without supply while some of them cut off what is behind them. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from drivers.profile import Profile
from simulators.kinds import cuts_of, plant_faults
from simulators.simulated import Simulated

DEVICE = "device"
UNFED = ("power_loss", "supply_loss", "mains_loss", "mains_fault")
"""The plant faults by which a kind plays that it has lost its supply; the first that a kind has."""
OWN_SOURCE = ("mains_loss", "mains_fault")
"""A kind that plays one of these goes on by itself, on its engine or its battery, and so does what hangs on it."""


class Supply:
    """Feeds by device: each a device, or `device/point` for one outgoing feeder of it."""

    def __init__(self, feeds: Mapping[str, Sequence[str]], *, own_source: Collection[str] = ()) -> None:
        self._feeds = {device: tuple(fed_by) for device, fed_by in feeds.items() if fed_by}
        self._own_source = frozenset(own_source)
        self._stands_in_for = {
            device: {feed for fed_by in self._feeds.values() if device in fed_by for feed in fed_by if feed != device}
            for device in self._own_source - self._feeds.keys()
        }

    @property
    def feeders(self) -> frozenset[str]:
        """The devices on which others hang."""
        return frozenset(feed.partition("/")[0] for fed_by in self._feeds.values() for feed in fed_by)

    def unfed(self, cuts: Mapping[str, Collection[str]]) -> frozenset[str]:
        """The devices all of whose feeds are dead, and those stand-ins that have to step in.

        A stand-in is a source of its own that a site names as the second feed of others and that has none itself: it
        misses its mains when any of the first feeds is dead.

        `cuts`: by device what of it is cut off, `device` for everything or the points of single feeders.
        """
        found: set[str] = set()
        while more := {
            device
            for device, fed_by in self._feeds.items()
            if device not in found and all(self._is_dead(feed, cuts, found) for feed in fed_by)
        }:
            found |= more
        return frozenset(found) | {
            device
            for device, mains in self._stands_in_for.items()
            if any(self._is_dead(feed, cuts, found) for feed in mains)
        }

    def _is_dead(self, feed: str, cuts: Mapping[str, Collection[str]], unfed: Collection[str]) -> bool:
        feeder, _, point = feed.partition("/")
        if feeder in unfed and feeder not in self._own_source:
            return True
        return any(cut in (DEVICE, point) for cut in cuts.get(feeder, ()))


class Feeding:
    """The supply of simulated devices: passes each loss on, and takes it back when its cause has ended."""

    def __init__(self, devices: Iterable[Simulated], feeds: Mapping[str, Sequence[str]]) -> None:
        self._devices = {device.id: device for device in devices}
        own = [device.id for device in self._devices.values() if unfed_fault(device.profile) in OWN_SOURCE]
        self._supply = Supply(feeds, own_source=own)
        self._feeders = [self._devices[name] for name in sorted(self._supply.feeders & self._devices.keys())]
        self._cuts: dict[str, frozenset[str]] = {}
        self._unfed: frozenset[str] = frozenset()

    def look(self) -> None:
        """Let the faults of the feeders reach what hangs on them."""
        cuts = {device.id: cut for device in self._feeders if (cut := _cut_off(device))}
        if cuts == self._cuts:
            return
        self._cuts = cuts
        unfed = self._supply.unfed(cuts)
        for name in self._unfed ^ unfed:
            device = self._devices[name]
            device.lose_supply(unfed_fault(device.profile) if name in unfed else None)
        self._unfed = unfed


def unfed_fault(profile: Profile) -> str | None:
    """How a device of this kind plays that its supply is lost; None where a battery carries it."""
    known = [fault.name for fault in plant_faults(profile.kind)]
    for name in UNFED:
        if name in known:
            return name
    return None if any(point.id.startswith("battery") for point in profile.points) else "silent"


def _cut_off(device: Simulated) -> frozenset[str]:
    """What of a feeder its faults cut off."""
    cuts = cuts_of(device.profile.kind)
    return frozenset(cuts[fault] for fault in device.faults if fault in cuts)
