"""What a site file says of gates and cameras: whether it fits."""

from collections.abc import Iterator, Mapping

from drivers import registry
from drivers.profile import Profile
from gateway.config.model import DeviceEntry, GateEntry
from gateway.config.parts import Parts, taken
from yamlfile import Problem, Text, suggest

CAMERA = "camera"  # the protocol of cameras that Gatehouse looks through itself
ZONE = "zone_"
RAISE = "raise"  # the point of a barrier by which it is opened once
OF_GATES = ("vehicles", "unsure", "last_plate")


def gates_of(parts: Parts) -> Iterator[Problem]:
    """What is wrong with the gates and the cameras of a site file."""
    yield from _cameras(parts)
    yield from _zones(parts)
    yield from _gates(parts)


def unfitted(entry: DeviceEntry, profile: Profile, *, is_gate: bool) -> tuple[str, ...]:
    """Points that a camera does not have: of zones that it was not given, of vehicles where it is no gate's."""
    if CAMERA not in profile.protocols:
        return ()
    fitted = {f"{ZONE}{number}" for number in range(1, len(entry.zones) + 1)}
    return tuple(
        point.id
        for point in profile.points
        if (point.id.startswith(ZONE) and point.id not in fitted) or (point.id in OF_GATES and not is_gate)
    )


def zone_names(entry: DeviceEntry) -> Mapping[str, Text]:
    """What the points of its zones are called."""
    return {f"{ZONE}{number}": zone.name for number, zone in enumerate(entry.zones, start=1)}


def _cameras(parts: Parts) -> Iterator[Problem]:
    """One camera a connection."""
    first: dict[str, str] = {}
    for index, device in enumerate(parts.file.devices):
        if _spoken(parts, device) != CAMERA:
            continue
        owner = first.setdefault(device.connection, device.id)
        if owner != device.id:
            message = f"connection '{device.connection}' is the camera '{owner}' already; give each camera its own"
            yield parts.document.problem(("devices", index, "connection"), message)


def _zones(parts: Parts) -> Iterator[Problem]:
    for index, device in enumerate(parts.file.devices):
        profile = parts.profiles.get(device.kind)
        if profile is None or not device.zones:
            continue
        has = sum(point.id.startswith(ZONE) for point in profile.points) if CAMERA in profile.protocols else 0
        if has < len(device.zones):
            message = f"kind '{device.kind}' has {has or 'no'} zones; cameras that Gatehouse looks through have some"
            yield parts.document.problem(("devices", index, "zones"), message)


def _gates(parts: Parts) -> Iterator[Problem]:
    devices = {device.id: device for device in reversed(parts.file.devices)}
    ids: dict[str, int] = {}
    cameras: dict[str, str] = {}
    for index, gate in enumerate(parts.file.gates):
        if gate.id in ids:
            yield parts.document.problem(("gates", index, "id"), taken(gate.id, f"gates[{ids[gate.id]}]"))
        ids.setdefault(gate.id, index)
        owner = cameras.setdefault(gate.camera, gate.id)
        found = {"camera": _camera(parts, gate, devices), "barrier": _barrier(parts, gate, devices)}
        if found["camera"] is None and owner != gate.id:
            found["camera"] = f"'{gate.camera}' is the camera of gate '{owner}' already; each gate needs its own"
        for field, wrong in found.items():
            if wrong is not None:
                yield parts.document.problem(("gates", index, field), wrong)


def _camera(parts: Parts, gate: GateEntry, devices: Mapping[str, DeviceEntry]) -> str | None:
    """What is wrong with the camera of a gate, if anything."""
    if gate.camera not in devices:
        return f"'{gate.camera}' is not a device of this site{suggest(gate.camera, devices)}"
    profile = parts.profiles.get(devices[gate.camera].kind)
    if profile is None or _reads_plates(profile):
        return None
    return f"'{gate.camera}' is of kind '{profile.kind}', which reads no plates; name a camera"


def _barrier(parts: Parts, gate: GateEntry, devices: Mapping[str, DeviceEntry]) -> str | None:
    """What is wrong with the barrier of a gate, if anything."""
    if gate.barrier is None:
        return None
    if gate.barrier not in devices:
        return f"'{gate.barrier}' is not a device of this site{suggest(gate.barrier, devices)}"
    profile = parts.profiles.get(devices[gate.barrier].kind)
    if profile is None or any(point.id == RAISE and point.write is not None for point in profile.points):
        return None
    return f"'{gate.barrier}' is of kind '{profile.kind}', which has no point '{RAISE}' that can be set; name a barrier"


def _reads_plates(profile: Profile) -> bool:
    """Whether its devices tell of vehicles: we read them, or they do and say where in their messages."""
    return not {CAMERA, "http"}.isdisjoint(profile.protocols) or getattr(profile, "passage", None) is not None


def _spoken(parts: Parts, device: DeviceEntry) -> str:
    try:
        return registry.protocol_of(parts.file.connections[device.connection])
    except (KeyError, ValueError):
        return ""  # told where connections are checked
