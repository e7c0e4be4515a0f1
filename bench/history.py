"""Row 8: readings into TimescaleDB by the history writer's link, beside psql with a ready binary file."""

import shutil
import subprocess
import time
from pathlib import Path

import numpy as np
import uvloop

from bench.report import Finding
from bench.services import database, folder
from gateway.history.link import DatabaseLink
from gateway.history.rows import Rows, blank, to_postgres, wire

BATCH = 10_000
BATCHES = 40
ROUNDS = 3
POINTS = 5_000
START = 1_767_225_600  # 2026-01-01 UTC


def run() -> list[Finding]:
    """Rows a second, rounds of the two taken in turn; both write into the same table, a fresh hour each."""
    ours = psql = 0.0
    with folder() as data, database(data) as url:
        for number in range(ROUNDS):
            ours += uvloop.run(by_link(url, batches(2 * number))) / ROUNDS
            psql += by_psql(url, batches(2 * number + 1), data) / ROUNDS
    return [
        Finding(
            row="8", what="history, thousand rows/s", found=f"{ours / 1e3:.0f} = {ours / psql:.2f} × psql",
            against=f"psql, binary file {psql / 1e3:.0f}", reach="≥ 0.85 × psql", reached=ours >= 0.85 * psql,
        )
    ]  # fmt: skip


def batches(hour: int) -> list[Rows]:
    """Batches of readings, each point twice a batch; times never repeat."""
    made = []
    for number in range(BATCHES):
        rows = blank(BATCH)
        rows["point"] = np.arange(BATCH) % POINTS
        rows["time"] = to_postgres(START + 3600 * hour) + (2 * number + np.arange(BATCH) // POINTS) * 1_000_000
        rows["value"] = np.arange(BATCH) * 0.1
        made.append(rows)
    return made


async def by_link(url: str, work: list[Rows]) -> float:
    link = DatabaseLink(url, "bench", tuple(f"device/p{number}" for number in range(POINTS)))
    await link.connect()
    started = time.monotonic()
    for rows in work:
        await link.store(rows)
    took_s = time.monotonic() - started
    await link.close()
    return BATCH * len(work) / took_s


def by_psql(url: str, work: list[Rows], data: Path) -> float:
    """One psql, one COPY a batch, from files that are written before the clock starts."""
    script = []
    for number, rows in enumerate(work):
        shifted = rows.copy()
        shifted["point"] += 1  # the database numbers points from 1
        file = data / f"batch-{number}.bin"
        file.write_bytes(wire(shifted))
        script.append(f"\\copy reading (time, point, value, quality) from '{file}' with (format binary)")
    program = shutil.which("psql") or "psql"
    commands = data / "script.sql"
    commands.write_text("\n".join(script))
    subprocess.run([program, url, "-qc", "SELECT 1"], check=True, stdout=subprocess.DEVNULL)
    started = time.monotonic()
    subprocess.run([program, url, "-qf", str(commands)], check=True)
    return BATCH * len(work) / (time.monotonic() - started)
