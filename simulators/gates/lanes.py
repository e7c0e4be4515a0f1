"""The lanes of a site: each gate's camera and barrier share one, and all of them the vehicles of the neighbourhood."""

import zlib
from collections.abc import Iterable, Mapping
from typing import Protocol
from zoneinfo import ZoneInfo

from simulators.gates.lane import Lane
from simulators.gates.story import Direction, Neighbourhood


class Gate(Protocol):
    """A gate of the site file."""

    @property
    def id(self) -> str: ...
    @property
    def camera(self) -> str: ...
    @property
    def barrier(self) -> str | None: ...
    @property
    def direction(self) -> str: ...


def lanes_of(gates: Iterable[Gate], *, site: str, zone: ZoneInfo, time: float) -> Mapping[str, Lane]:
    """By the id of each camera and barrier that belongs to a gate."""
    found: dict[str, Lane] = {}
    neighbourhood = Neighbourhood(zlib.crc32(site.encode()))
    for gate in gates:
        direction: Direction = "out" if gate.direction == "out" else "in"
        lane = Lane(
            neighbourhood=neighbourhood, direction=direction, seed=zlib.crc32(f"{site}/{gate.id}".encode()),
            zone=zone, time=time, has_barrier=gate.barrier is not None,
        )  # fmt: skip
        found[gate.camera] = lane
        if gate.barrier is not None:
            found[gate.barrier] = lane
    return found
