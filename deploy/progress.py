"""Running a long command where a person can see that it lives.

SetupError      set-up can't go on; the text says what a person can do
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn, TypeAlias

HEARTBEAT_S = 10.0
TAIL_LINES = 15

Command: TypeAlias = Sequence[str | Path]


class SetupError(Exception):
    """Set-up can't go on. The text is for the person who started it."""


def say(text: str) -> None:
    """Print one line at once, so that it is seen in a pipe too."""
    print(text, flush=True)


def run(
    what: str,
    command: Command,
    *,
    log: Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a command with its output in `log`; tell what it does, that it goes on and how long it took.

    Raises SetupError with the end of its output when it fails.
    """
    say(f"  {what} …")
    started = time.monotonic()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        output.write(f"$ {' '.join(map(str, command))}\n")
        output.flush()
        status = _watch(what, _spawn(command, output.fileno(), cwd, env), started)
    took_s = time.monotonic() - started
    if status != 0:
        raise SetupError(f"{what} failed after {took_s:.0f} s (exit {status}):\n{_tail(log)}\n  All of it: {log}")
    say(f"  {what}: done in {took_s:.1f} s")


def _spawn(command: Command, output: int, cwd: Path | None, env: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    # SIGTERM waits until somebody looks after the process; half-way, it would be left behind.
    _hold(signal.SIG_BLOCK)
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            start_new_session=True,  # so that stopping set-up stops what the command itself started
            preexec_fn=lambda: _hold(signal.SIG_UNBLOCK),
        )
    except OSError as error:
        _hold(signal.SIG_UNBLOCK)
        raise SetupError(f"could not start {command[0]}: {error}") from error


def _watch(what: str, process: subprocess.Popen[bytes], started: float) -> int:
    try:
        _hold(signal.SIG_UNBLOCK)
        while True:
            try:
                return process.wait(HEARTBEAT_S)
            except subprocess.TimeoutExpired:
                say(f"  {what}: {time.monotonic() - started:.0f} s so far")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def _hold(how: int) -> None:
    signal.pthread_sigmask(how, {signal.SIGTERM})


def _tail(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-TAIL_LINES:]
    return "\n".join(f"    {line}" for line in lines)


def end_on_sigterm() -> None:
    """Make SIGTERM unwind the stack as Ctrl-C does, so that running commands are stopped too."""

    def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(128 + signal.SIGTERM)

    signal.signal(signal.SIGTERM, leave)
