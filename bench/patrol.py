"""Row 22: 500 guards and 20,000 scans an hour, and all phones coming back from underground at once."""

import asyncio
import logging
import time

import psycopg
import structlog

from bench.meter import measured, memory_mb, percentile
from bench.phones import come_back, guard_accounts, pace, tell_again, walkers, write_patrol_site
from bench.report import Finding
from bench.services import RunningGateway, broker, database, folder, gateway

PHONES, SCANS_AN_HOUR, SYNC_EVERY_S = 500, 20_000, 30.0
MEASURE_S = 60.0
UNDERGROUND = 40
PATIENCE_S = 120.0


def run() -> list[Finding]:
    """What the phones cost the gateway, how fast they are answered, and whether each scan is there once."""
    _quietly()
    with folder() as data, database(data) as url, broker(data) as mqtt_url:
        site = write_patrol_site(data / "site", PHONES)
        guards = guard_accounts(url, PHONES)
        with gateway(site, data, url, mqtt_url, offline=1) as running:
            before_mb = memory_mb(running.pid)
            findings, sent = asyncio.run(load(running, guards))
            return [*findings, *kept_once(url, sent), memory(running, before_mb, sent)]


def _quietly() -> None:
    """A phone whose connection is cut says so each time; here that is no news."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))


async def load(running: RunningGateway, guards: list[str]) -> tuple[list[Finding], int]:
    """The findings, and how many scans were told."""
    took: dict[str, list[float]] = {}
    address = f"http://127.0.0.1:{running.port}"
    crew = await walkers(address, guards, running.token, took)
    took.clear()
    with measured(running.pid) as paced:
        steady = await pace(crew, scans_an_hour=SCANS_AN_HOUR, for_s=MEASURE_S, sync_every_s=SYNC_EVERY_S)
    scans, syncs = took.pop("scans"), took.pop("sync")
    with measured(running.pid) as burst:
        drained_s = await come_back(crew, scans_each=UNDERGROUND)
    bursts = took.pop("scans")
    again, known = await tell_again(crew[: PHONES // 10])
    for walker in crew:
        walker.line.close()
    told = PHONES * UNDERGROUND
    findings = [
        Finding(
            row="22", what=f"{PHONES} phones, {SCANS_AN_HOUR} scans/h, a sign of life every {SYNC_EVERY_S:.0f} s",
            found=f"{paced.share_of_a_core:.1%} of a core", against=f"{steady} scans, {len(syncs)} signs of life",
            reach="≤ 15 %", reached=paced.share_of_a_core <= 0.15,
        ),
        _answers("a scan is on the disk and answered", scans),
        _answers("a sign of life is answered", syncs),
        Finding(
            row="22", what=f"{PHONES} phones come back with {UNDERGROUND} scans each, gateway's CPU a scan",
            found=f"{burst.cpu_s / told * 1e6:.0f} µs", against=f"all told in {drained_s:.1f} s, the longest answer "
            f"{max(bursts):.1f} s", reach="≤ 1000 µs", reached=burst.cpu_s / told <= 1e-3,
        ),
        Finding(
            row="22", what="told again, as after a lost answer: known", found=f"{known}",
            against=f"{again} scans", reach="all", reached=known == again,
        ),
    ]  # fmt: skip
    return findings, steady + told


def _answers(what: str, took: list[float]) -> Finding:
    p50, p99 = percentile(took, 0.5), percentile(took, 0.99)
    return Finding(
        row="22", what=what, found=f"p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms", against=f"{len(took)} answers",
        reach="p99 ≤ 150 ms", reached=p99 <= 0.15,
    )  # fmt: skip


def kept_once(url: str, sent: int) -> list[Finding]:
    """Every scan is a row, and there are no others."""
    began = time.monotonic()
    with psycopg.connect(url, autocommit=True) as connection:
        while (rows := _rows(connection)) < sent and time.monotonic() - began < PATIENCE_S:
            time.sleep(0.2)
        broken = connection.execute("SELECT count(*) FROM patrol_visit WHERE 'chain_broken' = ANY (flags)").fetchone()
    flawed = broken[0] if broken else 0
    return [
        Finding(
            row="22", what="scans in the database", found=str(rows),
            against=f"{sent} told, {flawed} chains broken; {time.monotonic() - began:.1f} s after the last answer",
            reach="each once", reached=rows == sent and not flawed,
        )
    ]  # fmt: skip


def _rows(connection: psycopg.Connection[tuple[int, ...]]) -> int:
    row = connection.execute("SELECT count(*) FROM patrol_visit").fetchone()
    return row[0] if row else 0


def memory(running: RunningGateway, before_mb: float, scans: int) -> Finding:
    """A day of 20,000 scans an hour must fit beside the rest: 480,000 scans in 1 GB."""
    used_mb = memory_mb(running.pid)
    kilobytes = (used_mb - before_mb) * 1000.0 / scans
    return Finding(
        row="22", what="the gateway's memory has grown, kB a scan", found=f"{kilobytes:.1f}",
        against=f"{before_mb:.0f} MB before, {used_mb:.0f} MB after {scans} scans", reach="≤ 2",
        reached=kilobytes <= 2.0,
    )  # fmt: skip
