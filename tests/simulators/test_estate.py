"""The generated site is one that the gateway takes."""

from pathlib import Path

from gateway.config import counts, load_site
from simulators.estate import size, write_estate
from simulators.kinds import kinds
from simulators.site import read_site

CAMERAS = {"camera", "plate_camera"}  # they stand at gates, not in towers


def test_a_tower_has_a_thousand_points_of_every_kind() -> None:
    assert 900 <= size(1)["points"] <= 1100
    assert size(100)["points"] == 100 * size(1)["points"]


def test_the_gateway_takes_the_site(tmp_path: Path) -> None:
    path = write_estate(tmp_path, 3)
    site = load_site(path)
    assert counts(site)["devices"] == size(3)["devices"] == len(site.devices)
    assert {device.kind for device in site.devices} == set(kinds()) - CAMERAS
    assert len(set(read_site(path).connections.values())) == 12
