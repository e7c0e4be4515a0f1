"""Connections that several devices share: each has a device of its own inside the gateway, which no site file names."""

from collections import defaultdict
from dataclasses import dataclass

from drivers.profile import Profile
from gateway.config.site import Site
from yamlfile import Text

KIND = "connection"
PROTOCOL = "gatehouse"  # of kinds that Gatehouse fills itself
FEWEST = 2  # a connection with one device says no more than that device


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLine:
    """A connection as a device: `devices` are those on it that are in service."""

    id: str
    connection: str
    name: Text
    devices: tuple[str, ...]


def is_own(profile: Profile) -> bool:
    """Whether devices of this kind are made by Gatehouse, and can't be had by a site."""
    return PROTOCOL in profile.protocols


def shared_lines(site: Site) -> tuple[SharedLine, ...]:
    """Every connection with FEWEST devices or more, in the order of the site file."""
    if KIND not in site.profiles or not is_own(site.profiles[KIND]):
        return ()  # the site has put a kind of its own in this one's place
    members: dict[str, list[str]] = defaultdict(list)
    for device in site.devices:
        if not device.out_of_service:
            members[device.connection].append(device.id)
    return tuple(
        SharedLine(
            id=f"{KIND}:{connection}",
            connection=connection,
            name=Text(zh=f"线路 {connection}", en=f"Line {connection}"),
            devices=tuple(devices),
        )
        for connection, devices in members.items()
        if len(devices) >= FEWEST
    )
