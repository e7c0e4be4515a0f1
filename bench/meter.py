"""What a process costs: CPU seconds and memory, of ourselves or of another, from the kernel's own books."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Cost:
    """CPU and wall seconds that passed; filled in when the measured block ends."""

    cpu_s: float = 0.0
    wall_s: float = 0.0

    @property
    def share_of_a_core(self) -> float:
        return self.cpu_s / self.wall_s


@contextmanager
def measured(pid: int | None = None) -> Iterator[Cost]:
    """The cost of a block to this process, or meanwhile to process `pid`."""
    cost = Cost()
    cpu, wall = cpu_seconds(pid), time.monotonic()
    yield cost
    cost.cpu_s, cost.wall_s = cpu_seconds(pid) - cpu, time.monotonic() - wall


def cpu_seconds(pid: int | None = None) -> float:
    """CPU that a process has used so far, all its threads; 10 ms grain for another process."""
    if pid is None:
        return time.process_time()
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def memory_mb(pid: int) -> float:
    """Resident memory of a process in MB (10^6 bytes)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def percentile(samples: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the samples lie."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
