"""Made-up devices of any size, for measuring."""

from collections.abc import Sequence
from pathlib import Path

from drivers.driver import Device
from drivers.places import ModbusPoint
from drivers.profile import Point, Profile
from gateway.points.layout import TableDevice
from gateway.points.table import PointTable
from yamlfile import Text


def registers_profile(points: int, kind: str = "registers") -> Profile:
    """A kind with one tag a register: uint16, one after the other."""
    return Profile(
        kind=kind,
        name=Text(zh="寄存器", en="Registers"),
        protocol="modbus",
        points=tuple(
            Point(id=f"r{n}", name=Text(zh=f"寄存器{n}", en=f"Register {n}"), modbus=ModbusPoint(address=n))
            for n in range(points)
        ),
    )


def table_of(devices: Sequence[Device], expected_s: float = 1.0) -> PointTable:
    """A point table of these devices."""
    return PointTable([TableDevice(id=each.id, profile=each.profile, expected_s=expected_s) for each in devices])


def write_site(folder: Path, *, points: int, ports: Sequence[int], poll_s: float, limit: float = 65534) -> Path:
    """A site of one device a port, each with `points` registers and a rule a register."""
    (folder / "profiles").mkdir(parents=True, exist_ok=True)
    (folder / "packs").mkdir(exist_ok=True)
    profile = registers_profile(points)
    tags = "\n".join(
        f"  - {{id: {point.id}, name: {{zh: {point.name.zh}, en: {point.name.en}}}, modbus: {{address: {n}}}}}"
        for n, point in enumerate(profile.points)
    )
    (folder / "profiles" / "registers.yaml").write_text(
        f"kind: registers\nname: {{zh: 寄存器, en: Registers}}\nprotocol: modbus\npoints:\n{tags}\n"
    )
    rules = "\n".join(
        f"  - {{id: high_{point.id}, name: {{zh: 高, en: High}}, kind: level_{point.id}, priority: 3,\n"
        f"     when: {{high: {{point: {point.id}, limit: {limit}, deadband: 1}}}}, on_delay_s: 0,\n"
        f"     message: {{zh: 高, en: High}}, source: made up}}"
        for point in profile.points
    )
    (folder / "packs" / "registers.yaml").write_text(f"kind: registers\nrules:\n{rules}\n")
    connections = "\n".join(f"  c{n}: modbus+tcp://127.0.0.1:{port}" for n, port in enumerate(ports))
    devices = "\n".join(
        f"  - {{id: d{n}, kind: registers, connection: c{n}, poll_s: {poll_s}}}" for n in range(len(ports))
    )
    path = folder / "site.yaml"
    path.write_text(
        "site: {id: bench, name: {zh: 测量, en: Bench}}\nprofiles: ./profiles\npacks: ./packs\n"
        f"connections:\n{connections}\ndevices:\n{devices}\n"
    )
    return path
