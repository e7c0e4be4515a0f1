"""Gates, cameras and their zones in a site file: what they become, and what is said of each mistake."""

from pathlib import Path

import pytest

from drivers.profile import load_profiles
from gateway.config import check_site, load_site
from gateway.parts import left_out, read_device, table_device

LANE = "mjpeg+http://10.0.3.21/video.mjpg"
SETTABLE = "which has no point 'raise' that can be set; name a barrier"
GOOD = """\
site: {id: here, name: {zh: 这里, en: Here}}
connections:
  lane: mjpeg+http://10.0.3.21/video.mjpg
  yard: rtsp://10.0.3.22/stream
  plc: modbus+tcp://10.0.3.11:502
devices:
  - {id: gate-cam, kind: camera, connection: lane}
  - {id: yard-cam, kind: camera, connection: yard, zones: [{name: {zh: 消防通道, en: Fire lane}, corners: [[0, 0.5], [1, 0.5], [1, 1]]}]}
  - {id: arm-1, kind: barrier, connection: plc, unit: 1}
  - {id: gear-1, kind: switchgear, connection: plc, unit: 2}
gates:
  - {id: south, name: {zh: 南门, en: South}, camera: gate-cam, barrier: arm-1, direction: in}
"""  # noqa: E501


def written(folder: Path, text: str) -> Path:
    path = folder / "site.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_gates_camera_reads_vehicles_and_a_zone_has_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    assert check_site(path) == []
    site = load_site(path)
    gate, yard = site.device("gate-cam"), site.device("yard-cam")
    assert left_out(gate) == {"zone_1", "zone_2", "zone_3", "zone_4"}
    assert left_out(yard) == {"zone_2", "zone_3", "zone_4", "vehicles", "unsure", "last_plate"}
    assert table_device(yard).names["zone_1"].en == "Fire lane"
    cameras = frozenset(one.camera for one in site.gates)
    assert read_device(gate, cameras).device.is_gate
    wired = read_device(yard, cameras).device
    assert not wired.is_gate
    assert wired.zones[0].corners == ((0, 0.5), (1, 0.5), (1, 1))
    assert (gate.poll_s, gate.protocol) == (1.0, "camera")


def test_a_name_of_the_site_goes_before_that_of_the_zone(tmp_path: Path) -> None:
    named = GOOD.replace("connection: yard,", "connection: yard, names: {zone_1: {zh: 东, en: East}},")
    assert load_site(written(tmp_path, named)).device("yard-cam").names["zone_1"].en == "East"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("connection: yard", "connection: lane",
         "8: devices[1].connection: connection 'lane' is the camera 'gate-cam' already; give each camera its own"),
        ("connection: yard", "connection: plc",
         "8: devices[1].connection: kind 'camera' needs a camera connection; 'plc' speaks modbus"),
        ("unit: 1}", "unit: 1, zones: [{name: {zh: 一, en: One}, corners: [[0, 0], [1, 0], [1, 1]]}]}",
         "9: devices[2].zones: kind 'barrier' has no zones; cameras that Gatehouse looks through have some"),
        ("[1, 1]]}]}", "[1, 1.5]]}]}",
         "8: devices[1].zones[0].corners[2][1]: input should be less than or equal to 1 (found 1.5)"),
        ("[[0, 0.5], [1, 0.5], [1, 1]]", "[[0, 0.5], [1, 0.5]]",
         "8: devices[1].zones[0].corners: tuple should have at least 3 items after validation, not 2"),
        ("camera: gate-cam", "camera: gate-came",
         "12: gates[0].camera: 'gate-came' is not a device of this site; did you mean 'gate-cam'?"),
        ("camera: gate-cam", "camera: gear-1",
         "12: gates[0].camera: 'gear-1' is of kind 'switchgear', which reads no plates; name a camera"),
        ("barrier: arm-1", "barrier: arm-2",
         "12: gates[0].barrier: 'arm-2' is not a device of this site; did you mean 'arm-1'?"),
        ("barrier: arm-1", "barrier: gear-1",
         f"12: gates[0].barrier: 'gear-1' is of kind 'switchgear', {SETTABLE}"),
        ("gates:\n", "gates:\n  - {id: north, name: {zh: 北门, en: North}, camera: gate-cam}\n",
         "13: gates[1].camera: 'gate-cam' is the camera of gate 'north' already; each gate needs its own"),
        ("gates:\n", "gates:\n  - {id: south, name: {zh: 北门, en: North}, camera: yard-cam}\n",
         "13: gates[1].id: 'south' is the id of gates[0] already; ids must differ"),
        ("direction: in", "direction: up",
         "12: gates[0].direction: input should be 'in', 'out' or 'both' (found 'up')"),
        (LANE, f"{LANE}?fps=60",
         f"3: connections.lane: option 'fps': 60 is not from 1 to 15; a URL that works looks like {LANE}"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_line_and_field(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    path = written(tmp_path, GOOD.replace(old, new, 1))
    assert check_site(path) == [f"{path}:{says}"]


def test_every_zone_of_a_camera_has_a_point() -> None:
    zones = [point.id for point in load_profiles()["camera"].points if point.id.startswith("zone_")]
    assert zones == ["zone_1", "zone_2", "zone_3", "zone_4"]
