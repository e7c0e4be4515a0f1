"""A database, a broker and a gateway for the length of a measurement, in a folder that goes afterwards."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from gateway.embedded import PrivateBroker, PrivatePostgres
from gateway.embedded.ports import free_port
from gateway.store.accounts import create_token
from gateway.store.migrate import migrate

GATEHOUSE = Path(sys.executable).parent / "gatehouse"
PATIENCE_S = 60.0


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that the servers' own users can reach."""
    made = Path(tempfile.mkdtemp(prefix="gatehouse-bench-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def database(data: Path) -> Iterator[str]:
    """The address of a migrated database, with the settings of a real installation."""
    with PrivatePostgres(data) as server:
        migrate(server.url)
        yield server.url


@contextmanager
def broker(data: Path) -> Iterator[str]:
    """The address of a broker."""
    with PrivateBroker(data) as server:
        yield server.url


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningGateway:
    """A gateway process, ready to answer."""

    pid: int
    port: int
    token: str

    def get(self, path: str, **query: Any) -> Any:
        """A GET under /api/v1, as parsed JSON."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(f"http://127.0.0.1:{self.port}/api/v1{path}", params=query, headers=headers, timeout=10).json()


@contextmanager
def gateway(site: Path, data: Path, database_url: str, mqtt_url: str, *, offline: int = 0) -> Iterator[RunningGateway]:
    """`gatehouse run SITE` as its own process, yielded when all but `offline` devices answer; stopped by SIGTERM."""
    token = create_token(database_url, "admin").split()[-1]
    port = free_port()
    environment = {**os.environ, "GATEHOUSE_DATABASE_URL": database_url, "GATEHOUSE_MQTT_URL": mqtt_url}
    words = [GATEHOUSE, "run", site, "--data", data / "gateway", "--port", str(port)]
    with (data / "gateway.log").open("wb") as log:
        process = subprocess.Popen(words, env=environment, stdout=log, stderr=log)
        try:
            running = RunningGateway(pid=process.pid, port=port, token=token)
            wait_until_healthy(running, offline)
            yield running
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE_S)


def wait_until_healthy(running: RunningGateway, offline: int) -> None:
    """Returns when the gateway answers and at most `offline` devices are not online."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            health = running.get("/health")
            if health["devices"]["offline"] <= offline:
                return
        except httpx.HTTPError:
            pass  # not listening yet
        time.sleep(0.1)
    raise RuntimeError("the gateway did not become healthy")
