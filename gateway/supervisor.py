"""A program that is started again whenever it ends."""

import signal
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from gateway.embedded.process import Child

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
STEADY_S = 60.0
STOP_S = 10.0
GIVE_UP_AFTER = 3


class Program:
    """One `gatehouse` command as a child: its output goes to a log, and it does not outlive this program."""

    def __init__(self, name: str, words: list[str], *, data: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self._words = words
        self._data = data
        self._environment = environment
        # SIGKILL: when this program was killed, nothing may stay behind, whatever state the child is in. The
        # gateway's own rule is that a kill at any moment loses nothing.
        self._child = Child(name, data / f"{name}.log", None, signal.SIGKILL)
        self._pause_s = FIRST_PAUSE_S
        self._started_at = 0.0
        self._start_again_at: float | None = None
        self._failures = 0

    @property
    def log(self) -> Path:
        return self._child.log

    def tail(self) -> str:
        return self._child.tail()

    def start(self) -> None:
        """Start it."""
        self._started_at = time.monotonic()
        self._start_again_at = None
        command: list[str | Path] = [Path(sys.executable).with_name("gatehouse"), *self._words]
        self._child.start(command, folder=self._data, env=self._environment)

    def stop(self) -> None:
        """Ask it to end, and see that it does."""
        self._child.stop(signal.SIGTERM, patience_s=STOP_S)

    def gives_up(self) -> bool:
        """Whether it has ended again and again right after its start."""
        return self._failures >= GIVE_UP_AFTER

    def look_after(self) -> Iterator[str]:
        """Start it again when it has ended and its pause is over; yields what a person should know."""
        if self._child.is_running():
            return
        now = time.monotonic()
        if self._start_again_at is None:
            if now - self._started_at > STEADY_S:
                self._pause_s, self._failures = FIRST_PAUSE_S, 0
            self._failures += 1
            self._start_again_at = now + self._pause_s
            yield f"{self.name} ended ({self._ending()}), starting again in {self._pause_s:g} s; log: {self.log}"
            self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
        elif now >= self._start_again_at:
            self.start()

    def _ending(self) -> str:
        status = self._child.exit_status or 0
        return signal.Signals(-status).name if status < 0 else f"exit {status}"
