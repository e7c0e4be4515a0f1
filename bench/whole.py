"""Rows 2 and 3: the whole gateway, polling, judging and storing, with every value changing each second."""

import subprocess
import sys
import time

import psycopg

from bench import wire
from bench.meter import measured, memory_mb
from bench.plant import write_site
from bench.report import Finding
from bench.services import broker, database, folder, gateway

SETTLE_S = 5.0
MEASURE_S = 30.0


def five_thousand_points() -> list[Finding]:
    """Row 2: 50 devices of 100 registers, and a bare skeleton at the same pace just before."""
    bare = skeleton(devices=50, points=100)
    cpu_s, points, memory = measure(devices=50, points=100)
    cost = cpu_s / points * 1e6
    return [
        Finding(row="2", what=f"whole gateway, {points / MEASURE_S:.0f} points/s stored, CPU-s/Mpt",
                found=f"{cost:.2f} = {cost / bare:.1f} × the skeleton", against=f"bare skeleton {bare:.2f}",
                reach="≤ 2.2", reached=cost <= 2.2),
        Finding(row="2", what="its memory, MB", found=f"{memory:.0f}", against="", reach="≤ 150",
                reached=memory <= 150),
    ]  # fmt: skip


def five_hundred_devices() -> list[Finding]:
    """Row 3: 500 devices of 30 registers."""
    cpu_s, points, _ = measure(devices=500, points=30)
    share = cpu_s / MEASURE_S
    return [
        Finding(
            row="3", what="500 devices × 30 points at 1 s, share of a core", found=f"{share:.0%}",
            against=f"{points / MEASURE_S:.0f} points/s stored", reach="≤ 25 %", reached=share <= 0.25,
        )
    ]  # fmt: skip


def measure(*, devices: int, points: int) -> tuple[float, int, float]:
    """(CPU seconds of the gateway's process, readings stored, memory in MB) over MEASURE_S."""
    with folder() as data, database(data) as url, broker(data) as mqtt_url, wire.server(devices) as first:
        site = write_site(data / "site", points=points, ports=range(first, first + devices), poll_s=1.0)
        with gateway(site, data, url, mqtt_url) as running:
            time.sleep(SETTLE_S)
            before = stored(url)
            with measured(running.pid) as cost:
                time.sleep(MEASURE_S)
            return cost.cpu_s, stored(url) - before, memory_mb(running.pid)


def skeleton(*, devices: int, points: int) -> float:
    """CPU seconds a million points of bench.skeleton."""
    with folder() as data, database(data) as url, wire.server(devices) as first:
        words = [sys.executable, "-m", "bench.skeleton", str(first), str(devices), str(points), url]
        process = subprocess.Popen(words, stdout=subprocess.PIPE)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(SETTLE_S)
            with measured(process.pid) as cost:
                time.sleep(MEASURE_S)
            assert changes(url), "the skeleton has read what it stores"
        finally:
            process.kill()
            process.communicate()
    return cost.cpu_s / (MEASURE_S * devices * points) * 1e6


def changes(url: str) -> bool:
    """Whether a value has ever changed."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT min(value) < max(value) FROM reading WHERE point = 1").fetchone()
    return bool(row and row[0])


def stored(url: str) -> int:
    """Readings in the database."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM reading").fetchone()
    return int(row[0]) if row else 0
