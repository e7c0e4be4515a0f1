"""The demo's site file: the one in `simulators`, with a free port for every connection on port 0."""

import json
import re
from importlib.resources import files
from pathlib import Path

from gateway.embedded.ports import free_port, is_free

DEMO_SITE = "jinxiu"
PLAN = "plan.svg"
PLACEHOLDER = re.compile(r"^(?P<head>\s*(?P<name>[\w-]+):\s*[\w+]+://127\.0\.0\.1:)0\b", re.MULTILINE)


def write_demo_site(data: Path) -> Path:
    """Write `data`/site.yaml and its floor plan; a connection keeps its port from start to start while that is free."""
    memory = data / "ports.json"
    ports = _remembered(memory)

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in ports or not is_free(ports[name]):
            ports[name] = free_port(avoiding=frozenset(ports.values()))
        return f"{match['head']}{ports[name]}"

    simulators = files("simulators")
    template = simulators.joinpath("demo_site.yaml").read_text(encoding="utf-8")
    site = data / "site.yaml"
    site.write_text(PLACEHOLDER.sub(fill, template), encoding="utf-8")
    (data / PLAN).write_bytes(simulators.joinpath(PLAN).read_bytes())
    memory.write_text(json.dumps(ports) + "\n")
    return site


def _remembered(memory: Path) -> dict[str, int]:
    try:
        known = json.loads(memory.read_text())
        return {str(name): int(port) for name, port in known.items()}
    except (OSError, ValueError, AttributeError):
        return {}
