"""The demo as a person starts it: up, killed in part, killed whole, and never anything left behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.program import free_port

ROOT = Path(__file__).resolve().parents[2]
GATEHOUSE = Path(sys.executable).with_name("gatehouse")

pytestmark = pytest.mark.timeout(600)


def until(holds: Callable[[], bool], what: str, within_s: float = 90.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s:.0f} s"
        time.sleep(0.1)


def working_in(folder: Path) -> dict[int, str]:
    """The processes that work in a folder or below it: their numbers and command lines."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                found[int(process.name)] = (process / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue  # it has ended, or waits for its parent to look
    return found


class Demo:
    """One demo with its output in a file."""

    def __init__(self, data: Path) -> None:
        self.data = data / "data"
        self.port = free_port()
        self.output = data / "output"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *command: str | Path) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GATEHOUSE_")}
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
            )

    def start_and_wait(self, *command: str | Path) -> None:
        self.start(*command)
        until(lambda: "Ctrl-C stops everything" in self.said() or self.has_ended(), "the start of the demo")
        assert not self.has_ended(), self.said()

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def has_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def end(self, number: signal.Signals) -> int:
        """Send the signal to the first process only, and wait for its end."""
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(120)

    def answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/api/v1/health", timeout=5).status_code == httpx.codes.OK
        except httpx.HTTPError:
            return False

    def gateway(self) -> int | None:
        return next((pid for pid, line in working_in(self.data).items() if " run " in line), None)

    def logins(self) -> dict[str, str]:
        lines = (self.data / "logins.txt").read_text().splitlines()
        return dict(line.split() for line in lines if not line.startswith("#"))


@pytest.fixture
def demo(data: Path) -> Iterator[Demo]:
    demo = Demo(data)
    yield demo
    if not demo.has_ended():
        demo.end(signal.SIGKILL)


def test_the_demo_stands_a_killed_gateway_and_ends_with_make(demo: Demo) -> None:
    demo.start_and_wait("make", "demo", f"PORT={demo.port}", f"DATA={demo.data}")
    until(demo.answers, "an answer")
    assert all(password in demo.said() for password in demo.logins().values())
    signed_in = httpx.post(
        f"http://127.0.0.1:{demo.port}/api/v1/session",
        json={"username": "engineer", "password": demo.logins()["engineer"]},
        timeout=60,
    )
    assert signed_in.is_success, signed_in.text

    killed = demo.gateway()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    until(lambda: demo.gateway() not in {None, killed} and demo.answers(), "the gateway's return")
    assert "gateway ended (SIGKILL)" in demo.said()

    demo.end(signal.SIGTERM)
    assert working_in(demo.data) == {}
    assert not (demo.data / "database.url").exists()


def test_nothing_outlives_a_killed_demo_and_it_starts_again(demo: Demo) -> None:
    command = (GATEHOUSE, "demo", "--port", str(demo.port), "--data", demo.data)
    demo.start_and_wait(*command)
    logins = demo.logins()
    demo.end(signal.SIGKILL)
    until(lambda: working_in(demo.data) == {}, "the end of what the demo had started")

    demo.start_and_wait(*command)
    assert demo.logins() == logins
    assert demo.end(signal.SIGINT) == 0
    assert working_in(demo.data) == {}


def test_a_second_demo_is_refused_before_it_starts_anything(demo: Demo, data: Path) -> None:
    demo.start(GATEHOUSE, "demo", "--port", str(demo.port), "--data", demo.data)
    until(lambda: "Starting database" in demo.said(), "the first step of the demo")
    again = subprocess.run([GATEHOUSE, "demo", "--data", demo.data], capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "a demo is running in" in again.stderr
    assert demo.end(signal.SIGTERM) == 0  # also while it is still starting
    assert working_in(data) == {}


def test_a_taken_port_is_told_before_anything_starts(demo: Demo, data: Path) -> None:
    with socket.create_server(("127.0.0.1", demo.port)):
        command: list[str | Path] = [GATEHOUSE, "demo", "--port", str(demo.port), "--data", demo.data]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"port {demo.port} is taken" in done.stderr
    assert not (demo.data / "postgres").exists()
