"""The site file and the profile that go with a load of devices."""

from collections.abc import Sequence
from pathlib import Path

KIND = "load"


def write_site(folder: Path, ports: Sequence[int], *, devices: int, per_port: int, points: int, stride: int) -> Path:
    """Write `site.yaml` and `profiles/load.yaml` into a folder; the site file's path."""
    profiles = folder / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    (profiles / f"{KIND}.yaml").write_text(_profile(points, stride), encoding="utf-8")
    path = folder / "site.yaml"
    path.write_text(_site(ports, devices, per_port), encoding="utf-8")
    return path


def _profile(points: int, stride: int) -> str:
    lines = [f"kind: {KIND}", "name: {zh: 负载, en: Load}", "protocol: modbus", "points:"]
    for n in range(points):
        name = f"{{zh: 测点 {n}, en: Point {n}}}"
        lines.append(f"  - {{id: p_{n}, name: {name}, modbus: {{address: {n * stride}}}}}")
    return "\n".join(lines) + "\n"


def _site(ports: Sequence[int], devices: int, per_port: int) -> str:
    lines = ["site: {id: load, name: {zh: 负载, en: Load}}", "profiles: ./profiles", "connections:"]
    lines += [f"  c-{n}: modbus+tcp://127.0.0.1:{port}" for n, port in enumerate(ports)]
    lines.append("devices:")
    for n in range(devices):
        port, unit = divmod(n, per_port)
        lines.append(f"  - {{id: d-{n}, kind: {KIND}, connection: c-{port}, unit: {unit + 1}, poll_s: 1}}")
    return "\n".join(lines) + "\n"
