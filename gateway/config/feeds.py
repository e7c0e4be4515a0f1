"""What feeds what, as a site file says it: references taken apart, mistakes and circles found."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from gateway.config.model import DeviceEntry
from gateway.config.parts import Parts
from rules.condition import points
from rules.pack import Pack
from yamlfile import Problem, suggest


def split(reference: str) -> tuple[str, str | None]:
    """`device` or `device/point` as its two halves."""
    device, _, point = reference.partition("/")
    return device, point or None


def feeds_of(parts: Parts) -> Iterator[Problem]:
    """What is wrong with the feeds of a site file."""
    yield from _references(parts)
    yield from _circles(parts)


def _references(parts: Parts) -> Iterator[Problem]:
    devices = {device.id: device for device in reversed(parts.file.devices)}
    for index, device in enumerate(parts.file.devices):
        for position, reference in enumerate(device.fed_by):
            message = _feed(parts, devices, device, reference)
            if message is not None:
                yield parts.document.problem(_place_of(parts, index, position), message)


def _feed(parts: Parts, devices: Mapping[str, DeviceEntry], device: DeviceEntry, reference: str) -> str | None:
    """What is wrong with one reference, if anything."""
    feeder, point = split(reference)
    if feeder == device.id:
        return f"'{device.id}' can't be fed by itself"
    if feeder not in devices:
        return f"'{feeder}' is not a device of this site{suggest(feeder, devices)}"
    profile = parts.profiles.get(devices[feeder].kind)
    if point is None or profile is None:
        return None
    fitted = [one.id for one in profile.points if not _left_out(one.id, devices[feeder])]
    if point not in fitted:
        return f"'{feeder}' has no point '{point}'{suggest(point, fitted)}"
    feeders = _feeders(parts.packs.get(profile.kind))
    if feeders and point not in feeders:
        return f"no rule says that '{point}' cuts anything off{suggest(point, feeders)}"
    return None


def _feeders(pack: Pack | None) -> list[str]:
    """The points whose alarms cut off what hangs on them."""
    rules = pack.flat.values() if pack else ()
    return [rule.point or next(iter(points(rule.when)), "") for rule in rules if rule.cuts_off == "point"]


def _left_out(point: str, device: DeviceEntry) -> bool:
    return any(fnmatchcase(point, pattern) for pattern in device.without)


def _place_of(parts: Parts, index: int, position: int) -> tuple[str | int, ...]:
    """Of a feed: a single one may stand without a list."""
    where = ("devices", index, "fed_by")
    return where if isinstance(parts.document.data["devices"][index]["fed_by"], str) else (*where, position)


def _circles(parts: Parts) -> Iterator[Problem]:
    index = {device.id: index for index, device in reversed(list(enumerate(parts.file.devices)))}
    feeds = {device.id: [split(one)[0] for one in device.fed_by] for device in parts.file.devices}
    for circle in circles(feeds):
        message = f"devices feed each other in a circle: {' ← '.join(circle)}"
        yield parts.document.problem(("devices", index[circle[0]], "fed_by"), message)


def circles(feeds: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Each circle once, from the device of it that comes first; what feeds itself is left to whoever reads the file.

    feeds   by device, in the order of the file: the devices that feed it
    """
    done: set[str] = set()
    for start in feeds:
        path = _way_back(start, feeds, done)
        if path is not None:
            yield path
            done.update(path)
        done.add(start)


def _way_back(start: str, feeds: Mapping[str, Sequence[str]], done: set[str]) -> tuple[str, ...] | None:
    """A way from a device up its feeds to itself, around those that are known already; None where there is none."""
    waiting: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop()
        for feeder in feeds.get(path[-1], ()):
            if feeder == start and len(path) > 1:
                return (*path, start)
            if feeder not in seen and feeder not in done and feeder != path[-1]:
                seen.add(feeder)
                waiting.append((*path, feeder))
    return None
