"""The demo's start and end: nothing twice, nothing left behind."""

import signal
import socket
from pathlib import Path

import pytest

from tests.contract.outside import Demo, gatehouse, processes_of
from tests.program import until


def test_a_second_demo_in_the_same_place(demo: Demo) -> None:
    before = processes_of(demo.data)
    done = gatehouse("demo", "--port", str(demo.port + 1), "--data", demo.data)
    assert (done.returncode, "already" in done.stderr) == (1, True), done.stderr
    assert processes_of(demo.data) == before


def test_a_port_that_is_taken(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = gatehouse("demo", "--port", str(port), "--data", data / "demo")
    assert (done.returncode, str(port) in done.stderr) == (1, True), done.stderr
    assert processes_of(data) == {}


@pytest.mark.timeout(240)
def test_nothing_is_left_behind_however_it_ends(data: Path) -> None:
    demo = Demo(data / "demo")
    passwords = None
    for number, status in ((signal.SIGKILL, -9), (signal.SIGINT, 0), (signal.SIGTERM, 0)):
        demo.start()
        assert passwords in (None, demo.logins())
        passwords = demo.logins()
        assert demo.end(number) == status
        until(lambda: processes_of(data) == {}, what=f"the end of everything after {number.name}")
