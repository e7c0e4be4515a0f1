"""The real program as a child process, for the tests that pull plugs."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import httpx

GATEHOUSE = Path(sys.executable).parent / "gatehouse"
Found = TypeVar("Found")
FIRST_PORT, PORTS = 20_000, 2_000
_given: set[int] = set()


def free_port() -> int:
    """Below the ports that clients are given: one that asks a closed port again and again could else take it itself.

    Each process that runs tests has ports of its own and gives none of them twice.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 6
    while True:
        port = FIRST_PORT + PORTS * worker + random.randrange(PORTS)
        with socket.socket() as probe:
            if port not in _given and probe.connect_ex(("127.0.0.1", port)) != 0:
                _given.add(port)
                return port


def until(found: Callable[[], Found], *, within_s: float = 60.0, what: str = "it") -> Found:
    """Ask again until the answer is truthy; AssertionError after `within_s`. The last error is shown."""
    deadline = time.monotonic() + within_s
    reason: object = None
    while time.monotonic() < deadline:
        try:
            if answer := found():
                return answer
        except (httpx.HTTPError, AssertionError, LookupError, StopIteration) as error:
            reason = error
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {within_s:.0f} s ({reason})")


class Program:
    """`gatehouse run SITE`, started and stopped (or killed) by the test."""

    def __init__(self, site: Path, data: Path, environment: Mapping[str, str]) -> None:
        self.site = site
        self.data = data
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}/api/v1"
        self._environment = {**os.environ, **environment, "GATEHOUSE_DATA": str(data)}
        self._process: subprocess.Popen[bytes] | None = None
        self._log = (data.parent / f"{data.name}.log").open("ab")
        self._headers: dict[str, str] = {}

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        return Path(self._log.name).read_text(errors="replace")

    def command(self, *words: str) -> str:
        """Run another `gatehouse` command against the same data and return what it prints."""
        done = subprocess.run(
            [GATEHOUSE, *words], env=self._environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"gatehouse {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def start(self) -> None:
        words = [GATEHOUSE, "run", self.site, "--data", self.data, "--port", str(self.port)]
        self._process = subprocess.Popen(words, env=self._environment, stdout=self._log, stderr=self._log)
        try:
            until(lambda: self._has_ended() or self._answers(), within_s=180, what="the start")
            assert not self._has_ended(), "it ended"
        except AssertionError as error:
            raise AssertionError(f"{error}; it said last:\n{self.log[-3000:]}") from error

    def sign_in(self, role: str = "admin") -> None:
        """Use a fresh token of this role from now on."""
        self._headers = {"Authorization": f"Bearer {self.command('token', 'create', '--role', role).split()[-1]}"}

    def get(self, path: str, *, check: bool = True, **query: Any) -> httpx.Response:
        answer = httpx.get(self.base + path, params=query, headers=self._headers, timeout=60)
        if check:
            answer.raise_for_status()
        return answer

    def post(self, path: str, body: Any = None) -> httpx.Response:
        return httpx.post(self.base + path, json=body if body is not None else {}, headers=self._headers, timeout=60)

    def kill(self) -> None:
        """The plug."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def close(self) -> None:
        if not self._has_ended():
            self.stop()
        self._log.close()

    def _has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _answers(self) -> bool:
        return self.get("/health", check=False).status_code == 200

    def _end(self, with_signal: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(with_signal)
        self._process.wait(timeout=120)
