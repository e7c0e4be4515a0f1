"""A server that lives and dies with this program."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from gateway.embedded.errors import EmbeddedError
from gateway.embedded.place import ServiceUser

LOG_LIMIT_BYTES = 5_000_000
TAIL_BYTES = 2_000

# The kernel sends a child its parent-death signal when the *thread* that started it ends, so every child is
# started by this one thread, which lives as long as the program.
_starter = ThreadPoolExecutor(1, "embedded")


class Child:
    """A child process under a service user, with its output in a log file."""

    def __init__(self, name: str, log: Path, user: ServiceUser | None, death_signal: signal.Signals) -> None:
        self.name = name
        self.log = log
        self._user = user
        self._death_signal = death_signal
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, command: Sequence[str | Path], *, folder: Path, env: Mapping[str, str] | None = None) -> None:
        """Start it; it gets the death signal when this program ends in whatever way."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        wrapped = [*self._wrapping(), *(str(part) for part in command)]
        try:
            self._process = _starter.submit(self._spawn, wrapped, folder, env).result()
        except OSError as error:
            raise EmbeddedError(f"{self.name} could not be started: {error}") from error

    def _wrapping(self) -> list[str]:
        # A change of user clears the parent-death signal; setpriv sets it after that change.
        wrapping = ["setpriv", "--pdeathsig", self._death_signal.name.removeprefix("SIG")]
        if self._user is not None:
            wrapping += ["--reuid", str(self._user.uid), "--regid", str(self._user.gid), "--clear-groups"]
        return wrapping

    def _spawn(self, command: list[str], folder: Path, env: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env={**os.environ, **(env or {})},
                start_new_session=True,  # Ctrl-C is for this program, which then stops its children in order
            )

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    @property
    def exit_status(self) -> int | None:
        """How it ended, negative for a signal; None while it runs and before it was started."""
        return self._process.poll() if self._process is not None else None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def run(self, command: Sequence[str | Path], *, folder: Path) -> int:
        """Start it and wait for its end: its exit status. Where waiting is cut short its whole group is stopped."""
        self.start(command, folder=folder)
        process = self._process
        assert process is not None
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()

    def stop(self, *signals: signal.Signals, patience_s: float) -> None:
        """Send each signal in turn until it has ended; SIGKILL is the last."""
        if self._process is None:
            return
        for number in (*signals, signal.SIGKILL):
            if self._process.poll() is None:
                self._process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience_s)
                break
        self._process = None

    def tail(self) -> str:
        """The end of its log, for an error text."""
        if not self.log.exists():
            return ""
        return self.log.read_bytes()[-TAIL_BYTES:].decode(errors="replace").strip()


def stop_left_behind(program: str, folder: Path, *signals: signal.Signals, patience_s: float) -> None:
    """Stop what an earlier, killed run left behind: processes of `program` that work in `folder`.

    Only for the holder of the folder's lock: nobody else can be using them.
    """
    for number in (*signals, signal.SIGKILL):
        for pid in _working_in(program, folder):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + patience_s
        while _working_in(program, folder):
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        else:
            return


def _working_in(program: str, folder: Path) -> list[int]:
    return [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if _reads(process / "comm") == program and _leads_to(process / "cwd") == str(folder)
    ]


def _reads(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _leads_to(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""
