"""A site file that has been checked: every name in it resolved, every default filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from drivers.profile import Profile
from gateway.config.model import Channel, GateEntry, ParkingSettings, Retention, TicketSettings, ZoneEntry
from gateway.config.patrol_model import PatrolSettings
from rules.override import Override
from rules.pack import Pack
from yamlfile import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDevice:
    """A device of the site.

    poll_s   how often it is read, or should speak
    topic    the root of its MQTT topics
    without  globs over the points that it lacks
    protocol   that of its connection, one of its kind's
    address    of a fire transmitter, hex digits
    fed_by     devices, or `device/point`, without which it has no supply
    names      what points are called on this device, where that differs from the kind
    nameplate  maker, model and the like, as the site file has them
    zones      of a camera: where no vehicle may stand
    """

    id: str
    profile: Profile
    connection: str
    unit: int
    poll_s: float
    name: Text
    location: Text | None
    without: tuple[str, ...]
    out_of_service: bool
    topic: str
    protocol: str = "modbus"
    address: str = ""
    fed_by: tuple[str, ...] = ()
    names: Mapping[str, Text] = field(default_factory=dict)
    nameplate: Mapping[str, str] = field(default_factory=dict)
    zones: tuple[ZoneEntry, ...] = ()

    @property
    def kind(self) -> str:
        return self.profile.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """connections   name → URL; None stands for the site's own broker, wherever that is
    url           where browsers find Gatehouse, without a slash at its end; None: not told
    """

    path: Path
    id: str
    name: Text
    timezone: str
    connections: Mapping[str, str | None]
    devices: tuple[SiteDevice, ...]
    profiles: Mapping[str, Profile]
    packs: Mapping[str, Pack]
    overrides: tuple[Override, ...]
    tickets: TicketSettings
    notify: tuple[Channel, ...]
    retention: Retention
    url: str | None = None
    gates: tuple[GateEntry, ...] = ()
    parking: ParkingSettings = field(default_factory=ParkingSettings)
    patrol: PatrolSettings = field(default_factory=PatrolSettings)

    def device(self, device: str) -> SiteDevice:
        """KeyError for a device that the site does not have."""
        for candidate in self.devices:
            if candidate.id == device:
                return candidate
        raise KeyError(device)


def counts(site: Site) -> dict[str, int]:
    """How much there is of what, for a line on the screen."""
    return {
        "connections": len(site.connections),
        "devices": len(site.devices),
        "kinds": len({device.kind for device in site.devices}),
        "points": sum(len(device.profile.points) + 1 for device in site.devices),
        "overrides": len(site.overrides),
        "channels": len(site.notify),
        "checkpoints": len(site.patrol.checkpoints),
        "routes": len(site.patrol.routes),
    }
