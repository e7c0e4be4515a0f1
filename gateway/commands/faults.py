"""Talking to a running simulator."""

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from gateway.errors import NotFound

UNFOLDED = 300  # columns: for programs, a line each


def inject_fault(data: Path, device: str, fault: str, for_s: float | None) -> str:
    """What the simulator answered. Raises NotFound where there is no such simulator, device or fault."""
    from simulators.control import inject

    try:
        return inject(data, device, fault, for_s)
    except LookupError as error:
        raise NotFound(str(error)) from error


def print_faults() -> None:
    """Every kind of device with the faults that it can play."""
    from simulators.control import faults

    table = Table("kind", "fault", "what happens", "发生什么", box=None, pad_edge=False)
    for fault in faults():
        table.add_row(*fault)
    Console(width=None if sys.stdout.isatty() else UNFOLDED).print(table)
