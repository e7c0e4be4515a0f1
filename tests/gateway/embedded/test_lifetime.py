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


def is_killed_while_making(data: Path) -> bool:
    """False where nobody looked in time: the cluster had been made."""
    command = [sys.executable, "-c", HOLD, str(data)]
    making, made = data / "postgres/cluster.making/PG_VERSION", data / "postgres/cluster"
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as program:
        until(lambda: making.exists() or made.exists())
        program.kill()
    until(lambda: not making.parent.exists())
    return not made.exists()


def test_a_first_start_that_is_cut_short_leaves_nothing_and_is_made_good(data: Path) -> None:
    tries = (data / str(number) for number in range(10))
    cut_short = next(folder for folder in tries if is_killed_while_making(folder))
    with PrivatePostgres(cut_short) as database:
        assert rows(database.url) == 1
