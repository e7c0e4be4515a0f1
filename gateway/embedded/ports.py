"""Free loopback ports."""

import os
import socket
from itertools import count

LOWEST, PORTS = 10_240, 9_001
STRIDE = 127  # ports between the places of processes that follow each other
_steps = count(os.getpid() * STRIDE)


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on this port now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        # As servers do: a port whose last connections are still fading is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(avoiding: frozenset[int] = frozenset()) -> int:
    """A port that nothing listens on, below those that the kernel gives to clients: none takes it before its server.

    Each process goes through them from a place of its own, so that two that start together don't choose alike.
    """
    for _ in range(PORTS):
        port = LOWEST + next(_steps) % PORTS
        if port not in avoiding and is_free(port):
            return port
    raise OSError(f"no port from {LOWEST} to {LOWEST + PORTS - 1} is free")
