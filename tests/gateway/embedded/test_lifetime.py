"""The private servers end with the program that started them, however it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.embedded import EmbeddedError, PrivateBroker, PrivatePostgres
from tests.gateway.embedded.servers import (
    ROOT,
    lives,
    rows,
    until,
)

HOLD = """
import sys, threading, time
from pathlib import Path
from gateway.embedded import PrivateBroker, PrivatePostgres
database, broker = PrivatePostgres(Path(sys.argv[1])), PrivateBroker(Path(sys.argv[1]))
def start():
    database.start(), broker.start()
starter = threading.Thread(target=start)  # its end must not be the servers' end
starter.start(), starter.join()
print(database.pid, broker.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that runs both servers in `data`."""
    with subprocess.Popen([sys.executable, "-c", HOLD, data], cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        yield program
        program.kill()


def test_nothing_outlives_a_killed_program(holder: subprocess.Popen[str], data: Path) -> None:
    assert holder.stdout is not None
    servers = [int(pid) for pid in holder.stdout.readline().split()]
    assert all(map(lives, servers))
    holder.kill()
    until(lambda: not any(map(lives, servers)))
    with PrivatePostgres(data) as database:
        assert rows(database.url) == 1


def test_a_server_left_behind_is_stopped_at_the_next_start(holder: subprocess.Popen[str], data: Path) -> None:
    assert holder.stdout is not None
    servers = [int(pid) for pid in holder.stdout.readline().split()]
    for server in servers:
        os.kill(server, signal.SIGSTOP)  # deaf to the signal that comes with its parent's death
    holder.kill()
    holder.wait()
    for server in servers:
        os.kill(server, signal.SIGCONT)
    with PrivatePostgres(data) as database, PrivateBroker(data):
        assert rows(database.url) == 1
        assert not any(map(lives, servers))


def test_a_second_program_is_refused(data: Path) -> None:
    with PrivatePostgres(data), PrivateBroker(data):
        with pytest.raises(EmbeddedError, match="in use by another Gatehouse"):
            PrivatePostgres(data).start()
        with pytest.raises(EmbeddedError, match="in use by another Gatehouse"):
            PrivateBroker(data).start()


def test_a_first_start_that_is_cut_short_leaves_nothing_and_is_made_good(data: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(data)]
    making = data / "postgres/cluster.making/PG_VERSION"
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as program:
        until(making.exists)
        program.kill()
    until(lambda: not making.parent.exists())
    with PrivatePostgres(data) as database:
        assert rows(database.url) == 1
