"""A site of many towers, to be simulated and watched: `python -m simulators.estate --towers 10 --folder /tmp/estate`.

Each tower is the same: some 60 devices of every kind with about 1,000 points, four Modbus connections, the rest over
MQTT. A line of JSON tells the site file and its size; `gatehouse simulate` and `gatehouse run` take it from there.
"""

import argparse
import json
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drivers.profile import load_profiles

HOST = "127.0.0.1"
FIRST_PORT = 20_000
LAST_PORT = 65_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """So many devices of a kind in each tower: on which of its connections, how often read, what they hang on."""

    kind: str
    count: int
    connection: str = ""
    poll_s: float | None = None
    fed_by: tuple[str, ...] = ()


EMERGENCY = ("switchgear-1/feeder_4_breaker", "generator-1")
TOWER = (
    Share(kind="transformer", count=1, connection="plc", poll_s=5),
    Share(kind="switchgear", count=2, connection="plc", poll_s=2, fed_by=("transformer-1",)),
    Share(kind="generator", count=1, connection="plc", poll_s=5),
    Share(kind="pump_room", count=1, connection="plc", poll_s=2, fed_by=("switchgear-1/feeder_1_breaker",)),
    Share(kind="drainage", count=2, connection="plc", poll_s=5, fed_by=("switchgear-1/feeder_1_breaker",)),
    Share(kind="fire_water", count=1, connection="fire", poll_s=5, fed_by=EMERGENCY),
    Share(kind="fire_panel", count=1, connection="fire", poll_s=2, fed_by=EMERGENCY),
    Share(kind="elevator", count=3, connection="field", poll_s=2, fed_by=("switchgear-1/feeder_3_breaker",)),
    Share(kind="hvac_unit", count=3, connection="field", poll_s=5, fed_by=("switchgear-2/feeder_1_breaker",)),
    Share(kind="energy_meter", count=8, connection="field", poll_s=5, fed_by=("switchgear-2/feeder_1_breaker",)),
    Share(kind="water_meter", count=2, connection="field", poll_s=5),
    Share(kind="barrier", count=1, connection="field", poll_s=5, fed_by=("switchgear-2/feeder_1_breaker",)),
    Share(kind="lighting", count=11, connection="lights", poll_s=5, fed_by=("switchgear-2/feeder_2_breaker",)),
    Share(kind="environment", count=10),
    Share(kind="access_door", count=6),
    Share(kind="patrol_reader", count=3),
    Share(kind="intrusion", count=1, fed_by=("switchgear-2/feeder_1_breaker",)),
    Share(kind="recorder", count=2, fed_by=("switchgear-2/feeder_1_breaker",)),
)
CONNECTIONS = {"plc": "modbus+tcp", "fire": "modbus+tcp", "field": "modbus+rtuovertcp", "lights": "modbus+rtuovertcp"}


def write_estate(folder: Path, towers: int, *, first_port: int = FIRST_PORT) -> Path:
    """Write `site.yaml` with so many towers into a folder; OSError where this machine has too few free ports."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = _free_ports(first_port)
    lines = ["site: {id: estate, name: {zh: 大型小区, en: Estate}}", "connections:"]
    for tower in range(1, towers + 1):
        lines += [f"  t{tower}-{name}: {scheme}://{HOST}:{next(ports)}" for name, scheme in CONNECTIONS.items()]
    lines.append("devices:")
    for tower in range(1, towers + 1):
        lines += _devices(tower)
    path = folder / "site.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def size(towers: int) -> dict[str, int]:
    """How many devices and points so many towers have."""
    profiles = load_profiles()
    devices = sum(share.count for share in TOWER)
    points = sum(share.count * len(profiles[share.kind].points) for share in TOWER)
    return {"devices": towers * devices, "points": towers * points}


def _devices(tower: int) -> Iterator[str]:
    units = dict.fromkeys(CONNECTIONS, 0)
    for share in TOWER:
        for number in range(1, share.count + 1):
            fields = [f"id: t{tower}-{share.kind.replace('_', '-')}-{number}", f"kind: {share.kind}"]
            if share.connection:
                units[share.connection] += 1
                fields.append(f"connection: t{tower}-{share.connection}")
                fields.append(f"unit: {units[share.connection]}, poll_s: {share.poll_s:g}")
            if share.fed_by:
                fields.append(f"fed_by: [{', '.join(f't{tower}-{feed}' for feed in share.fed_by)}]")
            fields.append(f"location: {{zh: {tower} 号楼, en: Tower {tower}}}")
            yield f"  - {{{', '.join(fields)}}}"


def _free_ports(first: int) -> Iterator[int]:
    for port in range(first, LAST_PORT):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                yield port
    raise OSError(f"no free ports are left between {first} and {LAST_PORT}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, write the file."""
    parser = argparse.ArgumentParser(prog="python -m simulators.estate", description="a site of many towers")
    parser.add_argument("--towers", type=int, default=10)
    parser.add_argument("--folder", type=Path, required=True, help="where to write site.yaml")
    parser.add_argument("--first-port", type=int, default=FIRST_PORT, help="the connections' ports begin here")
    given = parser.parse_args(arguments)
    site = write_estate(given.folder, given.towers, first_port=given.first_port)
    print(json.dumps({"site": str(site), **size(given.towers)}))


if __name__ == "__main__":
    main()
