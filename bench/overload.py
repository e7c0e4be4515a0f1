"""Row 5: offered ten times what it can, the gateway still delivers its best, in bounded memory, and says it is late."""

import time
from dataclasses import dataclass

from bench import wire
from bench.meter import memory_mb
from bench.plant import write_site
from bench.report import Finding
from bench.services import broker, database, folder, gateway
from bench.whole import stored

POINTS = 100
SHORTEST_POLL_S = 0.05
SETTLE_S = 5.0
MEASURE_S = 15.0
LADDER = (50, 100, 200)  # devices at the shortest poll: 100k, 200k, 400k points/s offered


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Points a second offered and stored, memory at the end and its growth, polls that were late."""

    offered: float
    stored: float
    memory_mb: float
    growth_mb: float
    late: int


def run() -> list[Finding]:
    """The peak over a ladder of loads, then ten times the peak."""
    peak = max(deliver(devices).stored for devices in LADDER)
    devices = round(10 * peak * SHORTEST_POLL_S / POINTS)
    flooded = deliver(devices)
    return [
        Finding(
            row="5", what=f"offered {flooded.offered / 1e3:.0f}k points/s, stored",
            found=f"{flooded.stored / 1e3:.0f}k/s = {flooded.stored / peak:.0%} of its peak",
            against=f"peak {peak / 1e3:.0f}k/s", reach="≥ 90 % of the peak", reached=flooded.stored >= 0.9 * peak,
        ),
        Finding(
            row="5", what="its memory meanwhile, MB", found=f"{flooded.memory_mb:.0f} ({flooded.growth_mb:+.0f})",
            against=f"{flooded.late} polls shown as late", reach="bounded, lateness shown",
            reached=flooded.growth_mb < 0.1 * flooded.memory_mb and flooded.late > 0,
        ),
    ]  # fmt: skip


def deliver(devices: int) -> Delivery:
    """What a fresh gateway stores of `devices` × POINTS at the shortest poll."""
    with folder() as data, database(data) as url, broker(data) as mqtt_url, wire.server(devices) as first:
        ports = range(first, first + devices)
        site = write_site(data / "site", points=POINTS, ports=ports, poll_s=SHORTEST_POLL_S)
        with gateway(site, data, url, mqtt_url) as running:
            time.sleep(SETTLE_S)
            before, memory_before, started = stored(url), memory_mb(running.pid), time.monotonic()
            time.sleep(MEASURE_S)
            count, took_s = stored(url) - before, time.monotonic() - started
            memory = memory_mb(running.pid)
            late = running.get("/health")["detail"]["lateness"]["late"]
    return Delivery(
        offered=devices * POINTS / SHORTEST_POLL_S,
        stored=count / took_s,
        memory_mb=memory,
        growth_mb=memory - memory_before,
        late=late,
    )
