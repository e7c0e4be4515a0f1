"""Whether the parts of a site file, and the kinds and packs that it names, fit each other: all problems at once."""

import warnings
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from drivers import registry
from gateway.config.feeds import feeds_of
from gateway.config.gates import gates_of
from gateway.config.lines import is_own
from gateway.config.model import DEFAULT_BUS, DeviceEntry, OverrideEntry
from gateway.config.parts import Parts, taken
from gateway.config.patrol import patrol_of
from rules.loader import check_pack
from rules.override import Override, check_override
from yamlfile import Problem, suggest

CHANGES = ("limit", "deadband", "on_delay_s", "off_delay_s", "from", "to")  # what may not fit a rule


def problems_of(parts: Parts) -> list[Problem]:
    """Everything that is wrong; empty where the site can run."""
    checks = (_connections, _devices, _addresses, feeds_of, gates_of, patrol_of, _overrides, _channels, _packs)
    return [problem for check in checks for problem in check(parts)]


def to_override(entry: OverrideEntry) -> Override:
    """The entry as the rules know it."""
    given = entry.model_dump(exclude_none=True)
    return Override(**given)


def spoken_on(connection: str, connections: Mapping[str, str]) -> str:
    """The protocol of a connection; ValueError for a URL of no known scheme."""
    url = connections.get(connection)
    return "mqtt" if url is None else registry.protocol_of(url)  # what is not given is the site's own broker


def _connections(parts: Parts) -> Iterator[Problem]:
    for name, url in parts.file.connections.items():
        try:
            registry.check(url)
        except ValueError as error:
            yield parts.document.problem(("connections", name), str(error))


def _devices(parts: Parts) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, device in enumerate(parts.file.devices):
        if device.id in first:
            yield parts.document.problem(("devices", index, "id"), taken(device.id, f"devices[{first[device.id]}]"))
        first.setdefault(device.id, index)
        profile = parts.profiles.get(device.kind)
        if profile is None or is_own(profile):
            known = [kind for kind, known in parts.profiles.items() if not is_own(known)]
            message = f"'{device.kind}' is no kind of device{suggest(device.kind, known)}"
            if profile is not None:
                message = f"devices of kind '{device.kind}' are made by Gatehouse itself; leave this one out"
            yield parts.document.problem(("devices", index, "kind"), message)
            continue
        yield from _connection_of(parts, index, device)
        yield from _without(parts, index, device)
        yield from _names(parts, index, device)


def _connection_of(parts: Parts, index: int, device: DeviceEntry) -> Iterator[Problem]:
    where = ("devices", index, "connection")
    protocols = parts.profiles[device.kind].protocols
    needed = " or ".join(protocols)
    url = parts.file.connections.get(device.connection)
    if url is None:
        if "mqtt" in protocols and device.connection == DEFAULT_BUS:
            return  # the site's own broker
        if "connection" not in device.model_fields_set:
            message = f"is missing and must be given: kind '{device.kind}' is read over {needed}"
        else:
            known = suggest(device.connection, parts.file.connections)
            message = f"'{device.connection}' is not a connection of this site{known}"
        yield parts.document.problem(where, message)
        return
    try:
        spoken = registry.protocol_of(url)
    except ValueError:
        return  # told at the connection
    if spoken not in protocols:
        message = f"kind '{device.kind}' needs a {needed} connection; '{device.connection}' speaks {spoken}"
        yield parts.document.problem(where, message)


def _without(parts: Parts, index: int, device: DeviceEntry) -> Iterator[Problem]:
    points = [point.id for point in parts.profiles[device.kind].points]
    for position, pattern in enumerate(device.without):
        if not any(fnmatchcase(point, pattern) for point in points):
            message = f"'{pattern}' matches no point of kind '{device.kind}'{suggest(pattern, points)}"
            yield parts.document.problem(("devices", index, "without", position), message)


def _names(parts: Parts, index: int, device: DeviceEntry) -> Iterator[Problem]:
    points = [point.id for point in parts.profiles[device.kind].points]
    for name in device.names:
        if name not in points:
            message = f"'{name}' is no point of kind '{device.kind}'{suggest(name, points)}"
            yield parts.document.problem(("devices", index, "names", name), message)


def _addresses(parts: Parts) -> Iterator[Problem]:
    taken: dict[tuple[str, str, int], str] = {}
    for index, device in enumerate(parts.file.devices):
        profile = parts.profiles.get(device.kind)
        if profile is None or "modbus" not in profile.protocols:
            continue
        if parts.file.connections.get(device.connection, "mqtt").startswith("mqtt"):
            continue
        owner = taken.setdefault((device.connection, device.address.lower(), device.unit), device.id)
        if owner != device.id:
            message = f"unit {device.unit} on connection '{device.connection}' is the device '{owner}' already"
            yield parts.document.problem(("devices", index, "unit"), message)


def _overrides(parts: Parts) -> Iterator[Problem]:
    kinds = {device.id: device.kind for device in reversed(parts.file.devices)}  # of two with one id, the first
    first: dict[tuple[str, str], int] = {}
    for index, entry in enumerate(parts.file.rules):
        if entry.device not in kinds:
            message = f"'{entry.device}' is not a device of this site{suggest(entry.device, kinds)}"
            yield parts.document.problem(("rules", index, "device"), message)
            continue
        earlier = first.setdefault((entry.device, entry.rule), index)
        if earlier != index:
            message = f"rules[{earlier}] changes rule '{entry.rule}' of '{entry.device}' already; join the two"
            yield parts.document.problem(("rules", index, "rule"), message)
        if kinds[entry.device] in parts.profiles:
            yield from _override(parts, index, entry, kinds[entry.device])


def _override(parts: Parts, index: int, entry: OverrideEntry, kind: str) -> Iterator[Problem]:
    pack = parts.packs.get(kind)
    message = check_override(pack, to_override(entry)) if pack else f"kind '{kind}' has no rules"
    if message is not None:
        named = [field for field in CHANGES if f"'{field}'" in message]
        yield parts.document.problem(("rules", index, named[0] if named else "rule"), message)


def _channels(parts: Parts) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, channel in enumerate(parts.file.notify):
        earlier = first.setdefault(channel.name, index)
        if earlier != index:
            message = f"'{channel.name}' is the name of notify[{earlier}] already; names must differ"
            yield parts.document.problem(("notify", index, "name"), message)
        if not _is_apprise(channel.url.get_secret_value()):
            message = "is not an address that apprise knows (not shown: it may hold a secret); see its list of services"
            yield parts.document.problem(("notify", index, "url"), message)


def _is_apprise(url: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of what the library imports
        from apprise import Apprise  # takes a moment to load, and few sites need it

        return Apprise.instantiate(url, suppress_exceptions=True) is not None


def _packs(parts: Parts) -> Iterator[Problem]:
    for kind, pack in parts.packs.items():
        if kind in parts.profiles:
            yield from check_pack(pack, [point.id for point in parts.profiles[kind].points])
