"""Ports that no client takes between their choice and their server's start."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.embedded import ports

CHOOSE = "from gateway.embedded.ports import free_port; print(*(free_port() for _ in range(50)))"


def test_ports_lie_below_those_that_clients_are_given() -> None:
    first_of_clients = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    chosen = [ports.free_port() for _ in range(100)]
    assert len(set(chosen)) == len(chosen)
    assert min(chosen) >= ports.LOWEST
    assert max(chosen) < min(ports.LOWEST + ports.PORTS, first_of_clients)


def test_processes_that_start_together_choose_other_ports() -> None:
    running = [subprocess.Popen([sys.executable, "-c", CHOOSE], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    chosen = [set(process.communicate(timeout=60)[0].split()) for process in running]
    assert [len(each) for each in chosen] == [50, 50]
    assert not chosen[0] & chosen[1]


def test_a_port_that_is_taken_or_to_be_avoided_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    free = ports.free_port()
    start = free - ports.LOWEST
    monkeypatch.setattr(ports, "_steps", iter(range(start, start + ports.PORTS)))
    with socket.create_server(("127.0.0.1", free)):
        assert ports.free_port(frozenset({free + 1})) > free + 1


def test_where_none_is_free_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "is_free", lambda _: False)
    with pytest.raises(OSError, match="no port from"):
        ports.free_port()
