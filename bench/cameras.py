"""Row 13: four gate cameras of 10 frames/s, looked at and read on one core: what they cost, whether memory grows."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bench.lane_server import ROUND_S
from bench.meter import measured, memory_mb
from bench.report import Finding
from drivers.driver import Device, ListeningConnection, Settled
from drivers.errors import DriverError
from drivers.frame import Frame
from drivers.profile import load_profiles
from drivers.registry import connect
from drivers.sighting import Sighting

CAMERAS = 4
FPS = 10.0
SETTLE_S = 30.0
MEASURE_S = float(os.environ.get("BENCH_CAMERAS_S", "120"))
ZONES = frozenset({"zone_1", "zone_2", "zone_3", "zone_4"})


class Counting:
    """A sink that counts, and keeps nothing: sightings have pictures."""

    def __init__(self) -> None:
        self.rates: dict[str, float] = {}
        self.seen = 0
        self.told = 0
        self.failures = 0

    def frame(self, frame: Frame, settled: Settled | None = None) -> None:
        self.rates[frame.device] = float(frame.values[0])

    def sighting(self, sighting: Sighting, settled: Settled | None = None) -> None:
        self.seen += 1
        self.told += bool(sighting.plate)

    def failed(self, devices: Sequence[str], error: DriverError) -> None:
        self.failures += 1

    def event(self, device: str, time: float, body: Mapping[str, Any], settled: Settled | None = None) -> None: ...
    def online(self, device: str, online: bool) -> None: ...
    def unreadable(self, source: str, payload: bytes, reason: str) -> None: ...


def run() -> list[Finding]:
    """CPU seconds a second of this process, all its threads on one core; the cameras are a process of their own."""
    cores = os.sched_getaffinity(0)
    with lanes() as port:
        os.sched_setaffinity(0, {min(cores)})
        try:
            cpu, growth_mb, sink = asyncio.run(watched(port))
        finally:
            os.sched_setaffinity(0, cores)
    came = CAMERAS * MEASURE_S / ROUND_S
    rate = min(sink.rates.values(), default=0.0)
    return [
        Finding(
            row="13", what="4 gate cameras of 10 frames/s (1280x720) on one core, CPU s a second", found=f"{cpu:.2f}",
            against=f"slowest camera received {rate:.1f}/s; of {came:.0f} vehicles {sink.seen} seen, {sink.told} told",
            reach="< 0.9, no vehicle missed",
            reached=cpu < 0.9 and sink.failures == 0 and rate > 0.9 * FPS and sink.told >= came - CAMERAS,
        ),
        Finding(
            row="13", what=f"memory that this took more over {MEASURE_S:.0f} s, MB", found=f"{growth_mb:.1f}",
            against="none", reach="< 30", reached=growth_mb < 30,
        ),
    ]  # fmt: skip


async def watched(port: int) -> tuple[float, float, Counting]:
    """(CPU s a second, MB more, what came) once the nets are loaded and everything has been used."""
    profile = load_profiles()["camera"]
    sink = Counting()
    async with asyncio.TaskGroup() as tasks:
        running = []
        for number in range(CAMERAS):
            device = Device(id=f"camera-{number}", profile=profile, is_gate=True, without=ZONES)
            connection = connect(f"mjpeg+http://127.0.0.1:{port}/{number}?fps=10", [device])
            assert isinstance(connection, ListeningConnection)
            running.append(tasks.create_task(connection.run(sink)))
        await asyncio.sleep(SETTLE_S)
        sink.seen = sink.told = 0
        before_mb, began = memory_mb(os.getpid()), time.monotonic()
        with measured() as cost:
            await asyncio.sleep(MEASURE_S)
        cpu = cost.cpu_s / (time.monotonic() - began)
        growth_mb = memory_mb(os.getpid()) - before_mb
        for task in running:
            task.cancel()
    return cpu, growth_mb, sink


@contextmanager
def lanes() -> Iterator[int]:
    """The port of a process that shows CAMERAS lanes."""
    words = [sys.executable, "-m", "bench.lane_server", str(FPS), str(CAMERAS)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
