"""The demo as another program meets it: by its command line, its address and its data directory."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from tests.program import GATEHOUSE, free_port, until

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
ROLES = ("operator", "guard", "engineer", "frontdesk", "manager", "admin")
Json = dict[str, Any]


def environment(**given: str) -> dict[str, str]:
    """That of the tests, without what it says about other Gatehouses."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GATEHOUSE_")} | given


def gatehouse(*words: str | Path, stdin: str = "", **given: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    command = [GATEHOUSE, *words]
    return subprocess.run(
        command, env=environment(**given), input=stdin, capture_output=True, text=True, timeout=180, check=False
    )


def processes_of(data: Path) -> dict[int, str]:
    """Every process that works in a data directory or names it in its command line."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_text().replace("\0", " ").strip()
            if str(data) in line or (process / "cwd").readlink().is_relative_to(data):
                found[int(process.name)] = line
        except OSError:
            continue
    return {pid: line for pid, line in found.items() if pid != os.getpid()}


def programs_of(data: Path) -> dict[int, str]:
    """Those that stay: the database server has a process of its own for each connection."""
    return {pid: line for pid, line in processes_of(data).items() if not line.startswith("postgres: ")}


class Demo:
    """`gatehouse demo`, from its start to its end."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.output = data.with_name(f"{data.name}.out")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [GATEHOUSE, "demo", "--port", str(self.port), "--data", self.data],
                env=environment(), stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        until(lambda: "Ctrl-C" in self.said() or self._process_ended(), within_s=180, what="the start of the demo")
        assert not self._process_ended(), self.said()

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(120)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.end()

    def logins(self) -> dict[str, str]:
        """Name → password, as the data directory has them."""
        lines = (self.data / "logins.txt").read_text().splitlines()
        return dict(line.split() for line in lines if not line.startswith("#"))

    def gateway(self) -> int:
        """The process number of the gateway."""
        return next(pid for pid, line in processes_of(self.data).items() if f" run {self.data}" in line)

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"{self.base}/api/v1", timeout=60)

    def signed_in(self, role: str) -> httpx.Client:
        """As a person: by name, password and cookie."""
        client = self.client()
        answer = client.post("/session", json={"username": role, "password": self.logins()[role]})
        assert answer.status_code == 200, answer.text
        return client

    def token(self, role: str) -> str:
        """What `gatehouse token create` prints."""
        done = gatehouse("token", "create", "--role", role, "--data", self.data)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def fault(self, device: str, fault: str) -> Iterator[None]:
        """The device misbehaves meanwhile."""
        done = gatehouse("inject", device, fault, "--data", self.data)
        assert done.returncode == 0, done.stderr
        try:
            yield
        finally:
            gatehouse("inject", device, "clear", "--data", self.data)

    def _process_ended(self) -> bool:
        return self._process is None or self._process.poll() is not None


def seconds(time: str) -> float:
    """A time of an answer, which must be RFC 3339 in UTC with milliseconds."""
    assert TIME.fullmatch(time), time
    return datetime.fromisoformat(time).timestamp()


def refusal(answer: httpx.Response, status: int) -> Json:
    """The error of an answer, which must have this status and the one shape of all errors."""
    assert answer.status_code == status, (str(answer.request.url), answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert set(body) == {"error"}
    error: Json = body["error"]
    assert set(error) == {"code", "message", "field"}
    assert isinstance(error["code"], str)
    assert error["message"]
    return error
