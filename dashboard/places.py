"""What the place is called to which a guard is sent."""

from dashboard.ports import Gateway
from gateway.config.lines import shared_lines
from gateway.patrol.model import Programme
from yamlfile import Text

OWN = ":"  # devices that Gatehouse has made itself: `gate:south`, `connection:plc`, `patrol:night`


def place_of_device(device: str, gateway: Gateway) -> Text | None:
    """Name and place of a device, or of what stands behind one of Gatehouse's own; None where it is not known."""
    kind, _, name = device.partition(OWN)
    if name:
        return _own(kind, name, device, gateway)
    for known in gateway.site.devices:
        if known.id == device:
            return _joined(known.name, known.location)
    return None


def place_of_checkpoint(checkpoint: str, programme: Programme) -> Text | None:
    """Its name and its place; None where there is no such checkpoint."""
    known = programme.checkpoints.get(checkpoint)
    return _joined(known.name, known.location) if known else None


def _own(kind: str, name: str, device: str, gateway: Gateway) -> Text:
    if kind == "gate":
        return next((gate.name for gate in gateway.site.gates if gate.id == name), Text(zh=name, en=name))
    if kind == "connection":
        return next((line.name for line in shared_lines(gateway.site) if line.id == device), Text(zh=name, en=name))
    route = gateway.patrol.programme().routes.get(name)
    return route.name if route else Text(zh=name, en=name)


def _joined(name: Text, location: Text | None) -> Text:
    """The place once, where the name holds it already."""
    if location is None:
        return name
    return Text(zh=_once(name.zh, location.zh), en=_once(name.en, location.en))


def _once(name: str, location: str) -> str:
    if location in name:
        return name
    return location if name in location else f"{name} · {location}"
