"""The other end of the wire, in C: a server that costs little, and a client that shows the limit."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from gateway.embedded.ports import is_free

HERE = Path(__file__).parent
_built = tempfile.TemporaryDirectory(prefix="gatehouse-bench-")  # goes with the process


@cache
def program(name: str) -> Path:
    """`server.c` or `limit.c`, compiled once a run."""
    target = Path(_built.name) / name
    subprocess.run(["cc", "-O2", "-o", str(target), str(HERE / f"{name}.c")], check=True)
    return target


def free_ports(count: int) -> int:
    """The first of `count` neighbouring loopback ports that nobody listens on."""
    for first in range(21000, 60000, count):
        if all(is_free(first + offset) for offset in range(count)):
            return first
    raise RuntimeError(f"no {count} neighbouring ports are free")


@contextmanager
def server(ports: int) -> Iterator[int]:
    """A running Modbus server on `ports` neighbouring ports; yields the first."""
    first = free_ports(ports)
    process = subprocess.Popen([program("server"), str(first), str(ports)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield first
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def limit(first: int, connections: int, registers: int, seconds: float) -> tuple[float, float]:
    """What C needs: (million points read, CPU seconds)."""
    words = [program("limit"), str(first), str(connections), str(registers), str(seconds)]
    points, cpu_s = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()
    return float(points), float(cpu_s)
