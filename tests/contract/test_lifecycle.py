"""A demo that can't start says so and starts nothing."""

import socket
from pathlib import Path

from tests.contract.outside import Demo, gatehouse, processes_of, programs_of
from tests.program import free_port, until


def test_a_second_demo_in_the_same_place(demo: Demo) -> None:
    until(lambda: any(" guards " in line for line in programs_of(demo.data).values()), what="the last of its programs")
    before = programs_of(demo.data)
    done = gatehouse("demo", "--port", str(free_port()), "--data", demo.data)
    assert (done.returncode, "already" in done.stderr) == (1, True), done.stderr
    assert programs_of(demo.data) == before


def test_a_port_that_is_taken(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = gatehouse("demo", "--port", str(port), "--data", data / "demo")
    assert (done.returncode, str(port) in done.stderr) == (1, True), done.stderr
    assert processes_of(data) == {}
