"""Row 7: how evenly healthy devices are polled, with none dead and with one in ten dead."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench import wire
from bench.meter import percentile
from bench.plant import write_site
from bench.report import Finding
from bench.services import broker, database, folder, gateway

HEALTHY = 90
DEAD = 10
POLL_S = 0.5
SETTLE_S = 10.0
MEASURE_S = 40.0


def run() -> list[Finding]:
    """p99 of how far the time between two readings of a healthy device lies from the poll period."""
    with silent_ports(DEAD) as dead:
        alone = jitter([])
        beside = jitter(dead)
    return [
        Finding(
            row="7", what="healthy devices' p99 poll jitter with 10 % dead", found=f"{beside * 1e3:.1f} ms",
            against=f"none dead {alone * 1e3:.1f} ms", reach="within 10 %", reached=beside <= 1.1 * alone,
        )
    ]  # fmt: skip


@contextmanager
def silent_ports(count: int) -> Iterator[list[int]]:
    """Ports that accept and never answer (even ones), or refuse at once (odd ones)."""
    sockets = [socket.socket() for _ in range(count)]
    for number, each in enumerate(sockets):
        each.bind(("127.0.0.1", 0))
        if number % 2 == 0:
            each.listen(64)
    yield [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()


def jitter(dead: list[int]) -> float:
    """Seconds, over all healthy devices of one run of the gateway."""
    with folder() as data, database(data) as url, broker(data) as mqtt_url, wire.server(HEALTHY) as first:
        ports = [*range(first, first + HEALTHY), *dead]
        site = write_site(data / "site", points=1, ports=ports, poll_s=POLL_S)
        with gateway(site, data, url, mqtt_url, offline=len(dead)):
            time.sleep(SETTLE_S + MEASURE_S)
        with psycopg.connect(url) as connection:
            rows = connection.execute(
                """SELECT extract(epoch FROM time - lag(time) OVER (PARTITION BY reading.point ORDER BY time))::float8
                   FROM reading JOIN point ON number = reading.point
                   WHERE point.point = 'r0' AND quality = 0 AND time > now() - %s * INTERVAL '1 second'""",
                (MEASURE_S,),
            ).fetchall()
    return percentile([abs(period - POLL_S) for (period,) in rows if period is not None], 0.99)
