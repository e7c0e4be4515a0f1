"""A private mosquitto on a free loopback port, with a user of its own."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from gateway.embedded.errors import EmbeddedError
from gateway.embedded.place import ServiceUser
from gateway.embedded.ports import free_port, is_free
from gateway.embedded.process import Child, stop_left_behind
from gateway.embedded.server import STOP_S, PrivateServer
from gateway.private import write_private

USER = "gatehouse"
READY_S = 15.0
# A gateway that is away for a while finds every message again: what its session may hold meanwhile.
QUEUE_MESSAGES = 1_000_000
QUEUE_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How to reach the broker; kept across restarts, so that clients find it again."""

    port: int
    password: str

    def url(self) -> str:
        return f"mqtt://{USER}:{self.password}@127.0.0.1:{self.port}"


class PrivateBroker(PrivateServer):
    """A mosquitto with its files in `data`/broker; it keeps its port across restarts, where that is free."""

    what, folder, account = "broker", "broker", "mosquitto"
    stop_signals = (signal.SIGTERM,)

    def _start(self, home: Path, user: ServiceUser | None) -> str:
        program = _program("mosquitto")
        stop_left_behind("mosquitto", home.resolve(), signal.SIGTERM, patience_s=STOP_S)
        access = _access(self._data / "broker.json")
        configuration = home / "mosquitto.conf"
        passwords = home / "passwords"
        write_private(passwords, f"{USER}:{access.password}\n".encode())
        _hash_passwords(passwords)
        _give(passwords, user)
        write_private(configuration, _configuration(home, passwords, access.port).encode())
        _give(configuration, user)
        self._child = Child("mosquitto", self._data / "broker.log", user, signal.SIGTERM)
        self._child.start([program, "-c", configuration], folder=home)
        _wait_ready(self._child, access.port)
        return access.url()


def _program(name: str) -> str:
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin"  # Debian's daemons are not on every user's PATH
    found = shutil.which(name, path=path)
    if found is None:
        raise EmbeddedError(f"{name} is missing: run set-up (`make demo` does), or set GATEHOUSE_MQTT_URL to a broker")
    return found


def _access(file: Path) -> Access:
    try:
        known = Access(**json.loads(file.read_text()))
    except FileNotFoundError:
        known = Access(port=0, password=secrets.token_urlsafe(18))
    except (ValueError, TypeError) as error:
        raise EmbeddedError(f"{file} is not readable ({error}): remove it, and the broker gets a new one") from error
    if known.port == 0 or not is_free(known.port):
        known = Access(port=free_port(), password=known.password)
    write_private(file, f"{json.dumps(asdict(known))}\n".encode())
    return known


def _configuration(home: Path, passwords: Path, port: int) -> str:
    settings = {
        "listener": f"{port} 127.0.0.1",
        "allow_anonymous": "false",
        "password_file": passwords,
        "persistence": "true",
        "persistence_location": f"{home}/",
        "autosave_interval": 5,
        "max_queued_messages": QUEUE_MESSAGES,
        "max_queued_bytes": QUEUE_BYTES,
        "max_inflight_messages": 1000,
        "set_tcp_nodelay": "true",
        "log_dest": "stderr",
        "log_timestamp_format": "%Y-%m-%dT%H:%M:%S",
        "connection_messages": "false",
    }
    lines = (f"{name} {value}\n" for name, value in settings.items())
    return "# Written by Gatehouse at every start.\n" + "".join(lines) + "log_type error\nlog_type warning\n"


def _hash_passwords(file: Path) -> None:
    try:
        subprocess.run([_program("mosquitto_passwd"), "-U", file], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        raise EmbeddedError(f"mosquitto_passwd could not write {file}: {error.stderr.strip()}") from error


def _give(file: Path, user: ServiceUser | None) -> None:
    if user is not None:
        os.chown(file, user.uid, user.gid)


def _wait_ready(child: Child, port: int) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and child.is_running():
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise EmbeddedError(f"mosquitto did not become ready; the end of {child.log}:\n{child.tail()}")
