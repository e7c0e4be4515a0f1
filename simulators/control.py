"""Make a device of a running simulation misbehave, through the socket in its data directory."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulators.kinds import all_faults

SOCKET = "simulator.sock"
ANSWER_S = 30.0
LONGEST_ANSWER = 65_536


def inject(data: Path, device: str, fault: str, for_s: float | None) -> str:
    """Begin `fault` at `device` for so many seconds, or until it is cleared; `clear` or `none` ends all its faults.

    Returns what was done. LookupError, with a text for people, where no simulator runs on `data`, the device is
    unknown, or its kind cannot do that.
    """
    try:
        answer = _ask(data, {"device": device, "fault": fault, "for_s": for_s})
    except OSError as error:
        raise LookupError(
            f"no simulator is running in {data}; `gatehouse demo` or `gatehouse simulate` starts one"
        ) from error
    if "error" in answer:
        raise LookupError(answer["error"])
    return str(answer["done"])


def faults() -> list[tuple[str, str, str, str]]:
    """Every fault there is: kind (or any, modbus, mqtt), name, what it does in English and in Chinese."""
    return [(fault.kind, fault.name, fault.description.en, fault.description.zh) for fault in all_faults()]


@contextmanager
def short_path(data: Path) -> Iterator[str]:
    """A path of the socket that is short whatever the data directory is called: sockets take 107 bytes."""
    folder = os.open(data, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET}"
    finally:
        os.close(folder)


def _ask(data: Path, request: dict[str, Any]) -> dict[str, Any]:
    """Send one line, read one line. OSError (a time-out is one) if nobody answers."""
    with short_path(data) as path, socket.socket(socket.AF_UNIX) as line:
        line.settimeout(ANSWER_S)
        line.connect(path)
        line.sendall(json.dumps(request).encode() + b"\n")
        with line.makefile("rb") as answers:
            answer = answers.readline(LONGEST_ANSWER)
    if not answer:
        raise ConnectionError("the simulator went away")
    return dict(json.loads(answer))
