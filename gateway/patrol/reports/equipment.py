"""The site's devices as an inspection's sheet calls them."""

from collections.abc import Mapping

from gateway.config.site import Site, SiteDevice
from gateway.patrol.reports.sheet import Equipment, Quantity


def equipment(site: Site) -> Mapping[str, Equipment]:
    """By device. A point is called as the site calls it on this device, else as its kind does."""
    return {device.id: _one(device) for device in site.devices}


def _one(device: SiteDevice) -> Equipment:
    return Equipment(
        name=device.name,
        points={
            point.id: Quantity(name=device.names.get(point.id, point.name), unit=point.unit, texts=point.texts)
            for point in device.profile.points
        },
    )
